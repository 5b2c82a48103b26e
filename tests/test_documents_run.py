"""What the documents tell a reader to type does what they say: shell and Python blocks, and the tutorials.

Each document's blocks run in order in a folder of their own, in which `perelom` is this checkout. Options
that make a run small are added where a block leaves them out; what cannot run here stands in LEFT_OUT with a
reason.
"""

from __future__ import annotations

import importlib.util
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = ["README.md", "docs/getting-started.md", "docs/how-to-ask.md"]
DOCUMENTS += [f"docs/extend/{name}.md" for name in ("mechanism", "region", "data")]
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.py"))
NEEDS = {"ensemble": "distributed"}
LEFT_OUT = {
    "make demo": "makes an environment of its own and runs for minutes",
    "make test": "runs this very test",
    "make .venv/ready": "makes an environment of its own",
    "source .venv/bin/activate": "there is no environment to enter; `perelom` is on the path",
    "perelom serve": "answers until it is stopped; tests of the server have it",
}
SMALL = {
    "run": ("--households 2000", "--draws 1", "--to 1922-12"),
    "site": ("--households 2000", "--draws 1"),
    "compare": ("--households 2000", "--draws 1", "--seeds 1", "--to 1934-12"),
}
BLOCK = re.compile(r"^```(sh|python|yaml)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(path: Path) -> list[tuple[str, str]]:
    """Language and text of every block of code that can be run or is a scenario."""
    return BLOCK.findall(path.read_text(encoding="utf-8"))


def small(line: str) -> str:
    """A line of shell as it runs here: nothing where it is left out, smaller where it computes."""
    line = line.split("  #")[0].strip().replace(".venv/bin/perelom", "perelom")
    if not line or any(line.startswith(left_out) for left_out in LEFT_OUT):
        return ""
    command = line.split()[1] if line.startswith("perelom ") else ""
    for option in SMALL.get(command, ()):
        name = option.split()[0]
        line = re.sub(rf"{name} \S+", option, line) if f"{name} " in line else f"{line} {option}"
    return line


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """An empty folder and an environment in which `perelom` and `python` are those of this test."""
    tools = tmp_path / "bin"
    tools.mkdir()
    program = tools / "perelom"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m perelom.cli "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    folder = tmp_path / "work"
    folder.mkdir()
    env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "MPLBACKEND": "Agg"}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), env.get("PYTHONPATH", "")])
    return folder, env


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_blocks_of_a_document_run_in_their_order(name, place):
    folder, env = place
    for language, text in blocks(ROOT / name):
        if language == "yaml":  # the scenario that the reader is told to write into the file begun before
            (begun,) = folder.glob("*.yaml")
            begun.write_text(text, encoding="utf-8")
            continue
        if language == "sh":
            words = ["sh", "-e", "-c", "\n".join(map(small, text.splitlines()))]
        else:
            few = re.sub(r"draws=\d+", "draws=1, households=2000, to='1930-06'", text)
            words = [sys.executable, "-c", few]
        done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True)
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"


@pytest.mark.slow
@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_runs_from_its_first_cell_to_its_last(path, place):
    needed = NEEDS.get(path.stem)
    if needed and importlib.util.find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed (extra [cluster])")
    folder, env = place
    done = subprocess.run([sys.executable, str(path)], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()


def test_what_is_left_out_stands_in_a_document():
    lines = [line for name in DOCUMENTS for _, text in blocks(ROOT / name) for line in text.splitlines()]
    plain = [line.strip().replace(".venv/bin/perelom", "perelom") for line in lines]
    unused = [word for word in LEFT_OUT if not any(line.startswith(word) for line in plain)]
    assert not unused


def test_a_line_is_made_smaller_and_not_otherwise_changed():
    assert small("make demo   # sets up") == ""
    assert small(".venv/bin/perelom data grain_harvest    # rivals") == "perelom data grain_harvest"
    assert small("perelom run x --draws 64") == "perelom run x --draws 1 --households 2000 --to 1922-12"
