"""Generated pages of the words of the model: instruments, indicators, parameters, sources."""

from __future__ import annotations

import re

from reference_tables import heading, link, listed, number, table

from perelom.evidence import Reference, all_series, joined_to, references, use_of
from perelom.inference.checks import checks
from perelom.page.lanes import lanes
from perelom.page.mechanisms import mechanism_of_parameter, mechanisms_of_indicator, steps_by_file
from perelom.parameters import declared
from perelom.scenarios import load, names
from perelom.vocabulary import Indicator, Instrument, declared_indicators, instruments
from perelom.world.month import readers

INSTRUMENTS = """# Instruments

What a government can decide in a scenario: {count} instruments, made from the table that the program checks
scenarios by. A value outside the bounds is refused. *Read by* names the steps of the month that act on it;
the course in history is that of the scenario `history`, each value with the source it names and how far that
source was checked (*verified*: read at the place named; *recalled*: from memory of the work; *assumption*:
set by us). A course that moves in more than {most} steps is cut to its first ones; `perelom show scenario
history` has all of them.

"""

INDICATORS = """# Indicators

What is measured: {count} indicators. A *flow* is counted in the month and summed over a year; of all else a
year has the mean. *Evidence* are the published series joined to it, with the use each may be put to: *fit*
(parameters may be fitted to it), *check* (shown and compared), *held out* (kept away from every fit), *none*
(kept with a reason, compared with nothing). `perelom data NAME` prints the figures.

"""

PARAMETERS = """# Parameters

What is believed: {count} declared parameters. The reference is the tested start; the prior is the spread of
a draw where nothing was learned. `perelom posterior` shows what the evidence taught about those that were
fitted.

"""

SOURCES = """# Sources

The {count} works behind the short keys of scenario files, and below them the sources of the published
series. *recalled*: author, title and place are from memory; *verified*: they were checked. What rests on a
work: the scenarios that name its key and the courses of `history` whose source names its author and year.

"""

MOST = 24
PLAIN = {"fit": "fit", "check": "check", "held_out": "held out", "none": "none"}


def instruments_page() -> str:
    """Every instrument: unit, bounds, meaning, who reads it, its course in history."""
    courses: dict[str, list[dict]] = {}
    for lane in lanes(load("history")):
        courses.setdefault(lane["instrument"], []).append(lane)
    parts = [_instrument(item, courses.get(name, [])) for name, item in instruments().items()]
    return INSTRUMENTS.format(count=len(parts), most=MOST) + "\n".join(parts)


def _instrument(item: Instrument, courses: list[dict]) -> str:
    mechanism = {step.name: file for file, step in steps_by_file().items()}
    steps = [f"[{name}](../mechanisms/{mechanism[name]}.md)" for name in readers(item.id)]
    bounds = f"{number(item.low)} to {number(item.high)}" if item.low is not None else "–"
    facts = [
        f"{item.meaning[:1].upper()}{item.meaning[1:].rstrip('.')}.",
        "",
        f"* Kind and unit: {item.kind}{', ' + item.unit if item.unit and item.unit != item.kind else ''}",
        f"* Choices: {listed(f'`{choice}`' for choice in item.choices)}"
        if item.choices
        else f"* Bounds: {bounds}",
        f"* By region: {'yes' if item.regional else 'no'}"
        + (", a bare value is the country's total" if item.extensive else ""),
        f"* Read by: {listed(steps)}",
    ]
    facts += [f"* Fed in and not decided: {item.given}"] if item.given else []
    return heading(item.id) + "\n" + "\n".join(facts) + "\n\n" + _course(courses)


def _course(courses: list[dict]) -> str:
    rows, steps, campaign = [], 0, ""
    for lane in courses:
        campaign = lane.get("campaign", campaign)
        for step in lane["steps"]:
            steps += 1
            if len(rows) < MOST and not (step["value"] is None and len(lane["steps"]) == 1):
                where = lane["region"] or ""
                rows.append([step["from"], where, step["text"], step["source"] or "–", step["status"] or "–"])
    if not rows:
        return "History sets nothing.\n"
    told = table(["from", "region", "value", "source", "status"], rows)
    if steps > MOST:
        told += f"\n{steps - len(rows)} further steps are left out.\n"
    if campaign:
        told += f"\nMoved by the decrees of the family `{campaign}`; shown at the reference parameters.\n"
    return told


def indicators_page() -> str:
    """Every indicator: unit, meaning, evidence, checks, the mechanism that makes it."""
    of: dict[str, list[str]] = {}
    for check in checks():
        for name in dict.fromkeys((check.indicator, check.over)):
            of.setdefault(name, []).append(check.id)
    parts = [_indicator(item, of.get(name, [])) for name, item in declared_indicators().items()]
    return INDICATORS.format(count=len(parts)) + "\n".join(parts)


def _indicator(item: Indicator, checks: list[str]) -> str:
    made = listed(f"[{file}](../mechanisms/{file}.md)" for file in mechanisms_of_indicator(item.id))
    if not item.computed:
        made = "no mechanism computes it yet"
    elif made == "–":
        made = "summed from what many mechanisms write"
    shown = ", ".join(f"[{id}](../checks.md)" for id in checks[:12])
    more = f" and {len(checks) - 12} more" if len(checks) > 12 else ""
    facts = [
        f"{item.label[:1].upper()}{item.label[1:]}.",
        "",
        f"* Kind and unit: {item.kind}, {item.unit}",
        f"* By region: {'yes' if item.regional else 'no'}",
        f"* Made by: {made}",
        f"* Checks: {shown + more if checks else '–'}",
    ]
    rows = {}
    for join in joined_to(item.id):
        uses = {use_of(join, figure) for figure in join.figures()} or {join.use}
        key = (f"`{join.series.id}`", join.source or "every source of the series")
        words = listed(PLAIN[use] for use in sorted(uses))
        rows[key] = [*key, words, join.reason, f"against {join.rebase}" if join.rebase else "–"]
    evidence = table(["series", "source", "use", "why", "level"], rows.values()) if rows else ""
    return (
        heading(item.id) + "\n" + "\n".join(facts) + "\n\n" + (evidence or "No published series is joined.\n")
    )


def parameters_page() -> str:
    """Every parameter with its unit, prior, source and the mechanism that uses it first."""
    rows = []
    for name, item in declared().items():
        file = mechanism_of_parameter(name)
        where = (
            f"[{file}](../mechanisms/{file}.md)" if file else "when decrees are read or in the first month"
        )
        rows.append(
            [
                f"`{name}`",
                item.meaning,
                item.unit,
                number(item.reference),
                _prior(item.prior),
                item.source,
                where,
            ]
        )
    head = ["parameter", "meaning", "unit", "reference", "prior", "source", "used by"]
    return PARAMETERS.format(count=len(rows)) + table(head, rows)


def _prior(prior: tuple) -> str:
    """Family and its numbers; a fixed parameter has none."""
    family, *numbers = prior
    return family if family == "fixed" else f"{family}({', '.join(map(number, numbers))})"


def sources_page() -> str:
    """Every work with the scenarios and courses that rest on it; every source of a published series."""
    scenarios = {name: set(load(name).sources) for name in names()}
    cited: list[tuple[str, str]] = []
    for lane in lanes(load("history")):
        cited += [(lane["instrument"], step["source"]) for step in lane["steps"] if step["source"]]
    parts = [_source(work, scenarios, cited) for work in references().values()]
    return (
        SOURCES.format(count=len(parts))
        + "\n".join(parts)
        + "\n## Sources of the published series { #series }\n\n"
        + _series()
    )


def _source(work: Reference, scenarios: dict[str, set[str]], cited: list[tuple[str, str]]) -> str:
    known = [f"`{name}`" for name, keys in scenarios.items() if work.key in keys]
    surnames = [word for word in re.findall(r"[A-ZÀ-Ž][\w’'-]+", work.author) if len(word) > 3]
    names_it = re.compile(
        rf"({'|'.join(map(re.escape, surnames[-1:] or [work.author]))})\b[^;]{{0,40}}{work.year}"
    )
    courses = dict.fromkeys(name for name, source in cited if names_it.search(source))
    facts = [
        f"{work}.",
        "",
        f"* Scenarios that name it: {listed(known)}",
        f"* Courses in `history` that rest on it: {listed(link('instruments', name) for name in courses)}",
    ]
    return heading(work.key) + "\n" + "\n".join(facts) + "\n"


def _series() -> str:
    joined: dict[str, set[str]] = {}
    for name in declared_indicators():
        for join in joined_to(name):
            if join.use != "none":
                joined.setdefault(join.series.id, set()).add(name)
    found: dict[str, dict[str, list]] = {}
    for series in all_series():
        for figure in series.figures:
            found.setdefault(figure.source, {}).setdefault(series.id, []).append(figure)
    rows = []
    for source, by_series in sorted(found.items()):
        figures = [figure for group in by_series.values() for figure in group]
        verified = sum(figure.status == "verified" for figure in figures)
        measured = sorted({name for series in by_series for name in joined.get(series, ())})
        ids = sorted(by_series)
        rows.append(
            [
                source,
                listed(f"`{id}`" for id in ids[:8]) + (f" and {len(ids) - 8} more" if len(ids) > 8 else ""),
                f"{len(figures)}, {verified} verified",
                listed(link("indicators", name) for name in measured[:12])
                + (f" and {len(measured) - 12} more" if len(measured) > 12 else ""),
            ]
        )
    return table(["source", "series", "figures", "indicators its series measure"], rows)
