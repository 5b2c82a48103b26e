"""A refused line is shown around its fault, however long it is."""

from hypothesis import given
from hypothesis import strategies as st

from perelom.errors import LONGEST, Problem

letters = st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=400)


@given(letters, st.data())
def test_the_caret_stands_under_the_character_meant(line, data):
    column = data.draw(st.integers(1, len(line)))
    _, shown, carets = str(Problem("a.json", 1, column, "wrong", source_line=line)).splitlines()
    assert shown[carets.index("^")] == line[column - 1]
    assert len(shown) <= LONGEST + len("    1 | ……")


@given(st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=LONGEST))
def test_a_short_line_is_shown_whole(line):
    assert str(Problem("a.json", 1, 1, "wrong", source_line=line)).splitlines()[1] == f"    1 | {line}"
