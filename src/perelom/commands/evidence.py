"""`perelom data`: the published series, what they measure, and where each number comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from cyclopts import Parameter

from perelom.errors import InputError, Problem, did_you_mean, refusal
from perelom.evidence import Figure, Join, Series, all_series, joined_to, policy_timeline, use_of
from perelom.evidence.borders import WORDS
from perelom.vocabulary import COUNTRY, PLACES, declared_indicators

from .printing import print_json, show, table
from .running import Json

TIMELINE = "policy_timeline"
EXACT = 1e6  # from here on a number is told without decimals
Region = Annotated[str | None, Parameter(help=f"One of the fourteen regions, or {COUNTRY}.")]
_LISTS = "'perelom data' lists the series, 'perelom show indicators' the indicators"
NOTE = (
    "recalled: from memory of the work named, not checked; verified: read at the address that --json gives, "
    "which says that it is there, not that it is right. Rows of different sources are rivals, never averaged."
)


def data(*names: str, region: Region = None, json: Json = False) -> int:
    """The published evidence: all series, the figures of some, or those that measure an indicator.

    Parameters
    ----------
    names
        Series or indicators; without any, the list of files and series. policy_timeline: dated decrees.
    """
    if region is not None and region not in PLACES:
        hint = did_you_mean(region, PLACES) or f"known: {', '.join(PLACES)}"
        raise refusal(f"unknown region '{region}'", hint)
    _refuse_unknown(names)
    if json:
        print_json(document(names, region))
        return 0
    if not names:
        _show_all(region)
    for name in dict.fromkeys(names):
        if name == TIMELINE:
            _show_timeline()
            continue
        if name in declared_indicators():
            _show_indicator(name, region)
        for series in _named(name):
            _show_series(series, region)
    return 0


def _refuse_unknown(names: Iterable[str]) -> None:
    known = known_names()
    problems = [
        Problem("", None, None, f"unknown series or indicator '{name}'", did_you_mean(name, known) or _LISTS)
        for name in names
        if name not in known
    ]
    if problems:
        raise InputError(problems)


def known_names() -> set[str]:
    """Ids of all series and indicators, and of the table of decrees."""
    return {series.id for series in all_series()} | set(declared_indicators()) | {TIMELINE}


def _named(name: str) -> list[Series]:
    return [series for series in all_series() if series.id == name]


def _within(figures: Iterable[Figure], region: str | None) -> list[Figure]:
    return [f for f in figures if region is None or (f.region or COUNTRY) == region]


def document(names: tuple[str, ...], region: str | None) -> dict[str, Any]:
    """The JSON of `perelom data`. names : series or indicators, known ones; region : one place only"""
    if not names:
        return {"series": [_summary(s) for s in all_series() if _within(s.figures, region)]}
    found: dict[str, Any] = {"series": [], "indicators": []}
    for name in dict.fromkeys(names):
        if name == TIMELINE:
            found[TIMELINE] = [vars(event) for event in policy_timeline()]
        if name in declared_indicators():
            unit = declared_indicators()[name].unit
            rows = [_join_document(join, region) for join in joined_to(name)]
            found["indicators"].append({"id": name, "unit": unit, "joins": rows})
        for series in _named(name):
            rows = [_row(figure) for figure in _within(series.figures, region)]
            found["series"].append({**_summary(series), "figures": rows})
    return found


def _summary(series: Series) -> dict[str, Any]:
    by_time = sorted(series.figures, key=lambda figure: (figure.period.first, figure.period.last))
    return {
        "id": series.id,
        "file": series.file,
        "unit": series.unit.text,
        "regions": list(dict.fromkeys(figure.region or COUNTRY for figure in series.figures)),
        "first": by_time[0].period.text,
        "last": by_time[-1].period.text,
        "rows": len(series.figures),
        "verified": series.verified,
        "recalled": len(series.figures) - series.verified,
    }


def _row(figure: Figure) -> dict[str, Any]:
    return {
        "region": figure.region or COUNTRY,
        "period": figure.period.text,
        "kind": figure.period.kind,
        "value": figure.value,
        "status": figure.status,
        "borders": WORDS[figure.borders],
        "usable": figure.usable,
        "source": figure.source,
        "url": figure.url,
        "note": figure.note,
        "line": figure.line,
    }


def _join_document(join: Join, region: str | None) -> dict[str, Any]:
    rows = [
        {**_row(f), "in_unit": f.value * join.factor, "use": use_of(join, f)}
        for f in _within(join.figures(), region)
    ]
    return {
        "series": join.series.id,
        "file": join.series.file,
        "unit": join.series.unit.text,
        "factor": join.factor,
        "rebase": join.rebase,
        "use": join.use,
        "reason": join.reason,
        "figures": rows,
    }


def _show_all(region: str | None) -> None:
    found = [_summary(series) for series in all_series() if _within(series.figures, region)]
    files = table("Files", ["file", "series", "figures", "verified", "recalled"], numbers=4, caption=NOTE)
    for name in dict.fromkeys(row["file"] for row in found):
        of_file = [row for row in found if row["file"] == name]
        counts = [sum(row[key] for row in of_file) for key in ("rows", "verified", "recalled")]
        files.add_row(name, str(len(of_file)), *map(str, counts))
    totals = [sum(row[key] for row in found) for key in ("rows", "verified", "recalled")]
    files.add_row("all", str(len(found)), *map(str, totals))
    show(files)
    columns = ["series", "unit", "regions", "periods", "figures", "verified", "recalled"]
    for name in dict.fromkeys(row["file"] for row in found):
        listed = table(name, columns, numbers=3)
        for row in (row for row in found if row["file"] == name):
            places = COUNTRY if row["regions"] == [COUNTRY] else str(len(row["regions"]))
            periods = row["first"] if row["first"] == row["last"] else f"{row['first']} … {row['last']}"
            counts = [str(row[key]) for key in ("rows", "verified", "recalled")]
            listed.add_row(row["id"], row["unit"], places, periods, *counts)
        show(listed)


def _show_series(series: Series, region: str | None) -> None:
    columns = ["region", "period", "value", "status", "source", "borders, note"]
    made = table(f"{series.id} ({series.file}), {series.unit.text.replace('_', ' ')}", columns, caption=NOTE)
    for figure in _within(series.figures, region):
        made.add_row(
            figure.region or COUNTRY,
            figure.period.text,
            _told(figure.value),
            figure.status,
            figure.source,
            _remarks(figure),
        )
    show(made)


def _show_indicator(name: str, region: str | None) -> None:
    """The joins of an indicator, then its figures by date: rivals of one period stand below each other."""
    found = joined_to(name)
    indicator = declared_indicators()[name]
    if not found:
        show(f"{name}: no published series measures it")
        return
    columns = ["no.", "series", "source", "factor", "rebased on", "use", "reason"]
    made = table(f"{name}, {indicator.unit}: series joined to it", columns)
    for number, join in enumerate(found, 1):
        origin = join.source or "all"
        base = join.rebase or "–"
        made.add_row(str(number), join.series.id, origin, _told(join.factor), base, join.use, join.reason)
    show(made)
    columns = ["period", "region", "no.", "published", f"in {indicator.unit}", "use", "status", "source"]
    rows = table(f"{name}: figures, rivals together", columns, caption=NOTE)
    for number, join, figure in sorted(
        ((n, j, f) for n, j in enumerate(found, 1) for f in _within(j.figures(), region)),
        key=lambda row: (row[2].region or "", row[2].period.first, row[2].period.last, row[0]),
    ):
        ratio = f" × that of {join.rebase}" if join.rebase else ""
        rows.add_row(
            figure.period.text,
            figure.region or COUNTRY,
            str(number),
            f"{_told(figure.value)} {join.series.unit.text.replace('_', ' ')}",
            "–" if join.use == "none" else f"{_told(figure.value * join.factor)}{ratio}",
            use_of(join, figure) if figure.usable else "none: borders",
            figure.status,
            figure.source,
        )
    show(rows)


def _told(value: float) -> str:
    """A number without powers of ten: `36,200,000`, `0.00025`."""
    whole = f"{value:,.0f}" if abs(value) >= EXACT else f"{value:,.10f}".rstrip("0").rstrip(".")
    return whole if value else "0"


def _remarks(figure: Figure) -> str:
    said = "" if figure.borders == "unstated" else f"[{WORDS[figure.borders]}] "
    kept_out = "" if figure.usable else "[not used: borders] "
    return f"{said}{kept_out}{figure.note}"


def _show_timeline() -> None:
    made = table("Decrees and turning points", ["date", "about", "event", "magnitude", "status", "source"])
    for event in policy_timeline():
        cells = (event.date, event.instrument, event.event, event.magnitude, event.status, event.source)
        made.add_row(*cells)
    show(made)
