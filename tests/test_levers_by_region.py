"""A lever that may differ by region is read by region: what one region decides is not read for all."""

import re
from pathlib import Path

import pytest

import perelom.mechanisms
from perelom.vocabulary import given_paths, instruments

FILES = sorted(Path(perelom.mechanisms.__file__).parent.glob("*.py"))
REGIONAL = {
    name.replace(".", "_") for name, item in {**instruments(), **given_paths()}.items() if item.regional
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_regional_lever_is_read_from_the_first_region(path):
    text = path.read_text(encoding="utf-8")
    first = set(re.findall(r"\blev\[0\]\.(\w+)", text))
    for name in re.findall(r"^\s+(\w+)(?:, \w+)? = lev\[0\]$", text, re.M):
        first |= set(re.findall(rf"\b{name}\.(\w+)", text))
    for names, values in re.findall(r"^\s+(\w+(?:, \w+)*) = ([\w\[\].]+(?:, [\w\[\].]+)*)$", text, re.M):
        for name, value in zip(names.split(", "), values.split(", "), strict=False):
            if value == "lev[0]":
                first |= set(re.findall(rf"\b{name}\.(\w+)", text))
    assert not first & REGIONAL
