"""Campaigns: the table of decrees, and how hard a campaign presses month by month.

`decrees.csv` has one row for each decree or plenum: family, date, regions (`all` or `a|b`), instrument,
strength 0-4 (ordinal, read from its words), fade (half-life in months), source, words. A campaign presses
with parameter × strength, halves every `fade` months, and is replaced by the next decree that reaches the
region. Strength 0 ends it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from perelom.errors import did_you_mean
from perelom.vocabulary import FIRST_YEAR, N_MONTHS, N_REGIONS, REGION_INDEX, REGIONS, instruments

from .document import Place, Report, read_text

if TYPE_CHECKING:
    import numpy as np

DECREES = Path(__file__).parent / "decrees.csv"
COLUMNS = ("family", "date", "regions", "instrument", "strength", "fade", "source", "words")

# family of decrees -> the instrument it presses; its strength is scaled by the parameter `campaign.FAMILY`
FAMILIES = {
    "grain": "procurement.pressure",
    "collectivization": "collectivization.pressure",
    "outsiders_tax": "levy.individual_surcharge",
    "trade": "trade.repression",
}


@dataclass(frozen=True)
class Decree:
    """One row. month : counted from 1921-01 = 0, below 0 before it; fade : months to halve it."""

    family: str
    month: int
    regions: tuple[str, ...]
    instrument: str
    strength: float
    fade: float
    source: str
    words: str


def parameter_name(family: str) -> str:
    """The parameter that turns a decree's strength into pressure."""
    return f"campaign.{family}"


@lru_cache(maxsize=8)
def decrees(path: Path = DECREES) -> tuple[Decree, ...]:
    """The table of decrees in order of date. InputError names every row that cannot be read."""
    text = read_text(path, path.name)
    lines = text.splitlines()
    report = Report(path.name, lines)
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        report.add(Place(1, 1), f"the table of decrees lacks the column {missing[0]}")
        report.refuse()
    rows: list[Decree] = []
    taken: dict[tuple[str, str, int], int] = {}
    for row in reader:
        place = Place(reader.line_num, 1, len(lines[reader.line_num - 1]))
        decree = _decree(row, place, report)
        if decree is None:
            continue
        for region in decree.regions:
            key = (decree.family, region, decree.month)
            if key in taken:
                report.add(
                    place,
                    f"two decrees of '{decree.family}' in {row['date']} reach {region} (line {taken[key]})",
                )
                break
        taken.update({(decree.family, region, decree.month): place.line for region in decree.regions})
        rows.append(decree)
    report.refuse()
    return tuple(sorted(rows, key=lambda d: (d.family, d.month, d.regions)))


def _decree(row: Mapping[str, str | None], place: Place, report: Report) -> Decree | None:
    """One row of the table, or None with its problems reported."""
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    before = len(report.problems)
    if cells["family"] not in FAMILIES:
        report.add(place, f"unknown family '{cells['family']}'", did_you_mean(cells["family"], FAMILIES))
    elif cells["instrument"] != FAMILIES[cells["family"]]:
        expected = FAMILIES[cells["family"]]
        report.add(place, f"decrees of '{cells['family']}' press '{expected}', not '{cells['instrument']}'")
    date = re.fullmatch(r"(19[0-4]\d)-(0[1-9]|1[0-2])", cells["date"])
    if date is None:
        report.add(place, f"'{cells['date']}' is not a month; write it as 1930-01")
    regions = REGIONS if cells["regions"] == "all" else tuple(cells["regions"].split("|"))
    for region in regions:
        if region not in REGION_INDEX:
            report.add(place, f"unknown region '{region}'", did_you_mean(region, REGIONS))
    strength = _number(cells["strength"], 0, 4, "strength", place, report)
    fade = _number(cells["fade"], 0.1, N_MONTHS, "fade", place, report)
    if not cells["source"]:
        report.add(place, "a decree needs a source")
    if len(report.problems) > before or date is None:
        return None
    month = (int(date[1]) - FIRST_YEAR) * 12 + int(date[2]) - 1
    return Decree(
        cells["family"], month, regions, cells["instrument"], strength, fade, cells["source"], cells["words"]
    )


def _number(text: str, low: float, high: float, name: str, place: Place, report: Report) -> float:
    try:
        value = float(text)
    except ValueError:
        report.add(place, f"{name} '{text}' is not a number")
        return low
    if not low <= value <= high:
        report.add(place, f"{name} {text} is outside {low} … {high}")
    return value


def family_decrees(family: str) -> list[Decree]:
    """The decrees of one family, in order of date."""
    return [decree for decree in decrees() if decree.family == family]


def canonical(family: str) -> list[list[object]]:
    """What of a family's decrees decides a path, as plain data for the hash."""
    return [[d.month, sorted(d.regions), d.strength, d.fade] for d in family_decrees(family)]


def pressure(family: str, parameters: Mapping[str, float]) -> np.ndarray:
    """Pressure of a family's campaigns, [240, 14], 0 before the first, within the instrument's bounds.

    ValueError where `parameters` lacks `campaign.FAMILY`.
    """
    import numpy as np

    name = parameter_name(family)
    if name not in parameters:
        raise ValueError(f"the campaigns of '{family}' need the parameter '{name}'")
    months = np.arange(N_MONTHS)
    table = np.zeros((N_MONTHS, N_REGIONS))
    for decree in family_decrees(family):
        first = max(0, decree.month)
        path = parameters[name] * decree.strength * 0.5 ** ((months[first:] - decree.month) / decree.fade)
        for region in decree.regions:
            table[first:, REGION_INDEX[region]] = path
    instrument = instruments()[FAMILIES[family]]
    return np.clip(table, instrument.low, instrument.high)
