"""Generated pages of the documentation: nothing of the package is missing, nothing differs from `--help`."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import reference_pages
from reference_python import MODULES
from reference_tables import anchor, table
from tutorial_pages import cells

from perelom.cli import COMMANDS, main
from perelom.evidence import all_series, references
from perelom.parameters import declared
from perelom.vocabulary import declared_indicators, instruments


@cache
def page(name: str) -> str:
    return reference_pages.PAGES[f"reference/{name}.md"]()


@cache
def section(name: str) -> str:
    """One command's section of the page."""
    return re.split(rf"^## `{name}` .*$", page("commands"), flags=re.M)[1].split("\n## `")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_that_help_shows_is_documented_with_its_words(name, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "400")
    assert main([name, "--help"]) == 0
    told = capsys.readouterr().out
    shown = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", "\n".join(re.findall(r"^│.*│$", told, re.M))))
    rows = [line for line in section(name).splitlines() if line.startswith("| `")]
    named = {
        word for row in rows for word in re.findall(r"--[a-z][\w-]*|(?<=`)[A-Z][A-Z-]*", row.split("|")[1])
    }
    positional = {f"--{word.lower()}" for word in named if word.isupper()}
    assert shown <= named | positional | set(re.findall(r"--[\w-]+", " ".join(rows)))
    assert {word for word in named if word.startswith("--")} <= shown
    plain = " ".join(told.replace("│", " ").split())
    for row in rows:
        meaning = re.split(r"(?<!\\)\|", row)[4].strip().replace("\\|", "|")
        assert " ".join(meaning.split()) in plain, row


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_has_a_meaning(name):
    rows = [line for line in section(name).splitlines() if line.startswith("| `")]
    assert not [row for row in rows if not re.split(r"(?<!\\)\|", row)[4].strip()]


DOCS = Path(reference_pages.__file__).parent
DOCUMENTS = [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))]
TYPED = re.compile(r"^[ $]*(?:\.venv/bin/)?perelom (.+)$", re.MULTILINE)
IN_LINE = re.compile(r"`(?:\.venv/bin/)?perelom ([a-z][^`]*)`")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(DOCS.parent).as_posix())
def test_what_a_page_has_a_reader_type_is_a_command_with_its_options(path):
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    blocks = re.findall(r"^```(?:sh|bash)?\n(.*?)^```|((?:^    .*\n|^\n)+)", text, re.MULTILINE | re.DOTALL)
    typed = TYPED.findall("\n".join(part for block in blocks for part in block))
    for line in [*typed, *IN_LINE.findall(text)]:
        name, *words = line.split("#")[0].split()
        assert name in COMMANDS, line
        options = {word.split("=")[0] for word in words if re.match(r"--[a-z]", word)}
        assert options <= set(re.findall(r"--[a-z][\w-]*", section(name))), line


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("instruments", instruments()),
        ("indicators", declared_indicators()),
        ("sources", references()),
    ],
)
def test_every_word_has_a_section_with_an_anchor_of_its_own(name, ids):
    anchors = re.findall(r"^## `[^`]+` \{ #(\S+) \}$", page(name), re.M)
    assert anchors == [anchor(id) for id in ids]
    assert len(set(anchors)) == len(anchors)


def test_every_parameter_and_every_source_of_a_series_is_listed():
    assert re.findall(r"^\| `([^`]+)` \|", page("parameters"), re.M) == list(declared())
    text = " ".join(page("sources").split())
    sources = {f.source for series in all_series() for f in series.figures}
    assert not [s for s in sources if f"| {' '.join(s.replace('|', chr(92) + '|').split())} |" not in text]


def test_every_public_name_of_the_modules_is_on_the_page_of_python():
    for name in MODULES:
        offered = [n for n in import_module(name).__all__ if not n.startswith("__")]
        assert not [n for n in offered if f"`{n}`" not in page("python")], name


def test_a_cell_of_a_table_keeps_its_bars_on_one_line():
    assert table(["a"], [["x | y\nz"]]).splitlines()[2] == "| x \\| y z |"


@pytest.mark.parametrize("text", ["print(1)\n# %%\n", "# %% [raw]\n", "# %% [markdown]\nplain words\n"])
def test_a_tutorial_that_is_neither_words_nor_code_is_refused(text):
    with pytest.raises(ValueError):
        cells(text)


def test_cells_are_words_and_code():
    text = "# %% [markdown]\n# # Title\n#\n# words\n\n# %%\nx = 1\n\nprint(x)\n"
    assert cells(text) == [("markdown", "# Title\n\nwords"), ("code", "x = 1\n\nprint(x)")]
