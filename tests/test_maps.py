"""Maps: the right region has the right number and class, differences are paired, nothing is only colour."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fake_country
from perelom.cli import main
from perelom.ensembles import plan, work
from perelom.errors import InputError
from perelom.report.geography import HEIGHT, WIDTH, geography
from perelom.report.mapped import BY_INHABITANT, difference, last_span, level, span_of
from perelom.report.maps import (
    HIGHER,
    LEVELS,
    LOWER,
    NONE,
    NUMBER,
    difference_scale,
    level_scale,
    map_numbers,
    maps_of,
    row_of,
    scale_of,
)
from perelom.results import open_results, pairs, samples
from perelom.results.making import make
from perelom.vocabulary import N_MONTHS, REGIONS, indicators


def computed(folder, *names, **options):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "simulate", fake_country.simulate)
        asked = plan(list(names), draws=3, seeds=len(names), **options)
        make(asked, folder, command={"name": "run", "rerun": "", "at": None}, workers=1)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return computed(tmp_path_factory.mktemp("maps") / "run", "history", "nep-continued")


@pytest.fixture(scope="module")
def dataset(folder):
    with open_results(folder) as found:
        return found.load()


def area(ring):
    x, y = ring.T
    return abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


def inside(point, ring):
    x, y = ring.T
    x2, y2 = np.roll(x, -1), np.roll(y, -1)
    crossed = (y > point[1]) != (y2 > point[1])
    at = x + (point[1] - y) / np.where(y2 == y, 1.0, y2 - y) * (x2 - x)
    return np.sum(crossed & (at > point[0])) % 2 == 1


def test_the_map_has_every_region_within_its_box_and_its_words_inside():
    known = geography()
    assert tuple(known.regions) == REGIONS and set(known.labels) == set(REGIONS)
    for name, rings in known.regions.items():
        points = np.vstack(rings)
        assert points.min() >= 0 and points[:, 0].max() <= WIDTH and points[:, 1].max() <= HEIGHT
        assert inside(known.labels[name], rings[0]), name
        assert [area(ring) for ring in rings] == sorted((area(ring) for ring in rings), reverse=True)


def test_regions_neither_overlap_nor_leave_gaps():
    """Every inner border is drawn twice, once by each neighbour, through the same points."""
    edges = {}
    for name, rings in geography().regions.items():
        for ring in rings:
            points = [tuple(p) for p in ring]
            for a, b in zip(points, points[1:] + points[:1], strict=True):
                edges.setdefault(frozenset((a, b)), []).append(name)
    assert max(map(len, edges.values())) == 2
    neighbours = {frozenset(names) for names in edges.values() if len(names) == 2}
    for pair in [
        ("ukraine", "central_black_earth"),
        ("ukraine", "north_caucasus"),
        ("kazakhstan", "lower_volga"),
        ("siberia", "far_east"),
        ("urals", "middle_volga"),
    ]:
        assert frozenset(pair) in neighbours


def test_areas_are_those_of_the_regions():
    """An equal-area projection: shares of the 21.43 million square km of the unsimplified map."""
    sizes = {name: sum(map(area, rings)) for name, rings in geography().regions.items()}
    whole = sum(sizes.values())
    for name, km2 in (("ukraine", 478_900), ("kazakhstan", 2_720_600), ("transcaucasia", 185_100)):
        assert sizes[name] / whole == pytest.approx(km2 / 21_434_800, rel=0.02)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4, unique=True), st.floats(-2e6, 2e6))
def test_a_value_has_the_class_between_its_bounds(bounds, value):
    scale = level_scale(sorted(bounds))
    assert scale.of(value) == LEVELS[sum(bound <= value for bound in bounds)]


@given(st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=3, unique=True), st.floats(-2e6, 2e6))
def test_a_difference_has_the_side_of_its_sign(bounds, value):
    scale = difference_scale(sorted(bounds))
    colour = scale.of(value)
    assert len(scale.colours) == len(scale.bounds) + 1
    if abs(value) < min(bounds):
        assert colour == NONE
    elif abs(value) not in bounds:
        assert colour in (HIGHER if value > 0 else LOWER)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_numbers_stand_out_on_every_class_and_classes_darken_in_order():
    for colour in (*LEVELS, *LOWER, NONE, *HIGHER):
        assert (luminance(colour) + 0.05) / (luminance(NUMBER) + 0.05) >= 4.5
    for row in (LEVELS, (NONE, *LOWER[::-1]), (NONE, *HIGHER)):
        light = [luminance(colour) for colour in row]
        assert all(a - b > 0.05 for a, b in pairwise(light))


def test_a_flow_is_summed_by_inhabitant_and_the_rest_is_a_mean(dataset):
    span = span_of("1932", N_MONTHS)
    found = level(dataset, "grain_harvest", span, "history")
    harvest = samples(dataset, "grain_harvest_by_region", "history")[:, 132:144].sum(axis=1)
    people = samples(dataset, "population_by_region", "history")[:, 132]
    assert np.allclose(found.values[:, :14], 1000 * harvest / people)
    assert found.unit == "kg an inhabitant in this year"
    shares = level(dataset, "collectivized_share", span, "history")
    monthly = samples(dataset, "collectivized_share_by_region", "history")[:, 132:144]
    assert np.allclose(shares.values[:, :14], 100 * monthly.mean(axis=1)) and shares.unit == "%"
    country = samples(dataset, "collectivized_share", "history")[:, 132:144].mean(axis=1)
    assert np.allclose(shares.values[:, 14], 100 * country)


def test_a_difference_is_taken_draw_by_draw(dataset):
    (pair,) = pairs(dataset)
    span = span_of("1935-06", N_MONTHS)
    found = difference(pair, "crude_birth_rate", span)
    a, b = pair.values("crude_birth_rate_by_region")
    assert np.allclose(found.values[:, :14], (b - a)[:, :, span.first].mean(axis=1))
    assert found.title.endswith("1935-06: nep-continued less history")


def test_one_scenario_has_its_level_alone(tmp_path):
    with open_results(computed(tmp_path / "run", "history", to="1930-12")) as found:
        (one,) = row_of(found.load(), "births", span_of("1930", N_MONTHS))
    assert one.heading == "1930" and one.values.shape == (3, 15)


def test_an_uncertain_sign_stands_in_brackets(dataset):
    (pair,) = pairs(dataset)
    found = difference(pair, "crude_birth_rate", span_of("1935", N_MONTHS))
    values = np.ones((4, 15))
    values[:2, 0] = -3.0  # two draws of four lie on the other side
    values[:, 1] = np.nan
    told = map_numbers(type(found)(**{**vars(found), "values": values}), difference_scale((0.5,)))
    assert told[0].startswith("(") and told[1] == "–" and told[2] == "+1.0"


def test_times_are_refused_in_words():
    for text, told in (
        ("1930-13", "is not a month"),
        ("1941", "is outside"),
        ("march", "neither a month as 1930-03 nor a year as 1930"),
        ("1930-12", "outside the run"),
    ):
        with pytest.raises(InputError, match=told):
            span_of(text, 36)
    assert (
        last_span(240).words == "1940" and last_span(30).words == "1922" and last_span(7).words == "1921-07"
    )


def test_what_adds_up_over_regions_is_shown_by_inhabitant():
    for name, item in indicators().items():
        if item.regional and item.unit in BY_INHABITANT and name != "population":
            assert item.kind in ("flow", "stock")


def test_scales_are_the_same_for_all_years_of_a_run(dataset):
    scales = {scale_of(row[0], dataset) for row in maps_of(dataset, "births", ["1925", "1933", "1940"])}
    assert len(scales) == 1
    assert len(scales.pop().bounds) >= 1


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_maps_for_a_paper_are_the_same_file_each_time(folder, tmp_path, ending):
    files = [tmp_path / f"{i}.{ending}" for i in range(2)]
    for file in files:
        words = ["livestock_cattle", "--map", "--at", "1928-01", "--at", "1934", "--out", str(file)]
        assert main(["figure", str(folder), *words]) == 0
    assert files[0].read_bytes() == files[1].read_bytes() and files[0].stat().st_size > 5000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--map"], "which indicators?"),
        (["real_wage", "--map"], "whole country only"),
        (["births", "--at", "1930"], "--at goes with --map"),
        (["births", "--map", "--region", "ukraine"], "--region does not go with --map"),
        (["births", "--map", "--decisions"], "--decisions does not go with --map"),
        (["--events", "--map"], "--events draws its own"),
        (["brths", "--map", "--at", "1930-3", "--at", "1950"], "3 errors"),
        (["births", "--map", "--at", ""], "'' is neither a month"),
    ],
)
def test_maps_are_refused_in_words_and_nothing_is_written(folder, tmp_path, monkeypatch, capsys, words, told):
    monkeypatch.chdir(tmp_path)
    assert main(["figure", str(folder), *words]) == 2
    error = capsys.readouterr().err
    assert told in error and "Traceback" not in error
    assert not list(Path(tmp_path).iterdir())


def test_a_time_after_the_end_of_a_short_run_is_refused(tmp_path, monkeypatch, capsys):
    short = computed(tmp_path / "short", "history", to="1925-06")
    monkeypatch.chdir(tmp_path)
    assert main(["figure", str(short), "births", "--map", "--at", "1926"]) == 2
    assert "1926 is outside the run, 1921-01 … 1925-06" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["short"]
