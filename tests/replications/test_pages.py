"""Every published model has a page and a figure; the table on it is the one computed now."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from perelom.replications import solve

DOCS = Path(__file__).parents[2] / "docs"


def check(docs, *names):
    done = subprocess.run(
        [sys.executable, str(docs / "pages_of_replications.py"), *names, "--check"],
        env={**os.environ, "PYTHONPATH": str(DOCS.parent / "src")},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


def test_pages_are_those_of_the_code():
    status, said = check(DOCS)
    assert status == 0, said


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
def test_what_differs_from_the_code_is_named(tmp_path, was, becomes):
    for name in ("replications", "mechanisms"):
        for script in (f"pages_of_{name}.py", f"figures_of_{name}.py"):
            shutil.copy(DOCS / script, tmp_path / script)
    for name in ("replications/feldman.md", "figures/replications/feldman.png"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(DOCS / name, tmp_path / name)
    path = tmp_path / "replications" / "feldman.md"
    text = path.read_text(encoding="utf-8")
    assert was in text
    assert check(tmp_path, "feldman")[0] == 0
    path.write_text(text.replace(was, becomes), encoding="utf-8")
    status, said = check(tmp_path, "feldman")
    assert status == 1
    assert "feldman.md" in said
