"""What `perelom compare` tells: from where it sums, no band of one draw, deaths up to the month asked for."""

import io
import json
import re

import pytest
from rich.console import Console

import fake_country
from perelom.cli import main
from perelom.commands.tables import _pair_table
from perelom.ensembles import work
from perelom.report.sentences import sentences
from perelom.results.comparison import MEDIANS, measure, summation
from perelom.results.headline import KEY_INDICATORS


@pytest.fixture
def told(monkeypatch, capsys):
    """What the command prints for these words, of the country that takes no time."""
    monkeypatch.setattr(work, "simulate", fake_country.simulate)

    def compare(*words):
        assert main(["compare", "history", "nep-continued", "--workers", "1", *words]) == 0
        return " ".join(capsys.readouterr().out.split())

    return compare


def test_before_the_first_difference_flows_are_summed_from_the_first_month(told):
    document = json.loads(told("--draws", "2", "--at", "1925-01", "--json"))
    harvest = document["differences"]["grain_harvest"]
    assert document["since"] == "1928-01" and harvest["median"] == 0.0 and harvest["median_a"] > 0.0
    assert sentences(document) == [
        "history and nep-continued do not differ before 1928-01: in 1925-01 there is nothing to tell."
    ]
    words = told("--draws", "2", "--at", "1925-01")
    assert "summed from 1921-01 (the two do not differ before 1928-01)" in words


def test_after_it_flows_are_summed_from_there(told):
    words = told("--draws", "2", "--at", "1929-12")
    assert "summed from 1928-01, the first month in which the two may differ" in words


def test_scenarios_that_never_differ_say_so():
    pair = {"a": "one", "b": "two", "since": None, "at": "1940-12"}
    assert summation(pair) == "from 1921-01 (the two do not differ)"
    assert sentences(pair) == ["one and two do not differ at all: in 1940-12 there is nothing to tell."]


def test_one_draw_has_no_band(told):
    words = told("--draws", "1", "--by", "region")
    assert "Paired over 1 draw x 2 seeds" in words and "One draw: no band" in words
    assert "90 %" not in words and "above 0" not in words and "…" not in words


def test_several_draws_have_bands_and_say_what_a_median_is(told):
    words = told("--draws", "3", "--seeds", "1")
    assert "Paired over 3 draws x 1 seed." in words and "90 % band" in words
    assert MEDIANS in words


def test_a_flow_per_head_is_told_as_a_mean_year():
    rows = {"consumption_per_head": {"summed": True}, "grain_harvest": {"summed": True}, "population": {}}
    pair = {"since": "1928-01", "at": "1929-06", "differences": {**rows, "population": {"summed": False}}}
    assert measure(pair, "consumption_per_head").factor == pytest.approx(12 / 18)
    assert measure(pair, "consumption_per_head").unit == "rub of 1926/27 a year"
    assert [measure(pair, name).summed for name in rows] == [False, True, False]


@pytest.mark.parametrize("columns", [80, 100, 130])
def test_a_comparison_fits_the_terminal(monkeypatch, columns):
    """Every row whole, however narrow: what has no room is left out, not cut."""
    pair = {
        "a": "history",
        "b": "nep-continued",
        "since": "1928-01",
        "at": "1940-12",
        "draws": 16,
        "seeds": 2,
    }
    keys = ("median_a", "median_b", "median", "q05", "q25", "q75", "q95", "mc_error", "parameter_sd")
    row = {key: -12.345 for key in keys} | {"share_positive": 0.5, "summed": True}
    made = _pair_table(pair | {"differences": {name: row for name in KEY_INDICATORS}}, columns)
    out = io.StringIO()
    Console(file=out, width=columns).print(made)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= columns
    whole = [re.search(r"(-[\d.,]+) … \1(?![\d.,])", line) for line in lines]
    assert sum(found is not None for found in whole) == len(KEY_INDICATORS)
    words = " ".join(out.getvalue().split())
    assert "difference" in words and ("noise" in words) == (columns >= 100) == ("above 0" in words)
    assert "Excess deaths from" in words and "continued" in words


def test_deaths_are_told_up_to_the_month_asked_for(told):
    words = told("--draws", "2", "--at", "1929-12")
    assert "1921-01 to 1929-12: " in words and "1934-12" not in words and "1940-12" not in words
    assert "1921-01 to 1940-12: " in told("--draws", "2")
