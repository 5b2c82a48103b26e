"""What a report rests on: what is given, published series, works, hashes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from perelom.ensembles import Store
from perelom.evidence import references
from perelom.scenarios import Scenario
from perelom.vocabulary import fed_in, indicators

from .figures import Chart
from .tables import Table

if TYPE_CHECKING:
    import xarray


def given() -> Table:
    """What is fed in though it is neither a decision nor weather."""
    rows = [[name, item.meaning, item.unit, item.given] for name, item in fed_in().items()]
    caption = "Paths fed in that are neither a decision nor weather"
    return Table(caption, ["path", "meaning", "unit", "why"], rows, numeric=())


def evidence(found: Sequence[Chart]) -> Table:
    """Every published series on the page with its source."""
    rows: dict[tuple[str, ...], None] = {}
    for item in found:
        for p in item.points:
            status = "recalled, not checked" if p.recalled else "read in the source"
            rows[(indicators()[item.indicator].label, p.series, p.source, status)] = None
    columns = ["indicator", "series", "source", "status"]
    return Table("Published series beside the model", columns, [list(row) for row in rows], numeric=())


def works(scenarios: Sequence[Scenario]) -> list[tuple[str, list[str]]]:
    """The works that every scenario and its parents rest on, each file once."""
    known = references()
    files_of = {item.name: item for s in scenarios for item in s.lineage}
    return [
        (name, [str(known.get(key, key)) for key in item.sources])
        for name, item in files_of.items()
        if item.sources
    ]


def manifest(store: Store, dataset: xarray.Dataset) -> Table:
    """Hashes of all that the results rest on, and the machine."""
    told = store.manifest
    rows = [[f"scenario {s['name']}", s["hash"]] for s in told["scenarios"]]
    rows += [[key, told[key]["sha256"]] for key in ("parameters", "evidence", "code")]
    rows.append(["results.nc", store.results])
    rows.append(["largest residual of an identity", f"{_worst(dataset):.1e}"])
    machine = told["machine"]
    shown = [k for k in machine if k != "cpu_features"]
    rows.append(["made with", ", ".join(f"{k} {machine[k]}" for k in shown)])
    return Table("What the results rest on (sha256)", ["", ""], rows, numeric=())


def _worst(dataset: xarray.Dataset) -> float:
    return max(json.loads(dataset.attrs["identities"]).values(), default=0.0)
