"""Differences of scenarios in words: each with its uncertainty, none stronger than the draws allow."""

from __future__ import annotations

from typing import Any

from perelom.results.comparison import differ_later, measure, summed_from
from perelom.results.labels import figure
from perelom.vocabulary import indicators

TOLD = (
    "consumption_per_head",
    "national_income",
    "industrial_output_index",
    "grain_harvest",
    "real_wage",
    "population",
    "excess_deaths_famine",
)
FEW = 8  # draws below which a band is called what it is: a handful of runs


def sentences(pair: dict[str, Any]) -> list[str]:
    """The differences b - a of a comparison, as `perelom compare --json` has them, in plain sentences."""
    if differ_later(pair):
        since = "at all" if pair["since"] is None else f"before {pair['since']}"
        return [
            f"{pair['a']} and {pair['b']} do not differ {since}: in {pair['at']} there is nothing to tell."
        ]
    found = [_sentence(pair, name) for name in TOLD if pair["differences"][name]["median"] is not None]
    if pair["draws"] == 1:
        found.append("This is one draw only: it tells nothing of how uncertain the result is.")
    elif pair["draws"] < FEW:
        found.append(
            f"These are {pair['draws']} draws only: the bands show that these few runs differ, not how "
            "uncertain the result is."
        )
    return found


def _sentence(pair: dict[str, Any], name: str) -> str:
    row = pair["differences"][name]
    told = measure(pair, name)
    factor, unit = told.factor, told.unit
    measured = f" ({unit})" if "=" in unit else f" {unit}"
    unit = f" points ({unit})" if "=" in unit else f" {unit}"
    low, middle, high = (factor * row[key] for key in ("q05", "median", "q95"))
    when = f"in {pair['at']}"
    if row["summed"]:
        span = f"from {summed_from(pair)} to {pair['at']}"
        when = f"{span} together" if told.summed else span
    label = indicators()[name].label
    a, b = (figure(factor * row[key]) for key in ("median_a", "median_b"))
    levels = f"{a}{measured} in {pair['a']}, {b} in {pair['b']}"
    head = f"{label}, {when}: {levels}."
    above = round(row["share_positive"] * pair["draws"])
    if low == high == 0.0:
        return f"{head} The draws do not differ."
    if pair["draws"] == 1:
        word = "higher" if middle > 0 else "lower"
        return f"{head} In this one draw it is {figure(abs(middle))}{unit} {word} in {pair['b']}."
    if low <= 0.0 <= high:
        verdict = (
            f"The sign cannot be told: the difference lies between {figure(low, True)} and "
            f"{figure(high, True)}{unit} (90 % band, median {figure(middle, True)})"
        )
    else:
        word, near, far = ("higher", low, high) if middle > 0 else ("lower", -high, -low)
        verdict = (
            f"{pair['b']} stands {figure(abs(middle))}{unit} {word} "
            f"(median; 90 % band {figure(near)} to {figure(far)})"
        )
    count = f"{above} of {pair['draws']} draws are above zero"
    noise = ""
    if row["mc_error"] is not None:
        noise = f"; random numbers alone move the mean by ±{figure(factor * row['mc_error'])}"
    return f"{head} {verdict}; {count}{noise}."
