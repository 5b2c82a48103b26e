"""`perelom compare --decompose`: what is refused, and which mixtures of two scenarios are run."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

from perelom.ensembles.plan import Plan
from perelom.errors import InputError, Problem, refusal
from perelom.scenarios import read_groups, that_differ
from perelom.scenarios.groups import Groups

from .printing import say
from .telling import Telling


def read_or_refuse(
    decompose: bool, groups: Path | None, permutations: int | None, scenarios: int
) -> tuple[Groups | None, list[Problem]]:
    """The groups of a file (None where none is named), and every problem of the options.

    permutations : an even number, None for the default; scenarios : how many are compared
    """
    from perelom.results.decomposition import MOST_ORDERS, ORDERS

    problems: list[Problem] = []
    if not decompose:
        given = {"--groups": groups is not None, "--permutations": permutations is not None}
        for option in (name for name, is_given in given.items() if is_given):
            problems += refusal(
                f"{option} goes with --decompose", "add --decompose, or leave it out"
            ).problems
        return None, problems
    if scenarios != 2:
        words = f"--decompose takes the difference of two scenarios apart; found {scenarios}"
        problems += refusal(words, "compare two at a time").problems
    count = ORDERS if permutations is None else permutations
    if not 4 <= count <= MOST_ORDERS or count % 2:
        words = f"permutations is '{count}'; expected an even number from 4 to {MOST_ORDERS}"
        problems += refusal(words, "each order is taken with its reverse").problems
    try:
        return (None if groups is None else read_groups(groups)), problems
    except InputError as error:
        return None, [*problems, *error.problems]


def plan_of_parts(
    asked: Plan, telling: Telling, named: Groups | None, groups: Path | None, permutations: int | None
) -> tuple[Plan, Telling]:
    """A comparison of two scenarios with the mixtures that take it apart, and how it is told.

    named : groups of the file `groups`. InputError where the two decide alike.
    """
    from perelom.results.decomposition import ALL_UP_TO, ORDERS, decomposed

    a, b = asked.scenarios
    count = ORDERS if permutations is None else permutations
    how = decomposed(a, b, that_differ(a, b, named), count, asked.root_seed)
    asked = replace(asked, mixtures=how.mixtures(a, b))
    rerun = f"{telling.rerun} --decompose"
    if groups is not None:
        rerun += f" --groups {shlex.quote(str(groups))}"
    k = len(how.groups)
    if how.orders:
        rerun += f" --permutations {count}"
        words = f"more than {ALL_UP_TO}: {count} orders are sampled, {len(asked.mixtures)} mixtures"
    else:
        words = f"{len(asked.mixtures)} mixtures, all there are"
        if permutations is not None:
            words += "; --permutations is not needed"
    say(f"{k} {'group differs' if k == 1 else 'groups differ'} ({words}); {len(asked)} simulations")
    return asked, replace(telling, rerun=rerun, decomposition=how.plain())
