"""Instruments over time: what each scenario decides, and where the scenarios differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.scenarios import Scenario
from perelom.scenarios.values import spelled
from perelom.vocabulary import FIRST_YEAR, MONTHS, Instrument, instruments, lever_index

from .drawing import number, years_axis
from .look import styles

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# drawn first, where they differ: how grain was got, at what price, force, foreign trade, plan, private trade
KEY = (
    "procurement.method",
    "procurement.price",
    "procurement.quota",
    "procurement.pressure",
    "exports.grain",
    "collectivization.target",
    "collectivization.pressure",
    "plan.investment_share",
    "plan.heavy_share",
    "trade.private",
    "rationing",
    "relief.grain",
)
DRAWN = 8
FACTOR_FROM = 1e5  # levels above this are drawn in millions


@dataclass(frozen=True)
class Lane:
    """One instrument over time.

    paths : by scenario, [months]: the country's total or value; where regions differ, their plain mean
    cells : by scenario, for each of `dates`, the value as a scenario writes it
    regions_differ : whether some value is a mean of regions
    """

    instrument: Instrument
    paths: dict[str, np.ndarray]
    dates: tuple[str, ...]
    cells: dict[str, tuple[str, ...]]
    regions_differ: bool


def lanes(scenarios: Sequence[Scenario], months: int, parameters: dict[str, float]) -> list[Lane]:
    """The instruments in which scenarios differ within the first `months`, or that one scenario changes.

    The decisions alone: what rules do depends on the course of a simulation.
    """
    built = {s.name: s.levers(parameters) for s in scenarios}
    found = []
    for name, instrument in instruments().items():
        column = lever_index()[name]
        paths, full = {}, {}
        for scenario, levers in built.items():
            full[scenario] = np.column_stack([levers.values[:months, column], levers.totals[:months, column]])
            paths[scenario] = national(full[scenario], instrument)
        arrays = list(full.values())
        if len(arrays) > 1:
            changed = np.zeros(months, dtype=bool)
            for other in arrays[1:]:
                changed |= ~_same(arrays[0], other).all(axis=1)
        else:
            changed = ~_same(arrays[0], arrays[0][:1]).all(axis=1)
        if changed.any():
            found.append(_lane(instrument, paths, full, int(np.argmax(changed)), months))
    return sorted(found, key=lambda lane: _rank(lane.instrument.id))


def draw_lane(ax: Axes, lane: Lane) -> None:
    """An instrument's path in each scenario, as steps from month to month."""
    chosen = styles(list(lane.paths))
    largest = max((np.nanmax(np.abs(p), initial=0.0) for p in lane.paths.values()), default=0.0)
    factor, words = (1e-6, "million ") if largest >= FACTOR_FROM else (1.0, "")
    for name, path in lane.paths.items():
        x = FIRST_YEAR + np.arange(len(path)) / 12
        style = chosen[name]
        ax.step(x, factor * path, where="post", color=style.colour, linestyle=style.dash, linewidth=1.6)
    ax.yaxis.set_major_formatter(number)
    if lane.instrument.choices:
        shown = sorted({int(v) for path in lane.paths.values() for v in path[np.isfinite(path)]})
        ax.set_yticks(shown, [_spelled(lane.instrument, float(v)) for v in shown])
    unit = "" if lane.instrument.choices else f", {words}{lane.instrument.unit}"
    ax.set_title(f"{lane.instrument.id}{unit}")
    span = (float(FIRST_YEAR), FIRST_YEAR + len(next(iter(lane.paths.values()))) / 12)
    ax.set_xlim(*span)
    years_axis(ax, span)


def _lane(
    instrument: Instrument,
    paths: dict[str, np.ndarray],
    full: dict[str, np.ndarray],
    first: int,
    months: int,
) -> Lane:
    """A lane with a table: the first month of difference, then every second January."""
    januaries = [m for m in range(first + 1, months) if m % 24 == 0]
    dates = [first, *januaries]
    cells = {name: tuple(_spelled(instrument, float(path[m])) for m in dates) for name, path in paths.items()}
    regional = any(_regions_differ(array, instrument) for array in full.values())
    return Lane(instrument, paths, tuple(MONTHS[m] for m in dates), cells, regional)


def national(full: np.ndarray, instrument: Instrument) -> np.ndarray:
    """A lever's path for the country, [months], from [months, 14 regions and a total]: the total, or the sum
    of the regions named, or the regions' plain mean."""
    values, totals = full[:, :-1], full[:, -1]
    if instrument.extensive:
        named = np.where(np.isfinite(values).any(axis=1), np.nansum(values, axis=1), np.nan)
        return np.where(np.isfinite(totals), totals, named)
    if instrument.choices:
        return values[:, 0]
    return values.mean(axis=1)


def _regions_differ(full: np.ndarray, instrument: Instrument) -> bool:
    values = full[:, :-1]
    return not instrument.extensive and not _same(values, values[:, :1]).all()


def _spelled(instrument: Instrument, value: float) -> str:
    """A value as people read it: a choice in words, a number in four figures."""
    if not np.isfinite(value) or instrument.choices:
        return spelled(instrument, value).strip("[]").replace("_", " ") or "none"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _rank(name: str) -> tuple[int, int]:
    return (KEY.index(name), 0) if name in KEY else (len(KEY), lever_index()[name])


def _same(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Elementwise equality in which NaN equals NaN."""
    return (a == b) | (np.isnan(a) & np.isnan(b))
