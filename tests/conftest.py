"""How many examples a property is tried on, and that no test is timed."""

import os

from hypothesis import settings

settings.register_profile("short", deadline=None, max_examples=40)
settings.register_profile("long", deadline=None, max_examples=400)
settings.load_profile("long" if os.environ.get("PERELOM_LONG") else "short")
