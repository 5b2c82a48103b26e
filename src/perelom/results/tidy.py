"""Results as one long table, a value in each row: for R, Stata, spreadsheets. In csv, parquet or xlsx."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from perelom.errors import InputError, refusal
from perelom.vocabulary import COUNTRY, indicators

from .bands import QUANTILES
from .labels import BY_REGION
from .opening import scenario_names

if TYPE_CHECKING:
    import xarray

LIBRARIES = {"parquet": "pyarrow", "xlsx": "openpyxl"}
MOST_ROWS = 1_048_575  # of a sheet, below its heading
Columns = dict[str, Any]


def table(
    dataset: xarray.Dataset, names: Sequence[str], *, regions: bool = False, quantiles: bool = False
) -> Iterator[Columns]:
    """The long table in parts, each a mapping from column to values of one length.

    Columns: scenario, draw, seed, month, region, indicator, unit, value; a simulation that failed is left
    out. quantiles : instead of draw, seed and value, the quantiles q05, q25, q50, q75, q95 over them
    regions : also by region, where an indicator has values there; the country is `USSR`
    """
    months = dataset["month"].values.astype(str)
    for scenario in scenario_names(dataset):
        for name in names:
            places = [COUNTRY]
            values = _all(dataset, name, scenario)[..., None]
            if regions and indicators()[name].regional:
                places += [str(region) for region in dataset["region"].values]
                values = np.concatenate([values, _all(dataset, name + BY_REGION, scenario)], axis=-1)
            if quantiles:
                flat = values.reshape(-1, *values.shape[2:])
                computed = ~np.isnan(flat).all(axis=(1, 2))
                kept = flat[computed] if computed.any() else flat[:1]
                found = np.quantile(kept, list(QUANTILES.values()), axis=0)
                columns = zip(QUANTILES, (row.ravel() for row in found), strict=True)
                yield _frame(scenario, name, months, places) | dict(columns)
                continue
            for draw, seed in np.ndindex(values.shape[:2]):
                part = values[draw, seed]
                if not np.isnan(part).all():
                    yield _frame(scenario, name, months, places, draw, seed) | {"value": part.ravel()}


def rows(
    dataset: xarray.Dataset, names: Sequence[str], *, regions: bool = False, quantiles: bool = False
) -> int:
    """How many rows the table has at most."""
    places = dataset.sizes["region"] + 1
    width = sum(places if regions and indicators()[name].regional else 1 for name in names)
    draws = 1 if quantiles else dataset.sizes["draw"] * dataset.sizes.get("seed", 1)
    return len(scenario_names(dataset)) * draws * dataset.sizes["month"] * width


def refuse_format(to: str, count: int) -> None:
    """InputError where a format needs a library that is not there, or cannot hold so many rows."""
    from importlib.util import find_spec

    problems = []
    library = LIBRARIES.get(to)
    if library and find_spec(library) is None:
        words = f"{to} needs {library}, which is not installed"
        problems += refusal(
            words, "in the checkout: .venv/bin/python -m pip install -e '.[tables]'; or choose csv"
        ).problems
    if to == "xlsx" and count > MOST_ROWS:
        words = f"the table has {count:,} rows; a sheet holds {MOST_ROWS:,}"
        problems += refusal(words, "name fewer indicators, take --quantiles, or choose csv").problems
    if problems:
        raise InputError(problems)


def write(path: Path, parts: Iterator[Columns], to: str) -> int:
    """Writes the parts into a new file and returns how many rows there are. to : csv, parquet or xlsx"""
    return {"csv": _write_csv, "parquet": _write_parquet, "xlsx": _write_xlsx}[to](path, parts)


def _all(dataset: xarray.Dataset, variable: str, scenario: str) -> np.ndarray:
    """Values [draw, seed, month[, region]]; one seed where the results name none."""
    found = dataset[variable]
    if "scenario" in found.dims:
        found = found.sel(scenario=scenario)
    values = found.values
    return values if "seed" in found.dims else values[:, None]


def _frame(scenario: str, name: str, months: np.ndarray, places: list[str], *keys: int) -> Columns:
    """The columns that name a row, month by month and in each place by place."""
    n = len(months) * len(places)
    numbered = dict(zip(("draw", "seed"), ([key] * n for key in keys), strict=False))
    return {
        "scenario": [scenario] * n,
        **numbered,
        "month": np.repeat(months, len(places)).tolist(),
        "region": places * len(months),
        "indicator": [name] * n,
        "unit": [indicators()[name].unit] * n,
    }


def _plain(columns: Columns) -> Iterator[tuple[Any, ...]]:
    """Rows with plain numbers, None for what is not defined."""
    plain = [
        [None if np.isnan(x) else x for x in column.tolist()] if isinstance(column, np.ndarray) else column
        for column in columns.values()
    ]
    return zip(*plain, strict=True)


def _write_csv(path: Path, parts: Iterator[Columns]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for i, part in enumerate(parts):
            if i == 0:
                writer.writerow(part)
            buffer = io.StringIO()
            csv.writer(buffer, lineterminator="\n").writerows(_plain(part))
            count += len(part["month"])
            file.write(buffer.getvalue())
    return count


def _write_parquet(path: Path, parts: Iterator[Columns]) -> int:
    import pyarrow  # pyright: ignore[reportMissingImports]
    from pyarrow import parquet  # pyright: ignore[reportMissingImports]

    count, writer = 0, None
    try:
        for part in parts:
            made = pyarrow.table(part)
            writer = writer or parquet.ParquetWriter(path, made.schema)
            writer.write_table(made)
            count += made.num_rows
    finally:
        if writer is not None:
            writer.close()
    return count


def _write_xlsx(path: Path, parts: Iterator[Columns]) -> int:
    from openpyxl import Workbook  # pyright: ignore[reportMissingModuleSource]

    book = Workbook(write_only=True)
    sheet = book.create_sheet("results")
    count = 0
    for i, part in enumerate(parts):
        if i == 0:
            sheet.append(list(part))
        for row in _plain(part):
            sheet.append(row)
            count += 1
    book.save(path)
    return count
