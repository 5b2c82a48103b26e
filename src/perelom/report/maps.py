"""Maps of the regions: classes of one fixed scale, a number in every region, hatched where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from perelom.results.comparison import pairs
from perelom.results.deaths import NOTE, shortfalls
from perelom.results.opening import scenario_names
from perelom.vocabulary import N_REGIONS, REGIONS, indicators

from .drawing import SMALL
from .figures import LETTERS_AN_INCH, LINE
from .geography import HEIGHT, WIDTH, geography
from .look import FAINT, GRID, SIZE, look
from .mapped import Mapped, Span, difference, every_time, last_span, level, span_of

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# light enough in their darkest class for dark numbers, and in order of lightness on paper without colour
LEVELS = ("#f7f3e8", "#cfdcea", "#aac3de", "#86a8d1", "#628cc4")
LOWER, NONE, HIGHER = ("#628cc4", "#9dbadb", "#cfdcea"), "#f7f3e8", ("#f3d6b8", "#eab27f", "#d88746")
NUMBER = "#111111"  # stands on a class, light in the dark scheme too
BORDER = "#5f6368"
KEY = (470.0, 612.0, 86.0, 22.0)  # of the scale: left, top, width of a class, height; in the map's units
WIDE_KEY = 7 * 70.0
TITLE = 64  # letters of a line above a map on paper
BELOW = 32.0  # from a class to the numbers under it


@dataclass(frozen=True)
class Scale:
    """Classes of a map. bounds : between the classes, ascending; colours : one more than bounds"""

    bounds: tuple[float, ...]
    colours: tuple[str, ...]

    def of(self, value: float) -> str:
        """The colour of a value; a value at a bound belongs to the class above it."""
        return self.colours[int(np.searchsorted(self.bounds, value, side="right"))]


def level_scale(bounds: Sequence[float]) -> Scale:
    """Of up to five classes, darker upwards."""
    return Scale(tuple(bounds), LEVELS[: len(bounds) + 1])


def difference_scale(bounds: Sequence[float]) -> Scale:
    """On both sides of nothing, of up to three classes each. bounds : of the sizes, ascending"""
    sizes = list(bounds)
    n = len(sizes)
    both = tuple([-b for b in reversed(sizes)] + sizes)
    return Scale(both, (*LOWER[3 - n :], NONE, *HIGHER[:n]))


@dataclass(frozen=True)
class Subject:
    """An indicator with classes of its own, in the map's unit: of its level, of its differences."""

    indicator: str
    bounds: tuple[float, ...]
    differences: tuple[float, ...]


SUBJECTS = (
    Subject("grain_harvest", (300, 450, 600, 800), (20, 80, 200)),
    Subject("calories_per_head.village", (1700, 2000, 2300, 2600), (50, 200, 500)),
    Subject("collectivized_share", (10, 30, 50, 75), (5, 20, 50)),
    Subject("disturbances", (10, 50, 100, 200), (5, 25, 100)),
    Subject("trust_state", (20, 35, 50, 65), (3, 10, 20)),
    Subject("livestock_horses", (8, 14, 20, 26), (1, 4, 10)),
    Subject("livestock_cattle", (20, 30, 40, 55), (2, 8, 20)),
    Subject("crude_birth_rate", (25, 32, 38, 44), (1, 4, 8)),
    Subject("population_urban", (100, 180, 260, 340), (10, 40, 100)),
)
DEATHS = Subject("excess_deaths_famine", (5, 20, 50, 100), (1, 10, 50))  # over a year or a famine


def scale_of(found: Mapped, dataset: xarray.Dataset) -> Scale:
    """The scale of a map: the fixed one of the indicator, else one over all years of the run,
    so that maps of one run can be held against each other."""
    known = {s.indicator: s for s in (*SUBJECTS, DEATHS)}.get(found.indicator)
    if indicators()[found.indicator].summed_over_year and found.span.first == found.span.last:
        known = None  # its classes are of a year's sum
    if found.against:
        return difference_scale(known.differences if known else _differing(found, dataset))
    return level_scale(known.bounds if known else _spread(found, dataset))


def draw_map(ax: Axes, found: Mapped, scale: Scale) -> None:
    """Draws a map into axes, with its scale."""
    from matplotlib.patches import Rectangle

    ax.set_xlim(-4, WIDTH + 4)
    ax.set_ylim(HEIGHT + 20, -4)
    ax.set_aspect("equal")
    ax.set_axis_off()
    values, labels = found.median[:N_REGIONS], map_numbers(found, scale)
    map_ = geography()
    for name, value in zip(REGIONS, values, strict=True):
        ax.add_patch(_patch(map_.regions[name], value, scale))
    for name, value, label in zip(REGIONS, values, labels, strict=True):
        if np.isfinite(value):  # on its class, also where it is wider than the region
            ground = {"boxstyle": "square,pad=0.04", "facecolor": scale.of(value), "edgecolor": "none"}
            style = {"fontsize": SMALL - 1, "color": NUMBER, "bbox": ground}
            ax.text(*map_.labels[name], label, ha="center", va="center", **style)
    for lake in map_.lakes.values():
        ax.add_patch(_shape([lake], facecolor=GRID, edgecolor=BORDER, linewidth=0.3))
    left, top, width, height = KEY
    width = min(width, WIDE_KEY / len(scale.colours))
    for i, colour in enumerate(scale.colours):
        box = Rectangle(
            (left + i * width, top), width, height, facecolor=colour, edgecolor=BORDER, linewidth=0.4
        )
        ax.add_patch(box)
    for i, bound in enumerate(scale.bounds, start=1):
        text = _number(bound, _places_of(scale), bool(found.against))
        ax.text(left + i * width, top + BELOW, text, ha="center", va="top", fontsize=SMALL - 1.5)
    if not np.isfinite(values).all():
        box = (left - 120, top), 40, height
        ax.add_patch(Rectangle(*box, facecolor="none", edgecolor=BORDER, linewidth=0.4, hatch="////"))
        ax.text(left - 100, top + BELOW, "no value", ha="center", va="top", fontsize=SMALL - 1.5)


def map_numbers(found: Mapped, scale: Scale) -> list[str]:
    """The number in each region: as fine as the scale; of a difference with its sign, in brackets where the
    90 % band of the draws has both signs."""
    low, high = found.band
    made = []
    for i, value in enumerate(found.median[:N_REGIONS]):
        if not np.isfinite(value):
            made.append("–")
            continue
        text = _number(value, _places_of(scale), bool(found.against))
        made.append(f"({text})" if found.against and low[i] < 0 < high[i] else text)
    return made


def maps_of(dataset: xarray.Dataset, indicator: str, times: Sequence[str] = ()) -> list[list[Mapped]]:
    """A row for each time: every scenario's level, then each further one less the first.

    times : months or years, by default the last year. InputError for a time outside the run.
    """
    months = dataset.sizes["month"]
    spans = [span_of(text, months) for text in times] or [last_span(months)]
    return [row_of(dataset, indicator, span) for span in spans]


def row_of(dataset: xarray.Dataset, indicator: str, span: Span) -> list[Mapped]:
    """Every scenario's level over a span, then each further one less the first; no differences of deaths from
    results that do not bear them."""
    if "scenario" not in dataset.dims:
        return [level(dataset, indicator, span)]
    found = [level(dataset, indicator, span, name) for name in scenario_names(dataset)]
    if dataset.sizes["scenario"] == 1 or (indicator == DEATHS.indicator and shortfalls(dataset)):
        return found
    return found + [difference(pair, indicator, span) for pair in pairs(dataset)]


def map_figure(dataset: xarray.Dataset, names: Sequence[str], times: Sequence[str] = ()) -> Figure:
    """Maps of indicators for a paper, a row for each indicator and time, with words on how to read them."""
    from matplotlib.figure import Figure

    rows = [row for name in names for row in maps_of(dataset, name, times)]
    columns = max(len(row) for row in rows)
    with look():
        width = SIZE[0] * columns
        below = [
            line for words in _below(dataset, names) for line in wrap(words, round(LETTERS_AN_INCH * width))
        ]
        height = 3.9 * len(rows) + LINE * len(below)
        made = Figure(figsize=(width, height), layout="constrained")
        grid = made.subplots(len(rows), columns, squeeze=False)
        for axes, row in zip(grid, rows, strict=True):
            for ax, found in zip(axes, row, strict=True):
                draw_map(ax, found, scale_of(found, dataset))
                ax.set_title("\n".join([*wrap(found.title, TITLE), found.unit]), fontsize=9)
        made.supxlabel("\n".join(below), x=0.01, ha="left", fontsize=7, color=FAINT)
    return made


def _below(dataset: xarray.Dataset, names: Sequence[str]) -> list[str]:
    """Words below maps on paper; deaths never without their caution."""
    several = dataset.sizes["draw"] > 1
    words = f"Medians of {dataset.sizes['draw']} draws of the parameters." if several else "One run: no band."
    if several and dataset.sizes.get("scenario", 1) > 1:
        words += " In brackets: the 90 % band of the difference has both signs."
    found = [words, "Map made with Natural Earth; modern oblasts stand for the regions."]
    if DEATHS.indicator in names:
        found += [NOTE, *shortfalls(dataset)]
    return found


def _spread(found: Mapped, dataset: xarray.Dataset) -> list[float]:
    """Bounds of even classes over what the regions of a run ever show."""
    seen = np.concatenate([_over_time(found, dataset, name) for name in _levels(dataset)])
    low, high = np.nanquantile(seen, [0.05, 0.95])
    return _round(np.linspace(low, high, len(LEVELS) + 1)[1:-1])


def _differing(found: Mapped, dataset: xarray.Dataset) -> list[float]:
    """Bounds of the sizes of differences over what a comparison ever shows."""
    base = _over_time(found, dataset, found.against)
    seen = np.concatenate([_over_time(found, dataset, name) - base for name in _levels(dataset)])
    return _round(float(np.nanquantile(np.abs(seen), 0.98)) * np.array([0.05, 0.25, 0.6]))


def _over_time(found: Mapped, dataset: xarray.Dataset, scenario: str | None) -> np.ndarray:
    years = found.span.last > found.span.first
    return every_time(dataset, found.indicator, years, scenario)


def _levels(dataset: xarray.Dataset) -> list[str | None]:
    return list(scenario_names(dataset)) if "scenario" in dataset.dims else [None]


def _round(bounds: np.ndarray) -> list[float]:
    """To two figures, each once; nothing differs where the list is empty."""
    told = [float(f"{b:.1e}") for b in bounds if np.isfinite(b)]
    return list(dict.fromkeys(b for b in told if b or len(told) > 1))


def _patch(rings: Sequence[np.ndarray], value: float, scale: Scale):
    if not np.isfinite(value):
        return _shape(rings, facecolor="none", edgecolor=BORDER, linewidth=0.5, hatch="////")
    return _shape(rings, facecolor=scale.of(value), edgecolor=BORDER, linewidth=0.5)


def _shape(rings: Sequence[np.ndarray], **style):
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    closed = [np.vstack([ring, ring[:1]]) for ring in rings]
    return PathPatch(Path.make_compound_path(*map(Path, closed)), clip_on=False, **style)


def _places_of(scale: Scale) -> int:
    """Digits after the point of a map's numbers: one figure finer than its least bound."""
    least = min((abs(b) for b in scale.bounds if b), default=1.0)
    return 0 if least >= 5 else 1 if least >= 0.5 else 2


def _number(value: float, places: int, signed: bool) -> str:
    text = f"{value:{'+' if signed else ''}.{places}f}"
    return text.replace("-", "−")
