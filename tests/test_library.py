"""The scenarios of the library: what they decide, where it comes from, and what may not be an input."""

from __future__ import annotations

import numpy as np
import pytest

from perelom.parameters import values as parameter_values
from perelom.scenarios import load, names
from perelom.scenarios.deciding import STATUSES
from perelom.scenarios.decrees import FAMILIES, decrees, parameter_name
from perelom.vocabulary import REGION_INDEX, given_paths, instruments, lever_index, month_index, month_text

LIBRARY = {
    "history": "1921-01",
    "history-no-exports-1932": "1932-07",
    "nep-continued": "1928-01",
    "nep-reformed": "1928-01",
    "nep-with-five-year-plan": "1928-01",
    "scissors-uncontrolled-1923": "1923-10",
    "war-communism-kept": "1921-03",
}
ZONES = (
    {"lower_volga", "middle_volga", "north_caucasus"},
    {"ukraine", "central_black_earth", "siberia", "urals", "kazakhstan"},
    {"north_west", "central_industrial", "west_belorussia", "far_east", "central_asia", "transcaucasia"},
)
# decisions that nep-continued does not keep as they stood in June 1927, each for a reason given in the file
NOT_FROZEN = {
    *(instrument for instrument in FAMILIES.values()),  # campaigns end
    "prices.industrial_cut",  # the order of February 1927 was fulfilled
    "family.childcare_places",  # goes on growing
    "family.public_dining",  # rounded
    "defence.share",  # the outside threat is that of history
    "weather.shock",
}
REFERENCE = parameter_values("reference", 1921, 0, {})


def levers(name):
    return load(name).levers(REFERENCE)


def course(name, lever, *, region=None):
    """A lever's path, [240]: the country's total of a quantity, else the value in one region."""
    table, column = levers(name), lever_index()[lever]
    if {**instruments(), **given_paths()}[lever].extensive and region is None:
        return table.totals[:, column]
    return table.values[:, column, REGION_INDEX[region or "ukraine"]]


def equal(a, b):
    return np.array_equal(a, b, equal_nan=True)


def test_the_library_holds_the_scenarios_of_the_first_part():
    assert set(LIBRARY) <= set(names())


@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_each_scenario_says_what_it_asks_and_rests_on(name):
    scenario = load(name)
    assert scenario.title and scenario.question.endswith("?") and len(scenario.context) > 200
    assert scenario.sources


@pytest.mark.parametrize("name", sorted(set(LIBRARY) - {"history"}))
def test_a_scenario_is_history_before_it_changes(name):
    scenario, first = load(name), month_index(LIBRARY[name])
    assert scenario.first_change == first, month_text(scenario.first_change)
    own, history = levers(name), levers("history")
    assert equal(own.values[:first], history.values[:first])
    assert equal(own.totals[:first], history.totals[:first])


@pytest.mark.parametrize(
    "name", ["history-no-exports-1932", "scissors-uncontrolled-1923", "war-communism-kept"]
)
def test_a_scenario_with_an_end_is_history_after_it(name):
    end = load(name).content.end
    own, history = levers(name), levers("history")
    assert equal(own.values[end:], history.values[end:]) and equal(own.totals[end:], history.totals[end:])


def test_history_dates_every_lever_from_the_first_month():
    decided = {decision.lever: decision for decision in load("history").content.decisions}
    assert set(decided) == {*instruments(), *given_paths()}
    for name, decision in decided.items():
        if decision.country is not None:
            assert decision.country.first == 0, name


def test_every_dated_value_of_history_names_its_source_and_status():
    scenario = load("history")
    dated = {
        (decision.lever, point.month, region)
        for decision in scenario.content.decisions
        for region, course in [(None, decision.country), *decision.regions]
        if course is not None
        for point in course.points
    }
    told = {(o.lever, o.month, o.region): o for o in scenario.origins}
    assert dated == set(told)
    assert all(o.source and o.status in STATUSES for o in told.values())


@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_no_path_leaves_its_bounds(name):
    table = levers(name)
    for lever in (*instruments().values(), *given_paths().values()):
        column = lever_index()[lever.id]
        path = table.totals[:, column] if lever.extensive else table.values[:, column]
        assert np.isfinite(path).all(), lever.id
        if lever.low is not None and lever.high is not None:
            assert lever.low <= path.min() and path.max() <= lever.high, lever.id


def test_campaigns_of_history_come_from_the_table_of_decrees_alone():
    decided = {decision.lever: decision for decision in load("history").content.decisions}
    for family, lever in FAMILIES.items():
        decision = decided[lever]
        assert decision.country is not None and decision.country.decrees == family
        assert not decision.country.points and not decision.regions


def test_a_decree_at_full_strength_presses_within_the_bound():
    for family in FAMILIES:
        assert 4 * REFERENCE[parameter_name(family)] <= 1.0, family


def test_strength_is_ordinal_and_every_decree_is_explained():
    for decree in decrees():
        assert decree.strength in (0, 1, 2, 3, 4)
        assert decree.source and decree.words


def test_tempo_by_region_is_that_of_the_three_zones():
    for decree in decrees():
        if decree.family == "collectivization":
            reached = set(decree.regions)
            assert all(zone <= reached or not zone & reached for zone in ZONES), (decree.month, decree.words)


def test_weather_is_a_whole_class_and_mild_where_decided():
    column = lever_index()["weather.shock"]
    weather = levers("history").values[:, column]
    assert equal(weather, np.round(weather))
    assert all(equal(weather[m], weather[m - m % 12]) for m in range(len(weather)))
    january = month_index("1932-01")
    assert weather[january, REGION_INDEX["ukraine"]] >= -1
    assert weather[january, REGION_INDEX["north_caucasus"]] >= -1
    assert weather[0, REGION_INDEX["middle_volga"]] == -3


def test_plans_are_the_published_ones():
    quota = course("history", "procurement.quota")
    assert quota[month_index("1930-08")] == pytest.approx(1434 * 16380.5, rel=1e-3)
    assert quota[month_index("1931-09")] == pytest.approx(26.6e6)
    assert quota[month_index("1931-12")] == pytest.approx(22.7e6)
    ukraine = course("history", "procurement.quota", region="ukraine")
    assert ukraine[month_index("1930-08")] == pytest.approx(465 * 16380.5, rel=1e-3)
    assert ukraine[month_index("1933-01")] < ukraine[month_index("1932-07")]


def test_relief_of_1933_is_320_thousand_tonnes():
    months = slice(month_index("1933-01"), month_index("1934-01"))
    assert course("history", "relief.grain")[months].sum() == pytest.approx(320e3)


def test_requisition_pays_next_to_nothing_and_the_decreed_price_rises_in_july_1928():
    price = course("history", "procurement.price")
    assert price[0] < 5
    rise = price[month_index("1928-07")] / price[month_index("1928-06")] - 1
    assert 0.14 <= rise <= 0.19


def test_nep_continued_keeps_the_decisions_of_june_1927():
    own, history = load("nep-continued"), levers("history")
    june = month_index("1927-06")
    for decision in own.content.decisions:
        if decision.lever in NOT_FROZEN or decision.lever in given_paths():
            continue
        column = lever_index()[decision.lever]
        table = levers("nep-continued")
        if instruments()[decision.lever].extensive:
            assert table.totals[-1, column] == history.totals[june, column], decision.lever
        else:
            assert equal(table.values[-1, column], history.values[june, column]), decision.lever


def test_the_five_year_plan_without_force_has_the_plan_of_history():
    start = month_index("1928-01")
    for lever in (
        "plan.investment_share",
        "plan.industry_share",
        "plan.heavy_share",
        "plan.growth_target",
        "plan.ratchet",
        "credit.enterprise",
        "imports.machinery_share",
    ):
        assert equal(course("nep-with-five-year-plan", lever)[start:], course("history", lever)[start:]), (
            lever
        )


@pytest.mark.parametrize("name", ["nep-continued", "nep-reformed", "nep-with-five-year-plan"])
def test_no_nep_uses_force_in_the_village(name):
    start = month_index("1928-01")
    for lever in (
        "procurement.pressure",
        "collectivization.pressure",
        "dekulakization.quota.1",
        "dekulakization.quota.2",
        "dekulakization.quota.3",
        "movement.peasant_ban",
    ):
        assert not course(name, lever)[start:].any(), lever
    assert course(name, "collectivized_share")[-1] <= 0.11
