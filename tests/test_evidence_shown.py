"""Evidence that cannot be read is refused in words; what is shown says its source and its status."""

import csv
import json
import subprocess
import sys

import pytest

from perelom.cli import main
from perelom.errors import InputError
from perelom.evidence import all_series, joins, policy_timeline
from perelom.evidence.figures import FOLDER
from perelom.evidence.joins import TABLE
from perelom.evidence.timeline import TABLE as TIMELINE
from perelom.scenarios import load


def write_rows(path, rows):
    with path.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)


BROKEN = [
    ({"value": "many"}, "'many' is not a number"),
    ({"value": "nan"}, "'nan' is not a number"),
    ({"region": "ukrain"}, "unknown region 'ukrain'"),
    ({"period": "1928/30"}, "'1928/30' is not a period"),
    ({"period": "1928-13"}, "'1928-13' is not a period"),
    ({"unit": "million_tons"}, "unknown unit 'million_tons'"),
    ({"unit": "percent"}, "is in percent, but in million_hectares"),
    ({"status": "certain"}, "unknown status 'certain'"),
    ({"source": ""}, "names no source"),
    ({"url": ""}, "needs the address"),
    ({"period": "1913"}, "of the same source stands in line 2"),
]


@pytest.mark.parametrize(("change", "words"), BROKEN)
def test_a_broken_row_is_refused_with_its_line(tmp_path, change, words):
    (tmp_path / "economy").mkdir()
    copy = tmp_path / "economy" / "agriculture.csv"
    rows = list(csv.reader((FOLDER / "economy" / "agriculture.csv").open(encoding="utf-8")))
    for column, text in change.items():
        rows[2][rows[0].index(column)] = text
    write_rows(copy, rows)
    with pytest.raises(InputError) as refused:
        all_series(tmp_path)
    assert words in str(refused.value) and "economy/agriculture.csv:3: error" in str(refused.value)


def test_every_broken_row_is_told_at_once_and_columns_must_stand(tmp_path):
    (tmp_path / "economy").mkdir()
    rows = list(csv.reader((FOLDER / "economy" / "consumption.csv").open(encoding="utf-8")))
    rows[1][rows[0].index("value")], rows[2][rows[0].index("region")] = "x", "y"
    write_rows(tmp_path / "economy" / "consumption.csv", rows)
    write_rows(tmp_path / "economy" / "grain.csv", [["series", "value"], ["a", "1"]])
    with pytest.raises(InputError) as refused:
        all_series(tmp_path)
    assert [problem.position for problem in refused.value.problems] == [
        "economy/consumption.csv:2",
        "economy/consumption.csv:3",
        "economy/grain.csv:1",
    ]


BROKEN_JOINS = [
    ({"indicator": "grain_harvst"}, "unknown indicator 'grain_harvst'; did you mean 'grain_harvest'?"),
    ({"series": "grain_harvest_offical"}, "did you mean 'grain_harvest_official'?"),
    ({"file": "economy/corn.csv"}, "no file 'economy/corn.csv'"),
    ({"factor": "1000"}, "million_tonnes to t is 1e+06, not 1000"),
    ({"indicator": "real_wage"}, "million_tonnes cannot be turned into 1928=100"),
    ({"rebase": "1928"}, "is not 1"),
    ({"regions": "ukrain"}, "unknown region 'ukrain'"),
    ({"use": "maybe"}, "unknown use 'maybe'"),
    ({"source": "Nobody"}, "no figure of 'grain_harvest_official' fits"),
    ({"reason": ""}, "gives no reason"),
    ({"stands": "13"}, "'13' is no moment"),
]


@pytest.mark.parametrize(("change", "words"), BROKEN_JOINS)
def test_a_broken_join_is_refused(tmp_path, change, words):
    rows = list(csv.reader(TABLE.open(encoding="utf-8")))[:2]
    for column, text in change.items():
        rows[1][rows[0].index(column)] = text
    write_rows(tmp_path / "joins.csv", rows)
    with pytest.raises(InputError) as refused:
        joins(tmp_path / "joins.csv")
    assert words in str(refused.value) and "joins.csv:2: error" in str(refused.value)


def test_a_broken_event_is_refused(tmp_path):
    rows = list(csv.reader(TIMELINE.open(encoding="utf-8")))[:3]
    rows[2][0] = "spring 1918"
    write_rows(tmp_path / "policy_timeline.csv", rows)
    with pytest.raises(InputError, match=r"policy_timeline.csv:3: error: 'spring 1918' is not a date"):
        policy_timeline(tmp_path / "policy_timeline.csv")


def run_command(*words):
    done = subprocess.run(
        [sys.executable, "-m", "perelom.cli", *words], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_recalled_is_said_in_every_row_that_is_shown(capsys):
    assert main(["data", "price_index_all_russian"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  USSR")]
    assert len(rows) == 10 and all("recalled" in row for row in rows)


def test_data_lists_everything_and_shows_rivals():
    code, out, _ = run_command("data", "--json")
    listed = json.loads(out)["series"]
    assert code == 0 and sum(row["rows"] for row in listed) == 6029
    assert sum(row["recalled"] for row in listed) == 1455
    code, out, _ = run_command("data", "grain_harvest", "--json")
    found = json.loads(out)["indicators"][0]
    assert code == 0 and len(found["joins"]) == sum(join.indicator == "grain_harvest" for join in joins())
    assert all(row["status"] in ("verified", "recalled") for j in found["joins"] for row in j["figures"])
    assert any(join["use"] == "none" and join["reason"] for join in found["joins"])


def test_data_by_region(capsys):
    assert main(["data", "collectivized_share", "--region", "ukraine", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    rows = [r for j in found["indicators"][0]["joins"] for r in j["figures"]]
    rows += [r for s in found["series"] for r in s["figures"]]
    assert rows and {row["region"] for row in rows} == {"ukraine"}


def test_data_without_names_and_the_timeline(capsys):
    assert main(["data"]) == 0
    out = capsys.readouterr().out
    assert "economy/grain.csv" in out and "grain_harvest_official" in out
    assert main(["data", "policy_timeline"]) == 0
    assert "Decree on Land" in capsys.readouterr().out
    assert main(["data", "goods_famine"]) == 0
    assert "no published series measures it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["data", "grain_harvst"], "did you mean 'grain_harvest'?"),
        (["data", "steel", "nosuchthing", "cole"], "2 errors"),
        (["data", "steel", "--region", "ukrain"], "did you mean 'ukraine'?"),
        (["cite", "histori"], "did you mean 'history'?"),
        (["cite", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_unknown_names_end_with_two_and_a_hint(words, told):
    code, out, err = run_command(*words)
    assert (code, out) == (2, "") and told in err and "Traceback" not in err


def test_cite_a_scenario_with_its_parents(capsys):
    assert main(["cite", "nep-reformed", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["software"]["title"] == "perelom" and found["scenario"]["hash"] == load("nep-reformed").hash
    keys = [row["key"] for row in found["literature"]]
    assert "gregory_mokhtari1993" in keys and "davies1980" in keys
    assert all(row["status"] for row in found["values"]) and found["decrees"] and found["parameters"]
    assert any("recalled" in row["work"] for row in found["literature"])


def test_cite_a_series_an_indicator_and_the_software(capsys):
    for name in ("steel", "grain_harvest", "grain_harvest_tauger"):
        assert main(["cite", name, "--json"]) == 0
        rows = json.loads(capsys.readouterr().out)["published"]
        assert rows and all(row["status"] == "recalled" or row["url"] for row in rows)
    assert main(["cite"]) == 0
    assert "perelom, version" in capsys.readouterr().out
    assert main(["cite", "history"]) == 0
    assert "recalled" in capsys.readouterr().out
