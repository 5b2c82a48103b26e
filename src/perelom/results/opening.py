"""Results as an xarray Dataset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from perelom.ensembles.store import RESULTS
from perelom.errors import refusal

if TYPE_CHECKING:
    import xarray

WORDS = ("scenario", "month", "region")


def open_results(path: Path | str, *, cache: bool = True) -> xarray.Dataset:
    """Results of a run's folder, or of a `results.nc`; variables are read from the file when they are used.

    cache : keep in memory what was read; without, memory stays flat however many draws there are

    USSR variables carry an indicator's id and have dimensions ([scenario,] draw[, seed], month); those by
    region end in `_by_region` and have a last dimension region. InputError where there are none.
    """
    import xarray

    path = Path(path)
    file = path / RESULTS if path.is_dir() else path
    if not file.is_file():
        raise refusal("there are no results here", "a run that was interrupted: perelom resume", str(path))
    try:
        found = xarray.open_dataset(file, engine="netcdf4", cache=cache)
    except (OSError, ValueError):
        raise refusal("this file cannot be read as results", path=str(file)) from None
    words = {name: (name, found[name].values.astype(str)) for name in WORDS if name in found.coords}
    return found.assign_coords(words)


def scenario_names(dataset: xarray.Dataset) -> list[str]:
    """The scenarios of a dataset, in its order; one that holds a single scenario knows it by its attrs."""
    if "scenario" in dataset.coords:
        return [str(name) for name in dataset["scenario"].values.reshape(-1)]
    return [str(name) for name in json.loads(dataset.attrs.get("scenarios", "[]"))[:1]]
