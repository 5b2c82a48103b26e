"""Allen's equations that were found, and our reduced closure around them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perelom.replications import Refused, allen, solve

COLUMNS = ("U", "R", "yp", "yc", "y", "cons_head", "p", "relsol", "employed", "y_1932", "cons_head_1932")


@pytest.mark.parametrize(
    ("relsol", "collectivised", "nep"),
    [(1.6, 0.011625, 0.007), (2.0, 0.019125, 0.009), (2.3, 0.02475, 0.0105)],
)
def test_migration(relsol, collectivised, nep):
    found = solve("allen.migration", {"relsol": relsol})
    assert found == pytest.approx({"collectivised": collectivised, "nep": nep}, abs=1e-12)


@pytest.mark.parametrize(("regime", "U", "R"), [("nep", 44.2036, 135.0030), ("coll", 55.9000, 122.9764)])
def test_population_of_1939(regime, U, R):
    inputs = {"regime": regime, "nu": 0.01, "nr": 0.018, "rel0": 1.6, "rel1": 2.3, "U0": 28, "R0": 122}
    assert solve("allen.demography", inputs) == pytest.approx({"U": U, "R": R}, abs=5e-5)


@pytest.mark.parametrize(
    ("agnet", "aginc", "priceman", "expected"),
    [
        (25000, 1.7234356906, 1.57, (1.570000, 1.504300, 9.982830, 15.017170)),
        (25000, 2.0681228287, 1.57, (1.766484, 1.348092, 10.646944, 14.353056)),
        (25000, 1.7234356906, 2.355, (1.823318, 1.908366, 8.595891, 16.404109)),
        (20000, 1.7234356906, 1.57, (1.814218, 1.315081, 8.639007, 11.360993)),
    ],
)
def test_farm_market_under_nep(agnet, aginc, priceman, expected):
    found = solve("allen.nep_market_8A", {"agnet": agnet, "aginc": aginc, "priceman": priceman})
    assert [found[k] for k in ("priceag", "split", "agmarksm", "fiiksim")] == pytest.approx(
        expected, abs=1e-6
    )


@settings(deadline=None)
@given(st.floats(1e3, 1e5), st.floats(0.05, 50), st.floats(0.1, 10))
def test_the_farm_market_clears_in_every_equation(agnet, aginc, priceman):
    q = allen.nep_market_8A(agnet, aginc, priceman)
    assert q["priceag"] == pytest.approx(1.57 * aginc / (1000 * q["agmarksm"]) / 0.00017264, rel=1e-9)
    assert q["split"] == pytest.approx(1.5043 * (q["priceag"] / priceman) ** -0.9298, rel=1e-9)
    assert q["fiiksim"] == pytest.approx(q["agmarksm"] * q["split"], rel=1e-9)
    assert q["agmarksm"] + q["fiiksim"] == pytest.approx(agnet / 1000, rel=1e-9)
    assert allen.nep_market_8A(agnet, 1.1 * aginc, priceman)["agmarksm"] > q["agmarksm"]
    assert allen.nep_market_8A(agnet, aginc, 1.1 * priceman)["agmarksm"] < q["agmarksm"]


@pytest.mark.parametrize(
    ("r", "share", "elasticity"),
    [
        (0.5, 0.25868, 0.6893),
        (0.75, 0.33720, 0.6163),
        (1, 0.39931, 0.5585),
        (1.5, 0.49217, 0.4722),
        (2, 0.55877, 0.4103),
    ],
)
def test_supply_curve(r, share, elasticity):
    found = solve("allen.marketed_share", {"r": r})
    assert found["share"] == pytest.approx(share, abs=1e-5)
    assert found["elasticity"] == pytest.approx(elasticity, abs=1e-4)
    step = allen.marketed_share(r * 1.000001)["share"] / found["share"] - 1
    assert step * 1e6 == pytest.approx(found["elasticity"], rel=1e-4)


@pytest.mark.parametrize(
    ("e", "yp13", "yc5", "yc13"),
    [
        (0.07, 0.389724, 3.789240, 4.024000),
        (0.23, 0.874337, 3.750514, 4.448754),
        (0.50, 3.079471, 3.624928, 5.233158),
    ],
)
def test_two_sectors_of_capital(e, yp13, yc5, yc13):
    inputs = {"a": 0.4, "b": 0.4, "d": 0.03, "e": e, "kp0": 1, "kc0": 9, "T": 13}
    found = solve("allen.feldman_discrete", inputs)
    assert [found["yp"][13], found["yc"][5], found["yc"][13]] == pytest.approx([yp13, yc5, yc13], abs=1e-6)


@given(st.floats(0.01, 1), st.floats(0.1, 1), st.floats(0, 0.2), st.integers(1, 30))
def test_two_sectors_follow_the_closed_form(e, a, d, T):
    found = allen.feldman_discrete(a, 0.5, d, e, 2.0, 7.0, T)
    g = 1 - d + e * a
    assert found["kp"][T] == pytest.approx(2 * g**T)
    assert found["kc"][T] == pytest.approx(
        (1 - d) ** T * 7 + (1 - e) / e * 2 * (g**T - (1 - d) ** T), rel=1e-6
    )


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (
            {},
            (51.2239, 127.6295, 46.9018, 151.1975, 198.0993, 1.4604, 2.1183, 1.5082, 1, 132.5232, 1.1199),
        ),
        (
            {"e": 0.07},
            (51.7383, 127.0954, 27.0727, 161.2830, 188.3557, 1.5170, 2.2596, 1.5218, 1, 131.4456, 1.1561),
        ),
        (
            {"regime": "nep"},
            (41.2550, 138.0228, 39.2769, 126.2954, 165.5724, 1.3615, 1.2022, 1.4671, 1, 123.3593, 1.2459),
        ),
        (
            {"regime": "nep", "e": 0.07},
            (41.4998, 137.7698, 23.4536, 135.7820, 159.2356, 1.4145, 1.2611, 1.5036, 1, 122.3133, 1.2792),
        ),
        (
            {"regime": "nep", "labour": "cap", "gw": 0.035},
            (
                41.1260,
                138.1530,
                33.6691,
                108.1777,
                141.8468,
                1.2605,
                1.0865,
                1.3688,
                0.8301,
                123.3593,
                1.2459,
            ),
        ),
        (
            {"excess": {"1932": 2, "1933": 5}},
            (49.8963, 121.2912, 45.9610, 148.1423, 194.1032, 1.5079, 2.0755, 1.4606, 1, 132.5232, 1.1199),
        ),
    ],
)
def test_reduced_economy_of_1939(inputs, expected):
    found = solve("allen.reduced", inputs)
    assert [found[k] for k in COLUMNS] == pytest.approx(expected, abs=6e-5)


def test_deaths_by_year_or_as_a_list_are_the_same():
    named = solve("allen.reduced", {"excess": {"1932": 2, "1933": 5}})
    assert solve("allen.reduced", {"excess": [0, 0, 0, 0, 2, 5]}) == named


def test_deaths_raise_consumption_per_head_so_it_never_stands_alone():
    assert allen.reduced(excess=[0, 0, 0, 0, 2, 5])["cons_head"] > allen.reduced()["cons_head"]


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.05, 0.9),
    st.sampled_from(["coll", "nep"]),
    st.sampled_from(["soft", "cap"]),
    st.floats(0.2, 2),
    st.floats(-0.02, 0.08),
)
def test_the_reduced_economy_spends_what_it_makes(e, regime, labour, sig, gw):
    try:
        run = allen.reduced(e=e, regime=regime, labour=labour, sig=sig, gw=gw)["series"]
    except Refused as refused:
        assert labour == "cap" and sig < 1 and "above any marginal product" in str(refused)
        return
    for t, (U, R) in enumerate(zip(run["U"], run["R"], strict=True)):
        eaten = run["urban"][t] * U + run["rural"][t] * R
        assert eaten == pytest.approx(run["A"][t] + run["yc"][t])
        assert eaten / (U + R) == pytest.approx(run["cons_head"][t])
        assert 0 <= run["employed"][t] <= 1 + 1e-9
        if t:
            moved = run["migrants"][t - 1]
            assert run["U"][t - 1] * 1.01 + moved == pytest.approx(U)
            assert run["R"][t - 1] * 1.018 - moved == pytest.approx(R)
    if labour == "soft":
        assert run["employed"] == pytest.approx([1.0] * 12)


def test_migrants_follow_from_the_consumption_of_both_populations():
    inputs = {
        "privsol": 300,
        "farmsol": 200,
        "farmpop": 120,
        "nonfarmpop": 30,
        "rurpop": 122,
        "regime": "coll",
    }
    found = solve("allen.migrants", inputs)
    assert found["relsol"] == pytest.approx(2.0)
    assert found["mig"] == pytest.approx(122 * 0.019125)


def test_shop_goods_and_farm_income():
    assert allen.shop_goods(100, 10, 20, 5, 3)["shpmfsup"] == pytest.approx(0.55 * 68)
    assert allen.farm_income(0.2, 50, 30, 25, 5)["aginc"] == pytest.approx(80)
    with pytest.raises(Refused, match=r"inputs\.yc: found 10"):
        allen.shop_goods(10, 10, 20, 5, 3)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"regime": "kolkhoz"}, "regime: found 'kolkhoz'; allowed: 'coll' or 'nep'"),
        ({"e": 1.2, "phi": 1}, "e: found 1.2; allowed: a number at least 0 and at most 1\n"),
        ({"excess": {"1941": 1}}, "excess.1941: found a year outside the run; allowed: 1928 to 1939"),
        ({"excess": [0] * 13}, "excess: found 13 years; allowed: at most 12"),
        ({"excess": [0, 200]}, "found no villagers left after 1929"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(inputs, words):
    with pytest.raises(Refused) as error:
        solve("allen.reduced", inputs)
    assert words in str(error.value)
