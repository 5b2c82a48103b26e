"""The evidence: every row is read, rivals stay apart, units fit, what is recalled says so."""

import math
import shutil
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from perelom.evidence.observed import held
from perelom.results.labels import attributes
from perelom.scenarios import load, names
from perelom.vocabulary import declared_indicators, month_index


def figures():
    return [figure for series in all_series() for figure in series.figures]


def test_every_row_of_the_pack_is_read():
    found = figures()
    assert Counter(figure.file.split("/")[0] for figure in found) == {"economy": 2584, "society": 3445}
    assert Counter(figure.status for figure in found) == {"verified": 4574, "recalled": 1455}
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
