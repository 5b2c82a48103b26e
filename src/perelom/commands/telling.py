"""How the results of a run or a comparison are told: one JSON document, or tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .printing import print_json, say


@dataclass(frozen=True)
class Telling:
    """How results are told; kept in the manifest, so that `resume` tells them as they were asked for.

    name : run or compare; rerun : the line to type; at : month of a difference; by : `region`, or None
    """

    name: str
    rerun: str
    at: str | None = None
    by: str | None = None
    annual: bool = False

    @classmethod
    def of(cls, command: dict[str, Any]) -> Telling:
        """From the manifest of a run that Python or the command line began."""
        return cls(**{key: command[key] for key in ("name", "rerun", "at", "by", "annual") if key in command})


def tell_results(
    folder: Path, telling: Telling, failed: dict[str, str], seconds: float, json: bool, kept: bool = True
) -> int:
    """Prints the results of a finished store. 1 where a simulation failed."""
    for item, cause in failed.items():
        say(f"{item} failed: {cause}")
    from perelom.ensembles import RESULTS
    from perelom.results import comparison, open_results, summary

    if not (folder / RESULTS).is_file():
        say("no simulation could be computed; there are no results")
        return 1
    by_region = telling.by == "region"
    with open_results(folder) as dataset:
        if json and telling.name == "run":
            document = summary(dataset, by_region=by_region, annual=telling.annual)
            print_json({**document, "seconds": round(seconds, 3)})
        elif json:
            document = comparison(dataset, at=telling.at, by_region=by_region, annual=telling.annual)
            print_json({**document, "seconds": round(seconds, 3)})
        else:
            from .tables import tell

            tell(dataset, telling, folder if kept else None, seconds)
    if failed:
        say(f"{len(failed)} simulations failed and are left out")
    return 1 if failed else 0
