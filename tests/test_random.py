"""Keyed random numbers: what their keys decide, and whether they pass for random (scipy's tests).

The battery looks along every component of the key by itself, as mechanisms do: slots of one month, months of
one slot, occupants, members, streams. Each of some fifty tests asks for a p-value above 1e-4: a sound
generator would miss one in 200 such batteries; the keys are fixed, so the outcome is the same in every run.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from perelom.mechanisms.steps import Step
from perelom.parameters import values
from perelom.scenarios import load
from perelom.world import Checkpoint, simulate
from perelom.world.compiled import kernel
from perelom.world.month import STEPS
from perelom.world.passes import run_step
from perelom.world.random import as_uniform, counted, mixed, normal, stream, uniform
from perelom.world.run import random_key
from toy_country import HOUSEHOLDS, months_of, toy_country

N = 1 << 18
LEAST = 1e-4
pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")  # products modulo 2^64
KEY = random_key(1921, 0)
DEATHS = stream("deaths")


@kernel
def along(key, number, component, n):
    """Uniforms of n keys that differ in one component (slot, month, occupant, k, member, stream)."""
    u = np.empty(n)
    for i in range(n):
        if component == 0:
            u[i] = uniform(key, number, 100, i, 1, 0)
        elif component == 1:
            u[i] = uniform(key, number, i, 77, 1, 0)
        elif component == 2:
            u[i] = uniform(key, number, 100, 77, i, 0)
        elif component == 3:
            u[i] = uniform(key, number, 100, 77, 1, i)
        elif component == 4:
            u[i] = uniform(mixed(key, i), number, 100, 77, 1, 0)
        else:
            u[i] = uniform(key, i, 100, 77, 1, 0)
    return u


@pytest.fixture(scope="module", params=["slot", "month", "occupant", "k", "member", "stream"])
def draws(request) -> np.ndarray:
    component = ("slot", "month", "occupant", "k", "member", "stream").index(request.param)
    return along(KEY, DEATHS, component, N)


def bits_of(u: np.ndarray) -> np.ndarray:
    """The 52 random bits of each number, [n, 52]."""
    whole = (u * 2.0**52).astype(np.uint64)
    return ((whole[:, None] >> np.arange(52, dtype=np.uint64)) & np.uint64(1)).astype(np.int64)


def test_strictly_between_zero_and_one(draws):
    assert draws.min() > 0.0 and draws.max() < 1.0
    assert len(np.unique(draws)) == N


def test_evenly_spread(draws):
    """Kolmogorov-Smirnov on the numbers, chi-square on 4,096 cells."""
    assert stats.kstest(draws, "uniform").pvalue > LEAST
    cells = np.bincount((draws * 4096).astype(int), minlength=4096)
    assert stats.chisquare(cells).pvalue > LEAST


def test_every_bit_is_a_fair_coin_and_no_two_agree(draws):
    bits = bits_of(draws)
    ones = bits.sum(0)
    each = stats.chi2.sf((2 * ones - N) ** 2 / N, 1)
    assert each.min() > LEAST / 52
    signs = 2.0 * bits - 1.0
    pairs = (signs.T @ signs)[np.triu_indices(52, 1)] / np.sqrt(N)
    assert stats.norm.sf(np.abs(pairs)).min() * 2 > LEAST / len(pairs)


def test_neighbours_tell_nothing(draws):
    """Serial correlation at lags 1 to 16, pairs of neighbours on a 64 x 64 grid, runs up and down."""
    z = stats.norm.ppf(draws)
    for lag in range(1, 17):
        r = (z[lag:] * z[:-lag]).sum() / np.sqrt(N - lag)
        assert 2 * stats.norm.sf(abs(r)) > LEAST / 16, lag
    grid = np.bincount((draws[::2] * 64).astype(int) * 64 + (draws[1::2] * 64).astype(int), minlength=4096)
    assert stats.chisquare(grid).pvalue > LEAST
    rises = np.diff(draws) > 0
    runs = 1 + np.count_nonzero(rises[1:] != rises[:-1])
    mean, sd = (2 * N - 1) / 3, np.sqrt((16 * N - 29) / 90)
    assert 2 * stats.norm.sf(abs(runs - mean) / sd) > LEAST


def test_birthdays_are_spaced_as_chance_would(draws):
    """Marsaglia's birthday spacings: 512 birthdays in a year of 2^24 days, equal spacings are Poisson(2)."""
    sets = draws.reshape(-1, 512)
    days = np.sort((sets * 2**24).astype(np.int64), axis=1)
    spaces = np.sort(np.diff(days, axis=1, prepend=0), axis=1)
    equal = (np.diff(spaces, axis=1) == 0).sum(1)
    seen = np.bincount(np.minimum(equal, 7), minlength=8)
    expected = stats.poisson.pmf(np.arange(8), 2.0)
    expected[7] = 1.0 - expected[:7].sum()
    assert stats.chisquare(seen, expected * len(sets)).pvalue > LEAST


@pytest.mark.parametrize("component", range(5), ids=["slot", "month", "occupant", "k", "member"])
def test_one_bit_of_the_key_changes_half_of_the_number(component):
    """Avalanche: flipping one of the low 16 bits of a component flips each bit of it half the time."""
    rng = np.random.default_rng(7)
    words = rng.integers(0, 1 << 16, 2000)
    flips = np.zeros(52)
    for word in words.tolist():
        bit = 1 << int(rng.integers(0, 16))
        pair = []
        for changed in (word, word ^ bit):
            parts = [100, 77, 1, 0]
            key = KEY
            if component == 4:
                key = np.uint64(mixed(KEY, np.uint64(changed)))
            else:
                parts[(1, 0, 2, 3)[component]] = changed
            pair.append(uniform(key, DEATHS, *parts))
        flips += np.bitwise_xor(*bits_of(np.array(pair)))
    far = np.abs(flips / len(words) - 0.5) * 2 * np.sqrt(len(words))
    assert far.max() < 5.0


def test_a_number_depends_on_its_key_and_not_on_what_was_drawn_before():
    forward = [uniform(KEY, DEATHS, 3, slot, 1, 0) for slot in range(50)]
    backward = [uniform(KEY, DEATHS, 3, slot, 1, 0) for slot in reversed(range(50))]
    assert forward == backward[::-1]


def test_components_do_not_run_into_each_other():
    """No two of 4,032 keys that the engine may use give the same number."""
    numbers = {
        uniform(random_key(seed, member), stream(name), month, slot, occupant, 0)
        for seed in (0, 1, 1921)
        for member in range(3)
        for name in ("deaths", "births", "division", "weather.region")
        for month in (0, 1, 120, 239)
        for slot in (0, 1, 63, 64, 40_000, 40_001, 30_000_000)
        for occupant in (0, 1, 2, 200)
    }
    assert len(numbers) == 3 * 3 * 4 * 4 * 7 * 4


def test_every_declared_stream_has_its_own_number():
    names = {name for step in STEPS for name in step.draws}
    assert len({stream(name) for name in names}) == len(names)


def test_normal_quantiles_agree_with_scipy():
    u = np.concatenate([np.linspace(1e-12, 1 - 1e-12, 20_001), 10.0 ** -np.arange(1, 15), [0.02425, 0.97575]])
    ours = np.array([normal(x) for x in u])
    np.testing.assert_allclose(ours, stats.norm.ppf(u), rtol=2e-9, atol=2e-9)


@pytest.mark.parametrize("mean", [0.003, 0.4, 3.0, 11.9, 12.1, 80.0])
def test_counts_have_the_mean_and_variance_of_a_poisson_count(mean):
    """At weight 1 a count is whole; mean and variance are those of Poisson within five standard errors."""
    counts = np.array([counted(mean, 1.0, u) for u in along(KEY, DEATHS, 0, 40_000).tolist()])
    assert (counts == np.floor(counts)).all() and counts.min() >= 0
    n = len(counts)
    assert abs(counts.mean() - mean) < 5 * np.sqrt(mean / n) + 0.02 * (mean > 12)
    error = np.sqrt((mean + 2 * mean**2) / n)  # of the variance: its fourth moment is mean + 3 mean^2
    assert abs(counts.var() - mean) < 5 * error + 0.1 * (mean > 12)


def test_a_count_of_many_households_scales_with_their_number():
    """A row that stands for 500 households: the mean is the same, the variance 500 times smaller."""
    counts = np.array([counted(0.02, 500.0, u) for u in along(KEY, DEATHS, 0, 40_000).tolist()])
    assert counts.mean() == pytest.approx(0.02, rel=0.01)
    assert counts.var() == pytest.approx(0.02 / 500.0, rel=0.05)


@pytest.mark.parametrize("seed", [0, 1, 7, 1921, 2**31, 2**63 - 1])
def test_every_seed_and_member_has_a_key(seed):
    keys = [random_key(seed, member) for member in range(200)]
    assert len(set(keys)) == 200
    assert all(isinstance(key, np.uint64) for key in keys)


def test_as_uniform_covers_its_ends():
    assert as_uniform(np.uint64(0)) == 0.5 * 2.0**-52
    assert as_uniform(np.uint64(2**64 - 1)) < 1.0


def uniforms_of(world, month: int) -> np.ndarray:
    """What every household would draw next: streams of the steps, [stream, household]."""
    b = world.blocks
    names = sorted({name for step in STEPS for name in step.draws})
    slots = (b["id"][:, None] * 64 + np.arange(64)).ravel().tolist()
    tenures = b["tenure"].ravel().tolist()
    return np.array(
        [
            [uniform(KEY, stream(n), month, s, t, 0) for s, t in zip(slots, tenures, strict=True)]
            for n in names
        ]
    )


def test_a_minimally_different_world_keeps_every_other_households_draws():
    """A sack of grain more in one barn: weather and chance of every other household stay bit for bit."""
    levers = load("history").levers(values())
    opening = simulate(
        levers, values(), households=HOUSEHOLDS, country=toy_country(), months=7, keep=(6,)
    ).checkpoints[6]
    seen: dict[str, dict[str, np.ndarray]] = {}

    def july(start: Checkpoint, name: str) -> None:
        def noted(step: Step, arrays):
            run_step(step, arrays)
            if step.name == "harvest":
                seen[name] = {"crop": arrays[0]["crop"].copy(), "weather": arrays[1]["weather"].copy()}

        options = {"country": toy_country(), "months": 8, "start": start, "keep": (7,)}
        end = simulate(levers, values(), through=months_of(noted), **options).checkpoints[7]
        seen[name]["draws"] = uniforms_of(end.world, 7)

    july(opening, "before")
    richer = Checkpoint(6, opening.world.copy(), opening.rules, opening.last, opening.identities)
    richer.world.blocks["grain"][0, 5] += 0.4
    richer.world.regions["village_grain_before"][0] += 0.4 * richer.world.blocks["weight"][0]
    july(richer, "after")
    for name in ("crop", "weather", "draws"):
        assert np.array_equal(seen["before"][name], seen["after"][name])


def test_members_and_seeds_draw_worlds_of_their_own():
    levers = load("history").levers(values())
    crops = [
        simulate(
            levers, values(), seed=seed, member=member, households=HOUSEHOLDS, country=toy_country(), months=8
        ).record.tobytes()
        for seed, member in ((1921, 0), (1921, 1), (7, 0), (7, 1))
    ]
    assert len(set(crops)) == 4
