"""Figures of mechanisms, one function each: `NAME(axes)` draws `src/perelom/mechanisms/NAME.py` alone.

A figure shows how the mechanism answers, computed with its own pure functions at the reference parameters
`P`; no run, no data, no fitted curve. The docstring is the caption: what is drawn, with units, in one or two
sentences. Functions stand in alphabetical order. `pages_of_mechanisms.py` draws them and says what a page
needs.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from matplotlib.axes import Axes

from perelom.mechanisms import weather as _weather
from perelom.parameters import values
from perelom.report.look import STYLES

P = SimpleNamespace(**values())  # the reference parameters, by name


def line(axes: Axes, x, y, name: str = "", k: int = 0) -> None:
    """A curve in the k-th style of the project's figures (0-3), with its name at its right end."""
    axes.plot(x, y, color=STYLES[k].colour, linestyle=STYLES[k].dash, linewidth=1.8)
    if name:
        axes.annotate(
            f" {name}", (x[-1], y[-1]), color=STYLES[k].colour, va="center", fontsize=9, annotation_clip=False
        )


def labelled(axes: Axes, x: str, y: str) -> None:
    """Names both axes; the name of the upright one stands above it."""
    axes.set_xlabel(x)
    axes.set_title(y, fontsize=10)


def weather(axes: Axes) -> None:
    """Yield factor of the region's weather by its class, at a yield sd of 0.15 and 0.25; bars: one sd of what
    no class tells."""
    classes = np.arange(-3, 4)
    for k, sd in enumerate((0.15, 0.25)):
        at = {
            z: np.exp(
                [_weather.weather_of_region(c, sd, P.weather_slope, P.weather_error, z) for c in classes]
            )
            for z in (-1, 0, 1)
        }
        axes.vlines(classes + 0.06 * k, at[-1], at[1], color=STYLES[k].colour, linewidth=1)
        line(axes, classes + 0.06 * k, at[0], f"sd {sd}", k)
    axes.axhline(1.0, color="#6b6b6c", linewidth=0.6)
    axes.set_xlim(-3.3, 3.9)
    labelled(axes, "class of the year (decision 3)", "yield over a normal year")
