"""`perelom scenarios`, `show`, `new`, `validate`, `schema`: to read and to write policy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from perelom.errors import InputError, did_you_mean, refusal
from perelom.vocabulary import (
    REGION_LABELS,
    Instrument,
    fed_in,
    indicators,
    instruments,
    month_text,
)

from .printing import console, print_json, say, show, table
from .running import Json

Rows = dict[str, dict[str, Any]]
What = Literal["instruments", "indicators", "steps", "parameters", "regions", "given", "scenario"]


def scenarios(*, json: Json = False) -> int:
    """The library: every scenario with its question."""
    from perelom.scenarios import listing

    found = listing()
    if json:
        keys = ("name", "title", "question")
        rows = [{k: getattr(s, k) for k in keys} | _more(s) for s in found]
        print_json({"scenarios": rows})
        return 0
    made = table("Scenarios", ["name", "extends", "from", "question"])
    for s in found:
        made.add_row(s.name, s.extends[0] if s.extends else "–", month_text(s.start), s.question or s.title)
    show(made)
    return 0


def _more(entry: Any) -> dict[str, Any]:
    return {
        "extends": list(entry.extends),
        "from": month_text(entry.start),
        "sources": list(entry.sources),
    }


def show_words(what: What, name: str | None = None, *, json: Json = False) -> int:
    """Show the words of the model, one of them, or a scenario.

    Parameters
    ----------
    what
        Which list; `given`: every path fed in that is neither a decision nor weather.
    name
        One entry of the list; for a scenario, its name or file.
    """
    if what == "scenario":
        return _show_scenario(name, json)
    rows = ROWS[what]()
    if name is not None:
        if name not in rows:
            hint = did_you_mean(name, rows) or f"'perelom show {what}' lists them"
            raise refusal(f"unknown {SINGULAR[what]} '{name}'", hint)
        rows = {name: rows[name]}
    if json:
        print_json({what: [{"id": key, **row} for key, row in rows.items()]})
        return 0
    columns = list(next(iter(rows.values())))
    made = table(what.capitalize(), ["id", *columns])
    for key, row in rows.items():
        made.add_row(key, *[_words(row[column]) for column in columns])
    show(made)
    return 0


def _show_scenario(name: str | None, json: bool) -> int:
    from perelom.scenarios import describe, load, names

    if name is None:
        raise refusal("which scenario?", f"known: {', '.join(names())}")
    scenario = load(name)
    if json:
        print_json(describe(scenario))
    else:
        console().print(scenario.text, soft_wrap=True)
        chain = " → ".join(scenario.extends) or "nothing"
        say(f"{scenario.name} extends {chain}; sha256 {scenario.hash}; lever by lever: --json")
    return 0


def new(
    name: str,
    *,
    extends: str = "history",
    to: Annotated[Path | None, Parameter(help="A file or a folder.")] = None,
) -> int:
    """Begin a scenario of your own: a file with comments that is valid as it stands.

    Parameters
    ----------
    name
        Small letters, digits and hyphens.
    extends
        The scenario whose decisions hold where yours says nothing.
    """
    from perelom.scenarios import new as begin

    path = begin(name, extends, to)
    console().print(f"{path}", soft_wrap=True)
    say(f"check it: perelom validate {path}\ncompare: perelom compare {extends} {path}")
    return 0


def validate(*files: Path, json: Json = False) -> int:
    """Check scenario files and tell every error of each; 2 where there is one.

    Parameters
    ----------
    files
        Any number of files.
    """
    from perelom.scenarios import validate as problems_of

    if not files:
        raise refusal("which files?", "perelom validate FILE …")
    problems = problems_of(files)
    if json:
        keys = ("path", "line", "column", "message", "hint")
        rows = [{key: getattr(p, key) for key in keys} for p in problems]
        print_json({"files": [str(f) for f in files], "valid": not problems, "problems": rows})
        return 2 if problems else 0
    if problems:
        raise InputError(problems)
    for file in files:
        console().print(f"{file}: valid", soft_wrap=True)
    return 0


def schema() -> int:
    """JSON Schema of scenario files, for editors."""
    from perelom.scenarios import schema as found

    print_json(found())
    return 0


def _levers(found: Mapping[str, Instrument]) -> Rows:
    return {
        name: {
            "unit": " | ".join(item.choices) or item.unit,
            "kind": item.kind,
            "low": item.low,
            "high": item.high,
            "by region": item.regional,
            "start of 1921": item.start,
            "meaning": item.meaning,
        }
        for name, item in found.items()
    }


def _given() -> Rows:
    found = fed_in()
    return {name: row | {"why": found[name].given} for name, row in _levers(found).items()}


def _indicators() -> Rows:
    return {
        name: {"unit": item.unit, "kind": item.kind, "by region": item.regional, "label": item.label}
        for name, item in indicators().items()
    }


def _parameters() -> Rows:
    from perelom.parameters import declared

    return {
        name: {
            "unit": p.unit,
            "reference": p.reference,
            "prior": p.prior[0] if p.prior[0] == "fixed" else f"{p.prior[0]}({p.prior[1]:g}, {p.prior[2]:g})",
            "mark": p.mark,
            "source": p.source,
            "meaning": p.meaning,
        }
        for name, p in declared().items()
    }


def _steps() -> Rows:
    from perelom.world.month import STEPS

    return {
        step.name: {
            "does": step.does,
            "reads": list(step.reads),
            "writes": list(step.writes),
            "draws": list(step.draws),
        }
        for step in STEPS
    }


def _regions() -> Rows:
    return {name: {"label": label} for name, label in REGION_LABELS.items()}


def _words(value: Any) -> str:
    """A cell: a number without needless figures, a list by commas, yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _instruments() -> Rows:
    from perelom.world.month import readers

    rows = _levers(instruments())
    return {name: row | {"read by": readers(name)} for name, row in rows.items()}


ROWS = {
    "instruments": _instruments,
    "given": _given,
    "indicators": _indicators,
    "parameters": _parameters,
    "steps": _steps,
    "regions": _regions,
}
SINGULAR = {
    "instruments": "instrument",
    "given": "given instrument",
    "indicators": "indicator",
    "parameters": "parameter",
    "steps": "step",
    "regions": "region",
}
