"""No row stands twice in a table that declares names."""

import csv
from collections import Counter
from importlib.resources import files

import pytest

TABLES = [
    ("vocabulary/instruments.csv", ",", ("id",)),
    ("vocabulary/indicators.csv", ",", ("id",)),
    ("parameters/parameters.csv", ";", ("id",)),
    ("world/columns.csv", ",", ("table", "name")),
]


@pytest.mark.parametrize("path, delimiter, key", TABLES, ids=[path for path, _, _ in TABLES])
def test_each_name_is_declared_once(path, delimiter, key):
    text = files("perelom").joinpath(path).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter)
    counts = Counter(tuple(row[column] for column in key) for row in rows)
    assert [name for name, n in counts.items() if n > 1] == []
