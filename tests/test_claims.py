"""The essay's claims: each has indicators and two scenarios that can test it; the lists are up to date."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from perelom.evidence import claims
from perelom.parameters import values
from perelom.scenarios import load, names, validate
from perelom.vocabulary import declared_indicators, lever_index

DOCS = Path(__file__).parents[1] / "docs"
REFERENCE = values()


def test_there_are_the_essays_sixty_one_claims():
    assert [claim.id for claim in claims()] == [f"C{i:02}" for i in range(1, 62)]


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_a_claim_names_indicators_and_two_scenarios_that_differ(claim):
    assert claim.indicators and set(claim.indicators) <= set(declared_indicators())
    assert len(set(claim.indicators)) == len(claim.indicators)
    assert {claim.a, claim.b} <= set(names())
    assert load(claim.a).hash != load(claim.b).hash
    assert claim.text and len(claim.reading) > 60


def test_every_scenario_that_a_reading_names_is_in_the_library():
    like_a_name = re.compile(r"\b(?:history|nep|no|urban|war|grain|family|retreat)(?:-[a-z0-9]+)+\b")
    named = {word for claim in claims() for word in like_a_name.findall(claim.reading)}
    assert named and named <= set(names())


def test_the_lists_for_readers_are_up_to_date():
    done = subprocess.run(
        [sys.executable, DOCS / "lists.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_of_the_list_of_scenarios_lifts_two_measures(tmp_path):
    text = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    lines = re.findall(r"(?:^    .+\n)+", text, re.MULTILINE)[0]
    path = tmp_path / "neither.yaml"
    path.write_text(re.sub(r"^    ", "", lines, flags=re.MULTILINE), encoding="utf-8")
    assert not validate([path])
    both = load("history-without-winter-1932-measures").levers(REFERENCE).values
    own, history = load(path).levers(REFERENCE).values, load("history").levers(REFERENCE).values
    for lever in ("blacklists", "movement.peasant_ban"):
        column = lever_index()[lever]
        assert (own[:, column] == both[:, column]).all()
    assert (own[:, lever_index()["fines.meat"]] == history[:, lever_index()["fines.meat"]]).all()
