"""A figure of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .tables import Table


@dataclass(frozen=True)
class Block:
    """A figure with its words and the tables behind it."""

    title: str
    svg: str
    legend: Sequence[str] = ()
    tables: Sequence[Table] = field(default_factory=list)
