"""Differences of scenarios in words: each with its uncertainty, none stronger than the draws allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Phrases:
    """The words of a language; what stands in braces is filled in.

    label, unit, number : an indicator's name, a unit, and a figure as the language writes them
    """

    label: Callable[[str], str]
    unit: Callable[[str], str]
    number: Callable[[str], str]
    alike: str = "{a} and {b} do not differ at all: in {at} there is nothing to tell."
    alike_before: str = "{a} and {b} do not differ before {since}: in {at} there is nothing to tell."
    one_draw: str = "This is one draw only: it tells nothing of how uncertain the result is."
    few_draws: str = (
        "These are {draws} draws only: the bands show that these few runs differ, not how uncertain the "
        "result is."
    )
    at: str = "in {at}"
    over: str = "from {first} to {at}"
    summed: str = "from {first} to {at} together"
    level: str = " {unit}"
    level_of_index: str = " ({unit})"
    size: str = " {unit}"
    size_of_index: str = " points ({unit})"
    head: str = "{label}, {when}: {level_a}{level_unit} in {a}, {level_b} in {b}."
    same: str = "The draws do not differ."
    higher: str = "higher"
    lower: str = "lower"
    in_one: str = "In this one draw it is {middle}{unit} {word} in {b}."
    no_sign: str = (
        "The sign cannot be told: the difference lies between {low} and {high}{unit} (90 % band, median "
        "{middle})"
    )
    stands: str = "{b} stands {middle}{unit} {word} (median; 90 % band {near} to {far})"
    count: str = "{above} of {draws} draws are above zero"
    noise: str = "random numbers alone move the mean by ±{noise}"


ENGLISH = Phrases(lambda name: indicators()[name].label, lambda unit: unit, lambda number: number)


def sentences(pair: dict[str, Any], words: Phrases = ENGLISH) -> list[str]:
    """The differences b - a of a comparison, as `perelom compare --json` has them, in plain sentences."""
    if differ_later(pair):
        return [(words.alike if pair["since"] is None else words.alike_before).format(**pair)]
    told = (name for name in TOLD if pair["differences"][name]["median"] is not None)
    found = [_sentence(pair, name, words) for name in told]
    if pair["draws"] == 1:
        found.append(words.one_draw)
    elif pair["draws"] < FEW:
        found.append(words.few_draws.format(draws=pair["draws"]))
    return found


def _sentence(pair: dict[str, Any], name: str, words: Phrases) -> str:
    row = pair["differences"][name]
    told = measure(pair, name)
    factor, unit = told.factor, words.unit(told.unit)
    of_index = "=" in told.unit
    low, middle, high = (factor * row[key] for key in ("q05", "median", "q95"))

    def number(value: float, signed: bool = False) -> str:
        return words.number(figure(value, signed))

    when = words.at
    if row["summed"]:
        when = words.summed if told.summed else words.over
    head = words.head.format(
        label=words.label(name),
        when=when.format(at=pair["at"], first=summed_from(pair)),
        level_a=number(factor * row["median_a"]),
        level_b=number(factor * row["median_b"]),
        level_unit=(words.level_of_index if of_index else words.level).format(unit=unit),
        a=pair["a"],
        b=pair["b"],
    )
    size = (words.size_of_index if of_index else words.size).format(unit=unit)
    if low == high == 0.0:
        return f"{head} {words.same}"
    word = words.higher if middle > 0 else words.lower
    if pair["draws"] == 1:
        one = words.in_one.format(middle=number(abs(middle)), unit=size, word=word, b=pair["b"])
        return f"{head} {one}"
    if low <= 0.0 <= high:
        verdict = words.no_sign.format(
            low=number(low, True), high=number(high, True), unit=size, middle=number(middle, True)
        )
    else:
        near, far = (low, high) if middle > 0 else (-high, -low)
        verdict = words.stands.format(
            b=pair["b"],
            middle=number(abs(middle)),
            unit=size,
            word=word,
            near=number(near),
            far=number(far),
        )
    above = round(row["share_positive"] * pair["draws"])
    parts = [verdict, words.count.format(above=above, draws=pair["draws"])]
    if row["mc_error"] is not None:
        parts.append(words.noise.format(noise=number(factor * row["mc_error"])))
    return f"{head} {'; '.join(parts)}."
