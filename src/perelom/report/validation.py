"""The history against evidence, event by event: what the model must show (E1-E13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from perelom.errors import refusal
from perelom.evidence import Observed, observed
from perelom.results import samples
from perelom.results.bands import QUANTILES
from perelom.results.labels import figure as told
from perelom.results.opening import scenario_names
from perelom.vocabulary import FIRST_YEAR, N_MONTHS, month_index

from .against import Point, legend, points
from .curves import Curve, curves
from .drawing import SMALL, caption, draw, title
from .look import HISTORY, SIZE, STYLES, look
from .regional import RegionalToll, draw_toll, published, regional_tolls

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

YEAR = 12
JULY_1926, JULY_1927 = month_index("1926-07"), month_index("1927-07")
HALF_YEAR = 6  # months of the purchasing season from July that are compared
LEVEL_OF_1913 = 100.0


def validation_figure(dataset: xarray.Dataset) -> Figure:
    """Panels of the history against published figures. InputError for a run of less than all months."""
    from matplotlib.figure import Figure

    if dataset.sizes["month"] < N_MONTHS:
        raise refusal("the panels of events need a run to 1940-12", "leave out --to")
    history = _history(dataset)
    panels: Sequence[Callable[[Axes, xarray.Dataset], None]] = (
        _famine,
        _scissors,
        _industry,
        _purchases,
        _collective_farms,
        _disturbances,
        _horses,
        _famine_of_1932_33,
        _groups,
        _real_wage,
        _unemployment,
        _town,
        _private_trade,
        _births,
    )
    with look():
        rows = -(-len(panels) // 2)
        made = Figure(figsize=(SIZE[0] * 2.4, (SIZE[1] + 1.3) * rows), layout="constrained")
        grid = made.subplots(rows, 2).ravel()
        for ax, panel in zip(grid, panels, strict=False):
            panel(ax, history)
        for ax in grid[len(panels) :]:
            ax.set_axis_off()
            _key(ax, history)
    return made


def _history(dataset: xarray.Dataset) -> xarray.Dataset:
    """The history alone, where a dataset holds other scenarios beside it; else its first scenario."""
    if "scenario" not in dataset.dims:
        return dataset
    names = scenario_names(dataset)
    return dataset.sel(scenario=[HISTORY if HISTORY in names else names[0]])


def _key(ax: Axes, dataset: xarray.Dataset) -> None:
    draws = dataset.sizes["draw"]
    bands = (
        f"Line: median of {draws} draws of the parameters; bands: 50 % and 90 % of them."
        if draws > 1
        else f"Line: one run, parameters {dataset.attrs['parameters']}; it has no band."
    )
    words = [
        "The history as the model has it, against published figures",
        "",
        bands,
        "Hollow marks: published figures, a shape for each source;",
        "a bar shows the period that a figure covers.",
        "Thin grey marks: recalled from the literature, not checked.",
        f"Version {dataset.attrs['version']}, code {dataset.attrs['code_sha256'][:8]}, "
        f"scenario {scenario_names(dataset)[0]}.",
    ]
    ax.text(0.0, 0.95, "\n".join(words), va="top", fontsize=9, linespacing=1.5, transform=ax.transAxes)


def _panel(ax: Axes, dataset: xarray.Dataset, indicator: str, name: str, window: tuple[float, float]) -> None:
    found = curves(dataset, indicator, monthly=True)
    beside = points(dataset, indicator, by_year=False)
    inside = [p for p in beside if window[0] <= p.x <= window[1]]
    draw(ax, found, inside, window=window)
    ax.set_title(f"{name}: {title(indicator)}")
    caption(ax, legend(inside))


def _famine(ax: Axes, dataset: xarray.Dataset) -> None:
    _toll(ax, dataset, "E1", regional_tolls(dataset)[0])


def _famine_of_1932_33(ax: Axes, dataset: xarray.Dataset) -> None:
    _toll(ax, dataset, "E8", regional_tolls(dataset)[1])


def _toll(ax: Axes, dataset: xarray.Dataset, name: str, toll: RegionalToll) -> None:
    """Deaths of a famine by region, the country's beside what was published."""
    draw_toll(ax, toll)
    ax.tick_params(axis="y", labelsize=SMALL)
    ax.set_title(f"{name}: {ax.get_title(loc='left')}")
    span = slice(month_index(toll.first), month_index(toll.last) + 1)
    whole = samples(dataset, "excess_deaths_famine")[:, span].sum(axis=1) / 1e6
    low, middle, high = np.quantile(whole, [0.05, 0.5, 0.95])
    band = f" ({told(low)} to {told(high)})" if len(whole) > 1 else ""
    lines = [f"Country, {toll.first} to {toll.last}: {told(middle)} million{band}. Published, million:"]
    lines += [
        f"{told(o.value / 1e6)}  {o.source}{'' if o.status == 'verified' else ' (recalled)'}"
        for o in published(toll.first, toll.last, None)
    ]
    caption(ax, lines)


def _scissors(ax: Axes, dataset: xarray.Dataset) -> None:
    _panel(ax, dataset, "scissors_wholesale", "E2", (1922.0, 1926.0))
    ax.axhline(1.0, color=STYLES[0].colour, linewidth=0.6)


def _industry(ax: Axes, dataset: xarray.Dataset) -> None:
    _panel(ax, dataset, "industrial_output_index", "E3", (1921.0, 1933.0))
    ax.axhline(LEVEL_OF_1913, color=STYLES[0].colour, linewidth=0.6)


def _collective_farms(ax: Axes, dataset: xarray.Dataset) -> None:
    _panel(ax, dataset, "collectivized_share", "E5", (1928.0, 1938.0))


def _disturbances(ax: Axes, dataset: xarray.Dataset) -> None:
    _panel(ax, dataset, "disturbances", "E6", (1929.0, 1932.0))


def _horses(ax: Axes, dataset: xarray.Dataset) -> None:
    _panel(ax, dataset, "livestock_horses", "E7", (1921.0, 1941.0))


def _real_wage(ax: Axes, dataset: xarray.Dataset) -> None:
    _panel(ax, dataset, "real_wage", "E10", (1922.0, 1941.0))


def _private_trade(ax: Axes, dataset: xarray.Dataset) -> None:
    _panel(ax, dataset, "private_trade_share", "E12", (1921.0, 1934.0))


def _births(ax: Axes, dataset: xarray.Dataset) -> None:
    _panel(ax, dataset, "crude_birth_rate", "E13", (1921.0, 1941.0))


def _unemployment(ax: Axes, dataset: xarray.Dataset) -> None:
    _panel(ax, dataset, "unemployment", "E11", (1922.0, 1933.0))


def _purchases(ax: Axes, dataset: xarray.Dataset) -> None:
    """Purchases added up from July of either year: the fall of autumn 1927."""
    values = samples(dataset, "grain_procured") / 1e6
    names = {"1926/27": STYLES[0], "1927/28": STYLES[1]}
    found, sums = [], []
    for name, july in zip(names, (JULY_1926, JULY_1927), strict=True):
        season = np.cumsum(values[:, july : july + YEAR], axis=1)
        sums.append(season[:, HALF_YEAR - 1])
        bands = np.quantile(season, list(QUANTILES.values()), axis=0)
        x = np.arange(1, YEAR + 1, dtype=float)
        found.append(Curve(name, [], x, dict(zip(QUANTILES, bands, strict=True)), len(values)))
    marks = [p for july in (JULY_1926, JULY_1927) for p in _season(july)]
    draw(ax, found, marks, window=(0.0, 12.3), names=names)
    ax.set_xticks([0, 3, 6, 9, 12], ["July", "October", "January", "April", "July"])
    change = float(np.median(100 * (sums[1] / sums[0] - 1)))
    ax.set_title("E4: Grain procured since July, Mt")
    lines = [f"July to December 1927 against 1926: {told(change, True)} % (median). Published figures:"]
    caption(ax, [*lines, *legend(marks)])


def _season(july: int) -> list[Point]:
    """Published sums of procurement that begin in a July, at the month in which they end."""
    made = []
    for o in observed("grain_procured"):
        months = o.last - o.first + 1
        if o.first == july and months <= YEAR:
            year = FIRST_YEAR + july // YEAR
            season = f"{year}/{(year + 1) % 100}"
            made.append(_mark(o, float(months), o.value / 1e6, season, o.status != "verified"))
    return made


def _groups(ax: Axes, dataset: xarray.Dataset) -> None:
    """Group A against group B, both 1913 = 100."""
    names = {"group A": STYLES[0], "group B": STYLES[1]}
    found, marks = [], []
    for name, indicator in zip(names, ("group_a_index", "group_b_index"), strict=True):
        (curve,) = curves(dataset, indicator, monthly=True)
        found.append(Curve(name, curve.times, curve.x, curve.bands, curve.draws))
        marks += points(dataset, indicator, by_year=False)
    draw(ax, found, marks, names=names)
    ax.set_title("E9: Output of groups A and B, 1913=100")
    caption(ax, legend(marks))


def _town(ax: Axes, dataset: xarray.Dataset) -> None:
    """Share of the population in towns."""
    share = 100 * samples(dataset, "population_urban") / samples(dataset, "population")
    bands = np.quantile(share, list(QUANTILES.values()), axis=0)
    x = FIRST_YEAR + np.arange(share.shape[1]) / YEAR
    found = Curve("", [], x, dict(zip(QUANTILES, bands, strict=True)), len(share))
    marks = _town_shares()
    draw(ax, [found], marks)
    ax.set_title("E11: Share of the population in towns, %")
    caption(ax, ["Town population over the published population of the same date:", *legend(marks)])


def _town_shares() -> list[Point]:
    """Published town population over the published population of the same date: of the same source where it
    has one, else of one that was read."""
    made = []
    for town in observed("population_urban"):
        totals = [o for o in observed("population") if (o.first, o.last) == (town.first, town.last)]
        totals.sort(key=lambda o: (o.source != town.source, o.status != "verified"))
        if not totals or not 0 <= town.first < N_MONTHS:
            continue
        x = FIRST_YEAR + town.first / YEAR
        recalled = "recalled" in (town.status, totals[0].status)
        share = 100 * town.value / totals[0].value
        made.append(_mark(town, x, share, town.series, recalled))
    return made


def _mark(o: Observed, x: float, value: float, series: str, recalled: bool) -> Point:
    """A published figure at a place of its own, without a bar."""
    return Point(x, x, x, value, "", series, o.source, recalled, o.use, o.note, "", shown=True)
