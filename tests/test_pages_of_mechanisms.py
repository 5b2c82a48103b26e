"""Every mechanism of the month has a page and a figure, and what is generated in them follows the code."""

import re
import runpy
import shutil
import sys
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import pytest

from perelom.parameters import declared

DOCS = Path(__file__).parents[1] / "docs"


def check(docs: Path, *names: str) -> tuple[int, str]:
    """Exit status of the check, and what it says."""
    told = StringIO()
    with pytest.MonkeyPatch.context() as here, redirect_stderr(told):
        here.setattr(sys, "argv", ["pages_of_mechanisms.py", *names, "--check"])
        here.syspath_prepend(str(docs))
        with pytest.raises(SystemExit) as left:
            runpy.run_path(str(docs / "pages_of_mechanisms.py"), run_name="__main__")
    return int(left.value.code or 0), told.getvalue()


def test_pages_and_figures_are_those_of_the_code():
    status, said = check(DOCS)
    assert status == 0, said


def test_every_parameter_stands_on_a_page():
    pages = [path.read_text(encoding="utf-8") for path in (DOCS / "mechanisms").glob("*.md")]
    named = set(re.findall(r"^\| `([\w.]+)` \|", "\n".join(pages), re.MULTILINE))
    at_other_times = {id for id in declared() if id.startswith("campaign.")}  # when decrees are read
    assert declared().keys() - named == at_other_times


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Script, page and figure of one mechanism, to be changed."""
    for name in ("pages_of_mechanisms.py", "figures_of_mechanisms.py"):
        shutil.copy(DOCS / name, tmp_path / name)
    for name in ("mechanisms/weather.md", "figures/mechanisms/weather.svg"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(DOCS / name, tmp_path / name)
    return tmp_path


def test_an_untouched_copy_passes(copied: Path):
    assert check(copied, "weather")[0] == 0


@pytest.mark.parametrize(
    ("file", "was", "becomes"),
    [
        ("mechanisms/weather.md", r"(?<=`weather_slope` \| 1 \| )[\d.]+", "0.5"),
        ("mechanisms/weather.md", r"`region\.yield_sd`", "`region.yield`"),
        ("mechanisms/weather.md", r"held_out: `grain_yield`", "fit: `grain_yield`"),
        ("mechanisms/weather.md", r"<!-- figure -->", ""),
        ("figures/mechanisms/weather.svg", r"(?<=L 0 )3\.5", "4.5"),
        ("figures/mechanisms/weather.svg", r"class of the year", "class"),
    ],
)
def test_what_differs_from_the_code_is_named(copied: Path, file: str, was: str, becomes: str):
    path = copied / file
    text, changes = re.subn(was, becomes, path.read_text(encoding="utf-8"))
    assert changes
    path.write_text(text, encoding="utf-8")
    status, said = check(copied, "weather")
    assert status == 1
    assert path.name in said


def test_a_missing_figure_and_a_missing_page_are_named(copied: Path):
    (copied / "figures/mechanisms/weather.svg").unlink()
    assert "weather.svg" in check(copied, "weather")[1]
    (copied / "mechanisms/weather.md").unlink()
    assert "weather.md: not written" in check(copied, "weather")[1]
