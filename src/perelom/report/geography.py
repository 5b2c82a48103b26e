"""The map of the fourteen regions. Source, licence and projection stand in `regions_map.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

WIDTH, HEIGHT = 1000.0, 673.4  # of the map, in its own units of about 8 km; y runs downwards


@dataclass(frozen=True)
class Geography:
    """Rings of points [n, 2]. regions : by id, the mainland first; labels : where a region's words stand"""

    regions: dict[str, list[np.ndarray]]
    labels: dict[str, tuple[float, float]]
    lakes: dict[str, np.ndarray]


@cache
def geography() -> Geography:
    """The map as it ships."""
    text = files("perelom.report").joinpath("regions_map.json").read_text(encoding="utf-8")
    told = json.loads(text)
    regions = told["regions"].items()
    return Geography(
        {name: [np.array(ring) for ring in region["rings"]] for name, region in regions},
        {name: tuple(region["label"]) for name, region in regions},
        {name: np.array(ring) for name, ring in told["lakes"].items()},
    )
