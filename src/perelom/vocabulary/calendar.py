"""Months as text (`1930-03`) and as index (0 = 1921-01 … 239 = 1940-12)."""

from __future__ import annotations

import re

FIRST_YEAR = 1921
LAST_YEAR = 1940
N_MONTHS = (LAST_YEAR - FIRST_YEAR + 1) * 12
MONTHS = tuple(f"{FIRST_YEAR + i // 12}-{i % 12 + 1:02d}" for i in range(N_MONTHS))
FIRST_MONTH, LAST_MONTH = MONTHS[0], MONTHS[-1]

_TEXT = re.compile(r"(\d{4})-(\d{2})")


def month_index(text: str) -> int:
    """Index of a month written `YYYY-MM`. Raises ValueError, with the allowed range, for anything else."""
    match = _TEXT.fullmatch(str(text))
    if match is None or not 1 <= int(match[2]) <= 12:
        raise ValueError(f"'{text}' is not a month; write it as {FIRST_MONTH}")
    index = (int(match[1]) - FIRST_YEAR) * 12 + int(match[2]) - 1
    if not 0 <= index < N_MONTHS:
        raise ValueError(f"month {text} is outside {FIRST_MONTH} … {LAST_MONTH}")
    return index


def month_text(index: int) -> str:
    """Month `YYYY-MM` of an index 0…239."""
    return MONTHS[index]
