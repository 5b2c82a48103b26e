"""A lever that may differ by region is read by region: what one region decides is not read for all."""

import re
from pathlib import Path

import pytest

import perelom.mechanisms
from perelom.vocabulary import instruments

FILES = sorted(Path(perelom.mechanisms.__file__).parent.glob("*.py"))
REGIONAL = {name.replace(".", "_") for name, item in instruments().items() if item.regional}


def from_the_first_region(function: str) -> set[str]:
    """Levers that the text of one function reads as `lev[0]` has them."""
    first = set(re.findall(r"\blev\[0\]\.(\w+)", function))
    assignments = re.findall(r"^\s+(\w+(?:, \w+)*) = ([\w\[\].]+(?:, [\w\[\].]+)*)$", function, re.M)
    for names, values in assignments:
        for name, value in zip(names.split(", "), values.split(", "), strict=False):
            if value == "lev[0]":
                first |= set(re.findall(rf"\b{name}\.(\w+)", function))
    return first


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_regional_lever_is_read_from_the_first_region(path):
    for function in re.split(r"^def ", path.read_text(encoding="utf-8"), flags=re.M):
        assert not from_the_first_region(function) & REGIONAL, function.splitlines()[0]


def test_a_lever_of_the_first_region_is_seen_under_any_name_and_in_its_own_function_alone():
    assert from_the_first_region("    x = lev[0].labour_passports") == {"labour_passports"}
    assert from_the_first_region("    a = lev[0]\n    x = a.trade_free") == {"trade_free"}
    assert from_the_first_region("    n, a = nation[0], lev[0]\n    x = a.trade_free + n.wage") == {
        "trade_free"
    }
    assert not from_the_first_region("    a, g = lev[v.region], regions[v.region]\n    x = a.trade_free")
