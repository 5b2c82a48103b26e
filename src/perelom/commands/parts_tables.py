"""Tables of a difference taken apart, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from perelom.results.comparison import measure, summation
from perelom.results.labels import counted, figure
from perelom.vocabulary import indicators

from .printing import table

if TYPE_CHECKING:
    from rich.table import Table

# of what was eaten, of what was made, of who died; --json and the figure have every indicator
TAKEN_APART = ("consumption_per_head", "industrial_output_index", "excess_deaths_famine")


def parts_tables(found: dict[str, Any]) -> Iterator[Table]:
    """A table for each of the main indicators: the parts by size, below them the whole difference."""
    for name in TAKEN_APART:
        if name in indicators() and found["decomposition"]["parts"][name]["mean_a"] is not None:
            yield _table(found, name)


def _table(found: dict[str, Any], name: str) -> Table:
    about = found["decomposition"]
    told = measure(found, name)
    several = about["draws"] > 1
    columns = ["mean"] + ["median", "90 % band", "above 0"] * several + ["noise"]
    if about["orders"]:
        columns.append("orders")
    title = f"{indicators()[name].label}{' Σ' if told.summed else ''}, {told.unit}: "
    title += f"{found['b']} less {found['a']}, {found['at']}, by groups of instruments"
    made = table(title, ["", *columns], numbers=len(columns), caption=_caption(found, told.summed))
    groups = about["parts"][name]["groups"]
    for group in sorted(groups, key=lambda g: -abs(groups[g]["mean"])):
        cells = _cells(groups[group], told.factor)
        made.add_row(group, *[cells[c] for c in columns])
    made.add_section()
    parts = about["parts"][name]
    whole = {**found["differences"][name], "mean": parts["mean_b"] - parts["mean_a"], "order_error": 0.0}
    cells = _cells(whole, told.factor)
    made.add_row("together", *[cells[c] for c in columns])
    return made


def _cells(row: dict[str, Any], factor: float) -> dict[str, str]:
    def scaled(key: str, signed: bool = True) -> str:
        return figure(None if row[key] is None else factor * row[key], signed)

    share = row["share_positive"]
    return {
        "mean": scaled("mean"),
        "median": scaled("median"),
        "90 % band": f"{scaled('q05')} … {scaled('q95')}",
        "above 0": "–" if share is None else f"{100 * share:.0f} %",
        "noise": scaled("mc_error", False),
        "orders": scaled("order_error", False),
    }


def _caption(found: dict[str, Any], summed: bool) -> str:
    about = found["decomposition"]
    words = f"{counted(about['draws'], 'draw')} x {counted(found['seeds'], 'seed')}, "
    if about["orders"]:
        words += f"{about['orders']} sampled orders of {len(about['groups'])} groups. "
    else:
        words += f"all {2 ** len(about['groups'])} mixtures of {counted(len(about['groups']), 'group')}. "
    if summed:
        words += f"Σ is summed {summation(found)}. "
    words += "Means add up to the whole, medians do not; joint effects are shared out evenly (Shapley)."
    words += "\nNoise: standard error of the mean from random numbers alone."
    if about["orders"]:
        words += " Orders: standard error of the mean from the sampling of orders."
    return words
