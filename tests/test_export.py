"""The long table: every value once, in each kind of file, refused where it cannot be written."""

import csv
from importlib.util import find_spec

import numpy as np
import pytest

import fake_country
from perelom.cli import main
from perelom.ensembles import plan, work
from perelom.results import open_results, tidy
from perelom.results.making import make
from perelom.vocabulary import REGIONS, indicators

COLUMNS = ["scenario", "draw", "seed", "month", "region", "indicator", "unit", "value"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    asked = plan(["history", "nep-continued"], draws=2, seeds=2, to="1922-12")
    make(asked, tmp_path / "run", command={"name": "compare", "rerun": ""}, workers=1)
    return tmp_path / "run"


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_value_stands_once_with_its_names(folder, capsys):
    assert main(["export", str(folder), "grain_harvest", "real_wage", "--to", "csv", "--by", "region"]) == 0
    rows = table(folder / "results.csv")
    assert list(rows[0]) == COLUMNS
    assert len(rows) == 2 * 2 * 2 * 24 * (1 + len(REGIONS) + 1)
    keys = {tuple(row[c] for c in COLUMNS[:6]) for row in rows}
    assert len(keys) == len(rows)
    with open_results(folder) as dataset:
        for row in rows[:: len(rows) // 50]:
            variable = row["indicator"] + ("" if row["region"] == "USSR" else "_by_region")
            at = {"scenario": row["scenario"], "draw": int(row["draw"]), "seed": int(row["seed"])}
            found = dataset[variable].sel(month=row["month"], **at)
            if row["region"] != "USSR":
                found = found.sel(region=row["region"])
            assert float(row["value"]) == float(found)
    assert {row["unit"] for row in rows} == {"t", "1928=100"}


def test_by_default_all_indicators_of_the_country(folder):
    assert main(["export", str(folder), "--to", "csv"]) == 0
    rows = table(folder / "results.csv")
    assert {row["indicator"] for row in rows} == set(indicators())
    assert {row["region"] for row in rows} == {"USSR"}


def test_quantiles_over_draws_and_seeds(folder, tmp_path):
    out = tmp_path / "q.csv"
    words = ["export", str(folder), "population", "--to", "csv", "--quantiles", "--out", str(out)]
    assert main(words) == 0
    rows = table(out)
    assert list(rows[0]) == [*COLUMNS[:1], *COLUMNS[3:7], "q05", "q25", "q50", "q75", "q95"]
    assert len(rows) == 2 * 24
    with open_results(folder) as dataset:
        values = dataset["population"].sel(scenario="history", month="1921-01").values
    assert float(rows[0]["q25"]) == pytest.approx(np.quantile(values, 0.25))


def test_a_simulation_that_failed_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    monkeypatch.setenv("FAKE_FAILS", "1")
    asked = plan(["history"], draws=3, to="1921-12")
    make(asked, tmp_path / "run", command={"name": "run", "rerun": ""}, workers=1)
    assert main(["export", str(tmp_path / "run"), "population", "--to", "csv"]) == 0
    assert {row["draw"] for row in table(tmp_path / "run" / "results.csv")} == {"0", "2"}


def test_a_run_without_a_value_writes_an_empty_cell(folder, tmp_path):
    with open_results(folder) as dataset:
        found = dataset.load()
    found["population"][0, 0, 0, 3] = np.nan
    tidy.write(tmp_path / "a.csv", tidy.table(found, ["population"]), "csv")
    assert table(tmp_path / "a.csv")[3]["value"] == ""


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_other_kinds_are_written_where_their_library_is_there_and_refused_elsewhere(folder, capsys, kind):
    code = main(["export", str(folder), "population", "--to", kind])
    out = folder / f"results.{kind}"
    if find_spec(tidy.LIBRARIES[kind]) is None:
        told = capsys.readouterr().err
        assert code == 2 and not out.exists()
        assert f"{kind} needs {tidy.LIBRARIES[kind]}" in told and "pip install -e '.[tables]'" in told
        return
    assert code == 0
    rows = list(read(out, kind))
    assert len(rows) == 2 * 2 * 2 * 24 and list(rows[0]) == COLUMNS


def read(path, kind):
    """Rows of a file as mappings."""
    if kind == "parquet":
        from pyarrow import parquet

        return parquet.read_table(path).to_pylist()
    from openpyxl import load_workbook

    heading, *rows = load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_a_sheet_that_is_too_small_is_refused_before_it_is_written(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    with pytest.raises(Exception, match="a sheet holds 1,048,575"):
        tidy.refuse_format("xlsx", tidy.MOST_ROWS + 1)
    tidy.refuse_format("xlsx", tidy.MOST_ROWS)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["popultion", "harvest_residual", "--to", "csv"], "2 errors"),
        (["--to", "csv", "--out", "a.txt"], "does not end in .csv"),
        (["--to", "csv", "--out", "nowhere/a.csv"], "cannot be written"),
        (["--to", "csv", "--out", "there.csv"], "the file is there already"),
        (["--to", "sql"], "sql"),
    ],
)
def test_export_refuses_in_words_and_writes_nothing(folder, tmp_path, monkeypatch, capsys, words, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("mine")
    before = sorted(p.name for p in folder.iterdir())
    assert main(["export", str(folder), *words]) == 2
    assert told in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run", "there.csv"]
    assert sorted(p.name for p in folder.iterdir()) == before
    assert (tmp_path / "there.csv").read_text() == "mine"


def test_a_damaged_run_is_refused(folder, capsys):
    results = folder / "results.nc"
    results.write_bytes(results.read_bytes()[:-100])
    assert main(["export", str(folder), "--to", "csv"]) == 2
    assert "results.nc was changed" in capsys.readouterr().err and not (folder / "results.csv").exists()
