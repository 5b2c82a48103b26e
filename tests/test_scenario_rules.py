"""Rules: when they begin, how long they wait, when they end, and what they override."""

from pathlib import Path

import numpy as np
import pytest

from perelom.scenarios import load
from perelom.vocabulary import N_MONTHS, REGION_INDEX, indicator_index, lever_index, month_index

BASE = Path(__file__).parent / "scenarios" / "base.yaml"
EXPORTS = "exports.grain"
UKRAINE = REGION_INDEX["ukraine"]


def column(name):
    return lever_index()[name]


def record(reserve, **others):
    """Last month's indicators: the reserve of the country, and others as name=(place, value)."""
    table = np.full((len(indicator_index()), 15), np.nan)
    table[indicator_index()["grain_reserve"], 14] = reserve
    for name, (place, value) in others.items():
        table[indicator_index()[name], place] = value
    return table


def play(scenario, reserves, first="1930-07", lever=EXPORTS, region=0):
    """A lever's value in each month from `first`, the reserve of the month before being given."""
    levers = scenario.levers({})
    state, path = levers.start_rules(), []
    for i, reserve in enumerate(reserves):
        values, _, state = levers.at(
            month_index(first) + i, None if reserve is None else record(reserve), state
        )
        path.append(values[column(lever), region])
    return path


@pytest.fixture
def base():
    return load(BASE)


def rule(**changes):
    """Exports stop below half a million tonnes."""
    return {"when": {"grain_reserve": {"below": "0.5 Mt"}}, "set": {EXPORTS: 0}, **changes}


SOLD = 4.8e6


def test_without_until_it_stays_while_when_holds(base):
    stop = base.extend("stop", rules=[rule()])
    assert play(stop, [9e5, 4e5, 3e5, 5e5, 4e5]) == [SOLD, 0, 0, SOLD, 0]


def test_for_waits_for_months_in_a_row(base):
    stop = base.extend("stop", rules=[rule(**{"for": "3 months"})])
    assert play(stop, [1, 1, 9e5, 1, 1, 1, 1, 9e5]) == [SOLD] * 5 + [0, 0, SOLD]


def test_until_holds_the_rule_until_its_own_condition(base):
    stop = base.extend("stop", rules=[rule(until={"grain_reserve": {"above": "1.5 Mt"}})])
    assert play(stop, [4e5, 9e5, 1.5e6, 1.6e6, 9e5, 4e5]) == [0, 0, 0, SOLD, SOLD, 0]


def test_while_until_holds_a_rule_does_not_begin(base):
    stop = base.extend("stop", rules=[rule(until={"grain_reserve": {"below": "0.1 Mt"}})])
    assert play(stop, [4e5, 5e4, 5e4, 2e5]) == [0, SOLD, SOLD, 0]


def test_in_the_first_month_and_without_a_value_nothing_holds(base):
    stop = base.extend("stop", rules=[rule()])
    assert play(stop, [None, np.nan, 1]) == [SOLD, SOLD, 0]


def test_all_conditions_must_hold_and_a_region_is_looked_up(base):
    when = {"grain_reserve": {"below": "0.5 Mt"}, "deaths": {"above": 1000, "region": "ukraine"}}
    levers = base.extend("stop", rules=[rule(when=when)]).levers({})
    month = month_index("1931-01")
    for place, deaths, expected in ((UKRAINE, 2000, 0), (UKRAINE, 900, SOLD), (0, 2000, SOLD)):
        values, _, _ = levers.at(month, record(1, deaths=(place, deaths)), levers.start_rules())
        assert values[column(EXPORTS), 0] == expected


def test_between_two_thresholds(base):
    between = rule(when={"grain_reserve": {"above": 1e5, "below": 2e5}})
    assert play(base.extend("stop", rules=[between]), [5e4, 1.5e5, 3e5]) == [SOLD, 0, SOLD]


def test_the_later_rule_wins(base):
    rules = [rule(), rule(when={"grain_reserve": {"below": "0.2 Mt"}}, set={EXPORTS: "0.1 Mt"})]
    assert play(base.extend("stop", rules=rules), [3e5, 1e5]) == [0, 1e5]
    assert play(base.extend("stop", rules=rules[::-1]), [3e5, 1e5]) == [0, 0]


def test_a_rule_lives_in_its_files_months(base):
    stop = base.extend("stop", from_="1930-09", until="1930-11", rules=[rule(**{"for": 2})])
    assert play(stop, [1, 1, 1, 1, 1]) == [SOLD, SOLD, SOLD, 0, SOLD]


def test_a_child_inherits_rules_and_its_own_come_after(base):
    parent = base.extend("parent", rules=[rule()])
    child = parent.extend("child", rules=[rule(set={EXPORTS: "1 Mt"})])
    assert play(parent.extend("plain"), [1]) == [0]
    assert play(child, [1]) == [1e6]


def test_a_childs_decision_stands_above_its_parents_rule(base):
    parent = base.extend("parent", rules=[rule()])
    child = parent.extend("child", from_="1930-08", until="1930-10", set={EXPORTS: "3 Mt"})
    assert play(child, [1, 1, 1, 1]) == [0, 3e6, 3e6, 0]


def test_a_childs_region_stands_above_its_parents_rule_there_only(base):
    parent = base.extend("parent", rules=[rule(set={"trade.free": 0.1})])
    child = parent.extend("child", from_="1930-07", set={"trade.free": {"by_region": {"ukraine": 0.7}}})
    assert play(child, [1], lever="trade.free", region=UKRAINE) == [0.7]
    assert play(child, [1], lever="trade.free", region=0) == [0.1]


def test_a_rule_by_region_and_totals(base):
    by_region = rule(set={"procurement.quota": {"by_region": {"ukraine": "5.7 Mt"}}})
    levers = base.extend("cut", rules=[by_region]).levers({})
    values, totals, _ = levers.at(month_index("1931-01"), record(1), levers.start_rules())
    assert values[column("procurement.quota"), UKRAINE] == 5.7e6
    assert totals[column("procurement.quota")] == 20e6
    whole = base.extend("cut", rules=[rule(set={"procurement.quota": "9 Mt"})]).levers({})
    values, totals, _ = whole.at(month_index("1931-01"), record(1), whole.start_rules())
    assert np.isnan(values[column("procurement.quota")]).all()
    assert totals[column("procurement.quota")] == 9e6


def test_the_state_carries_all_that_a_rule_remembers(base):
    levers = base.extend("stop", rules=[rule(**{"for": 3})]).levers({})
    state = levers.start_rules()
    for month in range(2):
        _, _, state = levers.at(month, record(1), state)
    assert state.tolist() == [[0, 2]]
    before = state.copy()
    once = levers.at(2, record(1), state)
    again = levers.at(2, record(1), before)
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(once, again, strict=True))
    assert once[2].tolist() == [[1, 3]]
    assert np.array_equal(state, before)


def test_what_at_returns_leaves_the_paths_as_they_are(base):
    """Where a rule acts it is a copy that the rule has written to; else it cannot be written to."""
    levers = base.levers({})
    values, totals, _ = levers.at(0, None, levers.start_rules())
    for array in (values, totals, levers.values, levers.decided_in):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    held = base.extend("stop", rules=[rule()]).levers({})
    before = held.values.copy()
    acted, _, _ = held.at(1, record(1), held.start_rules())
    acted[:] = 0
    assert np.array_equal(held.values, before, equal_nan=True)


def test_months_are_free_until_a_file_with_rules_begins(base):
    assert base.levers({}).free_until(5) == N_MONTHS
    held = base.extend("stop", from_="1923-01", until="1924-11", rules=[rule()]).levers({})
    assert [held.free_until(month) for month in (0, 23, 24, 30, 47, 48)] == [
        24,
        24,
        24,
        30,
        *([N_MONTHS] * 2),
    ]
