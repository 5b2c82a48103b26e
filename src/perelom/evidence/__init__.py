"""What is known: published series with their sources, and which of them measures which indicator.

from perelom.evidence import observed
for figure in observed("grain_harvest"):
    print(figure.first, figure.last, figure.value, figure.source, figure.status)
"""

from .claims import Claim, claims
from .figures import Figure, Series, all_series
from .joins import Join, joined_to, joins
from .observed import Observed, observed, published, use_of
from .periods import Period, parse_period
from .references import Reference, references
from .timeline import Event, policy_timeline

__all__ = [
    "Claim",
    "Event",
    "Figure",
    "Join",
    "Observed",
    "Period",
    "Reference",
    "Series",
    "all_series",
    "claims",
    "joined_to",
    "joins",
    "observed",
    "parse_period",
    "policy_timeline",
    "published",
    "references",
    "use_of",
]
