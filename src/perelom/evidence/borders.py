"""In which borders a figure holds, read from what its row says; what mixes annexed land is not used.

The model keeps to the borders of 16 September 1939. Sources seldom say which ones they mean, so there is a
rule: a figure of a western place that begins after September 1939, or of a span that ends after 1939, may
mix annexed land and is used only where its row says that it keeps to the old borders. A figure of calendar
1939 that says nothing is used: three months of it lie after the annexation, and the handbooks count the
new land from 1940.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from perelom.vocabulary import COUNTRY

from .periods import Period, month_number

Borders = Literal["interwar", "later", "empire", "rsfsr", "constant", "unstated"]
WORDS: dict[Borders, str] = {
    "interwar": "the USSR before 17 September 1939",
    "later": "with land annexed in 1939-40 or later",
    "empire": "the Russian Empire",
    "rsfsr": "the RSFSR alone, not the USSR",
    "constant": "one territory throughout, not that of 1939: growth, not level",
    "unstated": "not stated",
}
# places whose land grew in 1939-40
GREW = (COUNTRY, "west_belorussia", "ukraine", "north_west")
ANNEXATION = month_number(1939, 10)

_SOME_YEARS_LATER = re.compile(r"(?P<both>1913 and )?1940 (?:incl|new borders|in new borders|in later)")
_LATER = re.compile(r"post-1939 borders|post-war borders|new borders|USSR of 1945-91|borders of 1946")
_INTERWAR = re.compile(r"pre-(?:Sept-)?1939 borders|interwar (?:USSR )?territory|borders of 1938")
_CONSTANT = re.compile(r"constant \(1939-interwar/postwar\)")
_RSFSR = re.compile(r"_rsfsr(?:_|$)")


@cache
def borders_of(series: str, words: str, period: Period) -> Borders:
    """Borders of a figure. words : the source and the note of its row."""
    if _RSFSR.search(series):
        return "rsfsr"
    if match := _SOME_YEARS_LATER.search(words):
        years = ("1913", "1940") if match["both"] else ("1940",)
        return "later" if period.text in years else "unstated"
    if "Empire borders to 1917" in words or "whole empire" in words or "average, Empire" in words:
        return "empire" if period.last < month_number(1918, 1) else "unstated"
    if "1913 in pre-Sept-1939 borders" in words and period.text != "1913":
        return "unstated"
    if _CONSTANT.search(words):
        return "constant"
    if _INTERWAR.search(words):
        return "interwar"
    # before the annexation these are the figures of the day, so the row says
    if "except where contemporary" in words and period.last < ANNEXATION:
        return "unstated"
    return "later" if _LATER.search(words) else "unstated"


def in_model_borders(borders: Borders, place: str, period: Period) -> bool:
    """Whether a figure may stand beside the model's, whose borders are those of 16 September 1939."""
    if borders in ("later", "empire", "rsfsr"):
        return False
    may_mix = period.first >= ANNEXATION or period.last >= month_number(1940, 1)
    return borders in ("interwar", "constant") or place not in GREW or not may_mix
