"""The scenarios of the library: what they decide, where it comes from, and what may not be an input."""

from __future__ import annotations

import numpy as np
import pytest

from perelom.parameters import values as parameter_values
from perelom.scenarios import load, names
from perelom.scenarios.deciding import STATUSES
from perelom.scenarios.decrees import FAMILIES, decrees, parameter_name
from perelom.vocabulary import (
    N_MONTHS,
    REGION_INDEX,
    fed_in,
    indicator_index,
    instruments,
    lever_index,
    month_index,
    month_text,
)

# every scenario and the month of its first change from history
LIBRARY = {
    "abortion-not-banned": "1936-07",
    "bad-weather": "1928-01",
    "bukharin": "1928-01",
    "care-and-dining-of-1924": "1924-01",
    "care-of-better-quality": "1928-02",
    "consultation-kept": "1929-10",
    "family-code-kept": "1934-01",
    "genetic-plan": "1928-01",
    "gentle-collectivization": "1928-01",
    "good-weather": "1928-01",
    "grain-price-raised-1927": "1927-07",
    "history": "1921-01",
    "history-flexible-quotas": "1930-07",
    "history-lighter-industry": "1928-01",
    "history-no-exports-1932": "1932-07",
    "history-no-retreat-1930": "1930-03",
    "history-relief-1933": "1932-12",
    "history-without-blacklists-1932": "1932-11",
    "history-without-meat-fines-1932": "1932-11",
    "history-without-movement-ban-1933": "1933-02",
    "history-without-seed-confiscation-1933": "1933-01",
    "history-without-winter-1932-measures": "1932-11",
    "kulaks-not-singled-out": "1926-07",
    "labour-law-of-1931": "1932-11",
    "managers-of-1926": "1929-01",
    "nep-continued": "1928-01",
    "nep-family-course": "1928-01",
    "nep-planner-requisition": "1928-01",
    "nep-reformed": "1928-01",
    "nep-with-five-year-plan": "1928-01",
    "no-coercion": "1929-05",
    "no-consultation": "1923-01",
    "no-dekulakization": "1930-02",
    "no-levies-no-promotion": "1924-02",
    "no-nepman-ban": "1926-10",
    "poor-not-freed-of-tax": "1922-07",
    "preobrazhensky": "1928-01",
    "retreat-by-rule": "1930-03",
    "scissors-uncontrolled-1923": "1923-10",
    "urban-ration-cut-instead": "1933-01",
    "wage-scale-of-1928": "1929-05",
    "war-communism-kept": "1921-03",
    "women-section-kept": "1930-01",
}
# whole programmes; each of the others changes one thing in history
NEPS = [
    "bukharin",
    "genetic-plan",
    "gentle-collectivization",
    "nep-continued",
    "nep-family-course",
    "nep-reformed",
    "nep-with-five-year-plan",
    "preobrazhensky",
]
OLDER = {  # values of these stand with a comment, not with a source each
    "history-no-exports-1932",
    "nep-continued",
    "nep-reformed",
    "nep-with-five-year-plan",
    "scissors-uncontrolled-1923",
    "war-communism-kept",
}
WEATHER = {"good-weather": 1, "bad-weather": -1}  # classes added to those of 1928-32
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
    "world.grain_market",
    "world.other_market",
}
REFERENCE = parameter_values("reference", 1921, 0, {})


def levers(name):
    return load(name).levers(REFERENCE)


def course(name, lever, *, region=None):
    """A lever's path, [240]: the country's total of a quantity, else the value in one region."""
    table, column = levers(name), lever_index()[lever]
    if instruments()[lever].extensive and region is None:
        return table.totals[:, column]
    return table.values[:, column, REGION_INDEX[region or "ukraine"]]


def equal(a, b):
    return np.array_equal(a, b, equal_nan=True)


def test_the_library_is_what_is_tested_here():
    assert set(names()) == set(LIBRARY)


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


@pytest.mark.parametrize("name", [name for name in sorted(LIBRARY) if load(name).content.end < N_MONTHS])
def test_a_scenario_with_an_end_is_history_after_it(name):
    end = load(name).content.end
    own, history = levers(name), levers("history")
    assert equal(own.values[end:], history.values[end:]) and equal(own.totals[end:], history.totals[end:])


def test_history_dates_every_lever_from_the_first_month():
    decided = {decision.lever: decision for decision in load("history").content.decisions}
    assert set(decided) == set(instruments())
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


@pytest.mark.parametrize("name", sorted(set(LIBRARY) - OLDER - set(WEATHER)))
def test_every_value_names_its_source_and_status(name):
    scenario = load(name)
    dated = {
        (decision.lever, point.month, region)
        for decision in scenario.content.decisions
        for region, course in [(None, decision.country), *decision.regions]
        if course is not None
        for point in course.points
    }
    own = {(o.lever, o.month, o.region): o for o in scenario.content.origins}
    assert dated == set(own)
    assert all(o.source and o.status in STATUSES for o in own.values())


@pytest.mark.parametrize("name", sorted(set(LIBRARY) - {"history", "nep-continued"}))
def test_only_history_and_nep_continued_state_what_is_fed_in(name):
    assert not {decision.lever for decision in load(name).content.decisions} & set(fed_in())


@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_no_path_leaves_its_bounds(name):
    table = levers(name)
    for lever in instruments().values():
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
        if decision.lever in NOT_FROZEN:
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


@pytest.mark.parametrize("name", NEPS)
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


@pytest.mark.parametrize("name", sorted(WEATHER))
def test_other_weather_is_one_class_off_in_every_region_and_year(name):
    column, years = lever_index()["weather.shock"], slice(month_index("1928-01"), month_index("1933-01"))
    own, history = levers(name).values[years, column], levers("history").values[years, column]
    assert equal(own, np.clip(history + WEATHER[name], -3, 3))


def changed(name):
    """The levers that differ from history in some month."""
    own, history = levers(name), levers("history")
    return {
        lever
        for lever, column in lever_index().items()
        if not (
            equal(own.values[:, column], history.values[:, column])
            and equal(own.totals[:, column], history.totals[:, column])
        )
    }


@pytest.mark.parametrize(
    "measure, name",
    [
        ("blacklists", "history-without-blacklists-1932"),
        ("movement.peasant_ban", "history-without-movement-ban-1933"),
        ("seed.confiscation", "history-without-seed-confiscation-1933"),
        ("fines.meat", "history-without-meat-fines-1932"),
    ],
)
def test_the_measures_of_that_winter_are_lifted_one_by_one_and_together(measure, name):
    assert changed(name) == {measure}
    column = lever_index()[measure]
    winter = slice(month_index("1932-11"), month_index("1933-07"))
    assert levers("history").values[winter, column].any()
    for scenario in (name, "history-without-winter-1932-measures"):
        assert not levers(scenario).values[winter, column].any()
    assert measure in changed("history-without-winter-1932-measures")


def test_a_flexible_plan_names_no_region_and_follows_the_crop():
    table, start = levers("history-flexible-quotas"), month_index("1930-07")
    assert np.isnan(table.values[start:, lever_index()["procurement.quota"]]).all()
    assert (course("history-flexible-quotas", "procurement.quota_flexibility")[start:] == 1).all()
    history = course("history", "procurement.quota")
    for year in (1930, 1931, 1932, 1933, 1935, 1937, 1939):
        july = month_index(f"{year}-07")
        assert course("history-flexible-quotas", "procurement.quota")[july] == history[july]


def test_what_the_towns_forgo_in_1933_is_the_relief_that_is_added():
    months = slice(month_index("1933-01"), month_index("1933-07"))
    added = course("urban-ration-cut-instead", "relief.grain") - course("history", "relief.grain")
    assert added[months] == pytest.approx(190e3)
    assert changed("urban-ration-cut-instead") == {"rationing.norm", "relief.grain"}


def test_without_retreat_the_pressure_of_february_1930_goes_on():
    february, march = month_index("1930-02"), month_index("1930-03")
    for region in REGION_INDEX:
        path = course("history-no-retreat-1930", "collectivization.pressure", region=region)
        # a strength that is written down, beside one that follows a fitted parameter
        assert path[march] == pytest.approx(path[february], abs=0.06)
        assert (
            path[month_index("1930-12")]
            > course("history", "collectivization.pressure", region=region)[month_index("1930-12")]
        )


def test_the_retreat_by_rule_eases_the_drive_only_while_there_are_many_risings():
    table, april = levers("retreat-by-rule"), month_index("1930-04")
    pressure, leaving = (lever_index()[f"collectivization.{name}"] for name in ("pressure", "exit"))
    seen = np.zeros((len(indicator_index()), len(REGION_INDEX) + 1))
    state = table.start_rules()
    for events, retreats in ((1000, False), (1700, True), (900, True), (300, False)):
        seen[indicator_index()["disturbances"], -1] = events
        values, _, state = table.at(april, seen, state)
        assert (values[pressure] == 0.25).all() == retreats
        assert (values[leaving] == 0.9).all() == retreats


def test_the_neps_share_the_outside_threat_and_the_weather_of_history():
    for name in NEPS:
        assert not {"defence.share", "weather.shock"} & changed(name), name
