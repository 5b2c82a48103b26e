"""Charts: published figures in their unit and time, labels that do not overlap, files that are whole."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fake_country
import perelom
from perelom.cli import main
from perelom.ensembles import plan, work
from perelom.errors import InputError
from perelom.evidence import Observed
from perelom.parameters import values
from perelom.report import against, drawing
from perelom.report.curves import curves
from perelom.report.events import APART, ASSUMED, COURSES, MEASURES, MOST, _decided, events
from perelom.report.figures import chart, event_legend
from perelom.report.look import styles
from perelom.results import open_results, samples
from perelom.results.making import make
from perelom.scenarios import load
from perelom.vocabulary import month_index


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A comparison over all months, three draws, of the country that takes no time."""
    made = tmp_path_factory.mktemp("figure") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "simulate", fake_country.simulate)
        asked = plan(["history", "nep-continued"], draws=3)
        make(asked, made, command={"name": "compare", "rerun": ""}, workers=1)
    return made


@pytest.fixture(scope="module")
def dataset(folder):
    with open_results(folder) as found:
        return found.load()


def figure_over(first, last, value, indicator="grain_harvest", **others):
    """A published figure between two months."""
    told = {
        "region": None,
        "series": "a",
        "source": "Somebody",
        "status": "verified",
        "use": "check",
        "note": "",
        "moment": False,
        "rebase": "",
        "rebase_months": None,
    }
    months = month_index(first), month_index(last)
    return Observed(indicator=indicator, first=months[0], last=months[1], value=value, **{**told, **others})


def shown(monkeypatch, dataset, *published, by_year=True):
    monkeypatch.setattr(against, "observed", lambda indicator, region=None: published)
    return against.points(dataset, published[0].indicator, by_year=by_year)


def test_a_year_stands_in_its_middle_with_a_bar_over_it(monkeypatch, dataset):
    (point,) = shown(monkeypatch, dataset, figure_over("1926-01", "1926-12", 76.8e6))
    assert point.value == pytest.approx(76.8) and point.x == 1926.5
    assert (point.first, point.last, point.period) == (1926.0, 1927.0, "1926")


def test_a_split_year_keeps_its_months(monkeypatch, dataset):
    (point,) = shown(monkeypatch, dataset, figure_over("1926-07", "1927-06", 10.6e6))
    assert (point.x, point.period) == (1927.0, "1926-07 to 1927-06")


def test_several_years_of_a_flow_are_drawn_as_their_mean(monkeypatch, dataset):
    (point,) = shown(monkeypatch, dataset, figure_over("1921-01", "1922-12", 80e6))
    assert point.value == pytest.approx(40.0)


def test_half_a_year_stands_in_the_table_only(monkeypatch, dataset):
    (point,) = shown(monkeypatch, dataset, figure_over("1926-07", "1926-12", 7e6))
    assert point.value == pytest.approx(7.0) and not point.shown and not against.groups([point])


def test_a_year_on_a_monthly_chart_is_a_twelfth(monkeypatch, dataset):
    (point,) = shown(monkeypatch, dataset, figure_over("1926-01", "1926-12", 72e6), by_year=False)
    assert point.value == pytest.approx(6.0)


def test_a_moment_stands_at_the_start_of_its_month(monkeypatch, dataset):
    published = figure_over("1928-01", "1928-01", 33e6, "livestock_horses", moment=True)
    (point,) = shown(monkeypatch, dataset, published, by_year=False)
    assert point.x == point.first == point.last == 1928.0 and point.value == pytest.approx(33.0)


def test_a_series_of_another_base_takes_the_level_of_the_history(monkeypatch, dataset):
    base = {"rebase": "1928", "rebase_months": (month_index("1928-01"), month_index("1928-12"))}
    wage = figure_over("1937-01", "1937-12", 0.8, "real_wage", **base)
    income = figure_over("1937-01", "1937-12", 2.0, "national_income", **base)
    year = slice(*base["rebase_months"])
    year = slice(year.start, year.stop + 1)
    (point,) = shown(monkeypatch, dataset, wage, by_year=False)
    level = np.median(samples(dataset, "real_wage", "history")[:, year].mean(axis=1))
    assert point.value == pytest.approx(0.8 * level) and point.scaled == "1928"
    (point,) = shown(monkeypatch, dataset, income)
    level = np.median(samples(dataset, "national_income", "history")[:, year].sum(axis=1))
    assert point.value == pytest.approx(2e-9 * level)


def test_a_base_that_the_run_does_not_reach_leaves_the_series_out(monkeypatch, dataset):
    short = dataset.isel(month=slice(0, 48))
    wage = figure_over("1924-01", "1924-12", 1.0, "real_wage", rebase="1928", rebase_months=(84, 95))
    assert shown(monkeypatch, short, wage, by_year=False) == ()


def test_a_legend_tells_rivals_apart_and_says_what_was_recalled(monkeypatch, dataset):
    published = [
        figure_over("1928-01", "1928-12", 73e6, source="One"),
        figure_over("1928-01", "1928-12", 63e6, source="Two", status="recalled"),
        figure_over("1929-01", "1929-12", 60e6, source="Three", series="x_low"),
        figure_over("1929-01", "1929-12", 70e6, source="Three", series="x_high"),
    ]
    found = shown(monkeypatch, dataset, *published)
    assert against.legend(found) == ["○ One", "□ Two (recalled, not checked)", "◇ Three"]


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=5).map(sorted),
    st.floats(0.02, 0.15),
)
def test_labels_keep_their_order_and_their_distance(heights, size):
    placed = drawing.spread(heights, [size] * len(heights))
    assert all(b - a >= size - 1e-9 for a, b in pairwise(placed))
    assert placed[-1] <= 1.0 + 1e-9


def test_the_history_is_solid_blue_whatever_its_place():
    found = styles(["nep-continued", "history"])
    assert found["history"].colour == "#1f4e79" and found["history"].dash == "-"
    assert found["nep-continued"].colour == "#b5541c" and found["nep-continued"].dash != "-"


def test_curves_are_quantiles_in_readable_units_and_flows_go_by_year(dataset):
    (curve, _) = curves(dataset, "grain_harvest")
    yearly = samples(dataset, "grain_harvest", "history").reshape(-1, 20, 12).sum(axis=2)
    assert list(curve.times[:2]) == ["1921", "1922"]
    np.testing.assert_allclose(curve.bands["q50"], 1e-6 * np.median(yearly, axis=0))
    (curve, _) = curves(dataset, "livestock_horses")
    assert curve.times[0] == "1921-01" and curve.x[0] == 1921.0 and len(curve.x) == 240


def test_plot_draws_into_the_axes_given_and_names_the_lines(dataset):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots()
    assert perelom.plot(dataset, "real_wage", ax=ax) is ax
    assert ax.get_title(loc="left") == "Real wage, 1928=100"
    assert {"history", "nep-\ncontinued"} <= {text.get_text() for text in ax.texts}
    own = perelom.plot(dataset, "grain_harvest", region="ukraine")
    assert "Ukraine" in own.get_title(loc="left")
    plt.close(figure)
    plt.close(own.figure)


def test_differences_stand_without_published_levels(dataset):
    from perelom.results import differences

    found = chart(differences(dataset), "grain_harvest")
    assert found.title.endswith("difference from history") and found.points == ()
    assert [curve.name for curve in found.curves] == ["nep-continued"]
    assert chart(dataset, "grain_harvest").points


@pytest.mark.parametrize(
    ("indicator", "region", "words"),
    [
        ("grain_harvst", None, "did you mean 'grain_harvest'?"),
        ("harvest_residual", None, "no mechanism computes it yet"),
        ("grain_harvest", "ukrain", "did you mean 'ukraine'?"),
        ("real_wage", "ukraine", "for the whole country only"),
    ],
)
def test_plot_refuses_what_it_cannot_draw(dataset, indicator, region, words):
    with pytest.raises(InputError) as refused:
        perelom.plot(dataset, indicator, region=region)
    assert words in str(refused.value)


def test_turning_points_are_few_in_order_and_name_the_departure():
    scenarios = [load("history"), load("nep-continued")]
    found = events(scenarios, 240, values())
    assert [e.number for e in found] == list(range(1, len(found) + 1)) and len(found) <= MOST
    assert [e.month for e in found] == sorted(e.month for e in found)
    (departure,) = [e for e in found if e.month == scenarios[1].first_change]
    assert departure.words[0] == "The New Economic Policy continued: from here on its own decisions"
    # what the scenario merely keeps is no turn of its own
    assert not any("how grain is acquired: purchase" in words for words in departure.words)
    assert all(e.month < 84 for e in events(scenarios, 84, values()))


def test_turning_points_of_the_history_are_its_decisive_decisions():
    found = {e.date: e.words for e in events([load("history")], 240, values())}
    decisive = {
        "1921-04": "form of the farm levy: tax in kind (VTsIK decree",
        "1923-10": "trusts are ordered to cut their prices",
        "1924-02": "the reform of the currency goes forward",
        "1928-01": "grain is to be delivered at any cost",
        "1930-02": "households classed as kulaks are to be arrested by quota",
        "1930-03": "households may leave the collective farm",
        "1932-11": "villages in arrears are cut off from goods",
        "1933-02": "peasants are forbidden to leave: Ukraine, North Caucasus (Directive of 22 January 1933)",
    }
    for date, words in decisive.items():
        assert any(words in told for told in found[date]), (date, found.get(date))
    told = " ".join(words for each in found.values() for words in each)
    assert ASSUMED not in told and not any(lever in told for lever in (*COURSES, *MEASURES))
    assert (
        "grain for the towns falls short" not in told
    )  # nothing reads the preference where there is no planner


def test_no_campaign_is_told_twice_within_three_months():
    for names in (["history"], ["history", "nep-continued"], ["history", "war-communism-kept"]):
        scenarios = [load(name) for name in names]
        found = [item for s in scenarios for item in _decided(s, values())]
        leaving = {s.first_change for s in scenarios}
        chosen = [e.month for e in events(scenarios, 240, values())]
        for before, after in pairwise(m for m in chosen if m not in leaving):
            if after - before < APART:
                new = {i.campaign for i in found if i.month == after}
                assert new - {i.campaign for i in found if i.month == before}
        assert len(chosen) == MOST


def test_the_words_of_events_stay_within_the_figure():
    found = events([load("history")], 240, values())
    lines = event_legend(found, 60)
    assert max(map(len, lines)) <= 60 and len(lines) > len(found)
    told = " ".join(" ".join(lines).split())
    assert all(" ".join(event.words[0].split()) in told for event in found)


def test_the_decrees_of_a_month_are_told_from_the_first_zone_to_the_third():
    decided = [i for i in _decided(load("history"), values()) if i.month == month_index("1931-01")]
    zones = [i.words.split(" zone")[0].split()[-1] for i in decided if " zone" in i.words]
    assert zones == ["first", "second", "third"]


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_figure_writes_the_same_file_each_time(folder, tmp_path, ending):
    files = [tmp_path / f"{i}.{ending}" for i in range(2)]
    for file in files:
        assert main(["figure", str(folder), "population", "--decisions", "--out", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes() and files[0].stat().st_size > 1000


def test_figure_of_a_scenario_runs_it_first(monkeypatch, tmp_path):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    out = tmp_path / "a.svg"
    assert main(["figure", "history", "unemployment", "--draws", "2", "--out", str(out)]) == 0
    assert "<svg" in out.read_text(encoding="utf-8")


def test_the_panels_of_events(folder, tmp_path):
    out = tmp_path / "events.svg"
    assert main(["figure", str(folder), "--events", "--out", str(out)]) == 0
    assert out.stat().st_size > 50_000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["population", "--out", "a.gif"], "does not end in .svg or .png or .pdf"),
        (["population", "--out", "nowhere/a.svg"], "cannot be written"),
        (["population", "--out", "there.svg"], "the file is there already"),
        (["population", "--out", "."], "this is a folder, not a file"),
        ([], "which indicators?"),
        (["population", "--events"], "--events draws its own indicators"),
        (["pop", "real_wag", "--region", "mars"], "3 errors"),
    ],
)
def test_figure_refuses_in_words_and_writes_nothing(folder, tmp_path, monkeypatch, capsys, words, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.svg").write_text("mine")
    assert main(["figure", str(folder), *words]) == 2
    assert told in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["there.svg"]
    assert (tmp_path / "there.svg").read_text() == "mine"
