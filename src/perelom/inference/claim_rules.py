"""The rules by which the essay's claims are audited: `evidence/claim_rules.yaml`, read and validated.

A rule is fixed before the model's number is seen: the file's SHA-256 stands in `claim_rules.sha256`, and a
test holds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from perelom.errors import did_you_mean
from perelom.evidence import claims, references
from perelom.scenarios.document import Report, Table, parse

from .claim_tests import EvidenceTest, ModelTest, Scenarios, Shown, Strict, Words
from .reading import valid
from .verdict_rows import HORIZONS, ROWS

TABLE = Path(__file__).parent.parent / "evidence" / "claim_rules.yaml"
HASH = TABLE.with_suffix(".sha256")
OUTCOMES = ("supports", "contradicts", "split", "undecided")  # of a test
PARTS = ("supports", "contradicts", "mixed", "undecided", "missing")  # of evidence, or of the model
VERDICTS = ("supported", "not supported", "mixed", "cannot be told")
STEPS = ("one_part", "recalled", "in_sample", "assumed", "undecided_test", "few_draws", "untold")


class Rows(Strict):
    """Rows of the verdict's table: months, courses, and of each row the side that favours the claim."""

    at: tuple[str, ...] = Field(min_length=1)
    courses: Scenarios
    rows: dict[str, Literal["above", "below"]]
    because: Words

    @model_validator(mode="after")
    def _there(self) -> Rows:
        for row in self.rows:
            if row not in ROWS:
                raise ValueError(f"unknown row '{row}'; {did_you_mean(row, ROWS) or ', '.join(ROWS)}")
        for month in self.at:
            if month not in HORIZONS:
                raise ValueError(f"the verdict is told at {' and '.join(HORIZONS)}, not at {month}")
        return self


class Dispute(Strict):
    """What later scholarship says against a figure or a sentence; sources : keys of references.csv."""

    text: Words
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Dispute:
        for key in self.sources:
            if key not in references():
                hint = did_you_mean(key, references())
                raise ValueError(f"unknown reference '{key}'" + (f"; {hint}" if hint else ""))
        return self


class Rule(Strict):
    """How one claim is audited."""

    evidence: tuple[EvidenceTest, ...] = ()
    no_evidence: str = ""
    model: tuple[ModelTest, ...] = ()
    no_model: str = ""
    verdict: Rows | None = None
    beside: tuple[Shown, ...] = ()
    disputed: tuple[Dispute, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        if bool(self.evidence) == bool(self.no_evidence):
            raise ValueError("a rule has either 'evidence' or the reason why there is none, 'no_evidence'")
        if bool(self.model or self.verdict) == bool(self.no_model):
            raise ValueError("a rule has either a test of the model or the reason why not, 'no_model'")
        for tests in (self.evidence, self.model):
            if tests and all(test.figure for test in tests):
                raise ValueError("a part must test the sentence and not the figure alone")
        return self

    @property
    def shown(self) -> tuple[Shown, ...]:
        """Everything that is read off the model's records: tests, then what stands beside."""
        return (*self.model, *self.beside)


class Header(Strict):
    """The tables that hold for every claim."""

    share: float = Field(gt=0.5, le=1)
    figure_tolerance: float = Field(gt=0, lt=1)
    parts: dict[str, Literal["supports", "contradicts", "mixed", "undecided", "missing"]]
    combination: dict[str, dict[str, Literal["supported", "not supported", "mixed", "cannot be told"]]]
    confidence: dict[str, Words]

    @model_validator(mode="after")
    def _complete(self) -> Header:
        wanted = {" and ".join(o for o in OUTCOMES if o in kinds) for kinds in _sets()} | {"none"}
        for what, found, whole in (
            ("parts", set(self.parts), wanted),
            ("combination", set(self.combination), set(PARTS)),
            ("confidence", set(self.confidence), set(STEPS)),
            *((f"combination.{row}", set(cells), set(PARTS)) for row, cells in self.combination.items()),
        ):
            if found != whole:
                missing, extra = sorted(whole - found), sorted(found - whole)
                words = [f"lacks '{m}'" for m in missing] + [f"has '{e}', which is none of it" for e in extra]
                raise ValueError(f"{what} {', '.join(words)}")
        return self


def _sets() -> list[set[str]]:
    """Sets of outcomes that the table of parts names: up to two; three are judged by their first conflict."""
    singles = [{o} for o in OUTCOMES]
    return singles + [{a, b} for i, a in enumerate(OUTCOMES) for b in OUTCOMES[i + 1 :]]


@dataclass(frozen=True)
class Rules:
    """The file: the tables of all, and the rule of each claim by id."""

    header: Header
    rules: Mapping[str, Rule]


@cache
def claim_rules(table: Path = TABLE) -> Rules:
    """The rules of a file. InputError with every entry that cannot be read, as file:line."""
    return rules_of(table.read_text(encoding="utf-8"), table.name)


def rules_of(text: str, name: str) -> Rules:
    """The rules of a text. InputError with every problem at its place."""
    report = Report(name, text.splitlines())
    root = parse(text, report)
    if root is None:
        report.refuse()
        raise AssertionError("a file without a tree has a problem")
    header = valid(Header, Table(tuple(p for p in root.pairs if p[0].text != "claims"), root.place), report)
    listed = root.get("claims")
    known = [claim.id for claim in claims()]
    rules: dict[str, Rule] = {}
    for key, node in listed.pairs if isinstance(listed, Table) else ():
        if key.text not in known:
            report.add(key.place, f"unknown claim '{key.text}'", did_you_mean(key.text, known))
            continue
        rule = valid(Rule, node, report)
        if isinstance(rule, Rule):
            rules[key.text] = rule
        else:
            rules.pop(key.text, None)
    written = {key.text for key, _ in listed.pairs} if isinstance(listed, Table) else set()
    missing = [claim for claim in known if claim not in written]
    if missing:
        report.add(None, f"no rule for {', '.join(missing)}", "each claim has one, if only to say why not")
    report.refuse()
    assert isinstance(header, Header)
    return Rules(header, rules)


def sha256_of(table: Path = TABLE) -> str:
    """SHA-256 of the file of rules, as it must stand in `claim_rules.sha256`."""
    return hashlib.sha256(table.read_bytes()).hexdigest()
