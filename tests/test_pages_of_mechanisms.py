"""Every mechanism of the month has a page and a figure, and what is generated in them follows the code."""

import os
import re
import shutil
from pathlib import Path

import pages_of_mechanisms as script
import pytest

from perelom.parameters import declared

DOCS = Path(__file__).parents[1] / "docs"


def test_pages_and_figures_are_those_of_the_code(capsys):
    status = script.main(["--check"])
    assert status == 0, capsys.readouterr().err


def test_importing_the_script_leaves_the_compiler_on():
    assert os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"


def test_every_parameter_stands_on_a_page():
    pages = [path.read_text(encoding="utf-8") for path in (DOCS / "mechanisms").glob("*.md")]
    named = set(re.findall(r"^\| `([\w.]+)` \|", "\n".join(pages), re.MULTILINE))
    at_other_times = {id for id in declared() if id.startswith("campaign.")}  # when decrees are read
    assert declared().keys() - named == at_other_times


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Page and figure of one mechanism, to be changed; the script looks at them."""
    monkeypatch.setattr(script, "DOCS", tmp_path)
    monkeypatch.setattr(script, "PAGES", tmp_path / "mechanisms")
    monkeypatch.setattr(script, "FIGURES", tmp_path / "figures" / "mechanisms")
    for name in ("mechanisms/weather.md", "figures/mechanisms/weather.svg"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(DOCS / name, tmp_path / name)
    return tmp_path


def test_an_untouched_copy_passes(copied: Path):
    assert script.main(["weather", "--check"]) == 0


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
def test_what_differs_from_the_code_is_named(copied: Path, file: str, was: str, becomes: str, capsys):
    path = copied / file
    text, changes = re.subn(was, becomes, path.read_text(encoding="utf-8"))
    assert changes
    path.write_text(text, encoding="utf-8")
    assert script.main(["weather", "--check"]) == 1
    assert path.name in capsys.readouterr().err


def test_a_missing_figure_and_a_missing_page_are_named(copied: Path, capsys):
    (copied / "figures/mechanisms/weather.svg").unlink()
    assert script.main(["weather", "--check"]) == 1
    assert "weather.svg" in capsys.readouterr().err
    (copied / "mechanisms/weather.md").unlink()
    assert script.main(["weather", "--check"]) == 1
    assert "weather.md: not written" in capsys.readouterr().err
