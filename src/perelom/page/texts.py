"""Sentences in Russian: claims, their tests and disputes, notes of the verdict, what mechanisms do, and what
is wrong with a file.

The English stays the source and is the key: the tables `texts_ru.csv` and `problems_ru.csv`. A text with
numbers or words of a reader in it stands there with `{}` in their places.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from .labels import Label, unit_label

GAP = "{}"
DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")


@cache
def table(name: str) -> dict[str, str]:
    """Russian by English. name : texts or problems"""
    text = files("perelom.page").joinpath(f"{name}_ru.csv").read_text(encoding="utf-8")
    return {row["en"]: row["ru"] for row in csv.DictReader(text.splitlines())}


@cache
def _all() -> dict[str, str]:
    return table("texts") | table("problems")


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Texts with gaps, as patterns, with their Russian."""
    gapped = [(en, ru) for en, ru in _all().items() if GAP in en]
    return [(re.compile("(.+?)".join(map(re.escape, en.split(GAP)))), ru) for en, ru in gapped]


def russian(text: str) -> str | None:
    """A text in Russian; None where the table has none."""
    if text in _all():
        return _all()[text]
    for pattern, russian_form in _patterns():
        if found := pattern.fullmatch(text):
            first, *rest = russian_form.split(GAP)
            filled = (unit_label(gap)["ru"] + part for gap, part in zip(found.groups(), rest, strict=True))
            return first + "".join(filled)
    return None


def both(text: str) -> Label:
    """A text in both languages; in English alone where the table lacks it."""
    return {"en": text, "ru": russian(text) or text}


def in_russian(text: str, hint: str) -> dict[str, str]:
    """What is wrong, and what to do about it, in Russian; in English where the tables lack it."""
    return {"text": both(text)["ru"], "hint": both(hint)["ru"]}


def of_claims(document: dict[str, Any]) -> dict[str, str]:
    """Russian by English of all that `perelom claims` says in words, units too."""
    units = {test["unit"] for claim in document["claims"] for test in claim["model"]["tests"]}
    return _told(words_of_claims(document)) | {unit: unit_label(unit)["ru"] for unit in units if unit}


def of_verdict(document: dict[str, Any]) -> dict[str, str]:
    """Russian by English of the notes of `perelom verdict`, with decimals after a comma."""
    return {en: DECIMAL.sub(",", ru) for en, ru in _told(document["verdict"]["notes"]).items()}


def _told(words: Iterable[str]) -> dict[str, str]:
    return {text: found for text in words if (found := russian(text))}


def words_of_claims(document: dict[str, Any]) -> Iterator[str]:
    """Everything that a table of claims says in words of its own; what is not said is empty."""
    for claim in document["claims"]:
        yield claim["claim"]
        yield claim["essay_figure"]
        yield from claim.get("lowered_by", {}).values()
        for part in (claim["evidence"], claim["model"]):
            yield part["why_missing"]
            for test in part["tests"]:
                yield from (test["says"], test["because"], test.get("assumed", ""))
        yield from (one["text"] for one in claim["disputed"])
