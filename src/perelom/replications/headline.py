"""One figure of a published model beside ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Status = Literal["exact", "calibrated", "illustrative"]
Mark = Literal["seen", "recalled", "derived", "pack", "ours"]
Figure = float | str | tuple[float, float]


@dataclass(frozen=True)
class Headline:
    """A figure, what was published of it, and how we come to ours.

    id : short name within the model, as `crossing`; says : what the figure is, in words
    published : a number, a word for a sign (`rises`), the ends of a range, or None where no figure was found
    ours : computes the same thing now; None where the model cannot be run on what is known
    tolerance : largest |ours - published| that passes; 0 for words
    status : exact (closed form or derived case), calibrated (published parameters), illustrative (ours)
    mark : how the published figure is known: seen in a page, recalled, derived from the equations,
        a row of our evidence, or our own choice
    source : the work, and where in it; differs : where and why ours differs, or cannot be compared
    """

    id: str
    says: str
    published: Figure | None
    ours: Callable[[], float | str] | None
    tolerance: float
    status: Status
    mark: Mark
    source: str
    unit: str = ""
    differs: str = ""


def passed(headline: Headline, ours: float | str | None) -> bool | None:
    """Whether ours lies within the tolerance of what was published; None with nothing to compare."""
    published = headline.published
    if published is None or ours is None:
        return None
    if isinstance(published, str) or isinstance(ours, str):
        return ours == published
    low, high = published if isinstance(published, tuple) else (published, published)
    return low - headline.tolerance <= ours <= high + headline.tolerance


def derived(
    id: str,
    says: str,
    published: float | str,
    ours: Callable[[], float | str],
    source: str,
    unit: str = "",
    tolerance: float = 1e-6,
) -> Headline:
    """A case solved beforehand from the equations alone: exact, or it is missed."""
    return Headline(id, says, published, ours, tolerance, "exact", "derived", source, unit)


def not_found(id: str, says: str, source: str, why: str, status: Status = "illustrative") -> Headline:
    """A published result whose figure, or the data it needs, was not found: named, and left empty."""
    return Headline(id, says, None, None, 0, status, "recalled", source, differs=why)
