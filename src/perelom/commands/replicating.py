"""`perelom replicate`: published models solved again, figure by figure, and cases of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from perelom.errors import refusal

from .printing import print_json, say, show, table
from .running import Json

Row = dict[str, Any]
VERDICTS = {True: "passes", False: "misses", None: "not compared"}


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
    from perelom.replications import models

    documents = [_document(one) for one in models(names)]
    if json:
        print_json({"models": documents})
    else:
        for document in documents:
            _tell(document)
        _sum_up(documents)
    return 1 if any(row["passed"] is False and row["status"] == "exact" for row in _rows(documents)) else 0


def _solve(path: Path) -> int:
    from perelom.replications.cases import further_keys, solve_file

    print_json(solve_file(path))
    ignored = further_keys(path)
    if ignored:
        say(f"{path}: not read: {', '.join(ignored)}")
    return 0


def _document(one: Any) -> dict[str, Any]:
    from perelom.replications.headline import passed

    figures = []
    for headline in one.headlines:
        ours = headline.ours() if headline.ours is not None else None
        figures.append(
            {
                "name": headline.id,
                "says": headline.says,
                "unit": headline.unit,
                "published": headline.published,
                "ours": ours,
                "tolerance": headline.tolerance,
                "passed": passed(headline, ours),
                "status": headline.status,
                "mark": headline.mark,
                "source": headline.source,
                "differs": headline.differs,
            }
        )
    return {
        "name": one.name,
        "title": one.title,
        "source": one.source,
        "status": one.status,
        "functions": list(one.cases),
        "figures": figures,
    }


def _rows(documents: list[dict[str, Any]]) -> list[Row]:
    return [row for document in documents for row in document["figures"]]


def _tell(document: dict[str, Any]) -> None:
    title = f"{document['name']}: {document['title']} ({document['status']})"
    caption = "known: seen or recalled from the work; derived: solved beforehand from its equations"
    columns = ["figure", "says", "published", "ours", "tolerance", "status", "known", ""]
    made = table(title, columns, caption=caption)
    for row in document["figures"]:
        made.add_row(
            row["name"],
            row["says"],
            _words(row["published"], row["unit"]),
            _words(row["ours"], row["unit"]),
            f"{row['tolerance']:g}" if isinstance(row["published"], int | float) else "–",
            row["status"],
            row["mark"],
            VERDICTS[row["passed"]],
        )
    show(made, f"  {document['source']}")
    reasons: dict[str, list[str]] = {}
    for row in document["figures"]:
        if row["differs"]:
            reasons.setdefault(row["differs"], []).append(row["name"])
    for reason, names in reasons.items():
        show(f"  {', '.join(names)}: {reason}")
    show("")


def _words(figure: Any, unit: str) -> str:
    if figure is None:
        return "–"
    if isinstance(figure, str):
        return figure
    if isinstance(figure, tuple):
        return f"{figure[0]:.9g} to {figure[1]:.9g} {unit}".rstrip()
    return f"{figure:.9g} {unit}".rstrip()


def _sum_up(documents: list[dict[str, Any]]) -> None:
    rows = [(document["name"], row) for document in documents for row in document["figures"]]
    counts = {words: sum(row["passed"] is passed for _, row in rows) for passed, words in VERDICTS.items()}
    show(f"{counts['passes']} figures pass, {counts['misses']} miss, {counts['not compared']} not compared.")
    for name, row in rows:
        if row["passed"] is False:
            published, ours = (_words(row[which], row["unit"]) for which in ("published", "ours"))
            words = f"{name} misses {row['name']} ({row['status']}): {row['says']}"
            show(f"{words}; published {published}, ours {ours}")
