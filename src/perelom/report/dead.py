"""Deaths on the page: the model's range beside published estimates, for the country and by region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perelom.evidence import Observed
from perelom.results import Toll, tolls
from perelom.results.deaths import NOTE, shortfalls
from perelom.results.labels import figure
from perelom.vocabulary import REGION_LABELS, REGIONS

from .against import period_words
from .atlas import death_maps
from .blocks import Block
from .look import PAGE_WIDTH, look
from .regional import RegionalToll, draw_toll, published, regional_tolls
from .svg import inlined
from .tables import Table

if TYPE_CHECKING:
    import xarray

MILLION, THOUSAND = 1e6, 1e3
HEIGHT = 4.2  # inches of the chart of fourteen regions


def deaths(dataset: xarray.Dataset) -> dict[str, object]:
    """The model's excess deaths with their bands, published estimates of the same years, and the caution."""
    found = tolls(dataset)
    rows = [
        [
            toll.scenario or "this run",
            f"{toll.first} to {toll.last}",
            figure(toll.q50 / MILLION),
            _band(toll),
        ]
        for toll in found
    ]
    columns = ["", "months", "median, million", "90 % band, million"]
    model = Table("Excess deaths from hunger and its epidemics, in the model", columns, rows, (2, 3))
    last = max(toll.last for toll in found)
    return {
        "model": model,
        "published": _published(published("1921-01", last, None)),
        "note": NOTE,
        "shortfalls": shortfalls(dataset),
    }


def _band(toll: Toll) -> str:
    if toll.q05 == toll.q95:
        return "one draw"
    return f"{figure(toll.q05 / MILLION)} to {figure(toll.q95 / MILLION)}"


def famines(dataset: xarray.Dataset) -> list[Block]:
    """For each famine of the run: its bands by region, and a map for each scenario."""
    found = enumerate(regional_tolls(dataset))
    return [block for i, toll in found for block in (_famine(toll, i), *death_maps(dataset, toll))]


def _famine(toll: RegionalToll, number: int) -> Block:
    from matplotlib.figure import Figure

    with look(page=True):
        made = Figure(figsize=(PAGE_WIDTH, HEIGHT), layout="constrained")
        ax = made.subplots()
        draw_toll(ax, toll)
        title = ax.get_title(loc="left")
        ax.set_title("", loc="left")
    rates = next(iter(toll.rates.values()))[2]
    worst = [REGION_LABELS[REGIONS[i]] for i in np.argsort(rates)[::-1][:3]]
    told = f"Hardest hit in the model: {', '.join(worst)}. The numbers stand below."
    named = [(REGION_LABELS[r], o) for r in REGIONS for o in published(toll.first, toll.last, r)]
    tables = [_by_region(toll), *([_published_by_region(named)] if named else [])]
    words = [] if named else ["No published figure by region is at hand for these years."]
    return Block(title, inlined(made, f"famine{number}", title, told), words, tables)


def _by_region(toll: RegionalToll) -> Table:
    columns = [""]
    for name in toll.rates:
        columns += [f"{name} for each 1,000".strip(), f"{name} deaths, thousand".strip()]
    order = np.argsort(next(iter(toll.rates.values()))[2])[::-1]
    rows = []
    for i in order:
        cells = [REGION_LABELS[REGIONS[i]]]
        for name in toll.rates:
            cells += [_banded(toll.rates[name][:, i]), _banded(toll.deaths[name][:, i] / THOUSAND)]
        rows.append(cells)
    caption = f"Excess deaths, {toll.first} to {toll.last}: median (90 % band)"
    return Table(caption, columns, rows)


def _banded(quantiles: np.ndarray) -> str:
    low, middle, high = (figure(float(quantiles[i])) for i in (0, 2, 4))
    return middle if low == high else f"{middle} ({low} to {high})"


def _published(found: list[Observed]) -> Table:
    rows = [_row(o, figure(o.value / MILLION)) for o in found]
    columns = ["months", "million", "source", "status", "note"]
    return Table("Published estimates: they differ in what they count", columns, rows, (1,))


def _published_by_region(found: list[tuple[str, Observed]]) -> Table:
    rows = [[label, *_row(o, figure(o.value / THOUSAND))] for label, o in found]
    columns = ["", "months", "thousand", "source", "status", "note"]
    return Table("Published estimates by region", columns, rows, (2,))


def _row(o: Observed, value: str) -> list[str]:
    status = "read in the source" if o.status == "verified" else "recalled, not checked"
    return [period_words(o.first, o.last, o.moment), value, o.source, status, o.note]
