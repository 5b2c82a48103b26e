"""What is decided: the scenario language, and the library of scenarios.

Reading needs ruamel.yaml and levers need numpy; both are imported when they are first used.
"""

from .courses import Course, Decision, Point
from .deciding import Origin
from .description import describe
from .library import Entry, listing, load, names, validate
from .rules import Condition, Effect, Rule
from .scenario import Scenario, as_yaml, from_text
from .schema import schema
from .starter import new

__all__ = [
    "Condition",
    "Course",
    "Decision",
    "Effect",
    "Entry",
    "Origin",
    "Point",
    "Rule",
    "Scenario",
    "as_yaml",
    "describe",
    "from_text",
    "listing",
    "load",
    "names",
    "new",
    "schema",
    "validate",
]
