"""The statistics of checks on every draw of an ensemble: simulated, reduced, and the records let go of."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from perelom.ensembles.plan import Plan
from perelom.ensembles.shards import Shard, regional_positions
from perelom.ensembles.store import create
from perelom.errors import refusal
from perelom.vocabulary import N_MONTHS, N_REGIONS, indicator_index, indicators, month_index

from .checks import Check
from .statistics import values

FAMINE = (month_index("1932-01"), month_index("1933-12"))
DEATHS = "excess_deaths_famine"


@dataclass(frozen=True)
class Evaluated:
    """What checks need of an ensemble.

    values : [draws, checks]; deaths : excess deaths from hunger in 1932-33, [draws, 24 months, 15 places]
    failed : draws that could not be simulated, with the cause
    """

    values: np.ndarray
    deaths: np.ndarray
    failed: dict[str, str]


def record_of(shard: Shard) -> np.ndarray:
    """The record [months, n_indicators, 15] of a stored item; NaN where an indicator has no regions."""
    record = np.full((len(shard.national), len(indicators()), N_REGIONS + 1), np.nan)
    record[:, :, N_REGIONS] = shard.national
    record[:, regional_positions(), :N_REGIONS] = shard.regional
    return record


def evaluate(plan: Plan, checks: Sequence[Check], *, workers: int | None = None, progress=None) -> Evaluated:
    """Simulates a plan of one scenario over all months and takes the checks' statistics of each draw.

    InputError where the plan stops early, the disk refuses or every draw failed. Nothing is kept.
    """
    from perelom.ensembles.work import Interrupted, carry_out, workers_for

    if plan.months != N_MONTHS or len(plan.scenarios) != 1:
        raise refusal("checks need one scenario and all months")
    workers_for(plan, workers)
    with tempfile.TemporaryDirectory(prefix="perelom-") as folder:
        store = create(Path(folder) / "run", plan, {"rerun": ""})
        try:
            carry_out(store, workers=workers, progress=progress)
        except Interrupted as error:  # the folder goes: there is nothing to go on with
            if isinstance(error.__cause__, OSError):
                raise refusal(f"the work stopped: {error}") from None
            raise KeyboardInterrupt from None
        found, deaths = [], []
        for item in plan.items():
            if item.id in store.done:
                record = record_of(store.shard(item))
                found.append(values(checks, record))
                deaths.append(record[FAMINE[0] : FAMINE[1] + 1, indicator_index()[DEATHS]])
    if not found:
        raise refusal("every draw failed", next(iter(store.failed.values()), ""))
    return Evaluated(np.array(found), np.array(deaths), dict(store.failed))
