"""Two-sector growth with wedges: cases solved beforehand, and what every solution must satisfy."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perelom.replications import Refused, cggt, solve

P = {"beta": 0.96, "delta": 0.05, "eta": 0.15, "gam": 0.30, "aKA": 0.14, "aNA": 0.55, "aKM": 0.3, "aNM": 0.7}
TSAR = {"XA": 1, "XM": 1, "tau_W": 1.5, "tau_R": 0.5, "tau_K": 0.2}
FALLING = [1.5 - 1.1 * t / 12 for t in range(13)]
HOLE = {
    "XA": [1] + [0.75] * 7 + [0.78, 0.81, 0.84, 0.87, 0.90],
    "XM": [1] + [0.80] * 7 + [0.81, 0.82, 0.83, 0.84, 0.85],
}


def run(**changes):
    given = {"params": P, "start": TSAR, "XA": 1, "XM": 1, "tau_W": FALLING, "tau_R": 0.5, "tau_K": 0.2}
    return solve("cggt.path", {**given, **changes})


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((1, 1, 0, 0, 0), (0.249188, 0.805110, 4.084289, 0.451762, 1.247977, 1.003507)),
        ((1, 1, 1.5, 0.5, 0.2), (0.388129, 0.579881, 2.565247, 0.550560, 0.940590, 0.783334)),
        ((1, 1, 0.4, 0.5, 0.2), (0.292313, 0.779871, 2.966953, 0.491020, 1.087883, 0.900542)),
        ((0.90, 0.85, 0.4, 0.5, 0.2), (0.319426, 0.675638, 2.262116, 0.454785, 0.829443, 0.682555)),
    ],
)
def test_steady_states_solved_beforehand(levels, expected):
    inputs = {"params": P, **dict(zip(("XA", "XM", "tau_W", "tau_R", "tau_K"), levels, strict=True))}
    found = solve("cggt.steady_state", inputs)
    assert [found[k] for k in ("NA", "KA", "KM", "YA", "YM", "cM")] == pytest.approx(expected, abs=6e-7)


@pytest.mark.parametrize(
    ("changes", "levels", "gains"),
    [
        ({"tau_W": 1.5}, (0.388129, 0.388129, 3.145128, 0.783334, 0.783334), (0, 0, 0)),
        ({}, (0.390668, 0.291808, 3.318761, 0.804385, 0.841789), (0.92, 6.29, 4.04)),
        (HOLE, (0.360307, 0.319730, 2.506185, 0.618189, 0.623898), (-22.44, -19.11, -20.50)),
    ],
)
def test_paths_solved_beforehand(changes, levels, gains):
    p = run(**changes)
    found = [p["NA"][0], p["NA12"], p["K12"], p["cM5"], p["cM"][12]]
    assert found == pytest.approx(levels, abs=1e-6)
    found = [100 * p[k] for k in ("ce_0_12", "ce_after_12", "ce_all")]
    assert found == pytest.approx(gains, abs=0.006)
    assert p["max_residual"] < 1e-10


def test_accounting_of_one_year():
    observed = dict(cA=0.55, cM=0.40, YA=0.55, YM=0.50, NA=0.80, NM=0.20, KA=0.60, KM=0.90)
    found = solve("cggt.wedge_accounting", {"params": P, **observed})
    assert found == pytest.approx({"tau_W": 15.391185, "tau_R": 3.599567}, abs=1e-6)


def test_three_parts_of_the_labour_wedge_multiply_to_it():
    observed = dict(cA=0.55, cM=0.40, YA=0.55, YM=0.50, NA=0.80, NM=0.20)
    parts = solve("cggt.decomposition", {"params": P, **observed, "pA": 1.3, "pM": 0.7, "wA": 0.4, "wM": 0.9})
    assert parts["mobility"] == pytest.approx(2.25)
    assert parts["consumption"] * parts["production"] * parts["mobility"] == pytest.approx(
        16.391185, abs=1e-6
    )


def test_the_published_gains_agree_with_each_other_at_a_discount_of_four_per_cent():
    weight = solve("cggt.implied_weight", {"before": -0.24, "after": 0.16, "whole": -0.01})["weight"]
    assert weight == pytest.approx(0.3748, abs=5e-5)
    assert (1 - weight) ** (1 / 12) == pytest.approx(0.9616, abs=5e-5)
    lives = [cggt.lifetime(-0.24, 0.16, 0.96, n)["g"] for n in (12, 13)]
    assert lives == pytest.approx([-0.0152, -0.0254], abs=5e-5)
    ends = [cggt.lifetime(-0.24 + d, 0.16 + d, 0.96, 12)["g"] for d in (-0.005, 0.005)]
    assert ends == pytest.approx([-0.0203, -0.0101], abs=5e-5)


wedges = st.tuples(st.floats(-0.3, 4), st.floats(-0.3, 1.5), st.floats(-0.2, 0.6))
levels = st.floats(0.8, 1.3)


@settings(max_examples=25, deadline=None)
@given(wedges, levels, levels, st.sampled_from([1.0, 0.6, 1.7]))
def test_a_steady_state_meets_its_conditions(wedge, XA, XM, s):
    params = {**P, "s": s}
    tau_W, tau_R, tau_K = wedge
    q = cggt.steady_state(params, XA, XM, tau_W, tau_R, tau_K)
    back = cggt.wedge_accounting(params, *(q[k] for k in ("cA", "cM", "YA", "YM", "NA", "NM", "KA", "KM")))
    assert [back["tau_W"], back["tau_R"]] == pytest.approx([tau_W, tau_R], abs=1e-9)
    assert P["aKM"] * q["YM"] / q["KM"] == pytest.approx((1 + tau_K) * (1 / 0.96 - 1 + 0.05))
    assert q["cM"] == pytest.approx(q["YM"] - 0.05 * (q["KA"] + q["KM"]))
    assert q["YA"] == pytest.approx(XA * q["KA"] ** 0.14 * q["NA"] ** 0.55)


mild = st.tuples(st.floats(-0.3, 2.5), st.floats(-0.3, 1), st.floats(-0.1, 0.4))


@settings(max_examples=6, deadline=None)
@given(
    mild, st.lists(levels, min_size=1, max_size=5), st.lists(levels, min_size=1, max_size=5), st.booleans()
)
def test_a_path_keeps_resources_and_gives_back_its_wedges(wedge, XA, XM, variant):
    params = {**P, "s": 0.8, "rho": 1.5} if variant else P
    tau_W, tau_R, tau_K = wedge
    p = run(params=params, XA=XA, XM=XM, tau_W=tau_W, tau_R=tau_R, tau_K=tau_K, T=60)
    K = p["K"]
    for t in range(60):
        assert p["cM"][t] + K[t + 1] - 0.95 * K[t] == pytest.approx(p["YM"][t], abs=1e-9)
        assert p["KA"][t] + p["KM"][t] == pytest.approx(K[t])
    back = cggt.wedge_accounting(params, *(p[k] for k in ("cA", "cM", "YA", "YM", "NA", "NM", "KA", "KM")))
    assert max(abs(w - tau_W) for w in back["tau_W"]) < 1e-9 * (1 + abs(tau_W)) * 10
    assert max(abs(w - tau_R) for w in back["tau_R"]) < 1e-9 * 10
    if not variant:
        tau_Ks = cggt.investment_accounting(params, p["cA"], p["cM"], p["YM"], p["KM"], tau_K)["tau_K"]
        assert max(abs(w - tau_K) for w in tau_Ks) < 1e-8


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 3), st.floats(0.05, 1))
def test_a_lower_labour_wedge_sends_labour_to_towns_and_is_worth_having(high, cut):
    dear, free = (cggt.steady_state(P, 1, 1, w, 0.5, 0.2) for w in (high + cut, high))
    assert free["NA"] < dear["NA"] and free["YM"] > dear["YM"] and free["u"] > dear["u"]


def test_the_verdict_of_these_cases_turns_on_productivity_not_on_the_barrier():
    assert run()["ce_0_12"] > 0 and run()["ce_all"] > 0
    assert run(**HOLE)["ce_0_12"] < 0 and run(**HOLE)["ce_all"] < 0


def test_a_gain_after_1940_needs_productivity_to_recover():
    recovered = {sector: [*path, 1.0] for sector, path in HOLE.items()}
    assert run(**HOLE)["ce_after_12"] < 0 < run(**recovered)["ce_after_12"]
    assert run(**recovered)["ce_0_12"] < 0


def test_consumers_pay_for_government_and_for_equipping_the_newly_born():
    plain, taxed, growing = run(), run(GM=0.05), run(N_t=[1.02**t for t in range(60)])
    assert taxed["ce_all"] < plain["ce_all"] and growing["cM5"] < plain["cM5"]
    K = taxed["K"]
    assert taxed["cM"][5] == pytest.approx(taxed["YM"][5] - 0.05 + 0.95 * K[5] - K[6], abs=1e-9)
    K, growth = growing["K"], 1.02
    assert growing["cM"][5] == pytest.approx(growing["YM"][5] + 0.95 * K[5] - growth * K[6], abs=1e-9)


def test_consumption_equivalent_of_a_bundle_raised_by_a_tenth():
    u0 = [math.log(2.0)] * 30
    u1 = [u + math.log(1.1) for u in u0]
    assert cggt.welfare(u1, u0, 0.96, 5, 12)["g"] == pytest.approx(0.1)
    assert cggt.welfare(u1, u0, 0.96, end1=0.0, end0=0.0)["g"] < 0.1


def test_unfit_inputs_are_refused_together():
    inputs = {"params": {**P, "beta": 1.2}, "XA": 0, "XM": 1, "tau_W": -1, "tau_R": 0, "tau_K": 0}
    with pytest.raises(Refused) as error:
        solve("cggt.steady_state", inputs)
    assert [fault.field for fault in error.value.faults] == [
        "inputs.params.beta",
        "inputs.XA",
        "inputs.tau_W",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"params": {**P, "aKM": 0.5}}, "aKM + aNM: found 1.2; allowed: a sum of at most 1"),
        ({"XA": 0.2}, "found no division of labour that leaves food above subsistence"),
        ({"start": [1, 1, 1.5]}, "found 3 numbers; allowed: five"),
        ({"tau_W": []}, "inputs.tau_W: found an empty list"),
    ],
)
def test_what_has_no_path_is_refused_in_words(changes, words):
    with pytest.raises(Refused, match=words.replace("+", r"\+")):
        run(**changes)


def test_food_at_subsistence_has_no_wedge():
    observed = dict(cA=[0.5, 0.3], cM=[1, 1], YA=[1, 1], YM=[1, 1], NA=[1, 1], NM=[1, 1], KA=[1, 1], KM=[1])
    with pytest.raises(Refused, match="KM: found a length of 1") as error:
        solve("cggt.wedge_accounting", {"params": P, **observed})
    assert "period 1: found 0.3" in str(error.value)
