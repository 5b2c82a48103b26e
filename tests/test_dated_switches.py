"""No date is a switch: outside scenario files and the weather, the calendar year enters no mechanism.

The month since January 1921 may be a key of random numbers, and "the first month of the story" may set first
values; the month of the year (`moy`) is the season. Anything else counts as a dated switch: there are none.
"""

import ast
from pathlib import Path

import pytest

import perelom
from perelom.parameters import declared

ROOT = Path(perelom.__file__).parent
FILES = [*sorted((ROOT / "mechanisms").glob("*.py")), *sorted((ROOT / "world").glob("*.py"))]
YEARS = range(1921, 1942)


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def is_clock(node: ast.AST) -> bool:
    """`c`, `clock` or `clock[0]`."""
    if isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name) and node.id in ("c", "clock")


def is_key(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether the value only goes into `uniform(...)` as a key of random numbers."""
    while node in above:
        node = above[node]
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id == "uniform"
        if isinstance(node, ast.Assign):  # year_key: the January of the year, a key as well
            return [ast.unparse(t) for t in node.targets] == ["year_key"]
        if isinstance(node, (ast.Compare, ast.If)):
            return False
    return False


def asks_for_the_first_month(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    compare = above[node]
    return isinstance(compare, ast.Compare) and [ast.unparse(x) for x in compare.comparators] == ["0"]


def dated_switches(source: str) -> list[str]:
    """Lines of a mechanism at which a date decides."""
    tree = ast.parse(source)
    above = parents(tree)
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("month", "year") and is_clock(node.value):
            if not is_key(node, above) and not asks_for_the_first_month(node, above):
                found.append(f"{node.lineno}: {ast.unparse(above[node])}")
        elif isinstance(node, ast.Name) and node.id == "year_key" and isinstance(node.ctx, ast.Load):
            if not is_key(node, above):
                found.append(f"{node.lineno}: {ast.unparse(above[node])}")
        elif isinstance(node, ast.Constant) and id(node) not in prose:
            year = node.value
            if isinstance(year, str):
                year = int(year[:4]) if year[:4].isdigit() and year[4:5] in ("", "-") else None
            if isinstance(year, (int, float)) and year in YEARS and not is_root_seed(node, above):
                found.append(f"{node.lineno}: {node.value}")
    return found


def is_root_seed(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """1921 is the root seed as well: a declared default, no date."""
    owner = above[node]
    return (isinstance(owner, ast.AnnAssign) and ast.unparse(owner.target) == "seed") or (
        isinstance(owner, ast.arguments) and node.value == YEARS[0]
    )


def test_the_model_has_no_dated_switch():
    found = {path.name: dated_switches(path.read_text(encoding="utf-8")) for path in FILES}
    count = sum(map(len, found.values()))
    assert len(FILES) > 40 and count == 0, {name: lines for name, lines in found.items() if lines}


@pytest.mark.parametrize(
    "line",
    [
        "if c.month >= 110:\n        x = 1.0",
        "if clock[0].month == 144:\n        x = 1.0",
        "x = 1.0 if c.month > 0 and c.month < 96 else 0.0",
        "x = c.month * 0.01",
        "year = 1930",
        "x = table['1933-01']",
        "year_key = c.month - 3\n    if year_key > 100: x = 1.0",
    ],
)
def test_a_dated_switch_would_be_counted(line):
    assert dated_switches(f"def step(c, clock, table):\n    {line}\n")


@pytest.mark.parametrize(
    "line",
    [
        "u = uniform(c.key, STREAM, c.month, 1, 0, 0)",
        "if c.month == 0:\n        x = 1.0",
        "if c.moy == 7:\n        x = 1.0",
        "'''Since 1930.'''",
    ],
)
def test_seasons_first_values_and_keys_are_no_dates(line):
    assert not dated_switches(f"def step(c, clock):\n    {line}\n")


def test_no_parameter_is_named_for_a_date():
    named = [name for name in declared() if any(str(year) in name for year in YEARS)]
    assert not named
