"""The number on the page is that of the command line and of Python, to the last digit, under one stamp."""

import json
import os

import numpy as np
import pytest

import perelom as pl
from perelom.cli import main
from perelom.page.site import results, runs_of
from perelom.results import open_results, tolls
from perelom.results.stamp import stamp
from perelom.vocabulary import REGIONS, indicators

SIZE = {"draws": 3, "households": 500}
MINE = "title: Mine\nextends: history\nfrom: 1928-01\nset:\n  exports.grain: 0\n"


@pytest.fixture(params=[1, 2] if os.environ.get("PERELOM_LONG") else [2])
def seeds(request):
    return request.param


def test_the_page_says_what_compare_says(client, here, seeds, capsys):
    names = ",".join(indicators())
    page = here.finished(client, here.asked(client, **SIZE, seeds=seeds), f"indicators={names}&at=1938-12")
    options = ["--draws", "3", "--seeds", str(seeds), "--households", "500", "--at", "1938-12", "--json"]
    assert main(["compare", "history", "nep-continued", *options]) == 0
    said = json.loads(capsys.readouterr().out)
    assert page["stamp"] == said["stamp"] == stamp()
    assert (page["at"], page["since"]) == (said["at"], said["since"])
    for name, row in page["differences"].items():
        assert row == said["differences"][name]


def test_the_page_draws_what_python_computes(client, here, seeds):
    page = here.finished(client, here.asked(client, **SIZE, seeds=seeds), "places=all")
    difference = pl.compare("history", "nep-continued", **SIZE, seeds=seeds)
    levels = pl.ensemble("history", "nep-continued", **SIZE, seeds=seeds)
    assert page["stamp"] == difference.attrs["stamp"] == levels.attrs["stamp"]
    q = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}
    for name, places in page["curves"].items():
        for place, sides in places.items():
            variable = name if place == "USSR" else f"{name}_by_region"
            found = difference[variable] if place == "USSR" else difference[variable].sel(region=place)
            for band, at in q.items():
                assert sides["difference"][band] == np.quantile(found.values, at, axis=0).tolist()
            for side, scenario in (("a", "history"), ("b", "nep-continued")):
                held = levels[variable].sel(scenario=scenario)
                held = held if place == "USSR" else held.sel(region=place)
                flat = held.values.reshape(-1, 240)
                assert sides[side]["median"] == np.quantile(flat, 0.5, axis=0).tolist()
        assert set(places) == ({"USSR", *REGIONS} if indicators()[name].regional else {"USSR"})


def test_a_scenario_by_text_gives_the_numbers_of_the_same_file(client, here, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(MINE)
    page = here.finished(client, here.asked(client, b={"yaml": MINE, "name": "mine"}, **SIZE))
    difference = pl.compare("history", file, **SIZE, seeds=1)
    found = np.quantile(difference["grain_exported"].values, 0.5, axis=0)
    assert page["curves"]["grain_exported"]["USSR"]["difference"]["median"] == found.tolist()
    assert page["since"] == "1928-01"


def test_one_draw_is_the_run_at_the_centre(client, here):
    page = here.finished(client, here.asked(client, draws=1, households=500))
    assert page["parameters"] == "posterior:centre"
    band = page["curves"]["real_wage"]["USSR"]["a"]
    assert band["median"] == band["low90"] == band["high90"]
    held = pl.run("history", draws=1, households=500)["real_wage"].values
    assert band["median"] == held[0].tolist()


def test_bands_of_years_are_those_of_the_years_sums(client, here):
    page = here.finished(
        client, here.asked(client, **SIZE), "indicators=grain_harvest,disturbances,population"
    )
    difference = pl.compare("history", "nep-continued", **SIZE, seeds=1)["grain_harvest"].values
    sums = difference.reshape(3, 20, 12).sum(axis=2)
    annual = page["curves"]["grain_harvest"]["USSR"]["difference"]["annual"]
    assert annual["years"] == list(range(1921, 1941))
    assert annual["high90"] == np.quantile(sums, 0.95, axis=0).tolist()
    # disturbances were counted by month; a stock has no sum
    assert "annual" not in page["curves"]["disturbances"]["USSR"]["a"]
    assert "annual" not in page["curves"]["population"]["USSR"]["a"]


def test_deaths_by_span_are_those_of_compare_and_of_the_curves(client, here):
    page = here.finished(client, here.asked(client, **SIZE, seeds=2), "places=all")
    held = pl.ensemble("history", "nep-continued", **SIZE, seeds=2)
    told = {(toll["indicator"], toll["first"], toll["last"]): toll for toll in page["deaths"]}
    for toll in tolls(held):
        side = "a" if toll.scenario == "history" else "b"
        band = told["excess_deaths_famine", toll.first, toll.last]["places"]["USSR"][side]
        assert (band["low90"], band["median"], band["high90"]) == (toll.q05, toll.q50, toll.q95)
    famine = told["excess_deaths_famine", "1931-01", "1934-12"]
    assert set(famine["places"]) == {"USSR", *REGIONS} and famine["published"]["ukraine"][0] > 1e6
    found = pl.compare("history", "nep-continued", **SIZE, seeds=2)["excess_deaths_famine_by_region"]
    sums = found.sel(region="ukraine").values[:, 120:168].sum(axis=1)
    assert np.isclose(famine["places"]["ukraine"]["difference"]["median"], np.median(sums), rtol=1e-9)
    assert set(told["excess_deaths_repression", "1921-01", "1940-12"]["places"]) == {"USSR"}


def test_results_rest_on_what_the_manifest_says(client, here, tmp_path):
    page = here.finished(client, here.asked(client, **SIZE))
    pl.ensemble("history", "nep-continued", **SIZE, seeds=1, out=tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    rests = page["rests"]
    assert rests["scenarios"] == {one["name"]: one["hash"] for one in manifest["scenarios"]}
    for name in ("parameters", "evidence", "code"):
        assert rests[name] == manifest[name]["sha256"]
    assert rests["residual"] < 1e-6 and rests["machine"]["python"] == manifest["machine"]["python"]


def test_a_map_has_the_medians_of_the_report_on_one_scale(client, here):
    from perelom.report.mapped import every_time

    run = here.asked(client, **SIZE)
    here.finished(client, run)
    address = f"/api/runs/{run}/map?indicator=collectivized_share&which="
    a, b, d = (client.get(address + which).json() for which in ("a", "b", "difference"))
    held = pl.ensemble("history", "nep-continued", **SIZE, seeds=1)
    assert a["regions"]["ukraine"] == every_time(held, "collectivized_share", False, "history")[:, 4].tolist()
    assert (a["low"], a["high"]) == (b["low"], b["high"])
    ends = [v for found in (a, b) for row in found["regions"].values() for v in row]
    assert (a["low"], a["high"]) == (min(ends), max(ends))
    assert d["low"] == -d["high"]
    found = 100 * (held["collectivized_share_by_region"].diff("scenario").isel(scenario=0, seed=0))
    assert np.allclose(d["regions"]["ukraine"], found.sel(region="ukraine").median("draw"), rtol=1e-12)


def test_the_exported_table_is_that_of_the_command(client, here, tmp_path):
    run = here.asked(client, **SIZE)
    here.finished(client, run)
    pl.ensemble("history", "nep-continued", **SIZE, seeds=1, out=tmp_path / "run")
    target = tmp_path / "table.csv"
    options = ["--to", "csv", "--quantiles", "--by", "region"]
    assert main(["export", str(tmp_path / "run"), "grain_harvest", *options, "--out", str(target)]) == 0
    answer = client.get(f"/api/runs/{run}/export.csv?indicators=grain_harvest&places=all")
    assert answer.text == target.read_text()


def test_a_site_and_a_report_hold_the_numbers_of_the_server_in_seven_figures(client, here, tmp_path):
    from perelom.ensembles import open_store

    page = here.finished(client, here.asked(client, **SIZE))
    pl.ensemble("history", "nep-continued", **SIZE, seeds=1, out=tmp_path / "run")
    store = open_store(tmp_path / "run")
    (run,) = runs_of(store.plan, store)
    with open_results(store.folder) as dataset:
        found = dict(results(run, dataset))
    for name, places in page["curves"].items():
        for side, band in places["USSR"].items():
            held = found["runs/history--nep-continued"]["curves"][name]["USSR"][side]
            for quantile in ("median", "low90", "high50"):
                assert held[quantile] == [float(f"{x:.7g}") for x in band[quantile]]
    assert set(found["runs/history--nep-continued/map-population"]) == {"a", "b", "difference"}
