"""Every file in tests/broken is refused, at these places and with these words, and with no others.

A file begins with comments: `# expect: 5:3: words` for each problem (line and column after the comments are
counted), or the words of a problem of another file or of no line; `# hint: words` for each hint to be given.
"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perelom.errors import InputError
from perelom.scenarios import from_text, load, validate

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))


def expected(path: Path, kind: str) -> list[str]:
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    return [line.removeprefix(f"# {kind}: ") for line in lines if line.startswith(f"# {kind}: ")]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_its_words(path):
    with pytest.raises(InputError) as caught:
        load(path)
    found = [str(problem).splitlines()[0] for problem in caught.value.problems]
    wanted = expected(path, "expect")
    assert wanted, "the file says what is expected of it"
    for words in wanted:
        place, _, message = words.partition(": ")
        exact = f"{path}:{place}: error: {message}" if place.replace(":", "").isdigit() else words
        assert any(exact in line for line in found), f"{exact!r} not among\n" + "\n".join(found)
    assert len(found) == len(wanted), "\n".join(found)
    for hint in expected(path, "hint"):
        assert hint in str(caught.value)


def test_there_are_enough_broken_files():
    assert len(BROKEN) >= 45


def test_all_problems_of_many_files_are_told_once():
    problems = validate(BROKEN)
    assert len(problems) > len(BROKEN)
    assert len(set(problems)) == len(problems)


def test_the_words_are_laid_out_as_in_the_style_guide(tmp_path):
    path = tmp_path / "drought.yaml"
    path.write_text("title: Drought\nset:\n  procurement.quotas: 12 Mt\n  exports.grain: {1941-03: 0}\n")
    with pytest.raises(InputError) as caught:
        load(path)
    assert str(caught.value).replace(str(tmp_path) + "/", "") == (
        "drought.yaml:3:3: error: unknown instrument 'procurement.quotas'\n"
        "    3 |   procurement.quotas: 12 Mt\n"
        "      |   ^^^^^^^^^^^^^^^^^^\n"
        "  did you mean 'procurement.quota'? Its unit is t per agricultural year, by region.\n"
        "drought.yaml:4:19: error: month 1941-03 is outside 1921-01 … 1940-12\n"
        "    4 |   exports.grain: {1941-03: 0}\n"
        "      |                   ^^^^^^^\n"
        "2 errors; nothing was run."
    )


def test_per_cent_above_the_bound_is_not_taken_for_per_cent_forgotten(tmp_path):
    path = tmp_path / "heavy.yaml"
    path.write_text("title: Heavy\nset:\n  plan.heavy_share: 140 %\n")
    with pytest.raises(InputError, match="140 % is outside 0 … 1") as caught:
        load(path)
    assert "did you mean" not in str(caught.value)


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(InputError, match="this is a folder"):
        load(tmp_path)
    with pytest.raises(InputError, match="there is no such file"):
        load(tmp_path / "nowhere.yaml")
    with pytest.raises(InputError, match="unknown scenario 'nowhere'"):
        load("nowhere")


def test_deep_nesting_is_refused_without_a_crash(tmp_path):
    path = tmp_path / "deep.yaml"
    path.write_text("title: deep\nset:\n  trade.free: " + "[" * 3000 + "]" * 3000 + "\n")
    with pytest.raises(InputError, match="nested too deeply"):
        load(path)


WHOLE = (Path(__file__).parent / "scenarios" / "base.yaml").read_text(encoding="utf-8")
SCRAPS = st.text(alphabet="{}[]:,-#&*!|>'\"%@ \t\n?0129.eéaMt<", max_size=4)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, 30), SCRAPS)
def test_a_damaged_file_is_read_or_refused_but_never_crashes(start, length, scrap):
    damaged = WHOLE[:start] + scrap + WHOLE[start + length :]
    try:
        scenario = from_text(damaged, "damaged", parent=None, path="damaged.yaml")
    except InputError as error:
        assert "nothing was run" in str(error)
    else:
        assert scenario.levers({}).values.shape[0] == 240
