"""Results: labelled arrays, bands, paired differences."""

from .bands import samples, summary, yearly
from .comparison import Pair, comparison, differences, pairs, random_effects, statistics
from .deaths import Toll, tolls
from .opening import open_results

__all__ = [
    "Pair",
    "Toll",
    "comparison",
    "differences",
    "open_results",
    "pairs",
    "random_effects",
    "samples",
    "statistics",
    "summary",
    "tolls",
    "yearly",
]
