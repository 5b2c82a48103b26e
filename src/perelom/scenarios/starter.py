"""A first scenario file, with comments, for `perelom new NAME --extends X`."""

from __future__ import annotations

import re
from pathlib import Path

from perelom.errors import refusal
from perelom.vocabulary import month_text

from .library import load, names
from .scenario import Scenario, as_yaml

STARTER = """\
# A scenario is a set of dated decisions. What is not decided here is decided as in its parent.
# Check it:    perelom validate {file}
# Look at it:  perelom show scenario {file}
# Compare:     perelom compare {extends} {file}

{head}
# Decisions. 'perelom show instruments' lists them all, with units and bounds.
# A bare value holds from `from` on; a value holds until the next date.
set:
  # exports.grain: 0
  # plan.investment_share: {{1928-10: 0.19, 1932-10: 0.22}}
  # plan.heavy_share: {{ramp: {{1928-10: 60 %, 1932-10: 80 %}}}}          # straight between the dates
  # procurement.method: {{by_region: {{ukraine: purchase}}}}             # the other regions as in the parent
  # procurement.quota: {{1931-07: {{value: 20 Mt, source: where it stands, status: assumption}}}}

# Decisions that wait for an indicator of the month before. 'perelom show indicators' lists them.
rules:
  # - when: {{grain_reserve: {{below: 0.5 Mt}}}}
  #   for: 2 months
  #   set: {{exports.grain: 0}}
  #   until: {{grain_reserve: {{above: 1.5 Mt}}}}
  #   because: exports wait until the towns are fed

# What these decisions rest on. Say so where it is your own assumption.
sources:
  - own assumption
"""


def new(name: str, extends: str = "history", path: str | Path | None = None) -> Path:
    """Write a starter scenario and return its path.

    path : a file, or a folder to write `NAME.yaml` in; the working folder by default
    InputError : a name that is no plain word or is one of the library, an unknown parent, a file that is
        there already
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name):
        raise refusal(f"'{name}' is no name for a scenario", "use small letters, digits and hyphens: my-nep")
    target = Path() if path is None else Path(path)
    if target.is_dir():
        target = target / f"{name}.yaml"
    if target.suffix not in (".yaml", ".yml"):
        raise refusal("a scenario file ends with .yaml", f"did you mean '{target}.yaml'?", str(target))
    if target.stem in names():
        words = f"'{target.stem}' is a scenario of the library: the two could not be told apart"
        raise refusal(words, f"choose another name: my-{target.stem}")
    if target.exists():
        raise refusal("this file is there already; it was not touched", path=str(target))
    if not target.parent.is_dir():
        raise refusal("there is no such folder", path=str(target.parent))
    parent = _parent(extends, target)
    head = as_yaml(
        {
            "title": f"{name}: {parent.title} with another decision",
            "question": "What if ... had been decided?",
            "context": "What was decided in fact, and why the alternative was open at the time.",
            "extends": extends,
            "from": month_text(max(parent.start, 84)),
        }
    )
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(STARTER.format(file=target, extends=extends, head=head))
    except OSError as error:
        raise refusal(f"cannot be written: {error.strerror}", path=str(target)) from None
    return target


def _parent(extends: str, target: Path) -> Scenario:
    """The scenario that `extends` will mean in a file beside others."""
    beside = target.parent / extends
    for candidate in (beside, beside.with_name(f"{beside.name}.yaml")):
        if candidate.suffix in (".yaml", ".yml") and candidate.is_file():
            return load(candidate)
    return load(extends)
