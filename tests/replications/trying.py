"""How many examples a property is tried on; none is timed."""

from hypothesis import settings

quick = settings(max_examples=60, deadline=None)
