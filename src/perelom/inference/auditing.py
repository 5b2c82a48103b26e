"""An audit of claims from what a person asked to its document: plans, simulations, judgement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from perelom.ensembles.plan import ROOT_SEED, SAMPLE, plan
from perelom.ensembles.work import Progress

from .claim_rules import HASH, claim_rules
from .claim_runs import Readings, asked, read_all
from .claim_words import as_document
from .claims import VERDICT_REFERENCE, asked_for, audit
from .verdict_runs import Measured, measure_all

DRAWS, SEEDS = 16, 1
Bar = Callable[[str], AbstractContextManager[Progress]]


def audited(
    ids: Sequence[str] = (),
    *,
    bar: Bar,
    draws: int = DRAWS,
    seeds: int = SEEDS,
    seed: int = ROOT_SEED,
    households: int | str | None = SAMPLE,
    parameters: str | None = None,
    workers: int | None = None,
) -> dict[str, Any]:
    """The claims named (all, where none is), audited: the JSON of `perelom claims`.

    bar : makes a counter of simulations from words. InputError for an unknown claim or a run that cannot be.
    """
    wanted = asked_for(ids)
    rules = claim_rules()
    own = [rules.rules[claim.id] for claim in wanted]
    courses = list(dict.fromkeys(name for rule in own if rule.verdict for name in rule.verdict.courses))
    reads = asked(own)
    options = {
        "draws": draws,
        "seeds": seeds,
        "seed": seed,
        "households": households,
        "parameters": parameters,
    }
    # made whether or not anything is to be simulated, so that a wrong number is refused before anything else
    checked = plan(list(reads) or [VERDICT_REFERENCE], **options)
    readings = Readings({}, draws, {})
    if reads:
        with bar("simulating for the claims") as progress:
            readings = read_all(checked, reads, workers=workers, progress=progress)
    measured: Measured | None = None
    if courses:
        with bar("simulating for the verdict") as progress:
            measured = measure_all(
                plan([VERDICT_REFERENCE, *courses], **options), workers=workers, progress=progress
            )
    of_verdict = measured.failed if measured else {}
    return {
        "claims": [as_document(audit(claim, rules, readings, measured), rules.header) for claim in wanted],
        "draws": draws,
        "seeds": seeds,
        "seed": seed,
        "households": checked.households or "all",
        "parameters": checked.mode,
        "rules_sha256": HASH.read_text(encoding="utf-8").split()[0],
        "failed": {**readings.failed, **{f"verdict/{item}": why for item, why in of_verdict.items()}},
    }
