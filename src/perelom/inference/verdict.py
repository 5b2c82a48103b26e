"""The verdict (claim C61, decision 18): rows side by side, each course against history, and no score.

Every difference is the course less history, paired by draw and seed. The headline is the range of the three
NEPs, which are always shown together (decision 17). Nothing is weighed against anything else here: a reader
weighs, and `perelom.inference.discovery` tells for which readers history comes out ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from perelom.ensembles.plan import Plan
from perelom.results.bands import QUANTILES, plain
from perelom.results.comparison import statistics
from perelom.results.deaths import published_range

from .threat import capacity, equal_shares
from .verdict_rows import ROWS, SINCE
from .verdict_runs import Measured

HISTORY = "history"
NEPS = ("nep-continued", "nep-reformed", "nep-with-five-year-plan")
RIVALS = (
    "nep-planner-requisition",
    "bukharin",
    "preobrazhensky",
    "genetic-plan",
    "gentle-collectivization",
    "no-dekulakization",
    "history-lighter-industry",
    "history-flexible-quotas",
    "history-no-exports-1932",
    "history-without-winter-1932-measures",
    "urban-ration-cut-instead",
    "grain-price-raised-1927",
)


def scenarios_of(rivals: Sequence[str] | None = None) -> list[str]:
    """Names for a plan: history, the three NEPs, then rivals (by default RIVALS), none of them twice."""
    asked = RIVALS if rivals is None else tuple(rivals)
    return list(dict.fromkeys([HISTORY, *NEPS, *asked]))


def verdict(measured: Measured, plan: Plan) -> dict[str, Any]:
    """The whole table as plain data (docs/verdict.md says how to read it).

    rows : what each row is; table[horizon][scenario][row] : statistics of the paired difference;
    history[horizon][row] : history's own level with its band; range[horizon][row] : the three NEPs together;
    threat : the shares asked for defence and the capacity of both sides; failed : cause by simulation
    """
    others = [name for name in measured.scenarios if name != HISTORY]
    neps = [name for name in NEPS if name in others]
    return {
        "reference": HISTORY,
        "neps": neps,
        "rivals": [name for name in others if name not in neps],
        "since": SINCE,
        "at": list(measured.horizons),
        "draws": plan.draws,
        "seeds": plan.seeds,
        "seed": plan.root_seed,
        "households": plan.households or "all",
        "parameters": plan.mode,
        "people_1928": people_of_1928(measured),
        "rows": [_described(name) for name in ROWS],
        "history": {
            at: {row: level(measured.of(HISTORY, at, row)) for row in ROWS} for at in measured.horizons
        },
        "range": {at: {row: together(measured, at, row, neps) for row in ROWS} for at in measured.horizons},
        "table": {
            at: {name: {row: paired(measured, at, row, name) for row in ROWS} for name in others}
            for at in measured.horizons
        },
        "threat": {**equal_shares(measured, plan), "capacity": capacity(measured, others)},
        "notes": notes(measured),
        "failed": measured.failed,
    }


def people_of_1928(measured: Measured) -> float | None:
    """Those alive on 1 January 1928 in the model's history, median over draws, persons."""
    found = level(measured.of(HISTORY, measured.horizons[0], "people_1928"))
    return found["q50"] if found else None


def paired(measured: Measured, at: str, row: str, scenario: str) -> dict[str, Any]:
    """Statistics of a row, course less history, over the draws that both have (see comparison.statistics)."""
    kept = measured.complete(HISTORY, scenario)
    a, b = (measured.of(name, at, row)[kept] for name in (HISTORY, scenario))
    return {**statistics(a, b), "draws": int(kept.sum()), "level": level(measured.of(scenario, at, row))}


def level(values: np.ndarray) -> dict[str, float] | None:
    """Quantiles over draws of a row's own level, from [draws, seeds]; None where nothing was computed."""
    draws = values.mean(axis=1)
    draws = draws[~np.isnan(draws)]
    if not draws.size:
        return None
    found = np.quantile(draws, list(QUANTILES.values()))
    return dict(zip(QUANTILES, plain(found), strict=True))


def together(measured: Measured, at: str, row: str, neps: Sequence[str]) -> dict[str, Any]:
    """The range of several courses: lowest and highest median, the widest 90 % band, and in which share of
    the draws all of them lie above history, all below, or on both sides. The order of courses is of no
    matter."""
    kept = measured.complete(HISTORY, *neps) if neps else np.zeros(0, bool)
    if not kept.any():
        names = ("median_low", "median_high", "q05", "q95", "all_above", "all_below", "on_both_sides")
        return {**dict.fromkeys(names), "draws": 0}
    base = measured.of(HISTORY, at, row)[kept].mean(axis=1)
    gaps = np.array([measured.of(name, at, row)[kept].mean(axis=1) - base for name in neps])
    medians = np.median(gaps, axis=1)
    above, below = (gaps > 0).all(axis=0), (gaps < 0).all(axis=0)
    return {
        "median_low": float(medians.min()),
        "median_high": float(medians.max()),
        "q05": float(np.quantile(gaps, 0.05, axis=1).min()),
        "q95": float(np.quantile(gaps, 0.95, axis=1).max()),
        "all_above": float(above.mean()),
        "all_below": float(below.mean()),
        "on_both_sides": float((~above & ~below).mean()),
        "draws": int(kept.sum()),
    }


def moved(by_parameters: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """How the headline moves with what the parameters were learnt from.

    by_parameters : verdicts by kind of parameters, as `prior`, `posterior`, `posterior:without-E4`
    returns : {horizon: {row: {kind: range of the three NEPs}}} for the rows of the headline
    """
    first = next(iter(by_parameters.values()))
    shown = [name for name, row in ROWS.items() if row.headline]
    return {
        at: {row: {kind: found["range"][at][row] for kind, found in by_parameters.items()} for row in shown}
        for at in first["at"]
    }


def notes(measured: Measured) -> list[str]:
    """What must be said beside the numbers."""
    said = [
        "No value of life is used and no score is made; rows are not added to one another.",
        "Executions are given to the model, not explained by it: they stand apart, and the headline has none "
        "of them on either side. Those who were shot are missing from history's people and labour all the "
        "same.",
        "No war is simulated.",
    ]
    famine = level(measured.of(HISTORY, measured.horizons[0], "deaths.famine_1931_34"))
    span = published_range("1931-01", "1934-12")
    if famine and span:
        inside = span[0] <= famine["q50"] <= span[1]
        said.append(
            f"Excess deaths from hunger 1931-34 in the model's history: {famine['q50'] / 1e6:.1f} million, "
            f"90 % band {famine['q05'] / 1e6:.1f} to {famine['q95'] / 1e6:.1f}; published for 1930-34: "
            f"{span[0] / 1e6:.1f} to {span[1] / 1e6:.1f} million. The median lies "
            f"{'inside' if inside else 'outside'}; how wide the range is, is part of the verdict."
        )
    if measured.made_equal:
        said.append(
            f"Set to history's share of income for defence, for the threat is the same: "
            f"{', '.join(measured.made_equal)}."
        )
    if measured.failed:
        said.append(
            f"{len(measured.failed)} simulations failed; their draws are left out of the pairs concerned."
        )
    return said


def _described(name: str) -> dict[str, Any]:
    row = ROWS[name]
    return {
        "id": row.id,
        "group": row.group,
        "label": row.label,
        "unit": row.unit,
        "counts": row.counts,
        "headline": row.headline,
    }
