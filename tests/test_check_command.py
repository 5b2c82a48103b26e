"""`perelom check`: one document or a table, what was held out when asked for, the exit status."""

import json

import numpy as np
import pytest

from perelom.cli import main
from perelom.commands import checking
from perelom.inference.checks import checks
from perelom.inference.ensemble import Evaluated


@pytest.fixture
def simulated(monkeypatch):
    """In place of simulations: draws that agree with what was published, times a factor that is set."""
    factor = {"of": 1.0}

    def evaluate(plan, asked, *, workers=None, progress=None):
        middle = np.array([(check.low + check.high) / 2 for check in asked])
        spread = 1 + 0.01 * (np.arange(plan.draws)[:, None] - (plan.draws - 1) / 2)
        return Evaluated(factor["of"] * middle * spread, np.ones((plan.draws, 24, 15)), {})

    monkeypatch.setattr(checking, "evaluate", evaluate)
    return factor


def test_json_is_one_document_of_the_agreed_keys(simulated, capsys):
    assert main(["check", "--draws", "4", "--parameters", "prior", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["split"] for row in found["checks"]} == {"fit"}
    assert found["passed"] == len(checks("fit")) and found["failed"] == 0
    assert {"id", "event", "indicator", "split", "observed", "low", "high", "model", "passed"} <= found[
        "checks"
    ][0].keys()
    assert found["checks"][0]["model"].keys() == {"q05", "q50", "q95"}
    assert 0 <= found["coverage_90_held_out"] <= 1 and found["crps_ratio_to_naive"] > 0
    assert "famine_1932_33" not in found


def test_what_was_held_out_is_shown_when_asked_for(simulated, capsys):
    assert main(["check", "--held-out", "--draws", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["split"] for row in found["checks"]} == {"fit", "held_out"}
    famine = found["famine_1932_33"]
    assert famine["months"][0] == "1932-01" and len(famine["regions"]["ukraine"]["q50"]) == 24
    assert famine["published"] == {
        "USSR": [5.5e6, 8.7e6],
        "ukraine": [2.6e6, 5e6],
        "kazakhstan": [1.3e6, 1.75e6],
    }


def test_a_check_that_falls_short_is_told_and_the_exit_status_is_one(simulated, capsys):
    simulated["of"] = 3.0
    assert main(["check", "--held-out", "--draws", "2", "--parameters", "prior"]) == 1
    out = capsys.readouterr().out
    assert "falls short" in out and "into" in out and "fit checks:" in out and "E14" in out
    assert "Excess deaths from hunger" in out and "1933-06" in out and "CRPS" in out


def test_refused_input_is_told_before_anything_is_run(simulated, capsys):
    assert main(["check", "histroy", "--draws", "0"]) == 2
    said = capsys.readouterr().err
    assert "histroy" in said and "draws is '0'" in said
