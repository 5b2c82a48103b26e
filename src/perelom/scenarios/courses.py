"""The course of a lever in one scenario file: dated values, ramps and campaigns, by month."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from perelom.vocabulary import N_MONTHS


@dataclass(frozen=True)
class Point:
    """A value from a month on, in the lever's base unit. `sloped`: linear from here to the next point."""

    month: int
    value: float
    sloped: bool = False


@dataclass(frozen=True)
class Course:
    """One lever's path for the country or for one region.

    Either dated points, in order of months, or the campaigns of a family of decrees from `first` on.
    """

    first: int
    points: tuple[Point, ...] = ()
    decrees: str = ""

    def canonical(self) -> object:
        """What decides, as plain data: the same for every way of writing the same course."""
        if self.decrees:
            return {"decrees": self.decrees, "first": self.first}
        return [[p.month, p.value, p.sloped] for p in self.points]


@dataclass(frozen=True)
class Decision:
    """What one file says of one lever: a course for the whole country, courses of single regions, or both."""

    lever: str
    country: Course | None
    regions: tuple[tuple[str, Course], ...] = ()

    def courses(self) -> list[Course]:
        country = [self.country] if self.country else []
        return country + [course for _, course in self.regions]

    def canonical(self) -> object:
        return {
            "country": self.country.canonical() if self.country else None,
            "regions": {region: course.canonical() for region, course in sorted(self.regions)},
        }


@lru_cache(maxsize=8192)
def monthly(course: Course) -> tuple[float, ...]:
    """Values of a course of dated points for the months from `course.first` to the last (240 − first)."""
    values: list[float] = []
    for i, point in enumerate(course.points):
        after = course.points[i + 1] if i + 1 < len(course.points) else None
        end = after.month if after else N_MONTHS
        if point.sloped and after is not None:
            step = (after.value - point.value) / (end - point.month)
            values += [point.value + step * k for k in range(end - point.month)]
        else:
            values += [point.value] * (end - point.month)
    return tuple(values)
