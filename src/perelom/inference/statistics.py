"""The statistics of checks: one number from one record.

at            value at the start of the month (window of one month)
mean, total   over the window; of several regions the sum
lowest, highest   least and greatest monthly value (trailing mean over `smooth` months) in the window
ratio         mean over the window over mean over the base
change        mean over the window less mean over the base
part          sum over the window over the sum over the base
share         sum over the window in the region over the sum in the country
rate          sum over the window for each inhabitant at its start
peak_month, trough_month   month (0 = 1921-01) of the greatest, the least value (trailing mean) in the window
crossing      first month in the window at which the value (trailing mean) is at or above the threshold, or at
              or below it with `below`; the month after the window where it never is
leading       how many of the named regions are among the `among` regions with the greatest value: of a flow
              the rate, else the mean over the window

With `over` the series is the quotient of two indicators, month by month.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from perelom.vocabulary import COUNTRY, N_REGIONS, PLACES, REGION_INDEX, declared_indicators, indicator_index

if TYPE_CHECKING:
    from .checks import Check


def value(check: Check, record: np.ndarray) -> float:
    """A check's statistic on a record [240, n_indicators, 15]; NaN where the record has no value for it."""
    return float(STATISTICS[check.statistic](check, record))


def values(checks: Sequence[Check], record: np.ndarray) -> np.ndarray:
    """The statistics of many checks on one record: [n_checks]."""
    return np.array([value(check, record) for check in checks])


def _series(check: Check, record: np.ndarray, name: str, place: int | None = None) -> np.ndarray:
    """Monthly values of an indicator: in one place, or added up over the check's places."""
    column = record[:, indicator_index()[name]]
    if place is not None:
        return column[:, place]
    places = [PLACES.index(region) for region in check.regions]
    return column[:, places].sum(axis=1) if len(places) > 1 else column[:, places[0]]


def _values(check: Check, record: np.ndarray) -> np.ndarray:
    found = _series(check, record, check.indicator)
    if not check.over:
        return found
    with np.errstate(divide="ignore", invalid="ignore"):  # where the divisor is 0 there is no value
        return found / _series(check, record, check.over)


def _window(check: Check, record: np.ndarray) -> np.ndarray:
    return _values(check, record)[check.first : check.last + 1]


def _base(check: Check, record: np.ndarray) -> np.ndarray:
    assert check.base is not None
    return _values(check, record)[check.base[0] : check.base[1] + 1]


def _smoothed(check: Check, record: np.ndarray) -> np.ndarray:
    """Trailing mean over `smooth` months at each month of the window; NaN before there are so many."""
    monthly = _values(check, record)
    if check.smooth > 1:
        sums = np.cumsum(np.concatenate([[0.0], monthly]))
        mean = np.full(len(monthly), np.nan)
        mean[check.smooth - 1 :] = (sums[check.smooth :] - sums[: -check.smooth]) / check.smooth
        monthly = mean
    return monthly[check.first : check.last + 1]


def _month(pick: Callable[[np.ndarray], np.intp], check: Check, record: np.ndarray) -> float:
    found = _smoothed(check, record)
    return np.nan if np.isnan(found).all() else check.first + float(pick(found))


def _quotient(above: float, below: float) -> float:
    return above / below if below else np.nan


def _rate(check: Check, record: np.ndarray) -> float:
    return _quotient(_window(check, record).sum(), _series(check, record, "population")[check.first])


def _share(check: Check, record: np.ndarray) -> float:
    country = _series(check, record, check.indicator, PLACES.index(COUNTRY))[check.first : check.last + 1]
    return _quotient(_window(check, record).sum(), country.sum())


def _crossing(check: Check, record: np.ndarray) -> float:
    found = _smoothed(check, record)
    if np.isnan(found).all():
        return np.nan
    met = found <= check.threshold if check.below else found >= check.threshold
    return float(check.first + int(np.argmax(met)) if met.any() else check.last + 1)


def _leading(check: Check, record: np.ndarray) -> float:
    months = slice(check.first, check.last + 1)
    found = record[months, indicator_index()[check.indicator], :N_REGIONS].mean(axis=0)
    if declared_indicators()[check.indicator].summed_over_year:
        found = found / record[check.first, indicator_index()["population"], :N_REGIONS]
    if np.isnan(found).any():
        return np.nan
    foremost = set(np.argsort(-found, kind="stable")[: check.among].tolist())
    return float(len(foremost & {REGION_INDEX[region] for region in check.regions}))


STATISTICS: dict[str, Callable[[Check, np.ndarray], float]] = {
    "at": lambda check, record: _window(check, record)[0],
    "mean": lambda check, record: _window(check, record).mean(),
    "total": lambda check, record: _window(check, record).sum(),
    "lowest": lambda check, record: _smoothed(check, record).min(),
    "highest": lambda check, record: _smoothed(check, record).max(),
    "ratio": lambda check, record: _quotient(_window(check, record).mean(), _base(check, record).mean()),
    "change": lambda check, record: _window(check, record).mean() - _base(check, record).mean(),
    "part": lambda check, record: _quotient(_window(check, record).sum(), _base(check, record).sum()),
    "share": _share,
    "rate": _rate,
    "peak_month": lambda check, record: _month(np.nanargmax, check, record),
    "trough_month": lambda check, record: _month(np.nanargmin, check, record),
    "crossing": _crossing,
    "leading": _leading,
}
OF_TWO_WINDOWS = ("ratio", "change", "part")
MONTHS = ("peak_month", "trough_month", "crossing")  # their value is a month
TOTALS = ("at", "mean", "total")  # levels and sums, in the indicator's unit
