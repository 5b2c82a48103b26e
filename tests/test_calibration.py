"""Calibration: a posterior that is known is found, ranks of true values are uniform, what was held out is not
read, and the same seed gives the same posterior, stopped or not."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2

from perelom.inference.calibration import calibrate, seeds
from perelom.inference.checks import checks
from perelom.inference.country import fitted_checks
from perelom.inference.descent import descend
from perelom.inference.emulator import emulate
from perelom.inference.kalman import smooth
from perelom.inference.ledger import Ledger
from perelom.inference.problem import target
from perelom.inference.sampling import sample
from perelom.inference.settings import Settings
from perelom.parameters import declared
from perelom.parameters.draws import around_reference, reference_quantiles
from toy_calibration import linear_problem, toy_problem

LONG = os.environ.get("PERELOM_LONG") == "1"
SMALL = Settings(ensemble=60, iterations=3, draws=400, draws_without=0, chain=1500, rounds=1)
COUNTRIES, BINS = (200, 10) if LONG else (8, 4)  # of the simulation-based calibration


def test_a_known_posterior_is_found():
    problem, matrix = linear_problem()
    found = calibrate(problem, SMALL).main
    effect = matrix / np.sqrt(found.target.variance)
    covariance = np.linalg.inv(np.eye(len(matrix)) + effect @ effect.T)
    spread = np.sqrt(np.diag(covariance))
    assert np.abs(found.sample.z.mean(axis=0)).max() < 0.3 * spread.max()  # figures stand at nought
    assert np.allclose(found.sample.z.std(axis=0), spread, rtol=0.25)
    known = covariance / np.outer(spread, spread)
    assert np.abs(np.corrcoef(found.sample.z.T) - known).max() < 0.3


def test_references_descend_to_where_figures_and_priors_are_nearest():
    problem, matrix = linear_problem()
    aim = target(problem.statistics, observed=np.full(len(problem.statistics), 0.2))
    found = descend(problem, aim, np.full(len(matrix), 0.3), 4)
    effect = matrix / np.sqrt(aim.variance)
    best = np.linalg.solve(np.eye(len(matrix)) + effect @ effect.T, effect @ (0.2 / np.sqrt(aim.variance)))
    assert np.allclose(found.z, best, atol=0.05)
    assert list(found.misfit) == sorted(found.misfit, reverse=True)


def test_the_same_seed_gives_the_same_posterior_and_another_seed_another():
    problem, _ = linear_problem()
    once, again = (calibrate(problem, SMALL).main.sample.z for _ in range(2))
    other = calibrate(problem, replace(SMALL, seed=7)).main.sample.z
    assert once.tobytes() == again.tobytes() and once.tobytes() != other.tobytes()


def test_a_calibration_that_was_stopped_goes_on_to_the_same_posterior(tmp_path):
    problem, _ = linear_problem()
    whole = calibrate(problem, SMALL).main.sample.z
    pieces = 0

    def dies(points):
        nonlocal pieces
        pieces += 1
        if pieces > 3:
            raise KeyboardInterrupt
        return problem.simulate(points)

    with pytest.raises(KeyboardInterrupt):
        calibrate(problem, SMALL, Ledger(dies, tmp_path).run)
    kept = len(list(tmp_path.glob("*.npz")))
    ran = 0

    def counted(points):
        nonlocal ran
        ran += len(points)
        return problem.simulate(points)

    resumed = calibrate(problem, SMALL, Ledger(counted, tmp_path).run).main.sample.z
    all_runs = SMALL.ensemble * SMALL.iterations + SMALL.draws * (SMALL.rounds + 1)
    assert kept == 3 and ran < all_runs + SMALL.ensemble
    assert resumed.tobytes() == whole.tobytes()


def test_failed_runs_leave_the_ensemble_and_are_counted():
    problem, _ = linear_problem()

    def some_fail(points):
        found = problem.simulate(points)
        found[points[:, 0] > 0.97] = np.nan
        return found

    ledger = Ledger(some_fail)
    fit = calibrate(problem, SMALL, ledger.run)
    assert ledger.failed["wave-0"] > 0 and np.isfinite(fit.main.sample.z).all()
    with pytest.raises(RuntimeError):
        calibrate(problem, SMALL, lambda _, points: np.full((len(points), 12), np.nan))


def test_every_event_weighs_the_same():
    problem, _ = linear_problem()
    aim = target(problem.statistics)
    events = np.array([problem.statistics[i].event for i in aim.used])
    weights = [np.sum(1.0 / aim.variance[events == event]) for event in set(events)]
    assert np.allclose(weights, 1.0)
    more = target(problem.statistics, figures=2.0)  # each event has three
    assert np.allclose(aim.variance, 3.0) and np.allclose(more.variance, 1.5)
    assert np.allclose(target(problem.statistics, figures=9.0).variance, 1.0)
    without = target(problem.statistics, without=("event1",))
    assert {problem.statistics[i].event for i in without.used} == set(events) - {"event1"}


def test_the_fit_reads_nothing_that_is_held_out():
    held_out = {check.id for check in checks("held_out")}
    first, second = ({check.id for check in fitted_checks(total)} for total in (False, True))
    assert first and not first & held_out
    totals = {check.id for check in checks("second_posterior")}
    assert second - first == totals and totals and not first & totals


def test_parameters_that_are_not_fitted_vary_about_their_reference_within_their_priors():
    fitted = ("famine_hazard",)
    assert around_reference(1, 2, 0.0, fitted) == {}
    names = [name for name in reference_quantiles() if name not in fitted]
    narrow, wide = (around_reference(1, 2, width, fitted) for width in (1e-9, 0.25))
    assert set(narrow) == set(wide) == set(names)
    for name in names:
        family, a, b = declared()[name].prior
        if family in ("uniform", "pert"):
            assert a <= wide[name] <= b
    inner = [
        n for n in names if abs(reference_quantiles()[n]) < 2.4
    ]  # a reference at an end is moved inwards
    assert all(np.isclose(narrow[n], declared()[n].reference, rtol=1e-4, atol=1e-6) for n in inner)


@pytest.mark.slow
def test_ranks_of_the_true_parameters_are_uniform_on_the_toy_country():
    """Talts et al. 2018: countries drawn from the prior, their figures with error, each fitted anew."""
    problem = toy_problem()
    rng = np.random.default_rng(1918)
    parameters, posterior = len(problem.parameters), 99
    ranks = []
    for country in range(COUNTRIES):
        truth = rng.standard_normal((1, parameters))
        plain = target(problem.statistics)
        figures = problem.scaled(problem.at(truth))[0]
        figures[plain.used] += rng.standard_normal(len(plain.used)) * np.sqrt(plain.variance)
        aim = target(problem.statistics, observed=figures)
        seed = seeds(country)
        prior = np.random.default_rng(seed["prior"]).standard_normal((80, parameters))
        waves = smooth(lambda _, z: problem.scaled(problem.at(z)), prior, aim, 3, seed["smoother"])
        surface = emulate(waves.z, waves.scaled, aim, seed["emulator"])
        drawn = sample(surface, aim, waves.last, posterior, 1500, seed["walkers"]).z
        ranks.append((drawn < truth).sum(axis=0))
    counts = np.apply_along_axis(
        lambda r: np.histogram(r, bins=BINS, range=(0, posterior + 1))[0], 0, np.array(ranks)
    )
    expected = COUNTRIES / BINS
    statistic = ((counts - expected) ** 2 / expected).sum(axis=0)
    assert (statistic < chi2.ppf(1.0 - 0.01 / parameters, BINS - 1)).all(), counts.T.tolist()
