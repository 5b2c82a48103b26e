"""The evidence: every row is read, rivals stay apart, units fit, what is recalled says so."""

import csv
import json
import math
import shutil
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perelom.cli import main
from perelom.ensembles import fingerprint
from perelom.errors import InputError
from perelom.evidence import (
    all_series,
    joins,
    observed,
    parse_period,
    policy_timeline,
    published,
    references,
)
from perelom.evidence.figures import FOLDER
from perelom.evidence.joins import TABLE
from perelom.evidence.observed import held
from perelom.evidence.timeline import TABLE as TIMELINE
from perelom.results.labels import attributes
from perelom.scenarios import load, names
from perelom.vocabulary import declared_indicators, month_index


def figures():
    return [figure for series in all_series() for figure in series.figures]


def write_rows(path, rows):
    with path.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)


def test_every_row_of_the_pack_is_read():
    found = figures()
    assert Counter(figure.file.split("/")[0] for figure in found) == {"economy": 2578, "society": 3431}
    assert Counter(figure.status for figure in found) == {"verified": 4570, "recalled": 1439}
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in FOLDER.glob("*/*.csv"))
    assert len(found) == lines
    assert len(policy_timeline()) == 121


def test_a_price_basis_is_part_of_the_unit():
    things = {series.id: (series.unit.scale, series.unit.thing) for series in all_series()}
    assert things["national_income_official"] == (1e9, "rub_1926_27")
    assert things["industry_investment_vsnkh"] == (1e6, "rub")
    assert things["exports_value"] == (1e6, "rub_gold")
    assert things["currency_real_value"] == (1e6, "rub_1913")


@pytest.mark.parametrize(
    ("text", "kind", "first", "last", "split_year"),
    [
        ("1928", "year", "1928-01", "1928-12", "plan"),
        ("1927/28", "split_year", "1927-10", "1928-09", "plan"),
        ("1927/28", "split_year", "1927-07", "1928-06", "agricultural"),
        ("1932/34", "span", "1932-01", "1934-12", "calendar"),
        ("1930-03", "month", "1930-03", "1930-03", "plan"),
        ("1926-12-17", "day", "1927-01", "1927-01", "plan"),
        ("1937-01-06", "day", "1937-01", "1937-01", "plan"),
        ("1930-1931", "span", "1930-01", "1931-12", "plan"),
        ("1936-01/1936-06", "span", "1936-01", "1936-06", "plan"),
        ("1924/25-1926/27", "span", "1924-10", "1927-09", "plan"),
    ],
)
def test_periods_cover_the_months_of_the_source(text, kind, first, last, split_year):
    period = parse_period(text, split_year)
    assert (period.kind, period.first, period.last) == (kind, month_index(first), month_index(last))


@given(st.text(alphabet="0123456789/-", max_size=16), st.sampled_from(["plan", "agricultural", "calendar"]))
def test_any_text_is_a_period_or_is_refused_in_words(text, split_year):
    try:
        period = parse_period(text, split_year)
    except ValueError as error:
        assert text in str(error)
        return
    assert period.first <= period.last
    assert (period.last - period.first == 11) or period.kind not in ("year", "split_year")


@given(st.integers(1900, 1998))
def test_the_agricultural_year_begins_a_quarter_before_the_plan_year(year):
    text = f"{year}/{(year + 1) % 100:02d}"
    if year % 100 == 99:
        return
    assert parse_period(text, "agricultural").first + 3 == parse_period(text, "plan").first


def test_grain_is_counted_from_july_and_industry_from_october():
    by_id = {(figure.series, figure.period.text): figure for figure in figures()}
    assert by_id["grain_procurement", "1927/28"].period.first == month_index("1927-07")
    assert by_id["real_wage_index_official", "1927/28"].period.first == month_index("1927-10")
    assert by_id["grain_exports", "1927/28"].period.first == month_index("1927-10")


def test_annexed_land_and_other_territories_are_marked_and_not_used():
    marked = {(f.series, f.period.text, f.value): (f.borders, f.usable) for f in figures()}
    assert marked["grain_harvest_official", "1940", 86.9] == ("later", False)
    assert marked["grain_harvest_official", "1939", 73.2] == ("unstated", True)
    assert marked["steel", "1940", 18.3][1] is False
    assert marked["cattle_1jan", "1940", 47.8] == ("interwar", True)
    assert marked["population_both_sexes", "1939-01-01", 168524.0] == ("interwar", True)
    assert marked["population_both_sexes", "1939-01-01", 188793.0] == ("later", False)
    assert marked["population_biraben", "1926", marked_value("population_biraben", "1926")] == (
        "later",
        False,
    )
    values = [item.value for item in observed("population")]
    assert values and max(values) < 171e6


def marked_value(series, period):
    return next(f.value for f in figures() if (f.series, f.period.text) == (series, period))


def test_joins_name_what_exists_and_no_figure_twice():
    seen = Counter((join.indicator, f.file, f.line) for join in joins() for f in join.figures())
    assert max(seen.values()) == 1
    for join in joins():
        assert join.indicator in declared_indicators()
        assert join.use == "none" or any(True for _ in held(join)), (join.indicator, join.series.id)


@pytest.mark.parametrize(
    ("indicator", "month", "value"),
    [
        ("grain_harvest", "1928-01", 73.3e6),
        ("livestock_horses", "1929-01", 32.6e6),
        ("collectivized_share", "1930-03", 0.572),
        ("electricity", "1928-01", 5.0e9),
        ("unemployment", "1929-04", 1.741e6),
        ("population", "1927-01", 148.657e6),
        ("crude_death_rate", "1921-01", 39.8),
        ("labour_turnover", "1930-01", 1.524 / 12),
        ("excess_deaths_famine", "1933-01", 7.3e6),
        ("scissors", "1923-10", 3.1),
    ],
)
def test_figures_stand_in_the_unit_of_the_indicator(indicator, month, value):
    near = [item.value for item in observed(indicator) if item.first == month_index(month)]
    assert any(math.isclose(x, value, rel_tol=1e-3) for x in near), near


def test_a_pood_of_wheat_is_priced_by_the_tonne():
    assert observed("price_grain_free")[0].value == pytest.approx(2.2 / 0.0163805, rel=1e-4)


def test_a_rebased_series_is_one_in_its_period_and_says_that_this_is_no_check():
    rebased = [item for name in declared_indicators() for item in observed(name) if item.rebase]
    anchors = [item for item in rebased if (item.first, item.last) == item.rebase_months]
    assert anchors and all(item.value == pytest.approx(1, rel=1e-4) for item in anchors)
    assert {item.use for item in anchors} == {"none"}
    wage = next(item for item in observed("real_wage") if item.source.startswith("Allen 2003"))
    assert (wage.value, wage.rebase) == (pytest.approx(0.87), "1927/28")
    assert wage.rebase_months == (month_index("1927-10"), month_index("1928-09"))


def test_stocks_are_moments_and_flows_cover_their_period():
    january = next(item for item in observed("livestock_cattle") if item.first == month_index("1930-01"))
    assert january.moment and january.last == january.first
    end_of_1929 = next(item for item in observed("tractors") if item.value == pytest.approx(34.9e3))
    assert (end_of_1929.first, end_of_1929.moment) == (month_index("1930-01"), True)
    harvest = next(item for item in observed("grain_harvest") if item.first == month_index("1930-01"))
    assert (harvest.last, harvest.moment) == (month_index("1930-12"), False)
    campaign = next(item for item in observed("grain_procured") if item.first == month_index("1928-07"))
    assert campaign.last == month_index("1929-06")


def test_rival_estimates_stand_side_by_side():
    of_1932 = {item.value for item in observed("grain_harvest") if item.first == month_index("1932-01")}
    assert {69.8e6, 56e6, 55e6, 50.1e6} <= of_1932
    ukraine = observed("excess_deaths_famine", "ukraine")
    assert min(x.value for x in ukraine) == 2.6e6 and max(x.value for x in ukraine) == 5e6
    assert {item.use for item in ukraine} == {"held_out"}


def test_regions_are_apart_from_the_country():
    march = [i for i in observed("collectivized_share", "lower_volga") if i.first == month_index("1930-03")]
    assert {item.region for item in march} == {"lower_volga"} and len(march) == 2
    assert all(item.region is None for item in observed("collectivized_share"))


def test_only_recalled_sources_are_marked():
    sources = published("grain_harvest")
    assert "Tauger 1991, Slavic Review 50 (recalled)" in sources
    assert "Wheatcroft & Davies 1994, as tabulated in Dronin & Bellinger 2005, table 5.4" in sources
    assert "(recalled)" in attributes("steel")["sources"]
    assert attributes("goods_famine")["sources"] == "none: computed by the model only"


def test_unknown_words_are_refused():
    with pytest.raises(InputError, match="did you mean 'grain_harvest'"):
        observed("grain_harvst")
    with pytest.raises(InputError, match="did you mean 'ukraine'"):
        observed("grain_harvest", "ukrain")


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


def test_every_key_of_the_library_is_a_work():
    keys = {key for name in names() for key in load(name).sources}
    assert keys <= set(references())


def test_the_evidence_hash_follows_the_evidence(tmp_path, monkeypatch):
    shutil.copytree(FOLDER.parent, tmp_path / "evidence")
    monkeypatch.setattr(fingerprint, "PACKAGE", tmp_path)
    before = fingerprint.evidence_hash()
    path = tmp_path / "evidence" / "series" / "economy" / "grain.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("73.3", "73.4"), encoding="utf-8")
    changed = fingerprint.evidence_hash()
    table = tmp_path / "evidence" / "joins.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",fit,", ",check,"), encoding="utf-8")
    assert len({before, changed, fingerprint.evidence_hash()}) == 3


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
    assert code == 0 and sum(row["rows"] for row in listed) == 6009
    assert sum(row["recalled"] for row in listed) == 1439
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
