"""What an ensemble is to compute: scenarios x draws x seeds, each item one call of the engine.

An item's random key and parameters depend on the root seed, the draw and the seed's number alone: a draw
comes out the same whether it is computed alone or among many, and every scenario of a comparison meets it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from perelom.errors import InputError, Problem, did_you_mean
from perelom.parameters import kinds, values
from perelom.parameters.shipped import CENTRE, MAIN
from perelom.scenarios import Mixed, Scenario, load
from perelom.vocabulary import LAST_MONTH, N_MONTHS, month_index

ROOT_SEED = 1921
SAMPLE = 20_000  # households of the default sample
DRAWS, SEEDS = 16, 2  # of a run or a comparison, where nobody says otherwise; a run has one seed
MODES = ("reference", "prior")
MOST_DRAWS, MOST_SEEDS = 1_000_000, 1_000
EVERY_HOUSEHOLD = 28_234_000  # households of January 1921
BYTES_A_HOUSEHOLD = 570  # free slots included
SEED_STRIDE = 1 << 20  # seed 0 of draw 7 is member 7, whatever the number of seeds


@dataclass(frozen=True)
class Item:
    """One simulation: positions of its scenario, draw and seed within the plan. Mixtures of scenarios are
    counted on after the scenarios."""

    scenario: int
    draw: int
    seed: int

    @property
    def id(self) -> str:
        """Name of the item in the store: `s0-d00007-k1`."""
        return f"s{self.scenario}-d{self.draw:05d}-k{self.seed}"

    @property
    def member(self) -> int:
        """Ensemble member: the engine's random key together with the root seed."""
        return self.draw + SEED_STRIDE * self.seed


@dataclass(frozen=True)
class Plan:
    """An ensemble before it is computed.

    households : rows of the sample, None for every household; months : how many from January 1921
    mode : where the parameters come from, `reference`, `prior` or a shipped posterior
    mixtures : scenarios between the first two, of which the country's series are kept, not those of regions
    """

    scenarios: tuple[Scenario, ...]
    draws: int
    seeds: int
    root_seed: int
    households: int | None
    months: int
    mode: str
    mixtures: tuple[Mixed, ...] = ()

    def items(self) -> Iterator[Item]:
        """Every item, scenarios innermost: what is finished first can be compared first."""
        for draw in range(self.draws):
            for seed in range(self.seeds):
                for scenario in range(self.futures):
                    yield Item(scenario, draw, seed)

    def __len__(self) -> int:
        return self.draws * self.seeds * self.futures

    @property
    def futures(self) -> int:
        """Number of scenarios and mixtures."""
        return len(self.scenarios) + len(self.mixtures)

    def mixture(self, item: Item) -> int | None:
        """Position of an item's mixture, None where it is one of a scenario."""
        return item.scenario - len(self.scenarios) if item.scenario >= len(self.scenarios) else None

    def decided(self, item: Item) -> Scenario | Mixed:
        """The scenario or the mixture of an item."""
        position = self.mixture(item)
        return self.scenarios[item.scenario] if position is None else self.mixtures[position]

    def parameters(self, item: Item) -> dict[str, float]:
        """Parameters of an item: the draw's, with the scenario's own assumptions over them."""
        return values(self.mode, self.root_seed, item.draw, self.decided(item).parameters)


def plan(
    scenarios: Sequence[str | Path | Scenario],
    *,
    draws: int = 1,
    seeds: int = 1,
    seed: int = ROOT_SEED,
    households: int | str | None = SAMPLE,
    to: str = LAST_MONTH,
    parameters: str | None = None,
) -> Plan:
    """A plan from what a person asked for. InputError with everything that cannot be done.

    scenarios : names, files or scenarios; households : a number, or "all" (or None) for every household
    to : last month; parameters : by default the posterior, for one draw its centre
    """
    problems: list[Problem] = []
    found: list[Scenario] = []
    for ref in scenarios:
        try:
            found.append(ref if isinstance(ref, Scenario) else load(ref))
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    problems += _twice(found)
    problems += _counted("draws", draws, 1, MOST_DRAWS)
    problems += _counted("seeds", seeds, 1, MOST_SEEDS)
    problems += _counted("seed", seed, 0, 2**63 - 1)
    size = None if households is None or households == "all" else households
    if size is not None and isinstance(size, str):
        size = int(size) if size.isdecimal() else size
    if size is not None:
        problems += _counted("households", size, 1, 10**9, " or 'all'")
    problems += _too_large(size)
    try:
        months = month_index(to) + 1
    except ValueError as error:
        months = N_MONTHS
        problems.append(_problem(str(error)))
    posteriors = kinds()
    mode = parameters or MAIN
    problems += _unknown_mode(mode, posteriors)
    if mode in posteriors and draws == 1:
        mode += CENTRE
    if problems:
        raise InputError(problems)
    return Plan(tuple(found), draws, seeds, seed, None if size is None else int(size), months, mode)


def _unknown_mode(mode: str, posteriors: tuple[str, ...]) -> list[Problem]:
    """Refuses a kind of parameters that there is not."""
    known = (*MODES, *posteriors)
    if mode.removesuffix(CENTRE) in posteriors or mode in MODES:
        return []
    choose = f"choose {', '.join(known[:-1])} or {known[-1]}"
    return [_problem(f"unknown kind of parameters '{mode}'", did_you_mean(mode, known) or choose)]


def _problem(message: str, hint: str = "") -> Problem:
    return Problem("", None, None, message, hint)


def _counted(name: str, value: object, low: int, high: int, also: str = "") -> list[Problem]:
    """A whole number within bounds, or the problem in words."""
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return []
    return [_problem(f"{name} is '{value}'; expected a whole number from {low} to {high}{also}")]


def _too_large(size: object) -> list[Problem]:
    """Refuses a run whose households would not fit into this machine's memory."""
    households = size if isinstance(size, int) else EVERY_HOUSEHOLD if size is None else 0
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):  # a system that does not tell
        return []
    need = min(households, EVERY_HOUSEHOLD) * BYTES_A_HOUSEHOLD
    if need < memory:
        return []
    return [
        _problem(
            f"{min(households, EVERY_HOUSEHOLD):,} households need about {need / 2**30:.0f} GiB of memory; "
            f"this machine has {memory / 2**30:.0f}",
            f"a sample of up to {int(0.8 * memory / BYTES_A_HOUSEHOLD):,} fits",
        )
    ]


def _twice(scenarios: Sequence[Scenario]) -> list[Problem]:
    """Results are labelled by the scenario's name: two of one name cannot stand side by side."""
    names = [s.name for s in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    return [
        _problem(f"scenario '{name}' is named more than once", "rename one of the files") for name in twice
    ]


def first_difference(a: Scenario, b: Scenario) -> int:
    """First month index from which two scenarios may differ.

    The earliest change of every scenario that one has among its ancestors and the other has not: 240 where
    they never differ, 0 where they have no common ancestor.
    """
    known_a, known_b = {s.hash for s in a.lineage}, {s.hash for s in b.lineage}
    if not known_a & known_b:
        return 0
    apart = [s for s in (*a.lineage, *b.lineage) if s.hash in known_a ^ known_b]
    return min((s.first_change for s in apart), default=N_MONTHS)
