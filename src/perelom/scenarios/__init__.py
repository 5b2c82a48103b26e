"""What is decided: the scenario language, and the library of scenarios.

Reading needs ruamel.yaml and levers need numpy; both are imported when they are first used.
"""

from .courses import Course, Decision, Point
from .deciding import Origin
from .description import describe
from .groups import Group, read_groups, that_differ
from .library import Entry, listing, load, names, validate
from .mixing import Mixed, mixed_levers
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
    "Group",
    "Mixed",
    "Origin",
    "Point",
    "Rule",
    "Scenario",
    "as_yaml",
    "describe",
    "from_text",
    "listing",
    "load",
    "mixed_levers",
    "names",
    "new",
    "read_groups",
    "schema",
    "that_differ",
    "validate",
]
