"""How well an ensemble does against evidence: checks passed, coverage, CRPS against rivals, errors, widths.

Values are [draws, checks]: the statistics of each draw. The predictive distribution of a published figure is
that of the draws plus its measurement error at fixed quantiles of the normal, so that nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .checks import Check
from .published import figures
from .rivals import RIVALS
from .statistics import OF_TWO_WINDOWS, TOTALS

PREDICTIVE = 400  # members of a predictive distribution, at least
LOW, HIGH = 0.05, 0.95
NOUGHT = 0.01  # a median below this share of the published figure is no measure of a width


@dataclass(frozen=True)
class Verdict:
    """A check beside the model: quantiles of the draws.

    passed : the median lies in what passes; touches : the 90 % band meets it
    """

    check: Check
    q05: float
    q50: float
    q95: float
    passed: bool
    touches: bool


@dataclass(frozen=True)
class Quality:
    """What is reported of held-out evidence.

    points : how many figures and checks; coverage : share of them within the 90 % band of the predictive
    crps_ratio : mean CRPS over that of each rival, on the points where it has a forecast; their number beside
    median_relative_error : of the draws' median, of levels
    width, width_of_draws : mean 90 % width over the median, of the predictive and of the draws alone
    typical_width : the median of the first
    near_nought : points left out of widths, as their median lies below a hundredth of the published figure
    """

    points: int
    coverage: float
    crps_ratio: dict[str, tuple[float, int]]
    median_relative_error: float
    width: float
    typical_width: float
    width_of_draws: float
    near_nought: int

    @property
    def crps_ratio_to_naive(self) -> float:
        """The CRPS over that of the better rival: the larger of the ratios; NaN without any."""
        return max((ratio for ratio, _ in self.crps_ratio.values()), default=np.nan)


def verdicts(checks: Sequence[Check], values: np.ndarray) -> list[Verdict]:
    """Each check judged; one without a value of the model in some draw does not pass."""
    q05, q50, q95 = np.quantile(values, [LOW, 0.5, HIGH], axis=0) if len(checks) else np.empty((3, 0))
    return [
        Verdict(
            check,
            float(q05[i]),
            float(q50[i]),
            float(q95[i]),
            bool(check.low <= q50[i] <= check.high),
            bool(q05[i] <= check.high and q95[i] >= check.low),
        )
        for i, check in enumerate(checks)
    ]


def passed_by_event(found: Sequence[Verdict]) -> dict[str, tuple[int, int]]:
    """Passed and all checks by event, in the order of the events."""
    counts: dict[str, tuple[int, int]] = {}
    for verdict in found:
        passed, total = counts.get(verdict.check.event, (0, 0))
        counts[verdict.check.event] = passed + verdict.passed, total + 1
    return counts


def evidence_held_out(checks: Sequence[Check], *, totals_fitted: bool = False) -> tuple[Check, ...]:
    """Points on which the model is judged: the held-out checks among some, and the held-out figures that are
    none of them. totals_fitted : leave out what the second posterior was fitted to."""
    kept = [check for check in checks if check.split == "held_out"]
    told = {_definition(check) for check in kept}
    points = (*kept, *(figure for figure in figures("held_out") if _definition(figure) not in told))
    return tuple(point for point in points if not (totals_fitted and point.second_posterior))


def _definition(check: Check) -> tuple[object, ...]:
    return check.indicator, check.over, check.regions, check.statistic, check.first, check.last, check.base


def predictive(check: Check, values: np.ndarray) -> np.ndarray:
    """The draws [n] plus the measurement error: [n × m], m fixed quantiles of the normal for each draw."""
    from scipy.special import ndtri

    count = max(1, -(-PREDICTIVE // len(values)))
    errors = check.sd * ndtri((np.arange(count) + 0.5) / count)
    return (values[:, None] + errors[None, :]).ravel()


def quality(points: Sequence[Check], values: np.ndarray) -> Quality:
    """Coverage, CRPS, errors and widths on some points: values [draws, points].

    A point without a value of the model counts as not covered, and in nothing else.
    """
    covered, errors, widths, own_widths = [], [], [], []
    scores: dict[str, list[tuple[float, float]]] = {name: [] for name in RIVALS}
    known = figures("fit")
    for i, point in enumerate(points):
        draws = values[:, i]
        if not np.isfinite(draws).all():
            covered.append(False)
            continue
        members = predictive(point, draws)
        low, high = np.quantile(members, [LOW, HIGH])
        covered.append(bool(low <= point.centre <= high))
        if not level(point):
            continue
        middle = float(np.median(draws))
        errors.append(abs(middle - point.centre) / abs(point.centre))
        if abs(middle) >= NOUGHT * abs(point.centre):
            widths.append((high - low) / abs(middle))
            own_widths.append(np.subtract(*np.quantile(draws, [HIGH, LOW])) / abs(middle))
        own = crps(point.centre, members) / abs(point.centre)
        for name, forecast in RIVALS.items():
            rival = forecast(point, known)
            if len(rival):
                scores[name].append((own, crps(point.centre, rival) / abs(point.centre)))
    return Quality(
        len(points),
        _mean(covered),
        _ratios(scores),
        float(np.median(errors)) if errors else np.nan,
        _mean(widths),
        float(np.median(widths)) if widths else np.nan,
        _mean(own_widths),
        len(errors) - len(widths),
    )


def level(point: Check) -> bool:
    """Whether a point's value has a size that errors can be measured by: no date, no count of regions."""
    return point.statistic in (*TOTALS, *OF_TWO_WINDOWS, "rate", "share") and point.centre != 0


def crps(observed: float, members: np.ndarray) -> float:
    """Continuous ranked probability score of an ensemble; of one member, the absolute error."""
    import scoringrules

    return float(np.asarray(scoringrules.crps_ensemble(observed, members)))


def _ratios(scores: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, tuple[float, int]]:
    found = {}
    for name, pairs in scores.items():
        if pairs:
            own, rival = np.mean(pairs, axis=0)
            found[name] = (float(own / rival) if rival else np.nan, len(pairs))
    return found


def _mean(numbers: Sequence[float]) -> float:
    return float(np.mean(numbers)) if len(numbers) else np.nan
