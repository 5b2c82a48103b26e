"""Whole runs: the same bytes however they are run, no stock below zero, every balance kept, a leak named."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from perelom.parameters import values
from perelom.scenarios import Scenario, load
from perelom.vocabulary import indicator_index, indicators, month_index
from perelom.world import Checkpoint, IdentityError, Outcome, simulate
from perelom.world.identities import IDENTITIES, TOLERANCE
from perelom.world.observe import REGIONAL
from perelom.world.passes import run_step
from toy_country import HOUSEHOLDS, months_of, toy_country

SMALL = 2000  # households of the sample: enough for every region to have a village and a workplace
HISTORY = load("history")
REFERENCE = values()


def played(scenario: Scenario = HISTORY, parameters: dict[str, float] = REFERENCE, **options) -> Outcome:
    """A run of the small sample; `options` as of `simulate`."""
    return simulate(
        scenario.levers(parameters), parameters, **{"households": SMALL, "months": 120, **options}
    )


@pytest.fixture(scope="module")
def history() -> Outcome:
    """All 240 months, with the state at the start of some of them."""
    return played(months=240, keep=(0, 1, 7, 59, 100, 143, 239))


def test_the_same_bytes_for_one_two_and_three_threads():
    one = played(threads=1)
    for threads in (2, 3):
        assert played(threads=threads).record.tobytes() == one.record.tobytes()


def test_one_draw_alone_equals_the_same_draw_among_many():
    draws = [values("prior", 1921, member) for member in range(4)]

    def work(member: int) -> bytes:
        return played(parameters=draws[member], member=member, months=60).record.tobytes()

    alone = [work(member) for member in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(work, range(4)))
    assert alone == together
    assert len(set(alone)) == 4


@pytest.mark.parametrize("month", [0, 1, 7, 59, 100, 143, 239])
def test_a_run_resumed_from_a_file_equals_the_run_that_was_never_interrupted(history, tmp_path, month):
    history.checkpoints[month].save(tmp_path / "month.npz")
    again = played(months=240, start=Checkpoint.load(tmp_path / "month.npz"), keep=(239,))
    assert again.record[month:].tobytes() == history.record[month:].tobytes()
    assert again.identities == history.identities
    last, other = again.checkpoints[239].world, history.checkpoints[239].world
    assert last.blocks.tobytes() == other.blocks.tobytes()
    assert last.regions.tobytes() == other.regions.tobytes()
    assert last.nation.tobytes() == other.nation.tobytes()


RULES = HISTORY.extend(
    "fed-first",
    from_="1921-06",
    rules=[
        {
            "when": {"grain_reserve": {"below": "1 Mt"}},
            "for": "2 months",
            "set": {"exports.grain": 0},
            "until": {"grain_reserve": {"above": "2 Mt"}},
            "because": "exports wait until the towns are fed",
        }
    ],
)


def test_rules_go_on_where_they_stood_in_a_resumed_run(tmp_path):
    whole = played(RULES, keep=(23, 24, 77))
    for month, checkpoint in whole.checkpoints.items():
        checkpoint.save(tmp_path / "month.npz")
        again = played(RULES, start=Checkpoint.load(tmp_path / "month.npz"))
        assert again.record[month:].tobytes() == whole.record[month:].tobytes()


@pytest.mark.parametrize(
    ("instrument", "value"),
    [
        ("procurement.quota", 0),
        ("exports.grain", "9 Mt"),
        ("plan.investment_share", 0.1),
        ("credit.enterprise", 0),
    ],
)
def test_a_change_of_1930_leaves_every_month_before_it_bit_for_bit(history, instrument, value):
    changed = HISTORY.extend("changed", from_="1930-01", set={instrument: value})
    record = played(changed, months=132).record
    before = month_index("1930-01")
    assert record[:before].tobytes() == history.record[:before].tobytes()
    assert record[before:].tobytes() != history.record[before:132].tobytes()


def test_every_balance_of_history_is_kept(history):
    assert set(history.identities) == set(IDENTITIES)
    assert max(history.identities.values()) < TOLERANCE


@pytest.mark.parametrize("member", range(3))
def test_every_balance_is_kept_with_other_parameters(member):
    assert (
        max(played(parameters=values("prior", 1921, member), member=member).identities.values()) < TOLERANCE
    )


LEAKS = {
    "grain": ("nutrition", 0, "grain", 0.9),
    "goods": ("goods", 2, "inventory", 0.99),
    "money": ("nutrition", 0, "cash", 1.1),
    "capital": ("industry", 2, "capital_a", 1.001),
    "people": ("accounts", 1, "village_eaters", 1.01),
    "animals": ("herds", 0, "horses", 1.05),
    "people by age": ("nutrition", 0, "young", 0.9),
}


@pytest.mark.parametrize("identity", IDENTITIES)
def test_a_leak_stops_the_run_and_is_named(identity):
    """After one step of March 1922 something is there that came from nowhere, or is gone."""
    step_name, table, column, factor = LEAKS[identity]

    def leaking(step, arrays):
        run_step(step, arrays)
        if step.name == step_name and arrays[6]["month"][0] == month_index("1922-03"):
            arrays[table][column][0] *= factor

    with pytest.raises(IdentityError, match=rf"1922-03: identity '{identity}' fails by"):
        played(months=24, country=toy_country(), households=HOUSEHOLDS, through=months_of(leaking))


def test_a_value_that_is_no_number_stops_the_run():
    def broken(step, arrays):
        run_step(step, arrays)
        if step.name == "nutrition" and arrays[6]["month"][0] == 2:
            arrays[0]["grain"][0, 0] = np.nan

    with pytest.raises(IdentityError, match="1921-03"):
        played(months=6, country=toy_country(), households=HOUSEHOLDS, through=months_of(broken))


def test_the_country_is_the_sum_of_its_regions(history):
    sums = [indicator_index()[name] for name, (_, total) in REGIONAL.items() if total == "sum"]
    record = history.record[:, sums]
    np.testing.assert_allclose(record[:, :, :-1].sum(-1), record[:, :, -1], rtol=1e-12, atol=1e-6)


def test_every_region_has_a_value_in_every_month(history):
    regional = [indicator_index()[name] for name, item in indicators().items() if item.regional]
    assert np.isfinite(history.record[:, regional]).all()


STOCKS = (
    *("grain", "horses", "cattle", "pigs", "sheep", "eaters", "infants", "young", "children", "women", "men"),
    *("old_women", "old_men", "conceived", "carried", "winter", "spring", "crop", "tax_due", "unpaid"),
)


def test_no_stock_falls_below_zero():
    """Every month of history and of a harsh future: barns, herds, people, the state's grain and goods."""
    lowest: dict[str, float] = {}

    def watched(step, arrays):
        run_step(step, arrays)
        if step.name == "accounts":
            blocks, regions, nation = arrays[:3]
            found = {name: float(blocks[name].min()) for name in STOCKS}
            found["cash"] = float(blocks["cash"].min())
            found |= {
                n: float(nation[n].min()) for n in ("state_grain", "inventory", "trade_purse", "capital_a")
            }
            found |= {n: float(regions[n].min()) for n in ("pool_men", "pool_cash", "pool_grain")}
            for name, value in found.items():
                lowest[name] = min(value, lowest.get(name, 0.0))

    played(months=240, through=months_of(watched))
    harsh = HISTORY.extend(
        "harsh", from_="1925-01", set={"procurement.method": "requisition", "procurement.pressure": 1.0}
    )
    played(harsh, months=240, through=months_of(watched))
    assert not {name: value for name, value in lowest.items() if value < -1e-9}


def test_shares_stay_shares(history):
    world = history.checkpoints[239].world
    taken = world.blocks["eaters"] > 0
    for name in ("body", "rank", "trust"):
        column = world.blocks[name][taken]
        assert column.min() >= 0.0 and column.max() <= 1.0, name


def test_a_smaller_sample_runs():
    outcome = played(households=1500, months=24)
    assert np.isfinite(outcome.record[:, :, -1]).all()


def test_another_country_runs_its_twenty_years():
    outcome = played(country=toy_country(), households=HOUSEHOLDS, months=240)
    assert outcome.record.shape == (240, len(indicator_index()), 3)
    assert max(outcome.identities.values()) < TOLERANCE


def test_a_hamlet_of_whole_households_runs():
    """Weight one: 96 and 48 households that stand for themselves."""
    table = toy_country()
    small = type(table)(
        "hamlet",
        tuple(
            type(r)(
                r.name,
                r.lever,
                {k: v / 125_000 if k.endswith(("_thousand", "_mha")) else v for k, v in r.numbers.items()},
            )
            for r in table.regions
        ),
    )
    outcome = played(country=small, households=None, months=60, keep=(0,))
    assert set(np.unique(outcome.checkpoints[0].world.blocks["weight"])) == {0.5, 1.0}
    assert max(outcome.identities.values()) < TOLERANCE
