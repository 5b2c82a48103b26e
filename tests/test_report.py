"""The report: the page with a run in it, one file that stands alone and is written whole or not at all."""

import base64
import gzip
import json
import re

import numpy as np
import pytest

import fake_country
from perelom.cli import main
from perelom.ensembles import open_store, plan, work
from perelom.page.curves import SHOWN
from perelom.page.report import LARGEST, MAPS, report
from perelom.results import comparison, open_results
from perelom.results.making import make
from perelom.vocabulary import COUNTRY, N_REGIONS


def computed(folder, *names, draws=3, **options):
    """A run of the country that takes no time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "simulate", fake_country.simulate)
        name = "compare" if len(names) > 1 else "run"
        seeds = 2 if len(names) > 1 else 1
        asked = plan(list(names), draws=draws, seeds=seeds, **options)
        make(asked, folder, command={"name": name, "rerun": "", "at": None}, workers=1)
    return folder


def held(html):
    """The answers that a report holds."""
    (packed,) = re.findall(r'<script type="application/gzip" id="perelom-answers">([^<]*)</script>', html)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return computed(tmp_path_factory.mktemp("report") / "run", "history", "nep-continued")


@pytest.fixture(scope="module")
def html(folder):
    return report(open_store(folder))


def test_the_file_asks_nobody_for_anything_and_is_small(html):
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", html)
    assert not re.search(r"@import|url\((?!#)", html)
    assert len(html.encode()) < LARGEST


def test_its_numbers_are_those_of_the_comparison(folder, html):
    found = held(html)["runs/history--nep-continued"]
    with open_results(folder) as dataset:
        told = comparison(dataset)
        last = dataset["real_wage"].values[..., -1]
    assert set(found["curves"]) == set(SHOWN)
    for name in SHOWN:
        median = told["differences"][name]["median"]
        assert found["differences"][name]["median"] == pytest.approx(median, 1e-6)
    for side, values in zip("ab", last, strict=True):
        median = found["curves"]["real_wage"][COUNTRY][side]["median"][-1]
        assert median == pytest.approx(float(np.median(values)), 1e-6)


def test_it_holds_what_every_view_needs(html):
    found = held(html)
    for name in SHOWN:
        assert f"evidence/{name}" in found and f"sources/{name}" in found
    for name in MAPS:
        assert set(found[f"runs/history--nep-continued/map-{name}"]) == {"a", "b", "difference"}
        assert len(found[f"runs/history--nep-continued/map-{name}"]["a"]["regions"]) == N_REGIONS
    for name in ("vocabulary", "events", "parameters", "mechanisms", "scenarios/history"):
        assert found[name]


def test_a_run_of_one_scenario_is_shown_alone(tmp_path):
    found = held(report(open_store(computed(tmp_path / "run", "history", draws=1, to="1924-12"))))
    assert found["mode"]["pairs"] == [["history"]]
    run = found["runs/history"]
    assert run["sentence"] is None and "differences" not in run
    assert all(set(places[COUNTRY]) == {"a"} for places in run["curves"].values())
    assert len(run["curves"]["real_wage"][COUNTRY]["a"]["median"]) == 48


def test_further_scenarios_are_each_held_against_the_first(tmp_path):
    names = ("history", "nep-continued", "bukharin", "preobrazhensky")
    html = report(open_store(computed(tmp_path / "run", *names)))
    found = held(html)
    assert found["mode"]["pairs"] == [["history", name] for name in names[1:]]
    assert all(found[f"runs/history--{name}"]["b"] == name for name in names[1:])
    differ = {str(found[f"runs/history--{name}"]["differences"]["real_wage"]) for name in names[1:]}
    assert len(differ) == len(names[1:])
    assert len(html.encode()) < LARGEST


def test_draws_that_failed_are_left_out_and_named(tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "simulate", fake_country.fails)
        asked = plan(["history", "nep-continued"], draws=3, seeds=1)
        make(asked, tmp_path / "run", command={"name": "compare", "rerun": "", "at": None}, workers=1)
    run = held(report(open_store(tmp_path / "run")))["runs/history--nep-continued"]
    assert run["done"] == 2 and [failure["draw"] for failure in run["failed"]] == [1]


def test_what_stands_in_a_scenario_cannot_become_part_of_the_page(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "title: </script><script>alert(1)</script>\nquestion: a < b & c?\nextends: history\n"
        "from: 1930-01\nset:\n  exports.grain: 0\n"
    )
    html = report(open_store(computed(tmp_path / "run", "history", str(mine), to="1930-12")))
    assert "alert(1)" not in html
    assert held(html)["scenarios/mine"]["title"]["en"] == "</script><script>alert(1)</script>"
    (head,) = [entry for entry in held(html)["scenarios"] if entry["id"] == "mine"]
    assert head["question"]["ru"] == "a < b & c?"


def test_report_of_a_folder_is_refused_a_second_time_unless_forced(tmp_path, capsys):
    folder = computed(tmp_path / "run", "history", to="1922-12")
    out = tmp_path / "r.html"
    assert main(["report", str(folder), "--out", str(out)]) == 0
    first = out.read_bytes()
    assert main(["report", str(folder), "--out", str(out)]) == 2
    assert "the file is there already" in capsys.readouterr().err
    assert main(["report", str(folder), "--out", str(out), "--force"]) == 0
    assert out.read_bytes() == first


def test_report_of_scenarios_runs_them_first(monkeypatch, tmp_path):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    monkeypatch.chdir(tmp_path)
    assert main(["report", "history", "nep-continued", "--draws", "2"]) == 0
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert held(text)["mode"] == {"mode": "file", "pairs": [["history", "nep-continued"]]}
    assert held(text)["runs/history--nep-continued"]["seeds"] == 2
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "a report of what?"),
        (["histroy"], "did you mean 'history'?"),
        (["history", "--draws", "-1"], "draws is '-1'"),
        (["empty"], "the folder holds no run"),
        (["RUN", "history"], "one folder of a run, or scenarios"),
        (["RUN", "--out", "nowhere/r.html"], "cannot be written"),
        (["RUN", "--out", "r.txt"], "does not end in .html"),
    ],
)
def test_report_refuses_in_words_and_writes_nothing(folder, tmp_path, monkeypatch, capsys, words, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert main(["report", *[str(folder) if word == "RUN" else word for word in words]]) == 2
    error = capsys.readouterr().err
    assert told in error and "Traceback" not in error
    assert [p.name for p in tmp_path.iterdir()] == ["empty"] and not list((tmp_path / "empty").iterdir())


@pytest.mark.parametrize("command", [["report"], ["figure", "real_wage"], ["export", "--to", "csv"]])
def test_a_run_with_a_damaged_manifest_is_called_damaged(tmp_path, monkeypatch, capsys, command):
    damaged = computed(tmp_path / "damaged", "history", to="1921-12")
    (damaged / "manifest.json").write_text("{")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert main([command[0], str(damaged), *command[1:]]) == 2
    assert "manifest.json is damaged" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_damaged_and_an_unfinished_run_are_refused(tmp_path, capsys):
    damaged = computed(tmp_path / "damaged", "history", to="1921-12")
    (damaged / "results.nc").write_bytes(b"no results")
    assert main(["report", str(damaged)]) == 2
    assert "results.nc was changed" in capsys.readouterr().err
    unfinished = computed(tmp_path / "unfinished", "history", to="1921-12")
    status = (unfinished / "status.jsonl").read_text().splitlines()
    (unfinished / "status.jsonl").write_text("\n".join(status[:2]) + "\n")
    assert main(["report", str(unfinished)]) == 2
    assert "perelom resume" in capsys.readouterr().err
    assert not list(tmp_path.glob("*/report.html"))
