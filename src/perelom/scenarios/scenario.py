"""A scenario: frozen, hashed, with its parents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, ref

from perelom.vocabulary import N_MONTHS, month_text

from . import decrees
from .courses import Decision
from .deciding import Origin
from .document import Report
from .reading import KEYS, Content, read
from .rules import Rule

if TYPE_CHECKING:
    from .levers import Levers

# at which every family's campaigns are compared with the parent's: strength 4 stays within all bounds
COMPARED_AT = {decrees.parameter_name(family): 0.2 for family in decrees.FAMILIES}


_KEPT: WeakKeyDictionary[Scenario, Callable[..., Levers]] = WeakKeyDictionary()


def _levers_of_parent(parent: Scenario, parameters: Mapping[str, float]) -> Levers:
    """Levers of a scenario that others extend, kept for the strengths of campaigns last asked for."""
    if parent not in _KEPT:
        of = ref(parent)

        @lru_cache(maxsize=4)  # five megabytes each
        def levers(*strengths: float | None) -> Levers:
            known = {name: s for name, s in zip(COMPARED_AT, strengths, strict=True) if s is not None}
            alive = of()
            assert alive is not None, "asked for by one that extends it"
            return alive.levers(known)

        _KEPT[parent] = levers
    return _KEPT[parent](*map(parameters.get, COMPARED_AT))


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """What is decided, month by month, and where each value comes from.

    content : what its own file says; parent : the scenario it extends, None for a root
    text : the file as it was read; equal scenarios have equal `hash`
    """

    name: str
    content: Content
    parent: Scenario | None
    text: str

    def __repr__(self) -> str:
        """One line for a notebook; what is decided: `describe`."""
        extends = f", extends '{self.parent.name}'" if self.parent else ""
        start = month_text(self.start)
        return f"Scenario('{self.name}', '{self.title}'{extends}, from {start}, sha256 {self.hash[:12]})"

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def question(self) -> str:
        return self.content.question

    @property
    def context(self) -> str:
        return self.content.context

    @property
    def extends(self) -> tuple[str, ...]:
        """Names of the parents, the nearest first."""
        return tuple(item.name for item in self.lineage[1:])

    @property
    def lineage(self) -> tuple[Scenario, ...]:
        """This scenario, its parent, and so on to the root."""
        return (self, *(self.parent.lineage if self.parent else ()))

    @property
    def start(self) -> int:
        """Month index of `from`; 0 where the file has none."""
        return self.content.start

    @property
    def sources(self) -> tuple[str, ...]:
        return self.content.sources

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where single values of its own file come from; the parents have theirs (see `lineage`)."""
        return self.content.origins

    @cached_property
    def parameters(self) -> dict[str, float]:
        """Overrides of parameters, the parents' included, by id."""
        return {**(self.parent.parameters if self.parent else {}), **self.content.parameters}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, the furthest parent's first: the later one wins."""
        return tuple(rule for item in reversed(self.lineage) for rule in item.content.rules)

    @cached_property
    def hash(self) -> str:
        """sha256 of the canonical form: what decides, without titles, sources and ways of writing."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def canonical(self) -> str:
        """What decides, as one line of JSON, the parent by its hash and campaigns with their decrees."""
        families = sorted({c.decrees for d in self.content.decisions for c in d.courses() if c.decrees})
        data = {
            **self.content.canonical(),
            "decrees": {family: decrees.canonical(family) for family in families},
            "parent": self.parent.hash if self.parent else None,
        }
        return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @cached_property
    def first_change(self) -> int:
        """First month at which a lever's path differs from the parent's: 0 for a root, 240 for no difference.

        Rules count from `start`; an overridden parameter changes the world from month 0.
        """
        if self.parent is None or self.parameters != self.parent.parameters:
            return 0
        import numpy as np

        own, other = self.levers(COMPARED_AT), _levers_of_parent(self.parent, COMPARED_AT)
        same = _same(own.values, other.values).all(axis=(1, 2)) & _same(own.totals, other.totals).all(axis=1)
        first = N_MONTHS if same.all() else int(np.argmin(same))
        return min(first, self.start) if self.content.rules else first

    def levers(self, parameters: Mapping[str, float]) -> Levers:
        """All paths and rules, ready for the months. `parameters` : values by id, for the campaigns' scale.

        ValueError where a campaign's parameter is missing.
        """
        from .levers import build

        above = None if self.parent is None else _levers_of_parent(self.parent, parameters)
        return build(above, self.content, parameters)

    def decision(self, lever: str) -> Decision | None:
        """What its own file says of a lever."""
        return next((d for d in self.content.decisions if d.lever == lever), None)

    def extend(
        self,
        name: str,
        *,
        from_: str | None = None,
        until: str | None = None,
        title: str | None = None,
        question: str | None = None,
        set: Mapping[str, Any] | None = None,
        rules: Sequence[Mapping[str, Any]] = (),
        parameters: Mapping[str, Any] | None = None,
        sources: Sequence[str] = (),
    ) -> Scenario:
        """A new scenario on top of this one, read by the same rules as a file, with the same words.

        InputError with every problem found; places are those of the file that `.text` would be.
        """
        keys = {
            "title": title or name,
            "question": question,
            "extends": self.name,
            "from": from_,
            "until": until,
            "set": set,
            "rules": list(rules),
            "parameters": parameters,
            "sources": list(sources),
        }
        text = as_yaml({key: value for key, value in keys.items() if value})
        return from_text(text, name, parent=self, path=name)


def from_text(text: str, name: str, *, parent: Scenario | None, path: str) -> Scenario:
    """A scenario from YAML text whose parent is at hand. InputError with every problem of the text."""
    report = Report(path, text.splitlines())
    content, _ = read(text, report)
    report.refuse()
    return Scenario(name, content, parent, text)


def as_yaml(data: Mapping[str, Any]) -> str:
    """YAML of a scenario given as plain data, one line for each lever and rule."""
    lines = []
    for key in sorted(data, key=lambda k: KEYS.index(k) if k in KEYS else len(KEYS)):
        value = data[key]
        if isinstance(value, Mapping):
            lines.append(f"{key}:")
            lines += [f"  {_word(k)}: {_flow(v)}" for k, v in value.items()]
        elif isinstance(value, list):
            lines.append(f"{key}:")
            lines += [f"  - {_flow(item)}" for item in value]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _word(value: object) -> str:
    """A key or a plain word as a file would have it, quoted only where it must be."""
    text = str(value)
    safe = text.isascii() and text.replace("_", "").replace(".", "").replace("-", "").isalnum()
    return text if safe else json.dumps(text, ensure_ascii=False)


def _flow(value: Any) -> str:
    """A value on one line. Numbers of numpy count as numbers; NaN and infinity are refused when read."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    plain = value.item() if hasattr(value, "item") else value
    if plain is None or isinstance(plain, (bool, int, float)):
        return json.dumps(plain)
    return json.dumps(str(plain), ensure_ascii=False)


def _same(a: Any, b: Any) -> Any:
    """Elementwise equality in which NaN equals NaN."""
    return (a == b) | ((a != a) & (b != b))
