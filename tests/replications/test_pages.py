"""Every published model has a page and a figure; the table on it is the one computed now."""

import json
import re
import shutil
from pathlib import Path

import pages_of_replications as script
import pytest

from perelom.replications import solve

DOCS = Path(__file__).parents[2] / "docs"


def test_pages_are_those_of_the_code(capsys):
    status = script.main(["--check"])
    assert status == 0, capsys.readouterr().err


def test_the_case_of_the_index_is_solved():
    text = (DOCS / "replications" / "README.md").read_text(encoding="utf-8")
    case = json.loads(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0])
    assert solve(case["model"], case["inputs"])["t"] == pytest.approx(8.135368, abs=1e-6)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("8.13537 years", "8 years"),
        ("passes", "misses"),
        ("<!-- figure -->", ""),
        ("a fifth, half", "a fifth"),
    ],
)
def test_what_differs_from_the_code_is_named(tmp_path, monkeypatch, capsys, was, becomes):
    for name in ("replications/feldman.md", "figures/replications/feldman.png"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(DOCS / name, tmp_path / name)
    monkeypatch.setattr(script, "PAGES", tmp_path / "replications")
    monkeypatch.setattr(script, "FIGURES", tmp_path / "figures" / "replications")
    path = tmp_path / "replications" / "feldman.md"
    text = path.read_text(encoding="utf-8")
    assert was in text
    assert script.main(["feldman", "--check"]) == 0
    path.write_text(text.replace(was, becomes), encoding="utf-8")
    assert script.main(["feldman", "--check"]) == 1
    assert "feldman.md" in capsys.readouterr().err
