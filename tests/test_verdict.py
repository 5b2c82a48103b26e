"""The verdict: its rows on records made by hand, a planted condition that flips it, what is refused."""

import csv
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perelom.cli import main
from perelom.ensembles.plan import Item, plan
from perelom.inference import verdict_runs
from perelom.inference.discovery import WEIGHED, advantages, discover, exchange, weightings, where_it_flips
from perelom.inference.verdict import HISTORY, NEPS, RIVALS, moved, scenarios_of, verdict
from perelom.inference.verdict_rows import (
    HORIZONS,
    QUANTITIES,
    ROWS,
    consumption_years,
    quantities,
)
from perelom.inference.verdict_runs import Measured, asks_otherwise, at_the_same_share, measure_all
from perelom.scenarios import load
from perelom.vocabulary import N_MONTHS, N_REGIONS, indicator_index, lever_index, month_index
from perelom.world import Outcome, simulate
from perelom.world.run import Checkpoint
from perelom.world.schema import World

DOCS = Path(__file__).parents[1] / "docs"
DRIVE = lever_index()["collectivization.target"]


def record(**paths):
    """A country of 150 million in which nothing happens but what is named."""
    made = np.zeros((N_MONTHS, len(indicator_index()), N_REGIONS + 1))
    quiet = {"population": 150e6, "consumption_per_head": 12.0, "births": 5e5, "defence_capacity": 100.0}
    for name, path in {**quiet, **paths}.items():
        made[:, indicator_index()[name], -1] = path
    return made


def in_month(month, number):
    """A path of zeros with one number."""
    path = np.zeros(N_MONTHS)
    path[month_index(month)] = number
    return path


def read(course, history=None):
    """Quantities at the first horizon, by id."""
    found = quantities(course, course if history is None else history)
    return dict(zip(QUANTITIES, found[0].tolist(), strict=True))


def test_a_death_is_counted_once_and_under_its_cause():
    shot = in_month("1937-09", 3e5) + in_month("1930-02", 2e4)
    held = in_month("1931-07", 1e5)
    course = record(
        excess_deaths_famine=in_month("1933-03", 2e6),
        excess_deaths_repression=shot + held,
        executions=shot,
        cumulative_excess_deaths=9e9,
    )
    rows = read(course)
    assert rows["deaths.famine"] == 2e6 and rows["deaths.exile_and_camps"] == 1e5
    assert rows["executions.1936_38"] == 3e5 and rows["executions.other_years"] == 2e4
    assert rows["deaths.counted"] == 2.1e6
    for level in ("0", "half", "1"):  # history with its own, whatever the level
        assert rows[f"deaths.with_executions.{level}"] == 2.42e6


def test_deaths_before_1928_and_after_the_horizon_do_not_count():
    course = record(excess_deaths_famine=in_month("1921-12", 1e6) + in_month("1939-01", 1e6))
    assert read(course)["deaths.famine"] == 0.0
    assert quantities(course, course)[1, QUANTITIES.index("deaths.famine")] == 1e6


@pytest.mark.parametrize(("level", "share"), [("0", 0.0), ("half", 0.5), ("1", 1.0)])
def test_executions_of_1936_38_stand_in_the_alternative_at_a_share_of_historys(level, share):
    shot = in_month("1937-09", 3e5)
    history = record(executions=shot, excess_deaths_repression=shot)
    own = in_month("1937-09", 777.0) + in_month("1930-02", 50.0)
    other = record(executions=own, excess_deaths_repression=own)
    rows = read(other, history)
    # its own of those years are replaced, those of other years stay
    assert rows[f"deaths.with_executions.{level}"] == pytest.approx(share * 3e5 + 50.0)
    assert rows["deaths.counted"] == 0.0
    assert rows["cohort.consumption_years"] >= rows[f"cohort.with_executions.{level}"]


def test_the_headline_has_no_executions_on_either_side():
    shot = in_month("1937-09", 3e5)
    history, other = record(executions=shot, excess_deaths_repression=shot), record()
    a, b = read(history), read(other, history)
    assert {row for row in ROWS if ROWS[row].headline and a[row] != b[row]} == set()


def test_consumption_years_of_a_country_where_no_one_dies_before_the_time():
    months = np.arange(11 * 12)
    by_hand = (0.985 ** (months / 12) * 12.0).sum() / 144.0
    assert read(record())["cohort.consumption_years"] == pytest.approx(by_hand)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 131), st.floats(1e3, 1e7), st.floats(1.01, 3.0))
def test_consumption_years_fall_with_deaths_and_rise_with_consumption(month, dead, more):
    eaten, people, none = np.full(132, 10.0), np.full(132, 150e6), np.zeros(132)
    some = none.copy()
    some[month] = dead
    whole = consumption_years(eaten, none, people)
    assert consumption_years(eaten, some, people) < whole
    assert consumption_years(eaten, 2 * some, people) < consumption_years(eaten, some, people)
    assert consumption_years(eaten * more, some, people) == pytest.approx(
        more * consumption_years(eaten, some, people)
    )
    if month < 131:  # the later a death the more was lived before it
        later = np.roll(some, 1)
        assert consumption_years(eaten, later, people) > consumption_years(eaten, some, people)


def test_a_horizon_after_the_end_is_a_gap():
    found = quantities(record()[: month_index("1938-12") + 1], record())
    assert not np.isnan(found[0]).any() and np.isnan(found[1]).all()


# --- ensembles -------------------------------------------------------------------------------------------


def fake(levers, parameters, *, seed, member, households, months=N_MONTHS, keep=(), start=None):
    """A country in which the drive costs lives and builds capital, by one parameter."""
    noise = 1.0 + 0.01 * np.random.default_rng([seed, member]).normal(size=N_MONTHS)
    drive = levers.values[:, DRIVE, 0]
    strength = parameters["weather_slope"]
    made = record(
        consumption_per_head=noise * (12.0 - 2.0 * drive * strength),
        excess_deaths_famine=1e5 * drive * strength * noise,
        capital_industry_a=1e10 * (1.0 + drive) * noise,
        capital_industry_b=5e9,
        defence_capacity=100.0 * (1.0 + drive * strength) * noise,
    )[:months]
    if start is not None:
        made[: start.month] = np.nan
    empty = World(np.zeros(1), np.zeros(1), np.zeros(1))
    kept = {m: Checkpoint(m, empty, np.zeros((0, 2)), None, np.zeros(1)) for m in keep}
    return Outcome(made, {"grain": 0.0}, kept)


@pytest.fixture(scope="module")
def asked():
    return plan([HISTORY, *NEPS], draws=6, seeds=2, households=192, parameters="prior")


@pytest.fixture(scope="module")
def measured(asked):
    return measure_all(asked, workers=1, engine=fake)


def test_the_same_for_any_number_of_workers_and_with_years_computed_once(asked, measured):
    def whole(levers, parameters, *, keep=(), **options):
        return fake(levers, parameters, **options)  # no state to go on from

    for other in (measure_all(asked, workers=3, engine=fake), measure_all(asked, workers=1, engine=whole)):
        np.testing.assert_array_equal(other.values, measured.values)


def test_the_real_country_goes_on_from_historys_state_to_the_last_bit():
    two = plan([HISTORY, "nep-continued"], draws=1, seeds=1, households=2000, parameters="reference")

    def whole(levers, parameters, *, keep=(), **options):
        return simulate(levers, parameters, **options)

    one, other = measure_all(two, workers=1), measure_all(two, workers=1, engine=whole)
    assert not one.failed
    np.testing.assert_array_equal(one.values, other.values)


def test_identical_scenarios_give_rows_of_zero(asked, measured):
    same = replace(measured, values=np.repeat(measured.values[:1], 4, axis=0))
    found = verdict(same, asked)
    for at in HORIZONS:
        for name in NEPS:
            for row in set(ROWS) - {r for r in ROWS if "with_executions" in r}:
                told = found["table"][at][name][row]
                assert told["median"] == told["q05"] == told["q95"] == 0.0, (name, row)
        assert found["range"][at]["deaths.famine"]["all_above"] == 0.0
    assert found["threat"]["capacity"]["nep-reformed"]["ratio"]["q50"] == 1.0


def test_the_order_of_scenarios_is_of_no_matter(asked, measured):
    turned = plan([HISTORY, *reversed(NEPS)], draws=6, seeds=2, households=192, parameters="prior")
    one, other = verdict(measured, asked), verdict(measure_all(turned, workers=1, engine=fake), turned)
    for part in ("table", "range", "history", "neps"):
        assert one[part] == other[part]


def test_the_neps_are_always_together_and_first():
    assert scenarios_of(["bukharin", "nep-reformed"]) == [HISTORY, *NEPS, "bukharin"]
    assert scenarios_of() == [HISTORY, *NEPS, *RIVALS]
    assert scenarios_of([]) == [HISTORY, *NEPS]


def test_the_range_spans_the_three(asked, measured):
    found = verdict(measured, asked)
    for at in HORIZONS:
        for row, spanned in found["range"][at].items():
            told = [found["table"][at][name][row] for name in NEPS]
            assert spanned["median_low"] == pytest.approx(min(t["median"] for t in told))
            assert spanned["median_high"] == pytest.approx(max(t["median"] for t in told))
            assert spanned["q05"] == pytest.approx(min(t["q05"] for t in told))
            assert spanned["all_above"] + spanned["all_below"] + spanned["on_both_sides"] == pytest.approx(1)


def test_a_failed_simulation_is_left_out_of_its_pairs(asked):
    def failing(levers, parameters, *, member, **options):
        if member == Item(0, 2, 1).member and levers.rules:  # of the NEPs' rules, history has none
            raise FloatingPointError("the barn is empty")
        return fake(levers, parameters, member=member, **options)

    found = verdict(measure_all(asked, workers=2, engine=failing), asked)
    assert set(found["failed"]) == {Item(i, 2, 1).id for i in (1, 2, 3)}
    row = found["table"]["1938-12"]["nep-continued"]["deaths.counted"]
    assert row["draws"] == 5 and row["median"] is not None
    assert any("3 simulations failed" in words for words in found["notes"])
    json.dumps(found, allow_nan=False)


def test_both_sides_are_asked_for_the_same_share_of_income_for_defence(asked):
    assert asks_otherwise(asked) == ()
    history = asked.scenarios[0]
    more = load(HISTORY).extend("more-arms", from_="1930-01", set={"defence.share": 0.2})
    two = replace(asked, scenarios=(history, more), draws=1)
    assert asks_otherwise(two) == ("more-arms",)
    ours, theirs = (s.levers(two.parameters(Item(0, 0, 0))) for s in two.scenarios)
    column = lever_index()["defence.share"]
    same = at_the_same_share(theirs, ours)
    np.testing.assert_array_equal(same.values[:, column], ours.values[:, column])
    found = verdict(measure_all(two, workers=1, engine=fake), two)
    assert found["threat"]["made_equal"] == ["more-arms"] and not found["threat"]["equal_as_decided"]


def test_capacity_below_a_ratio_that_a_reader_holds(asked, measured):
    found = verdict(measured, asked)["threat"]["capacity"]["nep-reformed"]
    shares = list(found["below"].values())
    assert shares == sorted(shares) and found["turns_in_half"] == found["ratio"]["q50"]
    assert found["deaths_a_hundredth"]["q50"] > 0.0  # weaker, and fewer died


def test_how_the_headline_moves_with_the_parameters(asked, measured):
    one = verdict(measured, asked)
    table = moved({"prior": one, "posterior": one})
    assert set(table) == set(HORIZONS)
    assert set(table["1938-12"]) == {name for name, row in ROWS.items() if row.headline}
    assert set(table["1938-12"]["births"]) == {"prior", "posterior"}


# --- where it flips --------------------------------------------------------------------------------------


def test_discovery_finds_a_planted_condition():
    random = np.random.default_rng(5)
    X = random.uniform(size=(400, 30))
    ahead = (X[:, 7] > 0.6) & (X[:, 21] < 0.5)
    ahead ^= random.uniform(size=400) < 0.02
    found = discover(X, ahead, [f"p{i}" for i in range(30)], np.arange(400))
    assert found["claimed"] and found["told_unseen"] > 0.9
    (box,) = found["boxes"]
    by_name = {c["of"]: c for c in box["conditions"]}
    assert by_name["p7"]["above"] == pytest.approx(0.6, abs=0.05)
    assert by_name["p21"]["up_to"] == pytest.approx(0.5, abs=0.05)
    assert box["density"] > 0.9 and box["coverage"] > 0.9


def test_discovery_claims_nothing_of_noise():
    random = np.random.default_rng(6)
    X, ahead = random.uniform(size=(200, 30)), random.uniform(size=200) < 0.4
    found = discover(X, ahead, [f"p{i}" for i in range(30)], np.arange(200))
    assert not found["claimed"] and found["boxes"] == []


@pytest.mark.parametrize("ahead", [np.zeros(50, bool), np.ones(50, bool)])
def test_where_nothing_flips_there_is_no_condition(ahead):
    found = discover(np.random.default_rng(1).uniform(size=(50, 3)), ahead, ["a", "b", "c"], np.arange(50))
    assert found["boxes"] == [] and found["told_unseen"] is None


def test_readers_are_spread_over_the_simplex_and_none_is_preferred():
    found = weightings(4000, 5, 1921)
    assert (found >= 0).all() and np.allclose(found.sum(axis=1), 1.0)
    assert np.allclose(found.mean(axis=0), 0.2, atol=0.01)
    np.testing.assert_array_equal(found, weightings(4000, 5, 1921))


def test_the_exchange_rate_is_where_a_reader_of_two_rows_is_undecided():
    gaps = np.zeros((3, len(WEIGHED)))
    lives, defence = (next(j for j, w in enumerate(WEIGHED) if w.id == name) for name in ("lives", "defence"))
    gaps[:, lives], gaps[:, defence] = 5.0, -20.0
    (found,) = exchange(gaps)
    assert (found["for_course"], found["for_history"]) == ("lives", "defence")
    assert found["rate"]["q50"] == pytest.approx(0.25)  # 20 hundredths of defence against 5 of lives
    assert found["share_of_draws"] == 1.0


def test_advantages_are_in_favour_of_the_course(measured):
    gaps, kept = advantages(measured, "1938-12", "nep-reformed")
    by_id = dict(zip([w.id for w in WEIGHED], gaps.T, strict=True))
    assert kept.all() and len(gaps) == 6
    assert (by_id["lives"] > 0).all() and (by_id["consumption"] > 0).all()
    assert (by_id["capital"] < 0).all() and (by_id["defence"] < 0).all()


def test_where_it_flips_tells_of_every_course(measured):
    found = where_it_flips(measured, NEPS, "1938-12", seed=1, readers=50)
    assert set(found["courses"]) == set(NEPS)
    course = found["courses"]["nep-reformed"]
    assert not course["conditions_on_parameters"]  # six draws are too few
    assert course["by_row"]["lives"]["history_ahead"] == 0.0
    assert course["by_row"]["defence"]["history_ahead"] == 1.0
    boxes = course["over_readers"]["boxes"]
    assert boxes and any(c["of"] == "weight of capital and defence" for c in boxes[0]["conditions"])
    json.dumps(found, allow_nan=False)


def test_a_parameter_that_decides_is_found():
    """A hundred draws in which one parameter alone decides which side is better armed."""
    draws, random = 150, np.random.default_rng(3)
    parameters = random.uniform(size=(draws, 8))
    values = np.ones((2, 2, draws, 1, len(QUANTITIES)))
    values[1, ..., QUANTITIES.index("defence.capacity")] = np.where(parameters[:, [4]] > 0.7, 0.8, 1.2)
    names = tuple(f"p{i}" for i in range(8))
    made = Measured((HISTORY, "other"), HORIZONS, values, parameters, names, (), {})
    row = where_it_flips(made, ["other"], "1940-12", seed=1)["courses"]["other"]["by_row"]["defence"]
    (box,) = row["boxes"]
    (condition,) = box["conditions"]
    assert condition["of"] == "p4" and condition["above"] == pytest.approx(0.7, abs=0.05)
    assert box["coverage"] == box["density"] == 1.0


# --- the command -----------------------------------------------------------------------------------------


def told(capsys, *words):
    code = main(["verdict", *words, "--workers", "1", "--households", "192"])
    return code, capsys.readouterr()


@pytest.fixture
def quick(monkeypatch):
    """The command line over the country that takes no time."""
    real = verdict_runs.measure_all
    monkeypatch.setattr(verdict_runs, "measure_all", lambda asked, **o: real(asked, engine=fake, **o))


def test_the_json_of_the_command(quick, capsys):
    code, printed = told(capsys, "bukharin", "--draws", "3", "--json", "--where-it-flips")
    document = json.loads(printed.out)
    found = document["verdict"]
    assert code == 0
    assert found["neps"] == list(NEPS) and found["rivals"] == ["bukharin"] and found["at"] == list(HORIZONS)
    assert {row["id"] for row in found["rows"]} == set(ROWS)
    cell = found["table"]["1940-12"]["bukharin"]["births"]
    keys = {"median", "q05", "q25", "q75", "q95", "share_positive", "mc_error", "parameter_sd", "level"}
    assert keys <= set(cell)
    assert set(document["where_it_flips"]) == set(HORIZONS)
    assert document["rerun"].startswith("perelom verdict bukharin --draws 3")


def test_what_the_command_prints_holds_no_price_and_says_so(quick, capsys):
    code, printed = told(capsys, "--draws", "3", "--neps-only", "--where-it-flips")
    words = " ".join(printed.out.split())
    assert code == 0
    assert "No value of life is used and no score is made" in words
    assert "Executions are given" in words and "No war is simulated" in words
    assert "Range: lowest and highest median of the three NEPs" in words
    assert "Rerun: perelom verdict --draws 3" in words
    for forbidden in ("winner", "wins", "best", "worth a life", "absurd"):
        assert forbidden not in words.lower()
    assert max(len(line) for line in printed.out.splitlines()) <= 140


def test_several_kinds_of_parameters_side_by_side(quick, capsys):
    code, printed = told(
        capsys, "--draws", "2", "--seeds", "1", "--json", "--compare-parameters", "prior", "reference"
    )
    document = json.loads(printed.out)
    assert code == 0
    assert set(document["compare_parameters"]["1938-12"]["births"]) == {"prior", "reference"}
    assert document["verdict"]["rivals"] == []


def test_the_files_of_a_verdict(quick, capsys, tmp_path):
    folder = tmp_path / "kept"
    code, _ = told(capsys, "--draws", "2", "--seeds", "1", "--neps-only", "--out", str(folder))
    assert code == 0 and json.loads((folder / "verdict.json").read_text())["verdict"]["draws"] == 2
    with (folder / "verdict.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 4 * 2 * 2 * len(QUANTITIES)
    code, printed = told(capsys, "--draws", "2", "--neps-only", "--out", str(folder))
    assert code == 2 and "a verdict is there already" in printed.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bukharin", "--neps-only"], "--neps-only leaves no room for bukharin"),
        (["bukharin", "--compare-parameters", "prior", "reference"], "takes no rivals"),
        (["--compare-parameters", "prior"], "one kind of parameters, 'prior', cannot be compared"),
        (["--compare-parameters", "prior", "prior"], "'prior' is named more than once"),
        (["--parameters", "prior", "--compare-parameters", "prior", "reference"], "the same thing twice"),
        (["--where-it-flips", "--compare-parameters", "prior", "reference"], "reads one kind"),
        (["bucharin"], "did you mean 'bukharin'"),
        (["--draws", "0", "--neps-only"], "draws is '0'"),
        (["--parameters", "priors", "--neps-only"], "priors"),
    ],
)
def test_words_that_do_not_go_together_are_refused(quick, capsys, words, said):
    code, printed = told(capsys, *words)
    assert code == 2 and said in printed.err and "nothing was run" in printed.err


def test_the_page_is_filled_where_it_says(quick, capsys, tmp_path):
    sys.path.insert(0, str(DOCS))
    import verdict_tables

    told(capsys, "--draws", "2", "--where-it-flips", "--out", str(tmp_path))
    document = json.loads((tmp_path / "verdict.json").read_text())
    page = (DOCS / "verdict.md").read_text(encoding="utf-8")
    once = verdict_tables.filled(page, verdict_tables.parts_of(document))
    assert verdict_tables.filled(once, verdict_tables.parts_of(document)) == once
    assert "gentle-collectivization" in once and once.count("<!-- end -->") == page.count("<!-- end -->")
    with pytest.raises(ValueError, match="0 places"):
        verdict_tables.filled("an empty page", {"headline": ""})
