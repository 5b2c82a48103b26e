"""The table of docs/the-famine-of-1932-33.md on the share of Ukrainians, filled from runs of history.

python docs/famine_tables.py [DRAWS [PARAMETERS [HOUSEHOLDS]]]   # by default 20 draws, best parameters, 20000

What is generated goes between `<!-- nationality -->` and `<!-- end -->`; never edit there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from verdict_tables import filled, table

from perelom.ensembles.plan import SAMPLE, Item, plan
from perelom.inference.nationality import covariate, measures, over_draws, share_of_ukrainians
from perelom.results.labels import counted
from perelom.vocabulary import REGION_LABELS, REGIONS
from perelom.world import simulate

PAGE = Path(__file__).parent / "the-famine-of-1932-33.md"
SAID = {
    "taken": ("share taken of the crop of 1932/33", "model"),
    "plan": ("plan of May 1932 over that of May 1930", "published"),
    "blacklists": ("blacklists (0-1), November to March", "decreed, strength set by us"),
    "movement_ban": ("ban on leaving (0-1), January to July", "decreed, strength set by us"),
    "deaths": ("excess deaths of 1,000, July 1932 to 1933", "model"),
}
BY = {
    "taken": "crop a head, share taken 1929-32",
    "plan": "nothing",
    "blacklists": "crop a head, share taken 1929-32",
    "movement_ban": "crop a head, share taken 1929-32",
    "deaths": "grain left a head",
}


def main(arguments: list[str]) -> int:
    """Simulates history and fills the page."""
    draws = int(arguments[0]) if arguments else 20
    mode = arguments[1] if len(arguments) > 1 else None
    households = int(arguments[2]) if len(arguments) > 2 else SAMPLE
    asked = plan(["history"], draws=draws, parameters=mode, households=households)
    share, rows = share_of_ukrainians(), []
    for draw in range(draws):
        item = Item(0, draw, 0)
        parameters = asked.parameters(item)
        levers = asked.scenarios[0].levers(parameters)
        record = simulate(
            levers, parameters, seed=asked.root_seed, member=item.member, households=households
        ).record
        rows.append(measures(record, levers))
    parts = {"nationality": text(rows, share, asked.mode)}
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    return 0


def text(rows: list[dict[str, tuple[np.ndarray, np.ndarray]]], share: np.ndarray, mode: str) -> str:
    """The two tables. rows : measures of each draw."""
    fits = {name: [covariate(row[name][0], row[name][1], share) for row in rows] for name in SAID}
    slopes = []
    for name, (words, whose) in SAID.items():
        bands = over_draws(fits[name])
        cells = [banded(bands[key]) for key in ("slope", "without_ukraine")]
        slopes.append(
            [
                f"{words}; {whose}",
                BY[name],
                str(fits[name][0].regions),
                *cells,
                f"{100 * bands['shuffled'][1]:.0f} %",
            ]
        )
    regions = []
    for i in np.argsort(-share):
        residuals = [np.median([fit.residual[i] for fit in fits[name]]) for name in SAID]
        cells = ["–" if np.isnan(value) else f"{value:+.2f}" for value in residuals]
        regions.append([REGION_LABELS[REGIONS[i]], f"{100 * share[i]:.1f} %", *cells])
    heads = ["", "held fixed", "regions", "slope", "slope without Ukraine", "shuffled shares as steep"]
    made = f"{counted(len(rows), 'draw')} of history, parameters: {mode}. Median (90 % band of the draws)."
    return "\n\n".join(
        [
            made,
            table("On the share of Ukrainians: all against none", heads, slopes),
            table(
                "Residuals by region, the share of Ukrainians left out (median)",
                ["region", "Ukrainians 1926", *(words for words, _ in SAID.values())],
                regions,
            ),
        ]
    )


def banded(values: tuple[float, float, float]) -> str:
    """A median with its band; the band is left out where nothing varies."""
    low, middle, high = values
    if np.isnan(middle):
        return "–"
    return f"{middle:+.2f}" + (f" ({low:+.2f} … {high:+.2f})" if high > low else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
