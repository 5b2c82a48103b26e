"""A paired difference taken apart: what each group of instruments adds to it, draw by draw.

Each mixture of the two scenarios met the same parameters and random numbers, so that the parts of a draw and
seed add up to its difference. Where the decisions of several groups work together, their joint effect is
shared among them evenly (Shapley values).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from perelom.ensembles.plan import Item
from perelom.errors import refusal
from perelom.scenarios import Group, Mixed, Scenario
from perelom.vocabulary import indicators, month_index

from .bands import QUANTILES, READ, plain
from .comparison import comparison, pairs, random_effects
from .labels import MIXTURES
from .opening import open_results
from .shapley import Order, by_order, coalitions, exact, sampled_orders, standard_error

if TYPE_CHECKING:
    import xarray

ALL_UP_TO = 6  # groups of which every mixture is run; of more, those that sampled orders pass through
ORDERS, MOST_ORDERS = 8, 10_000


@dataclass(frozen=True)
class Decomposition:
    """What a difference is attributed to, and which mixtures are run.

    groups : those that differ; orders : sampled ones in antithetic pairs, none where all mixtures are run
    """

    groups: tuple[Group, ...]
    orders: tuple[Order, ...] = ()

    @property
    def masks(self) -> tuple[int, ...]:
        """Coalitions of the mixtures, in the order in which they are run."""
        return coalitions(len(self.groups), self.orders)

    def mixtures(self, a: Scenario, b: Scenario) -> tuple[Mixed, ...]:
        """The mixtures to be run between two scenarios."""
        return tuple(self._mixed(a, b, mask) for mask in self.masks)

    def _mixed(self, a: Scenario, b: Scenario, mask: int) -> Mixed:
        taken = [group for i, group in enumerate(self.groups) if mask >> i & 1]
        return Mixed(
            f"{a.name} with {', '.join(group.name for group in taken)} of {b.name}",
            a,
            b,
            frozenset(name for group in taken for name in group.instruments),
            any(group.parameters for group in taken),
        )

    def plain(self) -> dict[str, Any]:
        """As plain data, for a manifest."""
        return {"groups": [asdict(group) for group in self.groups], "orders": [list(o) for o in self.orders]}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Decomposition:
        """From the plain data of a manifest."""
        groups = tuple(Group(g["name"], tuple(g["instruments"]), g["parameters"]) for g in data["groups"])
        return cls(groups, tuple(tuple(order) for order in data["orders"]))


def decomposed(a: Scenario, b: Scenario, groups: tuple[Group, ...], count: int, seed: int) -> Decomposition:
    """How the difference of two scenarios is taken apart. InputError where they decide alike.

    count : of sampled orders where there are more groups than ALL_UP_TO; seed : of the orders
    """
    if not groups:
        raise refusal(f"'{a.name}' and '{b.name}' decide alike: there is no difference to take apart")
    k = len(groups)
    return Decomposition(groups, sampled_orders(k, count, seed) if k > ALL_UP_TO else ())


def decomposition(
    folder: Path, how: Decomposition, *, at: str | None = None, by_region: bool = False, annual: bool = False
) -> dict[str, Any]:
    """The comparison of a folder's two scenarios, and under `decomposition` the parts of each difference.

    at : month of the difference, by default the last. InputError where the folder holds no mixtures.
    """
    with open_results(folder, cache=False) as dataset:
        found = comparison(dataset, at=at, by_region=by_region, annual=annual)
        (pair,) = pairs(dataset)
        month = month_index(found["at"])
        window = slice(pair.since if pair.since <= month else 0, month + 1)
        failed = json.loads(dataset.attrs["draws_failed"])
        draws, seeds = dataset.sizes["draw"], dataset.sizes["seed"]
        futures = 2 + len(how.masks)
        kept = [
            draw
            for draw in range(draws)
            if not any(Item(s, draw, k).id in failed for s in range(futures) for k in range(seeds))
        ]
        with _mixtures(folder) as between:
            parts = {
                name: _parts(_levels(dataset, between, name, window, kept), how) for name in indicators()
            }
    found["decomposition"] = {
        "groups": {group.name: list(group.instruments) for group in how.groups},
        "method": "orders" if how.orders else "all mixtures",
        "orders": len(how.orders) or None,
        "mixtures": len(how.masks),
        "draws": len(kept),
        "parts": parts,
    }
    return found


def _mixtures(folder: Path) -> xarray.Dataset:
    """The mixtures of a run; none of them where one group makes the whole difference."""
    import xarray

    from perelom.ensembles.store import RESULTS

    try:
        return xarray.open_dataset(folder / RESULTS, engine="netcdf4", group=MIXTURES, cache=False)
    except OSError:
        return xarray.Dataset()


def _levels(
    dataset: xarray.Dataset, between: xarray.Dataset, name: str, window: slice, kept: list[int]
) -> np.ndarray:
    """Level of an indicator in both scenarios and in each mixture, [2 + mixtures, draws, seeds].

    window : months over which a flow is summed; all else stands as in the last of them
    """
    flow = indicators()[name].summed_over_year
    months = window if flow else slice(window.stop - 1, window.stop)
    found = []
    for one in (dataset, between):
        if name not in one:
            continue
        values = one[name].isel(month=months)
        step = max(1, READ // max(1, int(np.prod(values.shape[1:]))))
        found += [values[i : i + step].values.sum(axis=-1)[:, kept] for i in range(0, len(values), step)]
    return np.concatenate(found)


def _parts(levels: np.ndarray, how: Decomposition) -> dict[str, Any]:
    """Statistics of the parts by group, and the mean levels of both sides.

    residual : the largest amount by which the parts of a draw and seed miss its difference, from rounding
    """
    k = len(how.groups)
    full = (1 << k) - 1
    values = dict(zip((0, full, *how.masks), levels, strict=True))
    if how.orders:
        added = by_order(values, how.orders)
        parts = added.mean(axis=0)
        errors = standard_error(added.mean(axis=(2, 3))) if parts.size else np.full(k, np.nan)
    else:
        parts, errors = exact(values, k), np.full(k, np.nan)
    known = parts.size > 0 and not np.isnan(parts).any()
    total = values[full] - values[0]
    return {
        "mean_a": float(values[0].mean()) if known else None,
        "mean_b": float(values[full].mean()) if known else None,
        "residual": float(np.abs(parts.sum(axis=0) - total).max()) if known else None,
        "groups": {
            group.name: {**_statistics(part, known), "order_error": error}
            for group, part, error in zip(how.groups, parts, plain(errors), strict=True)
        },
    }


def _statistics(part: np.ndarray, known: bool) -> dict[str, float | None]:
    """Statistics of a part [draws, seeds], named as those of a difference; None where there are none.

    mean : over draws and seeds; means add up to the mean difference, medians do not
    """
    if not known:
        return dict.fromkeys(
            ["mean", "median", "q05", "q25", "q75", "q95", "share_positive", "mc_error", "parameter_sd"]
        )
    draws = part.mean(axis=1)
    bands = dict(zip(QUANTILES, plain(np.quantile(draws, list(QUANTILES.values()))), strict=True))
    mc_error, parameter_sd = random_effects(part)
    return {
        "mean": float(draws.mean()),
        "median": bands.pop("q50"),
        **bands,
        "share_positive": float((draws > 0).mean()),
        "mc_error": mc_error,
        "parameter_sd": parameter_sd,
    }
