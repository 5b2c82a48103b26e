"""Numbers of the model that the rules of claims ask for, read off one record; and whether they were fitted.

The primitives are those of checks (`statistics.py`). A quotient `per` is that of the two means or sums of the
window, not the mean of monthly quotients.
"""

from __future__ import annotations

import numpy as np

from perelom.evidence import observed

from .checks import Check, checks
from .claim_tests import Read
from .statistics import value

MEAN, TOTAL = "mean", "total"


def number(read: Read, record: np.ndarray) -> float:
    """What a rule reads of a record [240, n_indicators, 15]; NaN where the record has no value for it."""
    found = _of_window(read, read.window, record)
    if read.over is not None:
        return _quotient(found, _of_window(read, read.over, record))
    if read.minus is not None:
        return found - _of_window(read, read.minus, record)
    return found


def seen_in_fitting(read: Read) -> bool:
    """Whether a figure of what is read, in a window of it, was fitted to or may be: a check of the split
    `fit`, or a joined figure of use `fit`. What is so is in-sample, and agreement there confirms nothing."""
    fitted = [(c.indicator, (c.first, c.last)) for c in checks("fit")]
    for name in read.indicators:
        fitted += [(name, (o.first, o.last)) for o in observed(name) if o.use == "fit"]
    return any(
        name in read.indicators and first <= last_read and first_read <= last
        for name, (first, last) in fitted
        for first_read, last_read in read.windows
    )


def _of_window(read: Read, window: tuple[int, int], record: np.ndarray) -> float:
    """Mean or sum of a window: the first indicator, plus and less others, per another."""

    def of(name: str) -> float:
        return value(_primitive(name, read, window), record)

    found = of(read.indicators[0])
    if read.plus:
        found += of(read.plus)
    if read.less:
        found -= of(read.less)
    return _quotient(found, of(read.per)) if read.per else found


def _quotient(above: float, below: float) -> float:
    return above / below if below else np.nan


def _primitive(name: str, read: Read, window: tuple[int, int]) -> Check:
    """The statistic as checks have it; it is held against nothing, so that it has no estimates."""
    return Check(
        id="",
        event="",
        indicator=name,
        over="",
        regions=(read.region,),
        statistic=MEAN if read.mean else TOTAL,
        first=window[0],
        last=window[1],
        base=None,
        threshold=0.0,
        below=False,
        smooth=1,
        among=0,
        error="",
        observed=(),
        low=np.nan,
        high=np.nan,
        centre=np.nan,
        sd=np.nan,
        split="",
        second_posterior=False,
    )
