"""Herds: every animal is born, dies, is slaughtered or delivered once; each cause takes more when it is
stronger."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_months import (
    close,
    copied,
    few,
    live,
    not_above,
    pairs,
    parameters,
    quick,
    run,
    seeds,
    shaken,
    shares,
    some_months,
    stopped_before,
    take,
    villages,
    weighted,
)

from perelom.mechanisms.herds import (
    CARCASS_CATTLE,
    CARCASS_HORSE,
    CARCASS_PIG,
    CARCASS_SHEEP,
    GRAIN_OF_MEAT,
    common_herd_month,
    expected_loss,
    herd_month,
    meat_plan,
    neglect,
    pasture_left,
    room_to_grow,
    slaughter_before_entry,
    sold_in_distress,
    starved,
    tend,
    well_fed,
    without_grass,
)

KINDS = ("horses", "cattle", "pigs", "sheep")


@given(pairs(st.floats(0, 4)))
@quick
def test_a_crowded_pasture_raises_fewer_young(crowding):
    roomy, full = (room_to_grow(x) for x in crowding)
    assert -0.6 <= full <= roomy <= 1
    assert room_to_grow(0.0) == 1


@given(pairs(st.floats(0, 1.5)), st.floats(0, 1.2), st.floats(0, 2))
@quick
def test_hungry_animals_bear_less_and_die_more_and_hungry_people_slaughter(ratio, starving, distress):
    assert 0 < well_fed(ratio[0]) <= well_fed(ratio[1]) <= 1.05
    assert 0 <= starved(ratio[1], starving) <= starved(ratio[0], starving) <= 0.1 * starving
    assert 0 <= sold_in_distress(ratio[1], distress) <= sold_in_distress(ratio[0], distress)
    assert starved(0.6, starving) == 0 and sold_in_distress(0.62, distress) == 0


@given(st.floats(0, 100), st.floats(-0.1, 0.1), pairs(st.floats(0, 1)), pairs(st.floats(0, 1)))
@quick
def test_a_herd_never_loses_more_than_it_has(x, births, dying, slaughter):
    left, born, slaughtered = herd_month(x, births, dying[0], slaughter[0])
    assert left >= 0 and left + born >= 0
    assert 0 <= slaughtered <= x - left + 1e-12 * x
    assert not_above(herd_month(x, births, dying[1], slaughter[0])[0], left)
    assert not_above(herd_month(x, births, dying[0], slaughter[1])[0], left)
    assert herd_month(x, 0.0, 0.0, 0.0) == (x, 0.0, 0.0)


@given(st.floats(0, 2), pairs(shares), pairs(shares), shares)
@quick
def test_slaughter_before_entry_rises_with_the_loss_expected_and_falls_with_the_plot(
    rate, loss, plot, spared
):
    base = slaughter_before_entry(rate, loss[0], plot[0], spared)
    assert base >= 0
    assert not_above(base, slaughter_before_entry(rate, loss[1], plot[0], spared))
    assert not_above(slaughter_before_entry(rate, loss[0], plot[1], spared), base)
    assert slaughter_before_entry(rate, 0.0, plot[0], spared) == 0


@given(pairs(shares), pairs(shares), shares, parameters)
@quick
def test_a_drive_and_neighbours_who_may_not_leave_make_a_loss_expected(drive, inside, exit, p):
    base = expected_loss(drive[0], inside[0], exit, p)
    assert 0 <= base <= expected_loss(drive[1], inside[0], exit, p) <= 1
    assert base <= expected_loss(drive[0], inside[1], exit, p)
    assert expected_loss(0.0, inside[1], 1.0, p) == 0


@given(st.floats(0, 1), pairs(st.floats(0, 200)), parameters)
@quick
def test_neglect_fades_as_a_common_herd_finds_its_keepers(rate, months, p):
    assert 0 <= neglect(rate, months[1], p) <= neglect(rate, months[0], p) <= rate / 12


@given(st.floats(0, 100), shares, shares, shares, shares)
@quick
def test_a_common_herd_is_what_it_was_and_bore_less_what_it_lost(head, births, dying, feed, bearing):
    after, born, lost = common_herd_month(head, births, dying, feed, bearing)
    assert close(after, head + born - lost) and after >= 0 and 0 <= lost <= 0.6 * head + 1e-12


@given(pairs(shares), pairs(shares), pairs(st.floats(0.1, 5)), parameters)
@quick
def test_herds_kept_in_one_place_lose_pasture_and_starve_only_beyond_it(nomads, held, crowding, p):
    left = pasture_left(nomads[0], held[0], p)
    assert 0 < pasture_left(nomads[1], held[0], p) <= left <= 1
    assert pasture_left(nomads[0], held[1], p) <= left
    assert pasture_left(0.0, held[1], p) == pasture_left(nomads[1], 0.0, p) == 1
    roomy, full = (without_grass(x, p) for x in crowding)
    assert 0 <= roomy <= full and without_grass(1.0, p) == 0


def herd(month: int, seed: int, p=None):
    arrays = stopped_before("herds", month, parameters=p)
    shaken(arrays, seed, {**dict.fromkeys(KINDS, (0, 2)), "fed_ratio": (0.3, 1), "cover": (0, 1)})
    run(meat_plan, arrays)
    return arrays


@given(seeds, some_months, parameters)
@few
def test_every_animal_is_accounted_for(seed, month, p):
    arrays = herd(month, seed, p)
    before = copied(arrays)[0]
    run(tend, arrays)
    blocks = arrays[0]
    for kind in KINDS:
        change = (blocks[kind] - before[kind]).sum(axis=1) * blocks["weight"]
        change += (blocks[f"common_{kind}"] - before[f"common_{kind}"]) * blocks["weight"]
        assert close(change, blocks[f"{kind}_born"] - blocks[f"{kind}_lost"], 1e6)
        assert (blocks[kind] >= 0).all()
        assert (blocks[f"{kind}_lost"] >= -1e-6).all()
    meat = (blocks["grain"] - before["grain"]).sum(axis=1) * blocks["weight"]
    assert close(blocks["meat_grain"], np.where(blocks["kind"] == 0, meat, 0), 1e6)
    most = sum(
        carcass * blocks[f"{kind}_lost"]
        for kind, carcass in zip(
            KINDS, (CARCASS_HORSE, CARCASS_CATTLE, CARCASS_PIG, CARCASS_SHEEP), strict=True
        )
    )
    own = blocks["kind"] == 0
    assert (blocks["meat_grain"][own] <= GRAIN_OF_MEAT * most[own] * (1 + 1e-9)).all()
    assert (blocks["meat_grain"] >= 0).all()


def test_deliveries_take_the_horses_of_nomads_only():
    ploughs = herd(60, 1)
    ploughs[1]["nomad_share"], ploughs[1]["meat_share"] = 0.0, 0.0
    more = copied(ploughs)
    more[1]["meat_share"] = 0.05
    nomads = copied(more)
    nomads[1]["nomad_share"] = 0.5
    for arrays in (ploughs, more, nomads):
        run(tend, arrays)
    assert weighted(more[0], "horses") == weighted(ploughs[0], "horses") > weighted(nomads[0], "horses")


@pytest.mark.parametrize(
    ("table", "column", "value", "spared"),
    [
        (1, "drive", 1.0, ()),
        (1, "settled", 1.0, ("pigs",)),
        (1, "meat_share", 0.05, ()),
        (0, "fed_ratio", 0.2, ()),
        (0, "cover", 0.1, ()),
    ],
)
@pytest.mark.parametrize("month", (60, 110))
def test_force_want_and_deliveries_leave_fewer_animals(table, column, value, spared, month):
    calm = herd(month, 1)
    calm[1]["nomad_share"] = 0.5
    calm[1]["drive"] = calm[1]["settled"] = 0.0
    calm[3]["collectivization_exit"] = 1.0
    calm[1]["meat_share"] = 0.0
    calm[0]["fed_ratio"], calm[0]["cover"] = 1.0, 1.0
    # some farm for themselves and have a horse, whatever the draw of the toy country
    calm[0]["member"][:, :20] = calm[0]["collective"] = 0.0
    calm[0]["horses"][:, :20] = live(calm[0])[:, :20]
    hard = copied(calm)
    hard[table][column] = value
    run(tend, calm), run(tend, hard)
    for kind in KINDS:
        if kind in spared:
            assert weighted(hard[0], kind) == weighted(calm[0], kind)
        else:
            assert weighted(hard[0], kind) < weighted(calm[0], kind)


def test_farming_in_common_lowers_a_herd_by_neglect_and_by_nothing_else():
    """Decision 9: no norm that falls with the collectivized share."""
    own = herd(60, 1)
    own[1]["drive"] = 0
    own[0]["fed_ratio"], own[0]["cover"] = 0.8, 1.0
    for name in ("neglect_horses", "neglect_cattle", "neglect_pigs", "neglect_sheep"):
        own[5][name] = 0
    own[5]["young_sold"] = 0
    own[0]["member"] = own[0]["collective"] = 0.0
    for kind in KINDS:
        own[0][f"common_{kind}"] = 0.0
    common = copied(own)
    inside = common[0]["kind"] == 0
    common[0]["member"][inside] = common[0]["eaters"][inside] > 0
    common[0]["collective"][inside] = 1.0
    for kind in KINDS:
        common[0][f"common_{kind}"][inside] = common[0][kind][inside].sum(axis=1)
        common[0][kind][inside] = 0.0
    run(tend, own), run(tend, common)
    for kind in KINDS:
        both = [weighted(a[0], kind) + (a[0][f"common_{kind}"] * a[0]["weight"]).sum() for a in (own, common)]
        assert both[0] == pytest.approx(both[1], rel=1e-6)


@given(some_months, pairs(st.floats(0, 2e7)), shares, parameters)
@few
def test_the_meat_plan_takes_what_lies_beyond_normal_offtake(month, head, fines, p):
    asked = []
    for plan in head:
        arrays = stopped_before("herds", month, {"fines.meat": fines}, parameters=p)
        arrays[3]["livestock_procurement"] = np.nan
        arrays[4]["livestock_procurement"] = plan
        run(meat_plan, arrays)
        asked.append(arrays[1]["meat_share"].copy())
    assert (asked[0] >= 0).all() and (asked[1] <= 0.08).all() and (asked[0] <= asked[1]).all()
    small = stopped_before("herds", month, {"fines.meat": 0.0}, parameters=p)
    small[3]["livestock_procurement"] = 0.99 * p.normal_offtake * small[1]["cattle_units"]
    run(meat_plan, small)
    assert (small[1]["meat_share"] == 0).all()


def test_towns_keep_no_herds():
    arrays = stopped_before("herds", 110)
    towns = arrays[0][arrays[0]["kind"] == 1].copy()
    take("herds", arrays)
    assert np.array_equal(towns, arrays[0][arrays[0]["kind"] == 1])
    assert (villages(arrays[0])["horses"] > 0).any()
