"""From finished items to one file of labelled arrays, item by item, so that memory stays flat."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np

from perelom.ensembles.fingerprint import code_hash
from perelom.ensembles.plan import Item, Plan, first_difference
from perelom.ensembles.shards import hash_of_file, put_in_place, regional_positions
from perelom.ensembles.status import Log
from perelom.ensembles.store import RESULTS, Store
from perelom.vocabulary import MONTHS, N_MONTHS, REGIONS, indicators, month_text

from .labels import BY_REGION, MIXTURES, attributes
from .stamp import stamp_of

TOGETHER = 16  # draws that are written at once: some 30 MB


def build(store: Store) -> Path:
    """Writes `results.nc` from the shards; failed items stay NaN. InputError where a shard was changed,
    OSError where the disk refuses the file."""
    path = store.folder / RESULTS
    temporary = path.with_name(f".{RESULTS}.{os.getpid()}.part")
    with Log(store.status) as log:
        try:
            write_results(temporary, store)
            put_in_place(temporary, path)
        except (OSError, RuntimeError) as error:  # the library says RuntimeError where the disk is full
            free = shutil.disk_usage(store.folder).free
            temporary.unlink(missing_ok=True)
            words = getattr(error, "strerror", None) or f"{error} ({free / 1e6:,.0f} MB were free)"
            raise OSError(getattr(error, "errno", None), words, str(path)) from None
        entry = {"event": "results", "sha256": hash_of_file(path)}
        log.add(entry)
        store.note(entry)
    return path


def write_results(path: Path, store: Store) -> None:
    """The file of results, a few draws of a future at a time; nothing makes sure that it outlives a crash of
    the machine."""
    plan = store.plan
    with netCDF4.Dataset(path, "w", format="NETCDF4") as file:
        file.set_fill_off()  # every value is written below
        leading = _lay_out(file, store)
        worst: dict[str, float] = {}
        for items in _together(plan):
            first, draws = items[0], slice(items[0].draw, items[-1].draw + 1)
            mixture = plan.mixture(first)
            of_regions = regional_positions() if mixture is None else []  # mixtures are kept for the country
            national = np.full((len(indicators()), len(items), plan.months), np.nan)
            regional = np.full((len(of_regions), len(items), plan.months, len(REGIONS)), np.nan)
            for k, item in enumerate(items):
                if item.id not in store.done:
                    continue
                shard = store.shard(item)
                national[:, k] = shard.national.T
                regional[:, k] = np.moveaxis(shard.regional, 1, 0)
                for name, residual in shard.identities.items():
                    worst[name] = max(worst.get(name, 0.0), residual)
            if mixture is not None:
                for name, values in zip(indicators(), national, strict=True):
                    file[MIXTURES].variables[name][mixture, draws, first.seed] = values
                continue
            at = tuple({"scenario": first.scenario, "draw": draws, "seed": first.seed}[d] for d in leading)
            for name, values in zip(indicators(), national, strict=True):
                file.variables[name][at] = values
            for position, values in zip(of_regions, regional, strict=True):
                file.variables[list(indicators())[position] + BY_REGION][at] = values
        file.setncattr("identities", json.dumps(worst))


def _together(plan: Plan) -> Iterator[list[Item]]:
    """Items of one future and seed, a few draws at a time: what is written at once."""
    for future, seed in product(range(plan.futures), range(plan.seeds)):
        for first in range(0, plan.draws, TOGETHER):
            draws = range(first, min(first + TOGETHER, plan.draws))
            yield [Item(future, draw, seed) for draw in draws]


def _lay_out(file: Any, store: Store) -> tuple[str, ...]:
    """Dimensions, coordinates and empty variables. Returns the dimensions before the month."""
    plan = store.plan
    leading = ("scenario", "draw", "seed") if len(plan.scenarios) > 1 or plan.seeds > 1 else ("draw",)
    coordinates: dict[str, Any] = {
        "scenario": [s.name for s in plan.scenarios],
        "draw": np.arange(plan.draws),
        "seed": np.arange(plan.seeds),
        "month": MONTHS[: plan.months],
        "region": REGIONS,
    }
    for name in (*leading, "month", "region"):
        values = coordinates[name]
        file.createDimension(name, len(values))
        if isinstance(values, np.ndarray):
            file.createVariable(name, "i8", (name,))[:] = values
        else:
            file.createVariable(name, str, (name,))[:] = np.array(values, dtype=object)
    for name, item in indicators().items():
        shapes = {name: (*leading, "month")}
        if item.regional:
            shapes[name + BY_REGION] = (*leading, "month", "region")
        for variable, dimensions in shapes.items():
            made = file.createVariable(variable, "f8", dimensions, fill_value=np.nan)
            made.setncatts(attributes(name))
    file.setncatts(_about(store))
    if plan.mixtures:
        _lay_out_mixtures(file.createGroup(MIXTURES), store)
    return leading


def _lay_out_mixtures(group: Any, store: Store) -> None:
    """Empty variables of the country for mixtures of scenarios, in a group of their own: who asks for the
    scenarios does not meet them."""
    plan = store.plan
    sizes = {"mixture": len(plan.mixtures), "draw": plan.draws, "seed": plan.seeds, "month": plan.months}
    for name, size in sizes.items():
        group.createDimension(name, size)
    names = group.createVariable("mixture", str, ("mixture",))
    names[:] = np.array([m.name for m in plan.mixtures], dtype=object)
    for name in indicators():
        made = group.createVariable(name, "f8", tuple(sizes), fill_value=np.nan)
        made.setncatts(attributes(name))


def _about(store: Store) -> dict[str, Any]:
    """Attributes of the file: what was run, on what it rests."""
    plan, manifest = store.plan, store.manifest
    since = [first_difference(plan.scenarios[0], s) for s in plan.scenarios]
    return {
        "title": " | ".join(s.title for s in plan.scenarios),
        "scenarios": json.dumps([s.name for s in plan.scenarios]),
        "scenario_hashes": json.dumps({s.name: s.hash for s in plan.scenarios}),
        "differs_from": json.dumps([month_text(m) if m < N_MONTHS else None for m in since]),
        "version": manifest["code"]["version"],
        "code_sha256": code_hash(),
        "stamp": stamp_of(manifest["code"]["version"], code_hash()),
        "parameters": plan.mode,
        "parameters_sha256": manifest["parameters"]["sha256"],
        "seed": np.int64(plan.root_seed),
        "households": str(manifest["households"]),
        "draws_failed": json.dumps(store.causes),
        "rerun": manifest["command"].get("rerun", ""),
    }
