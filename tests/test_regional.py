"""Values by region: every indicator that promises them has all fourteen, and they agree with the country."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fake_country
from perelom.cli import main
from perelom.ensembles import work
from perelom.report.mapped import BY_INHABITANT
from perelom.vocabulary import COUNTRY, N_REGIONS, REGIONS, indicator_index, indicators
from perelom.world.observe import observe
from perelom.world.schema import nation_dtype, region_dtype

EXACT = 1e-9
QUANTILES = ["q05", "q25", "q50", "q75", "q95"]


def adds_up(name):
    """Whether an indicator of the country is the sum of those of its regions: a count of something."""
    return indicators()[name].unit in BY_INHABITANT


def some_state(seed):
    """Three months of states without meaning: every column of every region between 0.1 and 1."""
    noise = np.random.default_rng(seed)
    made = []
    for dtype, shape in ((region_dtype(), (3, N_REGIONS)), (nation_dtype(), (3,))):
        records = np.zeros(shape, dtype)
        for column in dtype.names:
            records[column] = noise.uniform(0.1, 1.0, records[column].shape)
        made.append(records)
    for column in ("village_households", "village_eaters", "sown_grain"):
        made[0][column] += 10.0  # above the classes among them, and weights above the floor of one
    return made


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_the_country_agrees_with_its_regions(seed):
    """Counts add up; shares, rates and prices of the country lie within those of the regions."""
    record = observe(*some_state(seed), indicator_index())
    for name, item in indicators().items():
        values = record[:, indicator_index()[name]]
        regions, country = values[:, :-1], values[:, -1]
        assert np.isfinite(country).all(), name
        if not item.regional:
            assert np.isnan(regions).all(), name
            continue
        assert np.isfinite(regions).all(), name
        if adds_up(name):
            assert np.allclose(regions.sum(axis=1), country, rtol=EXACT), name
        else:
            slack = EXACT * np.abs(regions).max()
            assert (regions.min(axis=1) - slack <= country).all(), name
            assert (country <= regions.max(axis=1) + slack).all(), name


@given(st.integers(0, 2**32), st.integers(0, N_REGIONS - 1))
@settings(max_examples=10, deadline=None)
def test_a_region_shows_its_own_state_alone(seed, place):
    """What changes in one region alone moves no other region's value."""
    regions, nation = some_state(seed)
    before = observe(regions, nation, indicator_index())
    changed = regions.copy()
    for column in set(regions.dtype.names) - {"town_eaters"}:  # services are shared out among all who eat
        changed[column][:, place] *= 1.5
    after = observe(changed, nation, indicator_index())
    others = [i for i in range(N_REGIONS) if i != place]
    assert np.array_equal(before[:, :, others], after[:, :, others], equal_nan=True)


def document(monkeypatch, capsys, *words):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    assert main([*words, "--draws", "2", "--to", "1929-12", "--workers", "1", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_run_by_region_and_year(monkeypatch, capsys):
    told = document(monkeypatch, capsys, "run", "history", "--by", "region", "--annual")
    for name, item in indicators().items():
        found = told["indicators"][name]
        assert ("regions" in found) == item.regional, name
        if not item.regional:
            continue
        assert list(found["regions"]) == list(REGIONS)
        for region in REGIONS:
            place = found["regions"][region]
            assert list(place) == [*QUANTILES, "annual"]
            assert all(len(place[q]) == 108 and None not in place[q] for q in QUANTILES)
            assert place["annual"]["years"] == list(range(1921, 1930))
            assert all(len(place["annual"][q]) == 9 for q in QUANTILES)
    year = told["indicators"]["births"]["regions"]["ukraine"]
    assert year["annual"]["q50"][0] == pytest.approx(sum(year["q50"][:12]), rel=0.01)


def test_compare_by_region_and_year(monkeypatch, capsys):
    told = document(monkeypatch, capsys, "compare", "history", "nep-continued", "--by", "region", "--annual")
    for name, item in indicators().items():
        row = told["differences"][name]
        assert ("regions" in row) == item.regional, name
        for place in row.get("regions", {}).values():
            assert place["q05"] <= place["median"] <= place["q95"]
            assert len(place["annual"]["q50"]) == 9
        if item.regional:
            assert list(row["regions"]) == list(REGIONS)


def test_without_by_region_there_are_none(monkeypatch, capsys):
    told = document(monkeypatch, capsys, "run", "history")
    assert not any("regions" in found for found in told["indicators"].values())


def test_export_by_region_has_every_region_of_every_indicator(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    folder = tmp_path / "run"
    assert main(["run", "history", "--draws", "2", "--to", "1921-03", "--out", str(folder)]) == 0
    assert main(["export", str(folder), "--to", "csv", "--by", "region", "--quantiles"]) == 0
    with (folder / "results.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    places = {}
    for row in rows:
        places.setdefault(row["indicator"], set()).add(row["region"])
        assert row["q05"] and float(row["q05"]) <= float(row["q50"])
    for name, item in indicators().items():
        assert places[name] == ({*REGIONS, COUNTRY} if item.regional else {COUNTRY}), name
