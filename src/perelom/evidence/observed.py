"""Published figures in the units and months of the model, ready to stand beside its results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from perelom.errors import did_you_mean, refusal
from perelom.vocabulary import REGIONS, Indicator, declared_indicators

from .figures import Figure
from .held_out import held_out
from .joins import Join, joined_to, rebase_period
from .periods import FIRST_YEAR, Period, month_number

# kinds of indicators that stand at the start of a month (vocabulary: when a value is taken)
STANDING = ("stock", "share", "price", "index")


@dataclass(frozen=True)
class Observed:
    """One published figure as a measure of an indicator.

    region : None for the country
    first, last : months that the figure covers (0 = 1921-01), not clipped: they may lie outside 0…239
    value : in the indicator's unit; of a flow the sum over first…last, of a moment the value at the start of
        month `first` = `last`, else the mean over first…last; with `rebase`, a ratio (see there)
    status : verified or recalled
    use : fit, check or held_out; none: the anchor of a rebased series, equal to the model's by construction
        (`use_of`)
    rebase : "" or a period such as `1928` or `1927/28` (its months: `rebase_months`): the level of the series
        cannot be compared; `value` is the ratio to the level of that period, to be shown as the model's own
        value of the period (its mean; of a flow, the sum) times `value`
    """

    indicator: str
    region: str | None
    first: int
    last: int
    value: float
    series: str
    source: str
    status: str
    use: str
    note: str
    moment: bool
    rebase: str
    rebase_months: tuple[int, int] | None = None


@cache
def observed(indicator: str, region: str | None = None) -> tuple[Observed, ...]:
    """Every published figure that measures an indicator in a region (None: the country), by date.

    Rival estimates stand side by side. Left out: joins of use `none`, figures that mix annexed land or
    another territory, figures wholly outside 1921-1940. InputError for an unknown indicator or region.
    """
    known = declared_indicators()
    if indicator not in known:
        hint = did_you_mean(indicator, known) or "'perelom show indicators' lists them"
        raise refusal(f"unknown indicator '{indicator}'", hint)
    if region is not None and region not in REGIONS:
        hint = did_you_mean(region, REGIONS) or f"known: {', '.join(REGIONS)}"
        raise refusal(f"unknown region '{region}'", hint)
    found = [
        _observed(join, figure, known[indicator])
        for join in joined_to(indicator)
        if join.use != "none"
        for figure in held(join)
        if figure.region == region
    ]
    return tuple(sorted(found, key=lambda item: (item.first, item.last)))


@cache
def published(indicator: str) -> list[str]:
    """Sources of the published series joined to an indicator, ` (recalled)` where no row of one was read."""
    status: dict[str, set[str]] = {}
    for join in joined_to(indicator):
        if join.use != "none":
            for figure in held(join):
                status.setdefault(figure.source, set()).add(figure.status)
    return [source + (" (recalled)" if found == {"recalled"} else "") for source, found in status.items()]


def held(join: Join) -> Iterator[Figure]:
    """The figures of a join that may stand beside the model's: within its borders and its years."""
    return (figure for figure in join.figures() if figure.usable and figure.period.in_horizon)


def months_of(period: Period, figure: Figure, join: Join, indicator: Indicator) -> tuple[int, int, bool]:
    """First and last month of a figure, and whether it is a moment.

    A month's figure of what stands at a time (stocks, shares, prices, indices) is that of its first day. The
    join says when a year's figure stands; else the row does.
    """
    if period.kind == "day":
        return period.first, period.last, True
    stands = join.stands or figure.moment
    if stands == "end":
        return period.last + 1, period.last + 1, True
    if stands == "start" or (period.kind == "month" and indicator.kind in STANDING):
        return period.first, period.first, True
    if stands:
        moment = month_number(FIRST_YEAR + period.first // 12, int(stands))
        return moment, moment, True
    return period.first, period.last, False


def use_of(join: Join, figure: Figure) -> str:
    """What a figure of a join is used for: `held_out` by the rule of `held_out.py`, else what its join says.

    none : the join's figures are not held against the model, or this one anchors a rebased series
    """
    if join.use == "none" or (join.rebase and figure.period == rebase_period(join)):
        return "none"
    indicator = declared_indicators()[join.indicator]
    first, last, _ = months_of(figure.period, figure, join, indicator)
    return "held_out" if held_out(join.indicator, first, last) else join.use


def _observed(join: Join, figure: Figure, indicator: Indicator) -> Observed:
    first, last, moment = months_of(figure.period, figure, join, indicator)
    base = rebase_period(join) if join.rebase else None
    return Observed(
        indicator.id,
        figure.region,
        first,
        last,
        figure.value * join.factor,
        figure.series,
        figure.source,
        figure.status,
        use_of(join, figure),
        figure.note,
        moment,
        join.rebase,
        (base.first, base.last) if base else None,
    )
