"""The maps of the page: each subject at its times, with one scale, and a table behind every map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perelom.results import samples
from perelom.results.deaths import published_range
from perelom.results.labels import figure
from perelom.vocabulary import COUNTRY, N_REGIONS, REGION_LABELS, REGIONS, indicators, month_index

from .blocks import Block
from .look import PAGE_WIDTH, look
from .mapped import Mapped, Span, published_within
from .maps import DEATHS, Scale, draw_map, row_of, scale_of, spans_of, subjects
from .regional import RegionalToll
from .svg import inlined
from .tables import Table

if TYPE_CHECKING:
    import xarray

HEIGHT = 2.95  # inches of a map of the page
MILLION = 1e6
NAMED = 2  # regions that the words for those who do not see a map name at either end


@dataclass(frozen=True)
class Sheet:
    """The maps of one subject. words : what they show and how to read it"""

    title: str
    words: str
    blocks: Sequence[Block]


def atlas(dataset: xarray.Dataset) -> list[Sheet]:
    """The subjects that a run or a comparison reaches."""
    sheets = []
    for subject in subjects():
        rows = [row_of(dataset, subject.indicator, span) for span in spans_of(dataset, subject)]
        blocks = [_block(found, scale_of(found, dataset), found.heading) for row in rows for found in row]
        if blocks:
            words = _words(rows[0], dataset.sizes["draw"])
            sheets.append(Sheet(indicators()[subject.indicator].label, words, blocks))
    return sheets


def death_maps(dataset: xarray.Dataset, toll: RegionalToll) -> list[Block]:
    """The maps of a famine, with the country's deaths and what was published of them."""
    span = Span(month_index(toll.first), month_index(toll.last), f"{toll.first[:4]} to {toll.last[:4]}")
    known = published_range(toll.first, toll.last)
    blocks = []
    for found in row_of(dataset, DEATHS.indicator, span):
        words = f"{found.unit[0].upper()}{found.unit[1:]}."
        if not found.against:
            deaths = samples(dataset, DEATHS.indicator, found.scenario or None)[:, span.months].sum(axis=1)
            words += f" Whole country: {_banded(deaths / MILLION)} million"
            if known:
                words += "; published for these years: "
                words += f"{known[0] / MILLION:.1f} to {known[1] / MILLION:.1f} million"
            words += "."
        blocks.append(_block(found, scale_of(found, dataset), f"Excess deaths, {found.heading}", [words]))
    return blocks


def _words(row: Sequence[Mapped], draws: int) -> str:
    """What the maps of a subject show."""
    told = f"In {row[0].unit}" if row[0].unit == "%" else row[0].unit[0].upper() + row[0].unit[1:]
    told += ", the same scale on every map of levels"
    told += ": medians of the draws." if draws > 1 else ": one run."
    if any(found.against for found in row):
        told += " A difference is that of the same draw and stands on a scale of its own"
        told += ", in brackets where its 90 % band has both signs." if draws > 1 else "."
    return told


def _block(found: Mapped, scale: Scale, heading: str, legend: Sequence[str] = ()) -> Block:
    from matplotlib.figure import Figure

    with look(page=True):
        made = Figure(figsize=(PAGE_WIDTH, HEIGHT))
        draw_map(made.add_axes((0.0, 0.0, 1.0, 1.0)), found, scale)
    whose = "-".join(filter(None, (found.scenario, found.against and f"less-{found.against}")))
    name = f"map-{found.indicator}-{found.span.first}-{found.span.last}-{whose}".replace(".", "-")
    told = f"Map of the fourteen regions, {found.unit}. {_ends(found)} The numbers stand below."
    svg = inlined(made, name, found.title, told)
    return Block(heading, svg, legend, [table_of(found)])


def _ends(found: Mapped) -> str:
    """The regions with the highest and the lowest values."""
    values = found.median[:N_REGIONS]
    order = [i for i in np.argsort(values) if np.isfinite(values[i])]
    if not order:
        return "No region has a value."

    def named(places: Sequence[int]) -> str:
        return ", ".join(f"{REGION_LABELS[REGIONS[i]]} {figure(float(values[i]))}" for i in places)

    return f"Highest: {named(order[::-1][:NAMED])}. Lowest: {named(order[:NAMED])}."


def table_of(found: Mapped) -> Table:
    """Every region and the country, with the 90 % band, and what was published for them within the span."""
    beside = [_published(found, place) for place in (*REGIONS, None)]
    any_beside = any(beside) and not found.against
    rows = []
    for i, label in enumerate((*REGION_LABELS.values(), COUNTRY)):
        cells = [label, _banded(found.values[:, i], bool(found.against))]
        rows.append([*cells, "; ".join(beside[i]) or "–"] if any_beside else cells)
    band = "median (90 % band of the draws)" if len(found.values) > 1 else "one draw"
    columns = ["", found.unit, *(["published"] if any_beside else [])]
    return Table(f"{found.title}: {band}", columns, rows, (1,))


def _published(found: Mapped, place: str | None) -> list[str]:
    return [
        f"{figure(value)} ({o.source}{'' if o.status == 'verified' else ', recalled, not checked'})"
        for value, o in published_within(found.indicator, found.span, place)
    ]


def _banded(values: np.ndarray, signed: bool = False) -> str:
    low, middle, high = (figure(float(q), signed) for q in np.quantile(values, [0.05, 0.5, 0.95]))
    return middle if len(values) == 1 else f"{middle} ({low} to {high})"
