"""What a person asks of results by name: indicators, a region."""

from __future__ import annotations

from collections.abc import Sequence

from perelom.errors import InputError, did_you_mean, refusal
from perelom.vocabulary import REGION_INDEX, REGIONS, declared_indicators, indicators


def refuse_unknown(names: Sequence[str], region: str | None = None) -> None:
    """InputError with every indicator that is not computed, or has no value in the region asked for."""
    problems = []
    if region is not None and region not in REGION_INDEX:
        hint = did_you_mean(region, REGIONS) or f"regions: {', '.join(REGIONS)}"
        problems += refusal(f"unknown region '{region}'", hint).problems
    for name in names:
        if name in indicators():
            if region is not None and not indicators()[name].regional:
                words = f"'{name}' has a value for the whole country only"
                problems += refusal(words, "'perelom show indicators' says which have one by region").problems
        elif name in declared_indicators():
            words = f"'{name}' is declared, but no mechanism computes it yet"
            problems += refusal(words, "perelom show indicators").problems
        elif name in REGION_INDEX:
            problems += refusal(f"'{name}' is a region, not an indicator", "name it with --region").problems
        else:
            hint = did_you_mean(name, indicators()) or "'perelom show indicators' lists them"
            problems += refusal(f"unknown indicator '{name}'", hint).problems
    if problems:
        raise InputError(problems)
