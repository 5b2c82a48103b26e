"""Every published figure as a check of its own: for coverage and forecasts, year by year.

Figures of one indicator, region and period are the rivals of one check. Left out: figures that equal the
model by construction (anchors of rebased series), and indicators that a decision sets.
"""

from __future__ import annotations

from functools import cache

from perelom.evidence import Observed, observed
from perelom.evidence.held_out import of_second_posterior
from perelom.vocabulary import COUNTRY, N_MONTHS, REGIONS, indicators

from .checks import TABLE, Check, Rival, passing
from .reading import Error, read

# set by an instrument of the scenario, or given: the figure went in
DECIDED = (
    "grain_exported",
    "tractors",
    "price_grain_state",
    "investment_share",
    "excess_deaths_repression",  # most of it is executions, which are given
    "executions",
    "dekulakized_households.2",
    "promoted_workers",
)
# measured twice: the same figures in other words
REPEATED = ("scissors", "births", "deaths", "industrial_growth", "national_income")
DEFAULT_ERROR = "returns"


@cache
def figures(split: str | None = None) -> tuple[Check, ...]:
    """Published figures as checks, by indicator and date: all, or those of one split (`fit`, `held_out`)."""
    errors = read(TABLE.read_text(encoding="utf-8"), TABLE.name).errors
    kinds = {name: kind for kind, error in errors.items() for name in error.figures}
    made = []
    for indicator in indicators():
        if indicator in DECIDED + REPEATED:
            continue
        kind = kinds.get(indicator, DEFAULT_ERROR)
        for region in (None, *REGIONS):
            for rivals in _together(observed(indicator, region)).values():
                made.append(_check(rivals, kind, errors[kind]))
    return tuple(check for check in made if split in (None, check.split))


def _together(found: tuple[Observed, ...]) -> dict[tuple[object, ...], list[Observed]]:
    """Figures by period and base; those that reach beyond the model's months, and anchors, are left out."""
    grouped: dict[tuple[object, ...], list[Observed]] = {}
    for item in found:
        base = item.rebase_months
        within = item.first >= 0 and item.last < N_MONTHS
        if within and item.use != "none" and (base is None or 0 <= base[0] <= base[1] < N_MONTHS):
            grouped.setdefault((item.first, item.last, item.moment, base), []).append(item)
    return grouped


def _check(rivals: list[Observed], kind: str, error: Error) -> Check:
    item = rivals[0]
    flow = indicators()[item.indicator].summed_over_year
    base = item.rebase_months
    statistic = "ratio" if base else "at" if item.moment else "total" if flow else "mean"
    estimates = tuple(Rival(o.value, o.value, o.source, o.status, o.note) for o in rivals)
    low, high, centre, sd = passing(estimates, error)
    second = of_second_posterior(item.indicator, item.region is None, base is None, item.first, item.last)
    return Check(
        id=f"{item.indicator}:{item.region or COUNTRY}:{item.first}:{item.last}",
        event="series",
        indicator=item.indicator,
        over="",
        regions=(item.region or COUNTRY,),
        statistic=statistic,
        first=item.first,
        last=item.last,
        base=base,
        threshold=0.0,
        below=False,
        smooth=1,
        among=0,
        error=kind,
        observed=estimates,
        low=low,
        high=high,
        centre=centre,
        sd=sd,
        split="held_out" if item.use == "held_out" else "fit",
        second_posterior=second,
    )
