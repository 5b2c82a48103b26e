"""The README and the documents: every link leads to something, no word waits to be written."""

import re
from pathlib import Path

import pytest
from reference_pages import PAGES

ROOT = Path(__file__).parents[1]
TUTORIALS = {f"tutorials/{path.stem}.md" for path in (ROOT / "docs" / "tutorials").glob("*.py")}
MADE = {(ROOT / "docs" / name).resolve() for name in {*PAGES, *TUTORIALS, "changelog.md"}}  # with the site
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)")
PLACEHOLDER = re.compile(r"^\W*(?:[A-Z]{3,}|TODO\b.*|TBD\b.*)\W*$")


def without_code(text: str) -> str:
    """The text with its fenced blocks emptied: `COPY . .` there is no place left to fill."""
    return re.sub(r"^```.*?^```", lambda block: "\n" * block[0].count("\n"), text, flags=re.M | re.S)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_pictures_of_a_document_are_there(path):
    targets = [t for t in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in t]
    there = [(path.parent / target).resolve() for target in targets]
    assert not [target for target in there if not target.exists() and target not in MADE]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_document_holds_no_place_left_to_fill(path):
    lines = without_code(path.read_text(encoding="utf-8")).splitlines()
    assert not [f"{i}: {line}" for i, line in enumerate(lines, 1) if PLACEHOLDER.match(line)]


def test_every_decision_stands_in_the_list_of_decisions():
    folder = ROOT / "docs" / "decisions"
    listed = LINK.findall((folder / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(path.name for path in folder.glob("0*.md"))


@pytest.mark.parametrize(
    ("line", "waits"),
    [("TABLE", True), ("**FAILURES**", True), ("TODO: say why", True), ("NEP", True), ("The NEP", False)],
)
def test_a_place_left_to_fill_is_a_line_of_capitals(line, waits):
    assert bool(PLACEHOLDER.match(line)) == waits
