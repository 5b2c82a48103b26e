"""Labour-consumer balance: the solved cases, the condition itself, and the signs of every argument."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perelom.replications import Refused, solve
from perelom.replications.chayanov import labour, shared

from .trying import quick

CASE = {"cbar": 50.0, "rho": 1.0, "kappa": 1e-4}
households = st.fixed_dictionaries(
    {
        "k": st.floats(1, 3),
        "cbar": st.floats(10, 100),
        "rho": st.floats(0.3, 3),
        "kappa": st.floats(1e-6, 1e-3),
        "tax": st.floats(0, 50),
        "phi": st.just(1.0) | st.floats(0.2, 3),
    }
)


@pytest.mark.parametrize(
    ("inputs", "days"),
    [
        ({"k": 1.1}, 131.21234256),
        ({"k": 1.3}, 137.64870422),
        ({"k": 1.5}, 144.30004682),
        ({"k": 1.8}, 154.65856100),
        ({"k": 1.3, "rho": 1.2}, 130.68597299),
        ({"k": 1.3, "tax": 20}, 151.15656906),
        ({"k": 1.3, "phi": 2, "kappa": 1e-6}, 127.00006274),
    ],
)
def test_solved_cases(inputs, days):
    assert solve("chayanov.labour", {**CASE, **inputs})["l"] == pytest.approx(days, abs=1e-8)


@quick
@given(households)
def test_one_more_day_is_worth_its_drudgery(household):
    days = labour(**household)["l"]
    b = (household["k"] * household["cbar"] + household["tax"]) / household["rho"]
    assert days > b
    worth = household["kappa"] * days ** household["phi"] * (days - b)
    assert worth == pytest.approx(1, rel=1e-6)


@quick
@given(households, st.sampled_from([("k", 1), ("cbar", 1), ("tax", 1), ("rho", -1), ("kappa", -1)]))
def test_signs(household, change):
    name, sign = change
    more = household | {name: household[name] * 1.1 + 0.01 * (name == "tax")}
    assert sign * (labour(**more)["l"] - labour(**household)["l"]) > 0


@quick
@given(households)
def test_income_per_consumer_rises_with_the_return_and_falls_with_mouths(household):
    def income(**changed):
        now = household | changed
        return (now["rho"] * labour(**now)["l"] - now["tax"]) / now["k"]

    assert income(rho=household["rho"] * 1.1) > income()
    assert income(k=household["k"] * 1.1) < income()


@quick
@given(st.floats(-200, -1), st.floats(0, 3))
def test_a_grant_lowers_effort_and_never_below_nothing(tax, phi):
    days = labour(1.3, 0.0, 1.0, 1e-4, tax, phi)["l"]
    without = labour(1.3, 0.0, 1.0, 1e-4, 0.0, phi)["l"]
    assert 0 <= days < without


@quick
@given(households, st.integers(2, 100))
def test_a_shared_product_gives_the_effort_at_which_nobody_gains_by_changing_his_own(household, n):
    days = shared(n=float(n), **household)["l"]
    assert days < labour(**household)["l"]
    k, cbar, rho, kappa, tax, phi = (household[key] for key in ("k", "cbar", "rho", "kappa", "tax", "phi"))

    def worse(mine):
        left = (rho * (mine + (n - 1) * days) / n - tax) / k - cbar
        return kappa * mine ** (1 + phi) / (1 + phi) - math.log(left)

    left_over = 1 - (k * cbar + tax) / (rho * days)  # one alone may work less by this share and still eat
    for change in (-1e-3 * left_over, 1e-3 * left_over, left_over):
        assert worse(days * (1 + change)) >= worse(days) * (1 - 1e-12)


def test_refusals_in_words():
    with pytest.raises(Refused) as caught:
        solve("chayanov.labour", {"k": 0, "cbar": -5, "rho": 0, "kappa": 0, "phi": -1, "taxes": 3})
    fields = ["inputs.taxes", "inputs.k", "inputs.cbar", "inputs.rho", "inputs.kappa", "inputs.phi"]
    assert [fault.field for fault in caught.value.faults] == fields
    assert caught.value.faults[0].hint == "did you mean 'tax'?"
