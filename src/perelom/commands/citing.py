"""`perelom cite`: the sources that a scenario, a series or an indicator rests on, and the software itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perelom.errors import did_you_mean, refusal
from perelom.evidence import all_series, joined_to, references
from perelom.evidence.figures import Figure
from perelom.vocabulary import declared_indicators

from .evidence import known_names
from .printing import print_json, show, table
from .running import Json

if TYPE_CHECKING:
    from rich.table import Table

    from perelom.scenarios import Scenario


def cite(name: str | None = None, *, json: Json = False) -> int:
    """The sources of a scenario, a series or an indicator, and how to cite the software.

    Parameters
    ----------
    name
        A scenario of the library or a YAML file, a series, or an indicator; without it, the software alone.
    """
    found: dict[str, Any] = {"software": software()}
    if name is not None:
        found |= _sources(name)
    if json:
        print_json(found)
        return 0
    show(f"Cite the software as\n  {found['software']['text']}")
    for title, rows in found.items():
        if isinstance(rows, list) and rows:
            show(_table(title, rows))
    if "scenario" in found:
        scenario = found["scenario"]
        chain = " → ".join(scenario["extends"]) or "nothing"
        show(f"Scenario {scenario['name']}, extends {chain}; sha256 {scenario['hash']}")
    return 0


def software() -> dict[str, str]:
    """How to cite this version, from the package's own record."""
    from importlib.metadata import metadata

    record = metadata("perelom")
    author, version, summary = record["Author"], record["Version"], record["Summary"]
    text = f"{author}: perelom, version {version}. {summary}. Computer software."
    return {"author": author, "title": "perelom", "version": version, "summary": summary, "text": text}


def _sources(name: str) -> dict[str, Any]:
    from perelom.scenarios import load, names

    if name in names() or name.endswith((".yaml", ".yml")):
        return scenario_sources(load(name))
    if name in declared_indicators():
        rows = [figure for join in joined_to(name) if join.use != "none" for figure in join.figures()]
        return {"indicator": name, "published": _published(rows)}
    figures = [figure for series in all_series() if series.id == name for figure in series.figures]
    if figures:
        return {"series": name, "published": _published(figures)}
    if Path(name).is_file():
        return scenario_sources(load(name))
    hint = (
        did_you_mean(name, {*names(), *known_names()}) or "'perelom scenarios' and 'perelom data' list them"
    )
    raise refusal(f"unknown scenario, series or indicator '{name}'", hint)


def scenario_sources(scenario: Scenario) -> dict[str, Any]:
    """What a scenario rests on: works, sources of its dated values, decrees, and sources of the parameters.

    literature : keys under `sources`, its parents' included, with the work where `references.csv` has it
    values : each source of dated values with its status and the levers it dates; decrees, parameters likewise
    """
    from perelom.parameters import declared
    from perelom.scenarios.decrees import family_decrees

    keys = dict.fromkeys(key for item in scenario.lineage for key in item.sources)
    works = references()
    literature = [
        {"key": key, "work": str(works[key]) if key in works else "not in the table of references"}
        for key in keys
    ]
    values: dict[tuple[str, str], dict[str, None]] = {}
    for item in scenario.lineage:
        for origin in item.origins:
            values.setdefault((origin.source or "–", origin.status or "–"), {})[origin.lever] = None
    families = sorted(
        {c.decrees for s in scenario.lineage for d in s.content.decisions for c in d.courses() if c.decrees}
    )
    parameters: dict[tuple[str, str], list[str]] = {}
    for parameter in declared().values():
        parameters.setdefault((parameter.source, parameter.mark), []).append(parameter.id)
    return {
        "scenario": {
            "name": scenario.name,
            "title": scenario.title,
            "extends": list(scenario.extends),
            "hash": scenario.hash,
        },
        "literature": literature,
        "values": [
            {"source": source, "status": status, "levers": list(levers)}
            for (source, status), levers in values.items()
        ],
        "decrees": [
            {"family": decree.family, "source": decree.source, "words": decree.words}
            for family in families
            for decree in family_decrees(family)
        ],
        "parameters": [
            {"source": source, "mark": mark, "parameters": ids} for (source, mark), ids in parameters.items()
        ],
    }


def _published(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Each source and address once, with the series that it gives and how many rows have which status."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for figure in figures:
        found.setdefault((figure.source, figure.url, figure.status), []).append(figure.series)
    return [
        {
            "source": source,
            "status": status,
            "figures": len(names),
            "series": list(dict.fromkeys(names)),
            "url": url,
        }
        for (source, url, status), names in found.items()
    ]


TITLES = {
    "published": "Published sources",
    "literature": "Literature (recalled: details from memory)",
    "values": "Dated values",
    "decrees": "Decrees behind the campaigns",
    "parameters": "Parameters",
}


def _table(title: str, rows: list[dict[str, Any]]) -> Table:
    columns = list(rows[0])
    made = table(TITLES[title], columns)
    for row in rows:
        made.add_row(*[", ".join(v) if isinstance(v, list) else str(v) for v in row.values()])
    return made
