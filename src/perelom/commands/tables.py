"""Tables that `run` and `compare` print for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from perelom.results import comparison, samples, tolls, yearly
from perelom.results.deaths import NOTE
from perelom.results.headline import KEY_INDICATORS, shown_years
from perelom.results.labels import figure, readable
from perelom.vocabulary import FIRST_YEAR, indicators

from .printing import console, show, table

if TYPE_CHECKING:
    import xarray
    from rich.table import Table

WIDE = 130  # characters that the whole table of a comparison needs


def tell_run(
    dataset: xarray.Dataset, at: str | None, rerun: str, folder: Path | None, seconds: float
) -> None:
    """A run: key indicators by year with their 90 % band, deaths, how to rerun, where the files are."""
    years = shown_years([FIRST_YEAR + i for i in range(dataset.sizes["month"] // 12)])
    draws = dataset.sizes["draw"]
    band = "median and 90 % band of the draws" if draws > 1 else "one draw: no band"
    caption = f"{band}; a year is the sum of a flow and the mean of the rest"
    made = table(dataset.attrs["title"], ["", *map(str, years)], numbers=len(years), caption=caption)
    for name in KEY_INDICATORS if years else ():
        factor, unit = readable(name)
        item = indicators()[name]
        values = factor * yearly(samples(dataset, name), item.summed_over_year)
        cells = [_cell(values[:, year - FIRST_YEAR]) for year in years]
        made.add_row(f"{item.label}, {unit}", *cells)
    if not years:
        show(f"{dataset.attrs['title']}: no whole year was run; --json gives the months")
    else:
        show(made)
    _ending(dataset, rerun, folder, seconds)


def tell_comparison(
    dataset: xarray.Dataset, at: str | None, rerun: str, folder: Path | None, seconds: float
) -> None:
    """Comparisons with the first scenario: one table each, deaths, how to rerun, where the files are."""
    found = comparison(dataset, at=at)
    for pair in found.get("comparisons", [found]):
        show(_pair_table(pair, wide=console().width >= WIDE))
    _ending(dataset, rerun, folder, seconds)


def _pair_table(pair: dict[str, Any], wide: bool) -> Table:
    """The table of one pair; where there is little room, without the 50 % band and the share of parameters."""
    since = pair["since"] or "never"
    caption = (
        f"Paired over {pair['draws']} draws x {pair['seeds']} seeds. Flows, marked Σ, are summed from {since}, "
        f"the first month in which the two may differ; the rest stand as in {pair['at']}.\n"
        "Above 0: share of draws with a difference above zero. Noise: standard error of the mean difference "
        "from random numbers alone. Parameters: sd of the difference from parameters alone."
    )
    columns = ["", pair["a"], pair["b"], "difference", "90 % band", "above 0", "noise"]
    if wide:
        columns = [*columns[:4], "50 % band", *columns[4:], "parameters"]
    title = f"{pair['b']} less {pair['a']}, {pair['at']}"
    made = table(title, columns, numbers=len(columns) - 1, caption=caption)
    for name in KEY_INDICATORS:
        made.add_row(*_pair_row(name, pair["differences"][name], wide))
    return made


def _pair_row(name: str, row: dict[str, Any], wide: bool) -> list[str]:
    factor, unit = readable(name)

    def told(key: str, signed: bool = False) -> str:
        return figure(None if row[key] is None else factor * row[key], signed)

    label = indicators()[name].label + (" Σ" if row["summed"] else "")
    share = "–" if row["share_positive"] is None else f"{100 * row['share_positive']:.0f} %"
    half = [f"{told('q25', True)} … {told('q75', True)}"] if wide else []
    most = f"{told('q05', True)} … {told('q95', True)}"
    sd = [told("parameter_sd")] if wide else []
    levels = [told("median_a"), told("median_b"), told("median", True)]
    return [f"{label}, {unit}", *levels, *half, most, share, told("mc_error"), *sd]


def _cell(values: np.ndarray) -> str:
    """Median and 90 % band of the draws; a draw alone as it is."""
    if len(values) == 1:
        return figure(float(values[0]))
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95]).tolist()
    return f"{figure(middle)} ({figure(low)} … {figure(high)})"


def _ending(dataset: xarray.Dataset, rerun: str, folder: Path | None, seconds: float) -> None:
    """Deaths with their range, the command, the files."""
    show("Excess deaths from hunger and its epidemics")
    for toll in tolls(dataset):
        words = f"  {toll.scenario + ': ' if toll.scenario else ''}{toll.first} to {toll.last}: "
        words += f"{figure(toll.q50 / 1e6)} million"
        if toll.q05 != toll.q95:
            words += f", 90 % band {figure(toll.q05 / 1e6)} to {figure(toll.q95 / 1e6)} million"
        show(words)
    show(NOTE, "", f"Rerun: {rerun}")
    if folder is not None:
        show(f"Files: {folder / 'results.nc'}, {folder / 'manifest.json'}")
    else:
        show("Nothing was kept; --out FOLDER keeps results.nc and manifest.json.")
    show(f"{seconds:.1f} s of simulation")
