"""What the checks found (docs/calibration.md) and the prediction for 1932-33 (docs/the-famine-of-1932-33.md).

make docs-checks                     # computes and fills
python docs/check_tables.py FILE     # fills from what `perelom check --held-out --json` printed

What is generated goes between lines such as `<!-- found -->` and `<!-- end -->`; never edit there.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from lists import table
from verdict_tables import filled

from perelom.vocabulary import REGION_LABELS

DOCS = Path(__file__).parent
BY_MONTH = ("ukraine", "kazakhstan", "USSR")


def main(arguments: list[str]) -> int:
    """Fills both pages."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    document = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    for name, parts in (
        ("calibration.md", {"found": found(document)}),
        ("the-famine-of-1932-33.md", {"prediction": prediction(document)}),
    ):
        page = DOCS / name
        page.write_text(filled(page.read_text(encoding="utf-8"), parts), encoding="utf-8")
    return 0


def made(document: dict[str, Any]) -> str:
    """How the numbers were made."""
    return (
        f"`perelom check --held-out --draws {document['draws']}`, parameters {document['parameters']}, "
        f"{document['households']} households, seed {document['seed']}."
    )


def found(document: dict[str, Any]) -> str:
    """Fit checks by event, held-out evidence, and each failing fit check with its likely reason."""
    fitted = [row for row in document["checks"] if row["split"] == "fit"]
    passed = Counter(row["event"] for row in fitted if row["passed"])
    of = Counter(row["event"] for row in fitted)
    by_event = [[event, str(passed[event]), str(n)] for event, n in of.items()]
    other = [row for row in document["checks"] if row["split"] != "fit"]
    quality = [
        ["within the 90 % bands", _percent(document["coverage_90_held_out"]), "80 to 97 %"],
        ["mean width of the bands over the median", _percent(document["mean_width_90"]), "under 60 %"],
        ["middle width", _percent(document["median_width_90"]), ""],
        ["median relative error", _percent(document["median_relative_error"]), ""],
        *(
            [f"CRPS over that of {name}, {rival['points']} figures", f"{rival['ratio']:.2f}", "at most 0.6"]
            for name, rival in document["crps_ratios"].items()
        ),
        ["held-out checks that pass", f"{sum(row['passed'] for row in other)} of {len(other)}", ""],
    ]
    failing = [
        [row["event"], f"`{row['id']}`", _range(row["low"], row["high"]), _band(row), row["likely_reason"]]
        for row in fitted
        if not row["passed"]
    ]
    share = f"{passed.total()} of {len(fitted)} fit checks pass"
    share += f" ({100 * passed.total() / len(fitted):.0f} %, 85 asked)."
    return "\n\n".join(
        [
            made(document),
            f"**{share}**",
            table(["event", "pass", "of"], by_event),
            f"**Held out**: {document['points_held_out']} figures and checks that no fit has read.",
            table(["measure", "found", "aim"], quality),
            "**Fit checks that fail**, each with what is likely to be the reason:",
            table(["event", "check", "passes", "model: median (90 % band)", "likely reason"], failing),
        ]
    )


def prediction(document: dict[str, Any]) -> str:
    """Excess deaths of 1932-33 by place beside the published range, and by month."""
    famine = document["famine_1932_33"]
    rows = []
    for place, deaths in famine["regions"].items():
        total = {key: value / 1e6 for key, value in deaths["total"].items()}
        published = famine["published"].get(place)
        words = "–" if published is None else f"{published[0] / 1e6:.1f} to {published[1] / 1e6:.1f}"
        rows.append([_name(place), _million(total), words, _inside(total, published)])
    months = [
        [month, *(_thousand(famine["regions"][place], k) for place in BY_MONTH)]
        for k, month in enumerate(famine["months"])
    ]
    return "\n\n".join(
        [
            made(document),
            table(["place", "model, million: median (90 % band)", "published, 1930-34", ""], rows),
            "By month, thousands: median (90 % band).",
            table(["month", *map(_name, BY_MONTH)], months),
        ]
    )


def _name(place: str) -> str:
    return REGION_LABELS.get(place, place)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _range(low: float, high: float) -> str:
    return f"{low:.4g} to {high:.4g}"


def _band(row: dict[str, Any]) -> str:
    q05, q50, q95 = (row["model"][key] for key in ("q05", "q50", "q95"))
    return "–" if q50 is None else f"{q50:.4g} ({q05:.4g} to {q95:.4g})"


def _million(total: dict[str, float]) -> str:
    return f"{total['q50']:.2f} ({total['q05']:.2f} to {total['q95']:.2f})"


def _thousand(deaths: dict[str, Any], k: int) -> str:
    return "{:.0f} ({:.0f} to {:.0f})".format(*(deaths[key][k] / 1e3 for key in ("q50", "q05", "q95")))


def _inside(total: dict[str, float], published: list[float] | None) -> str:
    """Whether the median, or at least the band, meets what was published."""
    if published is None:
        return ""
    low, high = (value / 1e6 for value in published)
    if low <= total["q50"] <= high:
        return "median inside"
    return "band meets it, median outside" if total["q05"] <= high and total["q95"] >= low else "outside"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
