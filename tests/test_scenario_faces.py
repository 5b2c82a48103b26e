"""What people use: names, listing, a starter file, a description, the JSON Schema."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from perelom.errors import InputError
from perelom.scenarios import as_yaml, describe, listing, load, names, new, schema, validate
from perelom.vocabulary import REGIONS, instruments

HERE = Path(__file__).parent
BASE = HERE / "scenarios" / "base.yaml"


def data(text):
    return YAML(typ="safe", pure=True).load(text)


def test_the_library_is_sound():
    assert [entry.name for entry in listing()] == names()
    assert not validate(names())
    for name in names():
        scenario = load(name)
        assert scenario.question and scenario.context and scenario.sources, name


def test_names_in_another_folder_go_first():
    assert load("base", folder=BASE.parent).title == "A country for tests"


def test_unknown_names_are_refused_with_the_nearest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("title: mine\n")
    with pytest.raises(InputError, match=r"did you mean the file 'mine\.yaml'"):
        load("mine")
    if "history" in names():
        with pytest.raises(InputError, match="did you mean 'history'"):
            load("histroy")
    assert load("mine.yaml").name == "mine"


def test_a_scenario_is_shown_in_a_line():
    shown = repr(load(BASE).extend("child", from_="1931-01", set={"exports.grain": 0}))
    assert shown.startswith("Scenario('child', 'child', extends 'base', from 1931-01, sha256 ")
    assert len(shown) < 120 and "extends" not in repr(load(BASE))


class TestNew:
    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "base.yaml").write_text(BASE.read_text())
        return tmp_path

    def test_the_starter_is_valid_and_changes_nothing(self, folder):
        path = new("my-nep", "base", folder)
        assert path == folder / "my-nep.yaml"
        assert validate([path]) == []
        mine = load(path)
        assert mine.extends == ("base",)
        assert mine.first_change == 240

    def test_each_example_in_the_starter_is_valid(self, folder):
        path = new("my-nep", "base", folder)
        lines = path.read_text().splitlines()
        at = lines.index("set:")
        path.write_text("\n".join(lines[:at] + [line.replace("  # ", "  ", 1) for line in lines[at:]]) + "\n")
        mine = load(path)
        assert len(mine.content.decisions) == 5
        assert len(mine.rules) == 1
        assert mine.rules[0].months == 2

    def test_nothing_is_overwritten(self, folder):
        path = new("my-nep", "base", folder)
        path.write_text("title: kept\n")
        with pytest.raises(InputError, match="is there already"):
            new("my-nep", "base", folder)
        assert path.read_text() == "title: kept\n"

    @pytest.mark.parametrize(
        ("name", "extends", "target", "words"),
        [
            ("My NEP", "base", "", "no name for a scenario"),
            ("my", "bse", "", "unknown scenario 'bse'"),
            ("my", "base", "my.txt", "ends with .yaml"),
            ("my", "base", "nowhere/my.yaml", "there is no such folder"),
            ("history", "base", "", "a scenario of the library"),
            ("my", "base", "history.yaml", "a scenario of the library"),
        ],
    )
    def test_refusals_write_nothing(self, folder, name, extends, target, words):
        with pytest.raises(InputError, match=words):
            new(name, extends, folder / target)
        assert sorted(path.name for path in folder.rglob("*")) == ["base.yaml"]


class TestDescription:
    def test_of_a_root(self):
        told = describe(load(BASE))
        assert told["extends"] == []
        assert told["levers"]["exports.grain"]["instead_of"] == "0"
        assert told["levers"]["procurement.method"]["values"][1] == {
            "month": "1921-04",
            "region": None,
            "value": "purchase",
            "to_next": "held",
        }
        ramp = told["levers"]["plan.investment_share"]["values"]
        assert [point["to_next"] for point in ramp] == ["straight", "held"]
        json.dumps(told)

    def test_of_a_child(self):
        child = load(BASE).extend(
            "child",
            from_="1931-01",
            until="1934-01",
            set={
                "exports.grain": {"value": 0, "source": "a wish"},
                "trade.free": {"by_region": {"ukraine": 0.1}},
                "procurement.pressure": {"decrees": "grain"},
                "rights.disfranchised_classes": ["kulak"],
            },
            rules=[
                {
                    "when": {"grain_reserve": {"below": "0.5 Mt"}},
                    "until": {"deaths": {"below": 10, "region": "ukraine"}},
                    "set": {"procurement.method": "planner"},
                    "because": "x",
                }
            ],
        )
        told = describe(child)
        assert (told["from"], told["until"], told["first_change"]) == ("1931-01", "1934-01", "1931-01")
        levers = told["levers"]
        assert levers["exports.grain"]["instead_of"] == "4800000"
        assert levers["exports.grain"]["origins"][0]["source"] == "a wish"
        assert levers["trade.free"]["values"][0]["region"] == "ukraine"
        assert levers["trade.free"]["instead_of"] == "0.9"
        assert levers["rights.disfranchised_classes"]["values"][0]["value"] == "[kulak]"
        assert "campaign.grain" in levers["procurement.pressure"]["values"][0]["value"]
        assert told["rules"][0]["when"] == ["grain_reserve below 500,000 t"]
        assert told["rules"][0]["until"] == ["deaths in ukraine below 10 persons"]
        assert told["rules"][0]["set"] == {"procurement.method": "planner"}
        json.dumps(told)


class TestSchema:
    validator = Draft202012Validator(schema())

    def accepts(self, value):
        return self.validator.is_valid(value)

    def test_it_is_a_schema(self):
        Draft202012Validator.check_schema(schema())
        json.dumps(schema())

    @pytest.mark.parametrize("name", names())
    def test_it_accepts_the_library(self, name):
        found = self.validator.iter_errors(data(load(name).text))
        assert [error.message for error in found] == []

    def test_it_accepts_what_the_reader_accepts(self):
        assert self.accepts(data(BASE.read_text()))
        text = as_yaml(
            {
                "title": "x",
                "extends": "base",
                "set": {
                    "weather.shock": {"by_region": {region: {"1921-01": -2} for region in REGIONS}},
                    "rights.disfranchised_classes": {"1930-01": ["kulak"]},
                    "procurement.pressure": {"decrees": "grain", "by_region": {"urals": 0}},
                    "exports.grain": {"1930-01": {"value": "3.9 Mt", "source": "s", "status": "verified"}},
                    "plan.heavy_share": {"1925-01": "40 %", "ramp": {"1928-01": 0.5, "1930-01": ".7"}},
                    "trade.private_tax": "5%",
                },
                "rules": [
                    {
                        "when": {"deaths": {"above": "1 M persons", "region": "ukraine"}},
                        "for": "2 months",
                        "set": {"trade.free": {"by_region": {"ukraine": 1}}, "exports.grain": "0 t"},
                    }
                ],
                "parameters": {"campaign.grain": {"value": 0.2, "source": "s"}},
                "sources": ["s"],
            }
        )
        assert self.accepts(data(text)), list(self.validator.iter_errors(data(text)))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"set": {"procurement.quotas": 1}},
            {"set": {"exports.grain": {"1941-01": 1}}},
            {"set": {"exports.grain": -1}},
            {"set": {"exports.grain": "12 rub"}},
            {"set": {"exports.grain": {"by_region": {"ukraine": 1}}}},
            {"set": {"trade.free": {"by_region": {"ukrain": 1}}}},
            {"set": {"procurement.method": "purchse"}},
            {"set": {"weather.shock": 0.5}},
            {"set": {"trade.free": True}},
            {"set": {"trade.free": {"decrees": "grain"}}},
            {"rules": [{"when": {"livestock_goats": {"above": 1}}, "set": {"exports.grain": 0}}]},
            {"rules": [{"when": {"deaths": {}}, "set": {"exports.grain": 0}}]},
            {"parameters": {"campaign.gran": 1}},
            {"from": "1928-13"},
            {"form": "1928-01"},
        ],
    )
    def test_it_refuses(self, wrong):
        assert not self.accepts({"title": "x", **wrong})

    def test_every_instrument_is_described(self):
        properties = schema()["properties"]["set"]["properties"]
        assert list(properties) == list(instruments())
        assert all(item["description"] for item in properties.values())


def test_reading_loads_nothing_heavy():
    code = (
        "import sys, perelom.scenarios as s; s.names(); "
        "print([m for m in ('numpy', 'ruamel.yaml', 'pydantic', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ))
    assert done.stdout.strip() == "[]", done.stderr
