"""Groups of instruments: what a difference of two scenarios is attributed to.

Without a file a group holds the instruments whose ids begin with one word, as `procurement.method` and
`procurement.price`. A file names others:

    villages: [procurement.*, collectivization.*, fines.meat]
    towns: [rationing, rationing.norm, trade.*]

`trade.*` stands for every instrument that begins with `trade`. What no group of the file names is one more
group, `others`. Scenarios that assume different parameters differ in one more again, `parameters`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from perelom.errors import did_you_mean
from perelom.vocabulary import instruments

from .deciding import known_lever
from .document import Items, Node, Place, Report, Scalar, Table, parse, read_text
from .mixing import differing
from .scenario import Scenario

OTHERS, ASSUMED = "others", "parameters"
FORM = "a file of groups is a mapping, one 'group: [procurement.*, exports.grain]' in each line"

Groups = Mapping[str, tuple[str, ...]]  # instruments by the name of their group


@dataclass(frozen=True)
class Group:
    """Instruments that are decided otherwise in one scenario than in another, taken over together.

    parameters : whether the assumptions about parameters go with them
    """

    name: str
    instruments: tuple[str, ...]
    parameters: bool = False


def family(instrument: str) -> str:
    """The word an instrument's id begins with: `procurement` of `procurement.method`."""
    return instrument.split(".", 1)[0]


def families() -> dict[str, tuple[str, ...]]:
    """All instruments by the word they begin with, in the table's order."""
    found: dict[str, tuple[str, ...]] = {}
    for name in instruments():
        found[family(name)] = (*found.get(family(name), ()), name)
    return found


def read_groups(path: Path) -> Groups:
    """Groups of a YAML file; what it leaves out is the group `others`. InputError with every problem."""
    text = read_text(path, str(path))
    report = Report(str(path), text.splitlines())
    root = parse(
        text,
        report,
        form=FORM,
        first_hint="write a first line: villages: [procurement.*, collectivization.*]",
    )
    found = _groups(root, report) if root is not None else {}
    report.refuse()
    named = {name for members in found.values() for name in members}
    rest = tuple(name for name in instruments() if name not in named)
    return {**found, OTHERS: rest} if rest else found


def _groups(root: Table, report: Report) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    standing: dict[str, tuple[str, Place]] = {}
    for word, node in root.pairs:
        if word.text in (OTHERS, ASSUMED):
            what = "what no group names" if word.text == OTHERS else "assumptions about parameters"
            report.add(word.place, f"a group may not be called '{word.text}'", f"so {what} are called")
        members: list[str] = []
        for item in _listed(word, node, report):
            for name in _meant(item, report):
                if name in standing:
                    group, first = standing[name]
                    words = f"'{name}' stands in '{group}' already, in line {first.line}"
                    report.add(item.place, words, "an instrument belongs to one group")
                else:
                    standing[name] = word.text, item.place
                    members.append(name)
        found[word.text] = tuple(members)
    return found


def _listed(word: Scalar, node: Node, report: Report) -> list[Scalar]:
    """The words of a group's list; anything else is refused."""
    if not isinstance(node, Items) or not node.items:
        found = "a mapping" if isinstance(node, Table) else "an empty list" if isinstance(node, Items) else ""
        what = found or (f"'{node.text}'" if isinstance(node, Scalar) and not node.empty else "nothing")
        hint = f"write {word.text}: [procurement.*, exports.grain]"
        report.add(node.place, f"found {what}; group '{word.text}' takes a list of instruments", hint)
        return []
    words = [item for item in node.items if isinstance(item, Scalar)]
    for item in node.items:
        if not isinstance(item, Scalar):
            report.add(item.place, f"group '{word.text}' takes ids of instruments, each a word")
    return words


def _meant(item: Scalar, report: Report) -> tuple[str, ...]:
    """The instruments that a word of a file means; none where it is refused."""
    if item.text.endswith(".*"):
        known = families()
        found = known.get(item.text.removesuffix(".*"), ())
        if not found:
            hint = did_you_mean(item.text, [f"{name}.*" for name in known])
            hint = hint or f"known: {', '.join(f'{name}.*' for name in known)}"
            report.add(item.place, f"no instrument begins with '{item.text.removesuffix('.*')}'", hint)
        return found
    if item.text in families() and item.text not in instruments():
        report.add(item.place, f"unknown instrument '{item.text}'", f"did you mean '{item.text}.*'?")
        return ()
    lever = known_lever(item, report)
    return (lever.id,) if lever is not None else ()


def that_differ(a: Scenario, b: Scenario, groups: Groups | None = None) -> tuple[Group, ...]:
    """The groups of which two scenarios decide otherwise, each with the instruments that differ.

    groups : by default the families of instruments
    """
    apart = set(differing(a, b))
    found = [
        Group(name, kept)
        for name, members in (families() if groups is None else groups).items()
        if (kept := tuple(m for m in members if m in apart))
    ]
    if a.parameters != b.parameters:
        found.append(Group(ASSUMED, (), parameters=True))
    return tuple(found)
