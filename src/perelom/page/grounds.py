"""What a run rests on: hashes of all that decides its numbers, and the machine that computed them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .runs import Run

if TYPE_CHECKING:
    import xarray


def rests(run: Run, dataset: xarray.Dataset) -> dict[str, Any]:
    """sha256 of a finished run's scenarios, parameters, evidence, code and, where it is kept in a folder, its
    results; the largest residual of an accounting identity, a share of its turnover; versions, processor."""
    assert run.store is not None
    told = run.store.manifest
    return {
        "scenarios": {
            entry["name"]: entry["hash"] for entry in told["scenarios"] if entry["name"] in run.names
        },
        **{name: told[name]["sha256"] for name in ("parameters", "evidence", "code")},
        "results": run.store.results,
        "residual": max(json.loads(dataset.attrs["identities"]).values(), default=0.0),
        "machine": {name: words for name, words in told["machine"].items() if name != "cpu_features"},
    }
