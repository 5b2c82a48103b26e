"""Which evidence is kept away from fitting: one rule, for checks and for joined figures alike.

Held out are

(a) whole series. Of the measured indicators that no earlier fit of this project used (decisions 0002, 0003
    and 0005 say what was used or looked at), those whose name has a SHA-256 that begins with an even
    hexadecimal digit; and the two that decision 0003 says were never looked at: consumption per head and
    grain yields;
(b) every window that ends after December 1936;
(c) mortality of 1932-34 and the counts of people after it that carry its toll, 1933-36: by region, month
    and age. Totals for the whole country among them are marked for the second posterior, which alone may
    use them.

Chosen before any calibration and without looking at how the model does on them. The rule is no claim that a
held-out figure was never seen by anyone: see docs/checks.md.
"""

from __future__ import annotations

import hashlib

from perelom.vocabulary import month_index

LAST_FIT_MONTH = month_index("1936-12")

# measured, a result of the model, and in no earlier objective: candidates of (a)
CANDIDATES = (
    "farm_output_index",
    "grain_marketability",
    "price_grain_free",
    "steel",
    "coal",
    "electricity",
    "wage_dispersion",
    "industrial_workers",
    "shock_workers_share",
    "women_share_employment",
    "life_expectancy",
    "divorce_rate",
    "hours_housework_women",
    "hours_housework_men",
)
NEVER_LOOKED_AT = ("consumption_per_head", "grain_yield")  # decision 0003

MORTALITY = (
    "excess_deaths_famine",
    "deaths",
    "crude_death_rate",
    "life_expectancy",
    "cumulative_excess_deaths",
)
FAMINE = (month_index("1932-01"), month_index("1934-12"))
PEOPLE = ("population", "population_urban", "share_under_7", "share_over_59")
TOLL_CARRIED = (month_index("1933-01"), LAST_FIT_MONTH)


def drawn(indicator: str) -> bool:
    """Whether the name of a candidate falls on the held-out side."""
    return int(hashlib.sha256(indicator.encode()).hexdigest()[0], 16) % 2 == 0


HELD_OUT_SERIES = (*(name for name in CANDIDATES if drawn(name)), *NEVER_LOOKED_AT)


def carries_famine(indicator: str, first: int, last: int) -> bool:
    """Part (c): whether the months first…last of an indicator tell of mortality in 1932-34."""
    begin, end = FAMINE if indicator in MORTALITY else TOLL_CARRIED
    return indicator in MORTALITY + PEOPLE and first <= end and last >= begin


def held_out(indicator: str, first: int, last: int) -> bool:
    """Whether a figure of an indicator over the months first…last (0 = 1921-01) may not be fitted to."""
    return indicator in HELD_OUT_SERIES or last > LAST_FIT_MONTH or carries_famine(indicator, first, last)


def of_second_posterior(indicator: str, country: bool, total: bool, first: int, last: int) -> bool:
    """Whether a held-out figure is a total of the whole country that the second posterior may use.

    total : a level or a sum, not a date, a share, an order of regions
    """
    famine = carries_famine(indicator, first, last) and last <= LAST_FIT_MONTH
    return famine and country and total and indicator not in HELD_OUT_SERIES
