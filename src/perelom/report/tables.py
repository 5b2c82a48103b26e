"""A table of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Words and numbers in rows; the first cell of a row names it.

    numeric : positions of the columns that hold numbers, set to the right; by default all but the first
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] | None = None

    @property
    def right(self) -> tuple[int, ...]:
        """Positions of the columns that are set to the right."""
        return tuple(range(1, len(self.columns)) if self.numeric is None else self.numeric)
