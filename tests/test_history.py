"""What the decisions that were taken lead to at the centre of the posterior: events E1-E14.

The bands are those of published estimates and of the list of events: they catch the implausible. What they do
not hold is told in docs/history-against-evidence.md.
"""

import numpy as np
import pytest

from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import REGIONS, indicator_index, month_index
from perelom.world import simulate

pytestmark = pytest.mark.slow


def falls_short(why):
    """A band that the model misses: kept as it was, and told in docs/history-against-evidence.md. One that
    comes to hold then fails here, so that the page is mended."""
    return pytest.mark.xfail(reason=why, strict=True)


def falls_short_with(request, numbers, why):
    """The same for one of the two sets of random numbers; the other has to hold."""
    if numbers in request.node.callspec.id:
        request.applymarker(falls_short(why))


VOLGA = ("middle_volga", "lower_volga")


@pytest.fixture(scope="module", params=[0, 1], ids=["first random numbers", "second random numbers"])
def history(request):
    scenario = load("history")
    parameters = values("posterior:centre", overrides=scenario.parameters)
    return simulate(scenario.levers(parameters), parameters, member=request.param).record


def series(record, name, region=-1):
    return record[:, indicator_index()[name], region]


def between(record, name, first, last, region=-1):
    return series(record, name, region)[month_index(first) : month_index(last) + 1]


def test_e1_the_famine_of_1921_22_is_worst_on_the_volga_and_costs_two_to_six_million_lives(history):
    deaths = between(history, "excess_deaths_famine", "1921-01", "1922-12")
    assert 2e6 < deaths.sum() < 6e6
    people = history[0, indicator_index()["population"], :-1]
    rate = {
        region: between(history, "excess_deaths_famine", "1921-01", "1922-12", i).sum() / people[i]
        for i, region in enumerate(REGIONS)
    }
    worst = sorted(rate, key=lambda region: -rate[region])
    assert worst[0] in VOLGA and set(VOLGA) <= set(worst[:3])  # Kazakhstan starved as well
    assert rate["siberia"] < 0.1 * rate["lower_volga"]


def test_e1_deaths_peak_in_the_winter_and_spring_before_the_crop_of_1922(history):
    deaths = between(history, "excess_deaths_famine", "1921-01", "1923-12")
    assert month_index("1921-11") <= int(np.argmax(deaths)) <= month_index("1922-07")


def test_e2_the_scissors_open_in_autumn_1923_and_close_within_a_year(history, request):
    request.applymarker(falls_short("they open in spring 1923 already, and less wide"))
    scissors = series(history, "scissors")[: month_index("1925-12")]
    assert month_index("1923-08") <= int(np.argmax(scissors)) <= month_index("1923-12")
    assert scissors.max() > 2.2
    assert scissors[month_index("1924-12")] < 1.7
    assert scissors[month_index("1922-08")] < 1.5


@falls_short("growth of 1928 is .19, a little more than half of that of 1926")
def test_e3_industry_regains_1913_in_1926_or_1927_and_slows(history):
    year = np.array(
        [between(history, "industrial_output_index", f"{y}-01", f"{y}-12").mean() for y in range(1921, 1941)]
    )
    output = series(history, "industrial_output_index")
    mean = np.convolve(output, np.ones(12) / 12, "valid")
    regained = 1921 + (int(np.argmax(mean >= 100)) + 11) // 12
    assert regained in (1926, 1927)
    growth = dict(zip(range(1922, 1941), year[1:] / year[:-1] - 1, strict=True))
    assert growth[1928] < 0.5 * max(growth[1926], growth[1927])


def test_e4_purchases_of_autumn_1927_fall_by_a_quarter_or_more(history):
    before = between(history, "grain_procured", "1926-07", "1926-12").sum()
    after = between(history, "grain_procured", "1927-07", "1927-12").sum()
    assert after <= 0.75 * before


@pytest.mark.parametrize(
    ("month", "low", "high"),
    [
        ("1930-03", 0.45, 0.65),
        ("1930-09", 0.15, 0.30),
        ("1932-07", 0.52, 0.72),
        ("1937-01", 0.85, 0.98),
    ],
)
def test_e5_a_cascade_in_and_out_of_the_collective_farm_and_in_again(history, request, month, low, high):
    if month == "1937-01":
        request.applymarker(falls_short("the last to join are slow"))
    assert low <= series(history, "collectivized_share")[month_index(month)] <= high


def test_e6_disturbances_peak_in_march_1930_after_the_retreat_began(history):
    year = between(history, "disturbances", "1930-01", "1930-12")
    assert int(np.argmax(year)) == 2
    assert 8e3 < year.sum() < 20e3


def test_e7_horses_are_halved(history):
    horses = series(history, "livestock_horses")
    assert 0.40 <= horses[month_index("1934-01")] / horses[month_index("1929-01")] <= 0.62


def famine_of_1932_33(record, region=-1):
    return between(record, "excess_deaths_famine", "1932-01", "1934-06", region).sum()


@falls_short("crops of 1931-33 and what they leave to eat are too good; fitted to 1921-22 the hazard is low")
def test_e8_the_famine_of_1932_33_costs_millions_of_lives(history):
    assert 4e6 < famine_of_1932_33(history) < 10e6


def test_e8_the_famine_is_worst_where_it_was(history):
    people = history[month_index("1932-01"), indicator_index()["population"], :-1]
    rate = [famine_of_1932_33(history, i) / people[i] for i in range(len(REGIONS))]
    worst = {list(REGIONS)[i] for i in np.argsort(rate)[-5:]}
    assert len(worst & {"ukraine", "kazakhstan", "north_caucasus", "lower_volga"}) >= 3


@falls_short("hardly any: Ukraine's crop of 1932 leaves its villages enough after seed and purchases")
def test_e8_millions_die_in_ukraine(history):
    ukraine = famine_of_1932_33(history, list(REGIONS).index("ukraine"))
    assert 2.2e6 < ukraine < 5.5e6


def test_e9_group_a_outruns_group_b_and_haste_costs_more_the_greater_it_is(history):
    a, b = series(history, "group_a_index"), series(history, "group_b_index")
    start, end = month_index("1928-01"), month_index("1937-12")
    assert a[end] / a[start] > 1.5 * b[end] / b[start]
    waste = [between(history, "waste_of_haste", f"{y}-01", f"{y}-12").mean() for y in (1927, 1929, 1931)]
    assert waste[0] < waste[1] < waste[2]
    fulfilled = between(history, "plan_fulfilment", "1930-01", "1932-12")
    assert fulfilled.mean() < 1.0


def test_e10_the_real_wage_falls_after_1928_and_partly_recovers(history):
    wage = {y: between(history, "real_wage", f"{y}-01", f"{y}-12").mean() for y in range(1926, 1940)}
    worst = min(wage[y] for y in range(1929, 1936))
    assert worst < 0.85 * wage[1928]
    assert worst < wage[1937] < wage[1928]


def test_e11_unemployment_ends_and_towns_grow(history):
    unemployed = series(history, "unemployment")
    assert 0.7e6 < unemployed[month_index("1928-07")] < 2.5e6
    assert unemployed[month_index("1931-07")] < 0.3e6
    town = series(history, "population_urban") / series(history, "population")
    assert 0.15 < town[month_index("1926-12")] < 0.20
    assert 0.28 < town[month_index("1939-01")] < 0.36


def test_e12_private_trade_goes_from_most_of_retail_to_nothing(history):
    private = series(history, "private_trade_share")
    assert 0.5 <= private[month_index("1923-06")] <= 0.9
    assert private[month_index("1932-12")] < 0.03


def test_e13_births_fall_in_the_famine_and_rise_after_the_ban_on_abortion(history):
    rate = {y: between(history, "crude_birth_rate", f"{y}-01", f"{y}-12").mean() for y in range(1927, 1941)}
    assert 0.6 <= rate[1933] / rate[1928] <= 0.9
    assert 1.05 <= rate[1937] / rate[1935] <= 1.5
    assert rate[1940] < rate[1937]


def test_e14_households_classed_as_kulaks_sell_more_than_their_number(history):
    sold = between(history, "grain_marketed_share_kulak", "1926-07", "1927-06").mean()
    number = between(history, "class_share_kulak", "1926-07", "1927-06").mean()
    assert 0.10 < sold < 0.30 and sold > 2.5 * number


def test_bad_years_are_bad(history):
    crop = {y: between(history, "grain_harvest", f"{y}-07", f"{y}-09").sum() for y in range(1921, 1941)}
    assert crop[1921] < 0.75 * crop[1922]
    assert crop[1924] < crop[1923] and crop[1924] < crop[1925]
    assert crop[1931] < 0.85 * crop[1930]
    assert crop[1936] < 0.85 * crop[1935] and crop[1936] < 0.75 * crop[1937]


TOO_FULL = falls_short("barns of 1938 hold 46 to 48 % of the crop of that year")


@pytest.mark.parametrize(
    "name",
    [
        "history",
        pytest.param("nep-continued", marks=TOO_FULL),
        pytest.param("nep-reformed", marks=TOO_FULL),
        pytest.param("nep-with-five-year-plan", marks=TOO_FULL),
        "war-communism-kept",
    ],
)
def test_barns_before_the_harvest_hold_no_second_crop(name):
    scenario = load(name)
    parameters = values("posterior:centre", overrides=scenario.parameters)
    record = simulate(scenario.levers(parameters), parameters).record
    for year in range(1922, 1941):
        barns = between(record, "grain_stock_rural", f"{year}-07", f"{year}-07")[0]
        crop = between(record, "grain_harvest", f"{year}-07", f"{year}-09").sum()
        assert barns < 0.45 * crop, year
