"""`perelom replicate`: published models solved again, figure by figure, and cases of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from perelom.errors import refusal
from perelom.replications import compared, models
from perelom.replications.cases import further_keys, solve_file
from perelom.replications.comparison import VERDICTS, figure_words, reasons

from .printing import print_json, say, show, table
from .running import Json


def replicate(
    *names: str,
    case: Annotated[Path | None, Parameter(help="A JSON file of one case or a list of cases.")] = None,
    json: Json = False,
) -> int:
    """Published models, each alone: what was published, ours, the tolerance. 1 where an exact one misses.

    With --case FILE the case {"model": "feldman.crossing", "inputs": {...}} is solved and its result printed
    as JSON; a list of cases gives a list of results. Docs: docs/replications.

    Parameters
    ----------
    names
        Models, as feldman; by default all.
    """
    if case is not None:
        if names:
            raise refusal("models are named and --case is given", "one or the other")
        return _solve(case)
    documents = [compared(one) for one in models(names)]
    if json:
        print_json({"models": documents})
    else:
        for document in documents:
            _tell(document)
        _sum_up(documents)
    rows = [row for document in documents for row in document["figures"]]
    return 1 if any(row["passed"] is False and row["status"] == "exact" for row in rows) else 0


def _solve(path: Path) -> int:
    print_json(solve_file(path))
    ignored = further_keys(path)
    if ignored:
        say(f"{path}: not read: {', '.join(ignored)}")
    return 0


def _tell(document: dict[str, Any]) -> None:
    title = f"{document['name']}: {document['title']} ({document['status']})"
    caption = "known: seen or recalled from the work; derived: solved beforehand from its equations"
    columns = ["figure", "says", "published", "ours", "tolerance", "status", "known", ""]
    made = table(title, columns, caption=caption)
    for row in document["figures"]:
        made.add_row(
            row["name"],
            row["says"],
            figure_words(row["published"], row["unit"]),
            figure_words(row["ours"], row["unit"]),
            f"{row['tolerance']:g}" if isinstance(row["published"], int | float) else "–",
            row["status"],
            row["mark"],
            VERDICTS[row["passed"]],
        )
    show(made, f"  {document['source']}")
    for reason, names in reasons(document).items():
        show(f"  {', '.join(names)}: {reason}")
    show("")


def _sum_up(documents: list[dict[str, Any]]) -> None:
    rows = [(document["name"], row) for document in documents for row in document["figures"]]
    counts = {words: sum(row["passed"] is passed for _, row in rows) for passed, words in VERDICTS.items()}
    show(f"{counts['passes']} figures pass, {counts['misses']} miss, {counts['not compared']} not compared.")
    for name, row in rows:
        if row["passed"] is False:
            published, ours = (figure_words(row[which], row["unit"]) for which in ("published", "ours"))
            words = f"{name} misses {row['name']} ({row['status']}): {row['says']}"
            show(f"{words}; published {published}, ours {ours}")
