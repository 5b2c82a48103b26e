"""The works behind the short keys of scenario files (`allen2003`). The table is `references.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Reference:
    """One work. status : `recalled` where author, title and place are from memory, else `verified`."""

    key: str
    author: str
    year: int
    title: str
    where: str
    status: str

    def __str__(self) -> str:
        mark = " (recalled)" if self.status == "recalled" else ""
        return f"{self.author} {self.year}: {self.title.rstrip('.')}. {self.where}{mark}"


@cache
def references() -> dict[str, Reference]:
    """Every work by its key."""
    text = files("perelom.evidence").joinpath("references.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        r["key"]: Reference(r["key"], r["author"], int(r["year"]), r["title"], r["where"], r["status"])
        for r in rows
    }
