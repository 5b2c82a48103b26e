"""The report: one self-contained HTML page from a finished run. What it says; the template says where."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from perelom.ensembles import Store
from perelom.parameters import values
from perelom.results import comparison
from perelom.results.comparison import MEDIANS, measure, summation
from perelom.results.headline import KEY_INDICATORS
from perelom.results.labels import counted, figure
from perelom.scenarios import Scenario, describe
from perelom.scenarios.values import shown
from perelom.vocabulary import indicators, instruments, month_text

from .against import Point, legend
from .atlas import atlas
from .blocks import Block
from .dead import deaths, famines
from .events import Event, events
from .figures import Chart, chart, draw_chart
from .grounds import evidence, given, manifest, works
from .levers import DRAWN, Lane, draw_lane, lanes
from .look import PAGE_HEIGHT, PAGE_WIDTH, look, styles
from .sentences import sentences
from .svg import inlined, shapes_once
from .tables import Table

if TYPE_CHECKING:
    import xarray

# the curves of the page; what no mechanism computes yet is left out
CHARTS = {
    "Farming and grain": (
        "grain_harvest",
        "grain_procured",
        "grain_exported",
        "livestock_horses",
        "livestock_cattle",
    ),
    "Food and consumption": (
        "calories_per_head.village",
        "calories_per_head.town",
        "consumption_per_head",
    ),
    "Industry and trade": (
        "industrial_output_index",
        "group_a_index",
        "group_b_index",
        "investment_share",
        "national_income",
        "scissors_wholesale",
        "private_trade_share",
        "private_traders",
    ),
    "The village and the state": (
        "collectivized_share",
        "coerced_share",
        "disturbances",
        "dekulakized_households",
        "class_share_kulak",
        "trust_state",
    ),
    "Work": (
        "real_wage",
        "unemployment",
        "labour_turnover",
        "strikes",
        "strikers",
        "women_share_employment",
    ),
    "Population and families": (
        "population",
        "population_urban",
        "crude_birth_rate",
        "crude_death_rate",
        "divorce_rate",
        "abortions",
    ),
    "Excess deaths": ("excess_deaths_famine", "excess_deaths_repression"),
}
TABLE_STEP = 6  # months between two rows of the table behind a monthly chart
ALL_MONTHS = 36  # a run up to this long has every month in its tables
LANE_HEIGHT = 1.7
PER_CENT = 100.0


def page(store: Store, dataset: xarray.Dataset) -> str:
    """The HTML of a report. store : a finished run; dataset : its results."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    reference = values("reference")
    scenarios = store.plan.scenarios
    months = dataset.sizes["month"]
    turning = events(scenarios, months, reference)
    sections = {
        heading: [chart(dataset, name) for name in names if name in indicators()]
        for heading, names in CHARTS.items()
    }
    found = [item for charts in sections.values() for item in charts]
    pairs = _pairs(store, dataset)
    environment = Environment(
        loader=PackageLoader("perelom.report", "."),
        autoescape=select_autoescape(["jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template("page.html.jinja").render(
        css=files("perelom.report").joinpath("page.css").read_text(encoding="utf-8"),
        title=_title(scenarios),
        scenarios=[_scenario(s) for s in scenarios],
        setting=_setting(store, dataset),
        several=len(scenarios) > 1,
        banded=any(curve.draws > 1 for item in found for curve in item.curves),
        pairs=[{"pair": p, "sentences": sentences(p), "table": _pair_table(p)} for p in pairs],
        levers=_levers(lanes(scenarios, months, reference)),
        events=turning,
        sections={
            heading: [_block(item, turning) for item in charts] for heading, charts in sections.items()
        },
        maps=atlas(dataset),
        deaths=deaths(dataset),
        famines=famines(dataset),
        given=given(),
        evidence=evidence(found),
        sources=works(scenarios),
        manifest=manifest(store, dataset),
        rerun=store.manifest["command"].get("rerun", ""),
        version=store.manifest["code"]["version"],
        created=store.manifest["created"][:10],
        code=store.manifest["code"]["sha256"],
    )
    return shapes_once(html)


def _title(scenarios: Sequence[Scenario]) -> str:
    first, *others = (s.title for s in scenarios)
    return f"{'; '.join(others)}, held against: {first}" if others else first


def _pairs(store: Store, dataset: xarray.Dataset) -> list[dict[str, Any]]:
    if len(store.plan.scenarios) < 2:
        return []
    found = comparison(dataset, at=store.manifest["command"].get("at"))
    return found.get("comparisons", [found])


def _scenario(scenario: Scenario) -> dict[str, Any]:
    told = describe(scenario)
    rules = []
    for rule in told["rules"]:
        settings = ", ".join(_set_in_words(lever, value) for lever, value in rule["set"].items())
        when = " and ".join(rule["when"])
        for_months = f" for {rule['for']} months" if rule["for"] > 1 else ""
        until = f", until {' and '.join(rule['until'])}" if rule["until"] else ""
        because = f" ({rule['because']})" if rule["because"] else ""
        rules.append(f"When {when}{for_months}: {settings}{until}{because}.")
    overrides = [f"{name} = {value:g}" for name, value in scenario.parameters.items()]
    return {**told, "rules_in_words": rules, "assumed": overrides}


def _set_in_words(lever: str, value: str | dict[str, str]) -> str:
    """`relief.grain becomes 100,000 t per month`; by region where it is set so."""
    if isinstance(value, dict):
        return ", ".join(f"{_set_in_words(lever, v)} in {region}" for region, v in value.items())
    try:
        words = f"{shown(float(value))} {instruments()[lever].unit}"
    except ValueError:
        words = value
    return f"{lever} becomes {words}"


def _setting(store: Store, dataset: xarray.Dataset) -> str:
    """What was run, in a sentence."""
    plan = store.plan
    size = "every household" if plan.households is None else f"a sample of {plan.households:,} households"
    draws = f"{plan.draws} draws of the parameters from the {plan.mode}"
    if plan.draws == 1:
        draws = f"one run at the {plan.mode} parameters: there is no band"
    seeds = f", {plan.seeds} seeds for each" if plan.seeds > 1 else ""
    failed = f" {len(store.failed)} simulations failed and are left out." if store.failed else ""
    last = month_text(dataset.sizes["month"] - 1)
    return f"1921-01 to {last}; {size}; {draws}{seeds}; root seed {plan.root_seed}.{failed}"


def _pair_table(pair: dict[str, Any]) -> Table:
    """The differences of a pair; one draw has neither bands nor a share above zero."""
    several = pair["draws"] > 1
    columns = [
        "",
        pair["a"],
        pair["b"],
        "difference",
        *(["50 % band", "90 % band", "draws above zero"] if several else []),
        "noise",
        *(["parameters"] if several else []),
        "noise removed",
    ]
    rows = []
    for name in KEY_INDICATORS:
        row, kind = pair["differences"][name], measure(pair, name)

        def told(key: str, signed: bool = False, row=row, factor=kind.factor) -> str:
            return figure(None if row[key] is None else factor * row[key], signed)

        cells = [f"{indicators()[name].label}{' Σ' if kind.summed else ''}, {kind.unit}"]
        cells += [told("median_a"), told("median_b"), told("median", True)]
        if several:
            cells += [
                f"{told(low, True)} to {told(high, True)}" for low, high in (("q25", "q75"), ("q05", "q95"))
            ]
            cells.append(_share(row["share_positive"]))
        cells.append(told("mc_error"))
        if several:
            cells.append(told("parameter_sd"))
        rows.append([*cells, _share(row["noise_removed"])])
    size = f"{counted(pair['draws'], 'draw')} with {counted(pair['seeds'], 'seed')} each"
    caption = (
        f"{pair['b']} less {pair['a']}. Σ: summed up to {pair['at']} {summation(pair)}; per head the mean of "
        f"these years; the rest as in {pair['at']}. Paired over {size}. "
    )
    caption += MEDIANS if several else "One draw: no band."
    caption += " Noise: standard error of the mean difference from random numbers alone. "
    if several:
        caption += "Parameters: standard deviation of the difference from parameters alone. "
    caption += "Noise removed: share of the variance that pairing takes away."
    return Table(caption, columns, rows)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{PER_CENT * value:.0f} %"


def _levers(found: Sequence[Lane]) -> dict[str, Any]:
    """Drawn and tabled: every instrument that the scenarios decide differently, or that one changes."""
    from matplotlib.figure import Figure

    blocks = []
    for i, lane in enumerate(found[:DRAWN]):
        with look(page=True):
            made = Figure(figsize=(PAGE_WIDTH, LANE_HEIGHT), layout="constrained")
            ax = made.subplots()
            draw_lane(ax, lane)
            heading = ax.get_title(loc="left")
            ax.set_title("", loc="left")
        words = "; ".join(f"{name}: {', '.join(cells)}" for name, cells in lane.cells.items())
        told = f"Values at {', '.join(lane.dates)}. {words}"
        blocks.append(Block(heading, inlined(made, f"lever{i}", heading, told), [lane.instrument.meaning]))
    tables = [
        Table(
            f"{lane.instrument.id}: {lane.instrument.meaning}"
            + ("" if lane.instrument.choices else f" ({lane.instrument.unit})")
            + ("; the plain mean of regions that differ" if lane.regions_differ else ""),
            ["", *lane.dates],
            [[name, *cells] for name, cells in lane.cells.items()],
        )
        for lane in found
    ]
    names = list(found[0].paths) if found else []
    keys = [(name, style.colour, i) for i, (name, style) in enumerate(styles(names).items())]
    return {"blocks": blocks, "tables": tables, "styles": keys}


def _block(item: Chart, turning: Sequence[Event]) -> Block:
    from matplotlib.figure import Figure

    with look(page=True):
        made = Figure(figsize=(PAGE_WIDTH, PAGE_HEIGHT), layout="constrained")
        ax = made.subplots()
        draw_chart(ax, item, turning, sources=False)
        ax.set_title("", loc="left")
    ends = [
        f"{c.name or 'the run'} from {figure(c.bands['q50'][0])} ({c.times[0]}) "
        f"to {figure(c.bands['q50'][-1])} ({c.times[-1]})"
        for c in item.curves
    ]
    told = f"Median of {', '.join(ends)}. {len(item.points)} published figures. The numbers stand below."
    svg = inlined(made, f"chart-{item.indicator}", item.title, told)
    return Block(item.title, svg, legend(item.points), [_curve_table(item), *_point_table(item.points)])


def _curve_table(item: Chart) -> Table:
    """The median and the 90 % band of the chart's lines."""
    times = item.curves[0].times
    step = 1 if item.by_year or len(times) <= ALL_MONTHS else TABLE_STEP
    rows = []
    for i in range(0, len(times), step):
        cells = []
        for c in item.curves:
            low, middle, high = (figure(float(c.bands[q][i])) for q in ("q05", "q50", "q95"))
            cells.append(middle if c.draws == 1 else f"{middle} ({low} to {high})")
        rows.append([times[i], *cells])
    band = "median (90 % band of the draws)" if item.curves[0].draws > 1 else "one draw"
    return Table(f"{item.title}: {band}", ["", *(c.name for c in item.curves)], rows)


def _point_table(points: Sequence[Point]) -> list[Table]:
    if not points:
        return []
    rows = []
    for p in points:
        status = "recalled, not checked" if p.recalled else "read in the source"
        notes = [p.note, f"scaled to the model's level of {p.scaled}" if p.scaled else ""]
        notes.append("" if p.shown else "covers no whole year: not drawn")
        use = p.use.replace("_", " ")
        rows.append([p.period, figure(p.value), p.source, status, use, "; ".join(n for n in notes if n)])
    return [Table("Published figures", ["period", "value", "source", "status", "use", "note"], rows, (1,))]
