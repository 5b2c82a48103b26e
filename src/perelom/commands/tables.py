"""Tables that `run` and `compare` print for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from perelom.results import comparison, samples, tolls, yearly
from perelom.results.bands import years_of
from perelom.results.comparison import MEDIANS, measure, summation
from perelom.results.deaths import NOTE, shortfalls
from perelom.results.headline import KEY_INDICATORS, KEY_REGIONAL, shown_years
from perelom.results.labels import BY_REGION, counted, figure, readable
from perelom.vocabulary import FIRST_YEAR, REGION_LABELS, REGIONS, indicators, month_index

from .printing import console, show, table

if TYPE_CHECKING:
    import xarray
    from rich.table import Table

    from .telling import Telling

WIDE, MIDDLING = 130, 100  # characters for the whole table of a comparison, and without its details
YEARS_ABREAST = 10


def tell(
    dataset: xarray.Dataset,
    telling: Telling,
    folder: Path | None,
    seconds: float,
    taken_apart: dict[str, Any] | None = None,
) -> None:
    """Results for people: tables, deaths with their range, how to rerun, where the files are.

    taken_apart : the comparison with the parts of its differences, where they were asked for
    """
    parts = _run(dataset, telling) if telling.name == "run" else _comparison(dataset, telling)
    # where the difference of a month is asked for, deaths are counted up to it as well
    last = dataset.sizes["month"] if telling.at is None else month_index(telling.at) + 1
    if taken_apart is not None:
        from .parts_tables import parts_tables

        parts = (*parts, *parts_tables(taken_apart))
    show(*parts, *_ending(dataset.isel(month=slice(last)), telling.rerun, folder, seconds))


def _run(dataset: xarray.Dataset, telling: Telling) -> Iterator[Table | str]:
    """Key indicators by year with their 90 % band; by region for the last of the years; every year."""
    whole = years_of(dataset.sizes["month"])
    if not whole:
        yield f"{dataset.attrs['title']}: no whole year was run; --json gives the months"
        return
    years = shown_years(whole)
    band = "median and 90 % band of the draws" if dataset.sizes["draw"] > 1 else "one draw: no band"
    caption = f"{band}; a year is the sum of a flow and the mean of the rest"
    made = table(dataset.attrs["title"], ["", *map(str, years)], numbers=len(years), caption=caption)
    medians = {}
    for name in KEY_INDICATORS:
        values = _annual(dataset, name, name)
        made.add_row(_labelled(name), *[_cell(values[:, year - FIRST_YEAR]) for year in years])
        medians[name] = np.median(values, axis=0).tolist()
    yield made
    if telling.by == "region":
        regional = {name: _annual(dataset, name, name + BY_REGION)[:, -1] for name in KEY_REGIONAL}
        cells = {
            name: [_cell(values[:, i]) for i in range(len(REGIONS))] for name, values in regional.items()
        }
        yield _by_region(f"By region, {whole[-1]}", cells, dataset.sizes["draw"])
    if telling.annual:
        yield from _by_year("Every year, median", whole, medians)


def _comparison(dataset: xarray.Dataset, telling: Telling) -> Iterator[Table]:
    """Each further scenario against the first; the difference by region and by year."""
    found = comparison(dataset, at=telling.at, by_region=telling.by == "region", annual=telling.annual)
    for pair in found.get("comparisons", [found]):
        yield _pair_table(pair, console().width)
        rows = pair["differences"]
        if telling.by == "region":
            cells = {
                name: [_banded(name, rows[name]["regions"][r], pair["draws"]) for r in REGIONS]
                for name in KEY_REGIONAL
            }
            yield _by_region(f"The difference by region, {pair['at']}", cells, pair["draws"])
        if telling.annual and rows[KEY_INDICATORS[0]]["annual"].get("q50"):
            years = rows[KEY_INDICATORS[0]]["annual"]["years"]
            medians = {n: [_scaled(n, x) for x in rows[n]["annual"]["q50"]] for n in KEY_INDICATORS}
            yield from _by_year("The difference in every year, median", years, medians)


def _pair_table(pair: dict[str, Any], width: int) -> Table:
    """The table of one pair; one draw has no bands. What `width` characters have no room for is left out:
    first the 50 % band and the parameters, then the share above zero and the noise."""
    several = pair["draws"] > 1
    caption = (
        f"Paired over {counted(pair['draws'], 'draw')} x {counted(pair['seeds'], 'seed')}. "
        f"Flows, marked Σ, are summed {summation(pair)}; per head the mean of these years; the rest "
        f"stand as in {pair['at']}.\n"
        f"{MEDIANS if several else 'One draw: no band.'}"
    )
    columns = ["difference"]
    if several:
        columns += ["50 % band"] * (width >= WIDE) + ["90 % band"]
    if several and width >= MIDDLING:
        columns += ["above 0"]
        caption += " Above 0: share of draws with a difference above zero."
    if width >= MIDDLING or not several:
        columns += ["noise"]
        caption += " Noise: standard error of the mean difference from random numbers alone."
    if several and width >= WIDE:
        columns += ["parameters"]
        caption += " Parameters: sd of the difference from parameters alone."
    title = f"{pair['b']} less {pair['a']}, {pair['at']}"
    headings = ["", pair["a"], pair["b"], *columns]
    made = table(title, headings, numbers=len(headings) - 1, caption=caption)
    for name in KEY_INDICATORS:
        row = pair["differences"][name]
        told = measure(pair, name)
        levels = [_times(told.factor, row[key]) for key in ("median_a", "median_b")]
        cells = _difference_cells(told.factor, row)
        label = f"{indicators()[name].label}{' Σ' if told.summed else ''}, {told.unit}"
        made.add_row(label, *levels, *[cells[c] for c in columns])
    return made


def _times(factor: float, value: float | None, signed: bool = False) -> str:
    return figure(None if value is None else factor * value, signed)


def _difference_cells(factor: float, row: dict[str, Any]) -> dict[str, str]:
    """The cells of a difference by the heading of their column."""

    def told(key: str, signed: bool = True) -> str:
        return _times(factor, row[key], signed)

    return {
        "difference": told("median"),
        "50 % band": f"{told('q25')} … {told('q75')}",
        "90 % band": f"{told('q05')} … {told('q95')}",
        "above 0": "–" if row["share_positive"] is None else f"{100 * row['share_positive']:.0f} %",
        "noise": told("mc_error", False),
        "parameters": told("parameter_sd", False),
    }


def _by_region(title: str, cells: dict[str, list[str]], draws: int) -> Table:
    caption = "median (90 % band)" if draws > 1 else "one draw: no band"
    made = table(title, ["", *map(_labelled, cells)], numbers=len(cells), caption=caption)
    for i, region in enumerate(REGIONS):
        made.add_row(REGION_LABELS[region], *[column[i] for column in cells.values()])
    return made


def _by_year(title: str, years: list[int], medians: dict[str, list[float | None]]) -> Iterator[Table]:
    for start in range(0, len(years), YEARS_ABREAST):
        abreast = slice(start, start + YEARS_ABREAST)
        columns = ["", *map(str, years[abreast])]
        made = table(title, columns, numbers=len(columns) - 1)
        for name, values in medians.items():
            made.add_row(_labelled(name), *map(figure, values[abreast]))
        yield made


def _annual(dataset: xarray.Dataset, name: str, variable: str) -> np.ndarray:
    """A variable by year in readable units, [draws, years] or [draws, years, regions]."""
    return readable(name)[0] * yearly(samples(dataset, variable), indicators()[name].summed_over_year)


def _labelled(name: str) -> str:
    return f"{indicators()[name].label}, {readable(name)[1]}"


def _scaled(name: str, value: float | None) -> float | None:
    return None if value is None else readable(name)[0] * value


def _banded(name: str, row: dict[str, Any], draws: int) -> str:
    low, middle, high = (figure(_scaled(name, row[key]), True) for key in ("q05", "median", "q95"))
    return f"{middle} ({low} … {high})" if draws > 1 else middle


def _cell(values: np.ndarray) -> str:
    """Median and 90 % band of the draws; a draw alone as it is."""
    if len(values) == 1:
        return figure(float(values[0]))
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95]).tolist()
    return f"{figure(middle)} ({figure(low)} … {figure(high)})"


def _ending(dataset: xarray.Dataset, rerun: str, folder: Path | None, seconds: float) -> Iterator[str]:
    """Deaths with their range, the command, the files."""
    yield "Excess deaths from hunger and its epidemics"
    for toll in tolls(dataset):
        words = f"  {toll.scenario + ': ' if toll.scenario else ''}{toll.first} to {toll.last}: "
        words += f"{figure(toll.q50 / 1e6)} million"
        if toll.q05 != toll.q95:
            words += f", 90 % band {figure(toll.q05 / 1e6)} to {figure(toll.q95 / 1e6)} million"
        yield words
    yield NOTE
    yield from shortfalls(dataset)
    yield f"\nRerun: {rerun}"
    yield f"Version: {dataset.attrs.get('stamp', 'unknown')}"
    kept = "Nothing was kept; --out FOLDER keeps results.nc and manifest.json."
    yield kept if folder is None else f"Files: {folder / 'results.nc'}, {folder / 'manifest.json'}"
    yield f"{seconds:.1f} s of simulation"
