"""How the results of a run or a comparison are told: one JSON document, or tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from .printing import print_json, say

FEW = 5  # items of one cause that are told by name


@dataclass(frozen=True)
class Telling:
    """How results are told; kept in the manifest, so that `resume` tells them as they were asked for.

    name : run or compare; rerun : the line to type; at : month of a difference; by : `region`, or None
    decomposition : what the difference is attributed to, as plain data; None where it is not taken apart
    """

    name: str
    rerun: str
    at: str | None = None
    by: str | None = None
    annual: bool = False
    decomposition: dict[str, Any] | None = None

    @classmethod
    def of(cls, command: dict[str, Any]) -> Telling:
        """From the manifest of a run that Python or the command line began."""
        return cls(**{field.name: command[field.name] for field in fields(cls) if field.name in command})


def tell_results(
    folder: Path, telling: Telling, failed: dict[str, str], seconds: float, json: bool, kept: bool = True
) -> int:
    """Prints the results of a finished store. 1 where a simulation failed.

    failed : cause by item, in the order of the items; seconds : of work, all its stretches together
    """
    from perelom.ensembles import RESULTS
    from perelom.results import comparison, open_results, summary

    for words in failures(failed):
        say(words)
    if not (folder / RESULTS).is_file():
        say("no simulation could be computed; there are no results")
        return 1
    by_region = telling.by == "region"
    taken_apart = _taken_apart(folder, telling) if telling.decomposition is not None else None
    with open_results(folder, cache=False) as dataset:
        if json and telling.name == "run":
            document = summary(dataset, by_region=by_region, annual=telling.annual)
            print_json({**document, "seconds": round(seconds, 3)})
        elif json:
            document = taken_apart or comparison(
                dataset, at=telling.at, by_region=by_region, annual=telling.annual
            )
            print_json({**document, "seconds": round(seconds, 3)})
        else:
            from .tables import tell

            tell(dataset, telling, folder if kept else None, seconds, taken_apart)
    if failed:
        again = f"; to try them again: perelom resume {folder}" if kept else ""
        say(f"{len(failed)} simulations failed and are left out{again}")
    return 1 if failed else 0


def _taken_apart(folder: Path, telling: Telling) -> dict[str, Any]:
    """The comparison with the parts of its differences."""
    from perelom.results.decomposition import Decomposition, decomposition

    how = Decomposition.of(telling.decomposition or {})
    return decomposition(folder, how, at=telling.at, by_region=telling.by == "region", annual=telling.annual)


def failures(failed: Mapping[str, str]) -> list[str]:
    """Each cause once, with the items that it took: all of them where they are few."""
    by_cause: dict[str, list[str]] = {}
    for item, cause in failed.items():
        by_cause.setdefault(cause, []).append(item)
    told = []
    for cause, items in by_cause.items():
        others = f" and {len(items) - FEW} more" if len(items) > FEW else ""
        told.append(f"{', '.join(items[:FEW])}{others} failed: {cause}")
    return told
