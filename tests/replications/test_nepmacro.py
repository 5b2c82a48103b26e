"""Grain offered while shops are full and while they are empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perelom.replications import Refused, nepmacro, solve

BASE = {"X": 1, "k": 1.5043, "sigma": 1.9298}


@pytest.mark.parametrize(
    ("r", "Mbar", "marketed", "rationed"),
    [
        (0.7, None, 0.32301201, False),
        (1.0, None, 0.39931318, False),
        (1.3, None, 0.45899694, False),
        (0.7, 0.3, 0.32301201, False),
        (1.0, 0.3, 0.30000000, True),
        (1.3, 0.3, 0.23076923, True),
    ],
)
def test_supply_solved_beforehand(r, Mbar, marketed, rationed):
    found = solve("nep_market.rationed_supply", {**BASE, "r": r, "Mbar": Mbar})
    assert found["marketed"] == pytest.approx(marketed, abs=1e-8)
    assert found["rationed"] is rationed
    assert found["manufactures"] == pytest.approx(r * found["marketed"])


def test_the_switch_solved_beforehand():
    assert solve("nep_market.switch", {**BASE, "Mbar": 0.3})["r"] == pytest.approx(0.83416516, abs=1e-8)


prices = st.floats(0.1, 8)
shapes = {"X": st.floats(0.1, 100), "k": st.floats(0.1, 5), "sigma": st.floats(0.2, 4)}


@given(prices, st.fixed_dictionaries(shapes), st.floats(0.001, 50))
def test_peasants_sell_no_more_than_they_have_or_can_spend(r, shape, Mbar):
    free = nepmacro.rationed_supply(r, **shape)
    found = nepmacro.rationed_supply(r, **shape, Mbar=Mbar)
    assert 0 < found["marketed"] <= free["marketed"] < shape["X"]
    assert found["manufactures"] <= Mbar * (1 + 1e-12) or not found["rationed"]
    more = nepmacro.rationed_supply(r, **shape, Mbar=1.1 * Mbar)
    assert more["marketed"] >= found["marketed"]


@given(prices, st.fixed_dictionaries({**shapes, "sigma": st.floats(1.05, 4)}))
def test_a_better_price_brings_grain_only_while_there_is_something_to_buy(r, shape):
    higher = nepmacro.rationed_supply(1.05 * r, **shape)["marketed"]
    now = nepmacro.rationed_supply(r, **shape)
    assert higher > now["marketed"]
    scarce = 0.9 * now["manufactures"]
    assert (
        nepmacro.rationed_supply(1.05 * r, **shape, Mbar=scarce)["marketed"]
        < nepmacro.rationed_supply(r, **shape, Mbar=scarce)["marketed"]
    )


@given(st.fixed_dictionaries(shapes), prices)
def test_at_the_switch_wants_and_goods_are_equal(shape, r):
    goods = nepmacro.rationed_supply(r, **shape)["manufactures"]
    assert nepmacro.switch(**shape, Mbar=goods)["r"] == pytest.approx(r, rel=1e-6)


@given(prices, st.fixed_dictionaries(shapes))
def test_the_elasticity_is_that_of_the_curve(r, shape):
    step = 1 + 1e-6
    moved = nepmacro.rationed_supply(r * step, **shape)["marketed"]
    slope = (moved / nepmacro.rationed_supply(r, **shape)["marketed"] - 1) / 1e-6
    assert nepmacro.elasticity(r, **shape)["elasticity"] == pytest.approx(slope, abs=1e-4)


def test_money_without_goods_and_grain_without_a_price():
    assert solve("nep_market.goods_gap", {"E": 120, "p_s": 1, "S": 100}) == {"gap": 20, "clearing_price": 1.2}
    assert solve("nep_market.state_share", {"p_private": 1, "p_state": 1, "th": 3})["share"] == 0.5
    wheat = solve("nep_market.state_share", {"p_private": 2.2, "p_state": 1.2, "th": 3})["share"]
    assert wheat == pytest.approx(1 / (1 + (2.2 / 1.2) ** 3))
    assert solve("nep_market.state_share", {"p_private": 1e9, "p_state": 1e-9, "th": 90})["share"] == 0


def test_prices_of_nothing_are_refused():
    with pytest.raises(Refused) as error:
        solve("nep_market.rationed_supply", {"X": 1, "k": 1.5, "sigma": 1.9, "r": 0, "Mbar": -1})
    fields = [fault.field for fault in error.value.faults]
    assert fields == ["inputs.r", "inputs.Mbar"]
    with pytest.raises(Refused, match="too far from 1"):
        solve("nep_market.rationed_supply", {"X": 1, "k": 1.5, "sigma": 40, "r": 1e-30})
