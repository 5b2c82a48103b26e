"""Checks as data: what they name exists, the split follows its rule and hash, statistics are as told."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perelom.errors import InputError
from perelom.evidence import joined_to, observed
from perelom.evidence.held_out import CANDIDATES, HELD_OUT_SERIES, drawn, held_out
from perelom.evidence.joins import joins
from perelom.inference.checks import (
    EVENTS,
    HASH,
    TABLE,
    Rival,
    all_checks,
    checks,
    checks_of,
    held_out_sha256,
    passing,
)
from perelom.inference.judging import evidence_held_out, passed_by_event, quality, verdicts
from perelom.inference.published import DECIDED, figures
from perelom.inference.reading import Error, months, read
from perelom.inference.rivals import carried_forward, comparable_countries, grown, last_known
from perelom.inference.statistics import STATISTICS, TOTALS, value, values
from perelom.vocabulary import N_MONTHS, N_REGIONS, REGION_INDEX, indicator_index, indicators, month_index

HEAD = """
errors:
  returns: {relative: 0.1, why: a test}
  month: {absolute: 1, why: a test}
checks:
"""


def of(*lines, split="fit", error="returns", statistic="total"):
    """One check from lines that are added to the shortest one."""
    entry = ["id: one", "event: E1", f"statistic: {statistic}", f"error: {error}", f"split: {split}", *lines]
    if not any(line.startswith("indicator") for line in entry):
        entry.append("indicator: grain_harvest")
    if not any(line.startswith("window") for line in entry):
        entry.append("window: 1926")
    if not any(line.startswith("observed") for line in entry):
        entry.append("observed: [{value: 10, source: a book, status: verified}]")
    text = HEAD + "  - " + "\n    ".join(entry) + "\n"
    return checks_of(read(text, "mine.yaml"))[0]


@pytest.fixture
def record():
    """A record in which every value is its month, in regions its month times the region's number from one."""
    month = np.arange(N_MONTHS, dtype=float)[:, None, None]
    place = np.array([*range(1, N_REGIONS + 1), 1.0])
    return month * place * np.ones((1, len(indicators()), 1))


def test_there_are_enough_and_every_event_has_its_share():
    found = Counter(check.event for check in checks())
    assert sum(found.values()) >= 120 and set(found) == set(EVENTS)
    assert min(found[event] for event in EVENTS) >= 4
    assert min(Counter(check.event for check in checks("fit"))[event] for event in EVENTS) >= 4


def test_every_check_has_a_range_an_error_and_sources():
    for check in checks():
        assert check.low <= min(r.low for r in check.observed) <= check.centre, check.id
        assert check.centre <= max(r.high for r in check.observed) <= check.high, check.id
        assert check.sd > 0 and math.isfinite(check.sd), check.id
        assert all(rival.source and rival.status in ("verified", "recalled") for rival in check.observed)
        assert check.statistic in STATISTICS and check.indicator in indicators()


def test_every_published_figure_of_a_check_stands_among_its_rivals():
    """What is in the evidence for the same place, months and statistic may not be left out."""
    published = {_where(figure): figure for figure in figures()}
    matched = [(check, published[_where(check)]) for check in checks() if _where(check) in published]
    assert len(matched) > 150
    for check, figure in matched:
        told = [rival.low for rival in check.observed]
        for rival in figure.observed:
            assert any(math.isclose(rival.low, x, rel_tol=1e-4, abs_tol=1e-9) for x in told), check.id


def _where(check):
    return check.indicator, check.over, check.regions, check.statistic, check.first, check.last, check.base


def test_whoever_fits_gets_no_held_out_check():
    for check in checks("fit"):
        assert not check.second_posterior
        for first, last in [(check.first, check.last), *([check.base] if check.base else [])]:
            assert last <= month_index("1936-12") and not held_out(check.indicator, first, last), check.id
            assert check.indicator not in HELD_OUT_SERIES and check.over not in HELD_OUT_SERIES
    famine = month_index("1932-01"), month_index("1934-12")
    for check in checks("fit"):
        if check.indicator in ("excess_deaths_famine", "deaths", "crude_death_rate"):
            assert check.last < famine[0] or check.first > famine[1], check.id
    with pytest.raises(InputError, match="unknown split 'fitted'"):
        checks("fitted")


def test_the_second_posterior_may_use_totals_of_the_country_only():
    found = checks("second_posterior")
    assert {"e8-ussr-1932-33", "e8-ussr-1932-34"} <= {check.id for check in found}
    assert all(check.regions == ("USSR",) and check.split == "held_out" for check in found)
    assert all(check.statistic in TOTALS and check.last <= month_index("1936-12") for check in found)


def test_series_are_held_out_by_the_parity_of_their_names():
    assert {name for name in CANDIDATES if drawn(name)} <= set(HELD_OUT_SERIES)
    assert 8 <= len(HELD_OUT_SERIES) <= 10
    for name in HELD_OUT_SERIES:
        assert joined_to(name), name
        assert {o.use for o in observed(name)} <= {"held_out", "none"}, name


def test_joined_figures_follow_the_same_rule():
    assert not any(join.use == "held_out" for join in joins())
    for name in indicators():
        for o in observed(name):
            assert (o.use == "held_out") == (o.use != "none" and held_out(name, o.first, o.last)), (name, o)


def test_the_held_out_split_is_the_one_that_was_written_before_fitting():
    """Whoever changes it has to change the file as well, and to say so in docs/checks.md."""
    lines = [line.split()[0] for line in HASH.read_text(encoding="utf-8").splitlines()]
    assert lines == [held_out_sha256(), held_out_sha256(figures("held_out"))]


def test_the_hash_does_not_hang_on_order_or_reasons_and_does_on_definitions():
    found = list(all_checks())
    assert held_out_sha256(reversed(found)) == held_out_sha256()
    text = TABLE.read_text(encoding="utf-8")
    changed = text.replace("id: e8-ukraine-rate", "id: e8-ukraine-rates")
    assert held_out_sha256(checks_of(read(changed, "c.yaml"))) != held_out_sha256()
    reason = text.replace("id: e8-ukraine-rate\n", "id: e8-ukraine-rate\n    likely_reason: crop\n")
    assert held_out_sha256(checks_of(read(reason, "c.yaml"))) == held_out_sha256()


def test_statistics_by_hand(record):
    months_of_1926 = np.arange(60, 72)
    assert value(of(), record) == months_of_1926.sum()
    assert value(of(statistic="mean"), record) == months_of_1926.mean()
    assert value(of("window: 1926-03", statistic="at"), record) == 62
    assert value(of("base: 1925", statistic="ratio"), record) == pytest.approx(65.5 / 53.5)
    assert value(of("base: 1925", statistic="change"), record) == 12
    assert value(of("window: 1926-01", "base: 1926", statistic="part"), record) == pytest.approx(60 / 786)
    assert value(of("region: ukraine", statistic="mean"), record) == 65.5 * (REGION_INDEX["ukraine"] + 1)
    assert value(of("region: [north_west, central_industrial]"), record) == 3 * months_of_1926.sum()
    assert value(of("region: ukraine", statistic="share"), record) == REGION_INDEX["ukraine"] + 1
    assert value(of("region: ukraine", statistic="rate"), record) == pytest.approx(786 / 60)
    assert value(of("smooth: 12", statistic="lowest"), record) == pytest.approx(np.arange(49, 61).mean())
    assert value(of(statistic="highest"), record) == 71
    assert value(of("over: population", statistic="mean"), record) == 1


def test_dates_and_orders_by_hand(record):
    dated = {"error": "month", "statistic": "crossing"}
    seen = "observed: [{value: 1926-05, source: a book, status: recalled}]"
    assert value(of("threshold: 65", seen, **dated), record) == month_index("1926-06")
    assert value(of("threshold: 60", "below: true", seen, **dated), record) == month_index("1926-01")
    assert value(of("threshold: 500", seen, **dated), record) == month_index("1927-01")
    assert value(of("threshold: 60", "smooth: 12", seen, **dated), record) == month_index("1926-07")
    assert value(of(seen, error="month", statistic="trough_month"), record) == month_index("1926-01")
    assert value(of(seen, error="month", statistic="peak_month"), record) == month_index("1926-12")
    last = of(
        "region: [central_asia, transcaucasia, ukraine]",
        "among: 2",
        "indicator: body_reserve",
        statistic="leading",
    )
    assert value(last, record) == 2
    assert of(seen, error="month", statistic="peak_month").centre == month_index("1926-05")


def test_a_record_without_a_value_gives_none(record):
    record[:, indicator_index()["grain_harvest"]] = np.nan
    assert all(
        math.isnan(value(of(*extra, statistic=s), record))
        for s, extra in {"total": [], "at": ["window: 1926-03"]}.items()
    )
    assert not verdicts([of()], values([of()], record)[None])[0].passed
    zero = np.zeros_like(record)
    assert math.isnan(value(of("base: 1925", statistic="ratio"), zero))


@given(st.floats(1, 1e9), st.floats(1, 1e9), st.sampled_from(["verified", "recalled"]))
def test_more_rivals_never_narrow_what_passes(one, other, status):
    error = Error(relative=0.1, why="a test")
    first, second = Rival(one, one, "a", "verified"), Rival(other, other, "b", status)
    low, high, centre, sd = passing((first,), error)
    wider = passing((first, second), error)
    assert wider[0] <= low and wider[1] >= high and min(one, other) <= wider[2] <= max(one, other)
    assert centre == one and sd == pytest.approx(0.1 * one / 1.645)
    recalled = passing((Rival(one, one, "a", "recalled"),), error)
    assert recalled[3] == pytest.approx(2 * sd) and recalled[1] - recalled[0] == pytest.approx(
        2 * (high - low)
    )


@given(st.floats(0.1, 10))
def test_sums_and_means_grow_with_the_record(factor):
    record = np.ones((N_MONTHS, len(indicators()), N_REGIONS + 1))
    for check in (of(), of(statistic="mean"), of(statistic="highest")):
        assert value(check, factor * record) == pytest.approx(factor * value(check, record))
    assert value(of("base: 1925", statistic="ratio"), factor * record) == pytest.approx(1)


BROKEN = [
    ("indicator: grain_harvst", "unknown indicator 'grain_harvst'; did you mean 'grain_harvest'?"),
    ("region: ukrain", "unknown region 'ukrain'; did you mean 'ukraine'?"),
    ("window: 1926-13", "'1926-13' is not a month"),
    ("window: 1927..1926", "a window is 1930, 1930-03 or 1926-07..1927-06"),
    ("base: 1925", "'base' belongs to ratio, change, part"),
    ("threshold: 3", "'threshold' belongs to crossing"),
    ("smooth: 12", "'smooth' is a number of months"),
    ("split: held_out", "'one' is fit by the rule of evidence/held_out.py, not held_out"),
    ("second_posterior: true", "'one' may not be used by the second posterior"),
    ("error: guess", "unknown measurement error 'guess'"),
    ("event: E15", "unknown event 'E15'"),
    ("observed: []", "a check needs at least one published estimate"),
    ("observed: [{source: a book, status: verified}]", "an estimate has either a value or low and high"),
    ("observed: [{value: 1, source: a book, status: seen}]", "Input should be 'verified' or 'recalled'"),
    ("weight: 3", "Extra inputs are not permitted"),
]


@pytest.mark.parametrize(("line", "words"), BROKEN)
def test_a_broken_check_is_refused_with_its_line(line, words):
    key = line.split(":")[0]
    entry = {"id": "one", "event": "E1", "indicator": "grain_harvest", "statistic": "total", "window": "1926"}
    entry |= {
        "error": "returns",
        "split": "fit",
        "observed": "[{value: 1, source: a book, status: verified}]",
    }
    entry[key] = line.removeprefix(f"{key}: ")
    text = HEAD + "  - " + "\n    ".join(f"{k}: {v}" for k, v in entry.items()) + "\n"
    with pytest.raises(InputError) as refused:
        checks_of(read(text, "mine.yaml"))
    problem = refused.value.problems[0]
    assert words in problem.message and problem.path == "mine.yaml"
    assert problem.line is not None and (
        problem.line == text.splitlines().index("  - id: one") + 1
        or key in text.splitlines()[problem.line - 1]
    )


def test_all_problems_are_told_at_once_and_twice_is_one_too_many():
    one = (
        "  - {id: one, event: E1, indicator: wheat, statistic: sum, window: 1926, error: returns, "
        "split: fit, observed: []}\n"
    )
    with pytest.raises(InputError) as refused:
        checks_of(read(HEAD + one, "mine.yaml"))
    assert len(refused.value.problems) == 2
    good = (
        one.replace("wheat", "steel")
        .replace("sum", "total")
        .replace("[]", "[{value: 1, source: a, status: verified}]")
    )
    with pytest.raises(InputError, match="'one' stands in line"):
        checks_of(read(HEAD + good + good, "mine.yaml"))


def test_windows():
    assert months("1930") == (month_index("1930-01"), month_index("1930-12"))
    assert months("1930-03") == (month_index("1930-03"),) * 2
    assert months("1926-07..1927-06") == (month_index("1926-07"), month_index("1927-06"))


def test_published_figures_leave_out_what_is_decided_and_what_is_so_by_construction():
    assert not {figure.indicator for figure in figures()} & set(DECIDED)
    assert all((figure.first, figure.last) != figure.base for figure in figures())
    assert len(evidence_held_out(checks())) > len(checks("held_out"))
    kept = evidence_held_out(checks(), totals_fitted=True)
    assert not any(point.second_posterior for point in kept) and len(kept) < len(evidence_held_out(checks()))


def test_rivals_begin_from_the_last_figure_that_may_be_fitted():
    known = figures("fit")
    steel = next(
        f for f in figures("held_out") if f.indicator == "steel" and f.first == month_index("1938-01")
    )
    last = last_known(steel, known)
    assert last is not None and last.first == month_index("1936-01")
    assert carried_forward(steel, known).tolist() == [last.centre]
    countries = [c for c in comparable_countries().values() if 1936 in c and 1938 in c]
    assert grown(steel, known) == pytest.approx([last.centre * c[1938] / c[1936] for c in countries])
    assert len(countries) == 11
    coal = next(f for f in figures("held_out") if f.indicator == "coal")
    assert not len(carried_forward(coal, known))  # held out as a whole: nothing to begin from


def test_a_model_that_is_right_is_found_to_be_right_and_one_that_is_wrong_wrong():
    points = [point for point in evidence_held_out(checks()) if point.centre != 0]
    right = np.array([point.centre for point in points])
    found = quality(points, right[None])
    assert found.coverage == 1 and found.median_relative_error == 0
    assert found.crps_ratio_to_naive < 0.5 and found.width_of_draws == 0 < found.width
    wrong = quality(points, 10 * right[None])
    assert wrong.coverage < 0.1 and wrong.median_relative_error == pytest.approx(9)
    assert wrong.crps_ratio_to_naive > found.crps_ratio_to_naive
    nothing = quality(points, 1e-9 * right[None])
    assert nothing.near_nought > 0.8 * len(points) and math.isnan(nothing.width)
    spread = quality(points, right[None] * np.linspace(0.5, 1.5, 41)[:, None])
    assert spread.coverage == 1 and spread.width > found.width and spread.width_of_draws == pytest.approx(0.9)


def test_a_check_passes_by_the_median_and_is_touched_by_the_band():
    check = of()
    inside, outside = check.centre, 2 * check.high
    found = verdicts([check], np.array([[outside]] * 10 + [[inside]] * 5))[0]
    assert (found.passed, found.touches) == (False, True)
    assert verdicts([check], np.array([[inside]]))[0].passed
    assert passed_by_event([found]) == {"E1": (0, 1)}
