"""What holds for every published model: figures, inputs read by annotation, case files, the command."""

import json
import math
import types
from dataclasses import replace
from typing import Literal, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perelom.cli import main
from perelom.errors import InputError
from perelom.replications import MODELS, Headline, Refused, model, models, solve
from perelom.replications.cases import solve_file
from perelom.replications.headline import passed
from perelom.replications.inputs import Inside, NotNegative, described, read, signature, unwrapped
from perelom.replications.registry import functions

from .trying import quick

GOOD = {"model": "chayanov.labour", "inputs": {"k": 1.3, "cbar": 50, "rho": 1, "kappa": 1e-4}}


def written(tmp_path, document):
    path = tmp_path / "case.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", MODELS)
def test_a_model_says_what_it_is_and_every_exact_figure_passes(name):
    one = model(name)
    assert one.title and one.source and one.cases and one.headlines
    assert one.status in ("exact", "calibrated", "illustrative")
    ids = [headline.id for headline in one.headlines]
    assert len(ids) == len(set(ids))
    for headline in one.headlines:
        ours = headline.ours() if headline.ours else None
        if headline.status == "exact":
            assert passed(headline, ours) is True, headline.id
        if passed(headline, ours) is not True:
            assert headline.differs, f"{headline.id} does not say why it is missed or not compared"


@pytest.mark.parametrize("name", functions())
def test_every_input_of_every_function_can_be_described_and_is_asked_for(name):
    function = functions()[name]
    hints, required = signature(function)
    assert all(described(hint) for hint in hints.values())
    assert hints and set(required) <= set(hints)
    assert function.__doc__
    with pytest.raises(Refused) as caught:
        solve(name, {"nothing of the kind": 1})
    assert caught.value.faults[0].found == "a key that is not known"


class Pair(TypedDict):
    low: float
    high: float


def sample(
    a: NotNegative,
    b: Inside | list[Inside],
    kind: Literal["coll", "nep"] = "nep",
    pair: Pair | None = None,
    n: int = 3,
) -> dict[str, float]:
    return {}


def faults(**inputs):
    with pytest.raises(Refused) as caught:
        read(sample, inputs)
    return [(fault.field, fault.found, fault.allowed) for fault in caught.value.faults]


def test_inputs_that_fit_are_taken_and_whole_numbers_become_floats():
    found = read(sample, {"a": 2, "b": [0.1, 0.5], "kind": "coll", "pair": {"low": 1, "high": 2}, "n": 4.0})
    assert found == {"a": 2.0, "b": [0.1, 0.5], "kind": "coll", "pair": {"low": 1.0, "high": 2.0}, "n": 4}
    assert isinstance(found["a"], float) and isinstance(found["n"], int)
    assert read(sample, {"a": 0, "b": 0.5, "pair": None}) == {"a": 0.0, "b": 0.5, "pair": None}


def test_every_fault_is_told_at_once():
    assert faults(a=True, b=[0.5, 1], kind="col", pair={"low": 1, "hihg": 2}, n=2.5) == [
        ("inputs.a", "true", "a number at least 0"),
        ("inputs.b[1]", "1", "a number above 0 and below 1"),
        ("inputs.kind", "'col'", "'coll' or 'nep'"),
        ("inputs.pair.hihg", "a key that is not known", "low, high"),
        ("inputs.pair.high", "nothing", "a number"),
        ("inputs.n", "2.5", "a whole number"),
    ]
    either = "a number above 0 and below 1 or a list, each item a number above 0 and below 1"
    assert faults(a=math.nan, b="x") == [
        ("inputs.a", "nan", "a number at least 0"),
        ("inputs.b", "'x'", either),
    ]
    assert faults(a=10**400, b={}) == [
        ("inputs.a", f"{str(10**400)[:40]}…", "a number at least 0"),
        ("inputs.b", "an object of 0 keys", either),
    ]
    with pytest.raises(
        Refused, match=r"inputs: found a list of 1 items; allowed: an object with the keys a, b"
    ):
        read(sample, [1])


def fitting(hint):
    """Values that an annotation allows, small lists, numbers near 1 and far from it."""
    plain, bounds = unwrapped(hint)
    if get_origin(plain) in (Union, types.UnionType):
        return st.one_of(*map(fitting, get_args(plain)))
    if get_origin(plain) is list:
        return st.lists(fitting(get_args(plain)[0]), max_size=4)
    if get_origin(plain) is dict:
        return st.dictionaries(st.sampled_from(["1928", "x"]), fitting(get_args(plain)[1]), max_size=2)
    if get_origin(plain) is Literal:
        return st.sampled_from(get_args(plain))
    if is_typeddict(plain):
        hints = get_type_hints(plain, include_extras=True)
        return st.fixed_dictionaries(
            {key: fitting(hints[key]) for key in hints if key in plain.__required_keys__},
            optional={key: fitting(hints[key]) for key in hints if key not in plain.__required_keys__},
        )
    if plain in (str, bool, type(None)):
        return {str: st.text(max_size=3), bool: st.booleans(), type(None): st.none()}[plain]
    low = max([end for b in bounds for end in (b.low, b.above) if end is not None], default=-1e9)
    high = min([end for b in bounds for end in (b.high, b.below) if end is not None], default=1e9)
    if plain is int:
        return st.integers(round(max(low, 0)), round(min(high, 30)))
    numbers = st.floats(max(low, -3), min(high, 3)) | st.floats(low, high)
    return numbers.filter(lambda number: all(bound.holds(number) for bound in bounds))


@pytest.mark.parametrize("name", sorted(set(functions()) - {"cggt.path"}))
def test_whatever_fits_is_solved_or_refused_in_words(name):
    function = functions()[name]
    hints, _ = signature(function)
    inputs = st.fixed_dictionaries({key: fitting(hint) for key, hint in hints.items()})

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(inputs)
    def solved_or_refused(inputs):
        try:
            found = solve(name, inputs)
        except Refused as refused:
            assert all(fault.field and fault.found and fault.allowed for fault in refused.faults)
        else:
            json.dumps(found, allow_nan=False)

    solved_or_refused()


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@quick
@given(json_values, json_values, json_values, json_values)
def test_whatever_stands_in_the_inputs_is_taken_or_refused_in_words(a, b, kind, pair):
    try:
        found = read(sample, {"a": a, "b": b, "kind": kind, "pair": pair})
    except Refused as refused:
        assert all(fault.field.startswith("inputs") and fault.allowed for fault in refused.faults)
    else:
        assert found["a"] >= 0


def test_a_function_is_found_by_its_full_name_also_within_its_model():
    inputs = {"b": 1, "lam": 0.5, "r": 0.1}
    assert solve("ratchet", inputs) == solve("extras.ratchet", inputs)
    with pytest.raises(Refused, match=r"model: found 'feldman\.closed'; allowed: "):
        solve("feldman.closed", {})
    with pytest.raises(Refused, match="model: found nothing"):
        solve(None, {})


def test_the_nearest_model_is_named():
    with pytest.raises(InputError, match=r"(?s)'fedman'.*'feldman'.*'chaynov'.*'chayanov'.*2 errors"):
        models(["fedman", "scissors", "chaynov"])


def test_a_case_file_holds_one_case_or_a_list(tmp_path, capsys):
    alone = solve_file(written(tmp_path, GOOD))
    assert solve_file(written(tmp_path, [GOOD, GOOD])) == [alone, alone]
    assert main(["replicate", "--case", str(written(tmp_path, GOOD | {"note": "a label"}))]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == alone
    assert solve_file(written(tmp_path, "\ufeff" + json.dumps(GOOD))) == alone  # as some editors begin a file
    assert "not read: note" in told.err


def test_every_fault_of_every_case_is_told_with_its_line(tmp_path, capsys):
    text = """[
  {"model": "chayanov.labor", "inputs": {}},
  {"model": "chayanov.labour",
   "inputs": {"k": 0, "cbar": 50, "rho": "1", "kappa": 1e-4}},
  {"modle": "ratchet", "inputs": {}},
  7
]"""
    path = written(tmp_path, text)
    assert main(["replicate", "--case", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    for line in (
        f"{path}:2:4: error: case 1: model: found 'chayanov.labor'; allowed: ",
        "did you mean 'chayanov.labour'?",
        f"{path}:4:15: error: case 2: inputs.k: found 0; allowed: a number above 0",
        f"{path}:4:35: error: case 2: inputs.rho: found '1'; allowed: a number above 0",
        f"{path}:5:3: error: case 3: model: found nothing; allowed: an object as",
        "'modle' is not read: write 'model'",
        f"{path}:6:3: error: case 4: case: found 7; allowed: an object as",
        "5 errors; nothing was run.",
    ):
        assert line in told.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"model": 3,}', r":1:13: error: not JSON: "),
        (b"", r"not JSON: "),
        (b'{"model": "\xff"}', r"not UTF-8 text: byte 11 is 0xff"),
        (b'{"model": "ratchet", "model": "ratchet", "inputs": {}}', "'model' stands twice in one object"),
        (b"[]", "a list of no cases"),
        (b'{"model": "ratchet", "inputs": {"b": 1, "lam": NaN, "r": 1}}', r"inputs\.lam: found nan; allowed"),
        (b"[" * 100_000, "not read"),
    ],
)
def test_files_that_are_refused(tmp_path, content, words):
    path = tmp_path / "case.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        solve_file(path)


def test_a_file_that_is_not_there_or_two_wishes_at_once_are_refused(tmp_path, capsys):
    assert main(["replicate", "--case", str(tmp_path / "none.json")]) == 2
    assert "none.json: error: cannot be read: No such file" in capsys.readouterr().err
    assert main(["replicate", "feldman", "--case", "x.json"]) == 2
    assert "one or the other" in capsys.readouterr().err


def test_the_command_tells_published_and_ours(capsys):
    assert main(["replicate", "feldman", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)["models"]
    assert found["name"] == "feldman"
    [crossing] = [row for row in found["figures"] if row["name"] == "crossing"]
    assert crossing["passed"] is True
    assert crossing["ours"] == pytest.approx(crossing["published"], abs=crossing["tolerance"])
    assert main(["replicate", "feldman", "scissors"]) == 0
    assert "passes" in capsys.readouterr().out


@pytest.mark.parametrize(("status", "code"), [("exact", 1), ("illustrative", 0)])
def test_a_figure_that_is_missed_is_named_and_an_exact_one_counts(monkeypatch, capsys, status, code):
    missed = Headline(
        "size", "size of it", 2.0, lambda: 3.0, 0.1, status, "seen", "a work", differs="as made"
    )
    one = replace(model("feldman"), headlines=(missed,))
    monkeypatch.setattr("perelom.commands.replicating.models", lambda names: [one])
    assert main(["replicate", "feldman"]) == code
    told = capsys.readouterr().out
    assert f"feldman misses size ({status}): size of it; published 2, ours 3" in told
    assert "0 figures pass, 1 miss, 0 not compared" in told
    assert "misses" in told


def test_what_passes():
    figure = Headline("a", "a", 2.0, None, 0.1, "exact", "seen", "x")
    assert passed(figure, 2.1 - 1e-9) and not passed(figure, 2.2)
    assert passed(figure, None) is None
    assert passed(replace(figure, published=None), 2.0) is None
    assert passed(replace(figure, published="rises"), "rises")
    assert passed(replace(figure, published="rises"), "falls") is False
    assert passed(replace(figure, published=(1.0, 2.0)), 0.95)
    assert passed(replace(figure, published=(1.0, 2.0)), 2.5) is False
