"""One question to several models: what each of them says of consumption without collectivization."""

import json
from pathlib import Path

import numpy as np
import pytest

from perelom.cli import main
from perelom.inference import verdict_runs
from perelom.inference.verdict_rows import HORIZONS, QUANTITIES
from perelom.inference.verdict_runs import Measured
from perelom.replications import cggt, feldman
from perelom.replications.rivals import COLUMNS, columns, published_models

ANSWERS = published_models()


def of(model):
    return [answer for answer in ANSWERS if answer.model == model]


def test_years_and_spans_begin_in_1928():
    without, over = [2.0] * 13, [1.0] * 13
    without[10], over[12] = 3.0, 4.0
    found = columns(without, over)
    assert found == {"1938": 3.0, "1940": 0.5, "1928-1938": 23 / 11, "1928-1940": 27 / 16}


def test_every_answer_says_what_it_is_and_what_it_leaves_out():
    assert {answer.status for answer in ANSWERS} <= {"published", "illustrative", "exact"}
    for answer in ANSWERS:
        assert answer.without and answer.over and answer.answers and answer.silent
        assert set(answer.ratios) <= set(COLUMNS)
        for low, middle, high in answer.ratios.values():
            assert 0 < low <= middle <= high


def test_the_range_of_allen_is_that_of_leaving_out_the_dead():
    for answer in of("Allen, reduced"):
        low, middle, high = answer.ratios["1938"]
        assert low == middle < high  # the dead raise what history leaves to each of the living


def test_the_answer_of_the_wedges_is_that_of_productivity():
    ratios = [answer.ratios["1940"][1] for answer in of("Two sectors with wedges")]
    assert ratios == sorted(ratios) and ratios[0] > 1  # a barrier cut adds to what kept productivity gives
    same = columns(cggt.reference_path(True)["cM"], cggt.reference_path(True)["cM"])
    assert set(same.values()) == {1.0}


def test_feldman_knows_no_farms_and_repays_after_eight_years():
    same, moderate = of("Feldman-Domar")
    assert set(same.ratios.values()) == {(1.0, 1.0, 1.0)}
    assert moderate.ratios["1938"][1] < 1 < moderate.ratios["1928-1938"][1]
    assert 8 < feldman.crossing(0.2, 0.5, 3.0, 3.0, 10.0, 90.0)["t"] < 9


def measured(asked, **_):
    """Three draws, one seed: history consumes 100, courses 120 in the year, 110 in all; one failed."""
    values = np.full((4, 2, 3, 1, len(QUANTITIES)), 100.0)
    values[1:, ..., QUANTITIES.index("consumption.year")] = 120.0
    values[1:, ..., QUANTITIES.index("consumption.sum")] = 110.0
    values[1, :, 2] = np.nan
    names = tuple(s.name for s in asked.scenarios)
    return Measured(names, HORIZONS, values, np.zeros((3, 0)), (), (), {"nep-continued/2/0": "no grain"})


def test_ours_stands_first_with_its_band_and_what_failed(monkeypatch, capsys):
    monkeypatch.setattr(verdict_runs, "measure_all", measured)
    status = main(["rivals", "--draws", "3", "--seeds", "1", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert status == 1 and document["failed"] == {"nep-continued/2/0": "no grain"}
    first = document["answers"][0]
    assert first["model"] == "perelom" and first["status"] == "calibrated"
    assert first["over"] == "history; posterior, 2 draws"
    assert first["ratios"]["1938"] == pytest.approx({"low": 1.2, "middle": 1.2, "high": 1.2})
    assert first["ratios"]["1928-1940"]["middle"] == pytest.approx(1.1)
    assert len(document["answers"]) == 3 + len(ANSWERS)
    assert document["rerun"].startswith("perelom rivals --draws 3 --seeds 1 --seed 1921")


def test_the_table_and_the_figure_of_the_published_models(tmp_path, capsys):
    file = tmp_path / "rivals.svg"
    assert main(["rivals", "--published-only", "--figure", str(file)]) == 0
    told = capsys.readouterr().out
    assert "1.316" in told and "Can't tell: why productivity was lost" in told
    assert file.read_text(encoding="utf-8").count("<svg") == 1


def test_a_figure_that_cannot_be_is_refused_before_anything_is_simulated(tmp_path, capsys):
    assert main(["rivals", "--figure", str(tmp_path / "rivals.gif")]) == 2
    assert "allowed: svg, png, pdf" in capsys.readouterr().err
    taken = tmp_path / "rivals.png"
    taken.write_text("mine")
    assert main(["rivals", "--figure", str(taken)]) == 2
    assert "--force" in capsys.readouterr().err and taken.read_text() == "mine"


def test_the_page_is_filled_from_what_the_command_prints(monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "docs"))
    import rivals_tables

    assert main(["rivals", "--published-only", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    answers = rivals_tables.answers_of(document)
    assert answers == ANSWERS
    parts = rivals_tables.parts_of(document, answers)
    assert f"`{document['rerun']}`" in parts["answers"] and "| – | – | – | 1.316 |" in parts["answers"]
    page = rivals_tables.PAGE.read_text(encoding="utf-8")
    assert all(f"<!-- {name} -->" in page for name in parts)
