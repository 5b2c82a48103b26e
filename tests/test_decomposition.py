"""`compare --decompose`: mixtures lose nothing, parts add up, a group that does nothing gets nothing."""

import json
from dataclasses import replace

import numpy as np
import pytest

import fake_country
from perelom.cli import main
from perelom.ensembles import open_store, plan, work
from perelom.ensembles.plan import Item
from perelom.errors import InputError
from perelom.results.decomposition import Decomposition, decomposed, decomposition
from perelom.results.making import make
from perelom.scenarios import Mixed, load, mixed_levers, read_groups, that_differ
from perelom.scenarios.scenario import COMPARED_AT
from perelom.vocabulary import indicators, instruments, lever_index

GROUPS = """\
food: [procurement.*, exports.grain]
building: [plan.*]
idle: [family.*]
"""
RULES = [
    {"when": {"grain_reserve": {"below": 1e6}}, "set": {"exports.grain": 0, "plan.investment_share": 0.1}}
]


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)


@pytest.fixture
def groups(tmp_path):
    path = tmp_path / "groups.yaml"
    path.write_text(GROUPS, encoding="utf-8")
    return path


def same(one, other) -> bool:
    arrays = ("values", "totals", "decided_in")
    return all(np.array_equal(getattr(one, k), getattr(other, k), equal_nan=True) for k in arrays)


def test_a_mixture_of_nothing_is_the_first_and_of_everything_the_second():
    a, b = (load(name).levers(COMPARED_AT) for name in ("history", "nep-continued"))
    none, every = mixed_levers(a, b, ()), mixed_levers(a, b, instruments())
    assert same(none, a) and none.rules == a.rules
    assert same(every, b) and (every.rules, every.depth, every.windows) == (b.rules, b.depth, b.windows)


def test_a_rule_goes_with_the_instruments_it_sets():
    parent = load("history")
    child = parent.extend("ruled", from_="1925-01", rules=RULES)
    a, b = parent.levers(COMPARED_AT), child.levers(COMPARED_AT)
    assert [g.instruments for g in that_differ(parent, child)] == [
        ("exports.grain",),
        ("plan.investment_share",),
    ]
    low = np.zeros((len(indicators()), 15))
    month = 60
    held = mixed_levers(a, b, ["exports.grain"])
    values, _, _ = held.at(month, low, held.start_rules())
    exports, share = lever_index()["exports.grain"], lever_index()["plan.investment_share"]
    assert (values[exports] == 0).all() and (values[share] == a.values[month, share]).all()
    assert (values[share] != 0.1).all()


def test_assumed_parameters_are_a_group_of_their_own():
    parent = load("history")
    child = parent.extend("assumed", parameters={"weather_slope": 0.5}, set={"exports.grain": 0})
    found = that_differ(parent, child)
    assert [(g.name, g.parameters) for g in found] == [("exports", False), ("parameters", True)]
    how = decomposed(parent, child, found, 8, 1)
    overrides = [m.parameters.get("weather_slope") for m in how.mixtures(parent, child)]
    assert overrides == [None, 0.5]


def test_parts_add_up_and_what_does_nothing_gets_nothing(fake, groups, tmp_path, capsys):
    out = tmp_path / "run"
    words = ["compare", "history", "nep-continued", "--decompose", "--groups", str(groups), "--draws", "2"]
    words += ["--seeds", "1", "--workers", "1", "--to", "1929-06", "--out", str(out), "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    about = found["decomposition"]
    assert (about["method"], about["mixtures"], about["orders"]) == ("all mixtures", 14, None)
    assert "exports.grain" in about["groups"]["food"] and "others" in about["groups"]
    for name in ("consumption_per_head", "grain_harvest", "excess_deaths_famine", "population"):
        parts = about["parts"][name]
        size = max(abs(parts["mean_a"]), 1.0)
        means = {group: row["mean"] for group, row in parts["groups"].items()}
        assert parts["residual"] < 1e-9 * size
        assert sum(means.values()) == pytest.approx(parts["mean_b"] - parts["mean_a"], abs=1e-9 * size)
        assert means["idle"] == means["others"] == 0.0 != means["building"]
        row = parts["groups"]["building"]
        assert row["q05"] <= row["median"] <= row["q95"]
    plain = [w for w in words[:-1] if w not in ("--decompose", "--groups", str(groups))]
    plain[-1] = str(tmp_path / "plain")
    assert main([*plain, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"] == found["differences"]
    figure = tmp_path / "parts.svg"
    assert main(["figure", str(out), "--waterfall", "population", "--out", str(figure)]) == 0
    assert figure.read_text(encoding="utf-8").startswith("<?xml")
    other = tmp_path / "other.svg"
    assert main(["figure", str(tmp_path / "plain"), "--waterfall", "population", "--out", str(other)]) == 2
    assert "not taken apart" in capsys.readouterr().err


def test_a_stopped_run_goes_on_with_its_mixtures(fake, groups, tmp_path, monkeypatch):
    a, b = load("history"), load("nep-continued")
    how = decomposed(a, b, that_differ(a, b, read_groups(groups)), 8, 1)
    asked = plan([a, b], draws=1, to="1928-06", households=500)
    asked = replace(asked, mixtures=how.mixtures(a, b))
    command = {"name": "compare", "rerun": "", "decomposition": how.plain()}
    whole, _ = make(asked, tmp_path / "whole", command=command, workers=1)
    calls = []

    def stopped(*words, **options):
        calls.append(1)
        if len(calls) > 9:
            raise KeyboardInterrupt
        return fake_country.simulate(*words, **options)

    monkeypatch.setattr(work, "simulate", stopped)
    with pytest.raises(work.Interrupted):
        make(asked, tmp_path / "cut", command=command, workers=1)
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    assert main(["resume", str(tmp_path / "cut"), "--workers", "1"]) == 0
    again = open_store(tmp_path / "cut")
    assert again.done == whole.done and len(again.done) == 16
    assert all(m.taken == n.taken for m, n in zip(again.plan.mixtures, asked.mixtures, strict=True))
    assert Decomposition.of(again.manifest["command"]["decomposition"]) == how
    first, second = (decomposition(tmp_path / name, how) for name in ("whole", "cut"))
    assert first["decomposition"] == second["decomposition"]


def test_parts_of_the_country_add_up(tmp_path):
    """The engine itself, few households and months: half the exports, no levy in kind, no family advocacy."""
    a = load("history")
    decided = {"exports.grain": "1 Mt", "levy.rate": 0, "family.advocacy": 0.9}
    b = a.extend("other", from_="1921-02", set=decided)
    how = decomposed(a, b, that_differ(a, b), 8, 1)
    asked = plan([a, b], draws=1, seeds=2, to="1921-12", households=400)
    asked = replace(asked, mixtures=how.mixtures(a, b))
    make(asked, tmp_path / "run", command={"name": "compare", "rerun": ""}, workers=1)
    found = decomposition(tmp_path / "run", how)
    assert [group.name for group in how.groups] == ["levy", "exports", "family"]
    known = 0
    for name, parts in found["decomposition"]["parts"].items():
        if parts["mean_a"] is not None:
            total = sum(row["mean"] for row in parts["groups"].values())
            size = max(abs(parts["mean_a"]), abs(parts["mean_b"]), 1.0)
            assert total == pytest.approx(parts["mean_b"] - parts["mean_a"], abs=1e-9 * size), name
            known += any(row["mean"] != 0.0 for row in parts["groups"].values())
    assert known > 10


def test_one_group_makes_the_whole_difference(fake, tmp_path, capsys):
    path = tmp_path / "dear.yaml"
    path.write_text("title: dear\nextends: history\nset: {plan.investment_share: 0.5}\n", encoding="utf-8")
    words = ["compare", "history", str(path), "--decompose", "--draws", "2", "--workers", "1", "--json"]
    assert main([*words, "--to", "1925-12"]) == 0
    found = json.loads(capsys.readouterr().out)
    parts = found["decomposition"]["parts"]
    medians = {name: part["groups"]["plan"]["median"] for name, part in parts.items()}
    assert medians == {name: found["differences"][name]["median"] for name in parts}
    assert any(medians.values())


def test_more_than_six_groups_are_sampled_with_an_error_stated(fake, tmp_path, capsys):
    words = ["compare", "history", "nep-continued", "--decompose", "--permutations", "4", "--draws", "1"]
    assert main([*words, "--seeds", "1", "--workers", "1", "--to", "1928-12", "--json"]) == 0
    about = json.loads(capsys.readouterr().out)["decomposition"]
    assert about["method"] == "orders" and about["orders"] == 4 and len(about["groups"]) > 6
    rows = about["parts"]["population"]["groups"]
    # the effects of this country add up, so that every order gives the same
    assert rows["family"]["mean"] == 0.0
    assert all(row["order_error"] == pytest.approx(0.0, abs=1e-9) for row in rows.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [procurment.price]\n", ":1:5: error: unknown instrument 'procurment.price'"),
        ("a: [procurement]\n", "did you mean 'procurement.*'?"),
        ("a: [trde.*]\n", "did you mean 'trade.*'?"),
        ("a: [trade.*]\nb: [trade.free]\n", ":2:5: error: 'trade.free' stands in 'a' already, in line 1"),
        ("a: trade.free\n", "found 'trade.free'; group 'a' takes a list of instruments"),
        ("a: []\n", "found an empty list"),
        ("others: [trade.*]\n", "a group may not be called 'others'"),
        ("- trade.free\n", "a file of groups is a mapping"),
        ("", "the file is empty"),
    ],
)
def test_groups_that_cannot_be_are_refused_in_words(tmp_path, text, words):
    path = tmp_path / "groups.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_groups(path)
    assert words in str(refused.value) and str(path) in str(refused.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path, capsys):
    path = tmp_path / "groups.yaml"
    path.write_text("a: [nothing.at.all]\nb: [trade.*, trade.free]\n", encoding="utf-8")
    words = ["compare", "history", "nep-continued", "bukharin", "--decompose", "--groups", str(path)]
    assert main([*words, "--permutations", "3", "--draws", "0"]) == 2
    told = capsys.readouterr().err
    assert "5 errors; nothing was run." in told and "found 3" in told and "even number" in told
    assert main(["compare", "history", "nep-continued", "--groups", str(path)]) == 2
    assert "--groups goes with --decompose" in capsys.readouterr().err


def test_scenarios_that_decide_alike_cannot_be_taken_apart(tmp_path, capsys):
    path = tmp_path / "same.yaml"
    path.write_text("title: same\nextends: history\n", encoding="utf-8")
    assert main(["compare", "history", str(path), "--decompose"]) == 2
    assert "decide alike" in capsys.readouterr().err


def test_mixtures_are_counted_on_after_the_scenarios():
    a, b = load("history"), load("nep-continued")
    asked = plan([a, b], draws=2, to="1922-12")
    mixed = Mixed("m", a, b, frozenset(["exports.grain"]))
    asked = replace(asked, mixtures=(mixed,))
    assert len(asked) == len(list(asked.items())) == 6
    assert asked.decided(Item(2, 0, 0)) is mixed and asked.mixture(Item(1, 0, 0)) is None
