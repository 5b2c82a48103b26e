"""The share of Ukrainians as a covariate: a planted slope is found, controls are held fixed."""

import sys
from pathlib import Path

import numpy as np
import pytest

from perelom.inference.nationality import (
    UKRAINE,
    covariate,
    measures,
    over_draws,
    planned,
    share_of_ukrainians,
)
from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import N_MONTHS, N_REGIONS, REGION_INDEX, indicator_index, month_index

SHARE = share_of_ukrainians()
NONE = np.zeros((N_REGIONS, 0))
CROP = np.random.default_rng(3).uniform(0.2, 1.0, N_REGIONS)


def test_every_region_has_a_share_and_ukraine_the_greatest():
    assert ((SHARE >= 0) & (SHARE < 1)).all()
    assert int(np.argmax(SHARE)) == UKRAINE and SHARE[UKRAINE] == pytest.approx(0.801)


def test_a_planted_slope_is_found_with_the_rule_held_fixed():
    found = covariate(0.3 * SHARE + 0.5 * CROP + 0.1, CROP[:, None], SHARE)
    assert found.slope == pytest.approx(0.3) and found.without_ukraine == pytest.approx(0.3)
    assert found.shuffled < 0.01 and found.regions == N_REGIONS
    assert found.residual[UKRAINE] > 0.05  # the share is left out of the residual


def test_what_the_rule_accounts_for_leaves_nothing_over():
    found = covariate(2.0 * CROP + 1.0, CROP[:, None], SHARE)
    assert abs(found.slope) < 1e-12 and np.allclose(found.residual, 0.0)


def test_one_region_alone_is_told_apart():
    alone = np.zeros(N_REGIONS)
    alone[UKRAINE] = 1.0
    found = covariate(alone, NONE, SHARE)
    assert found.slope > 0.5 and found.without_ukraine == 0.0


def test_noise_is_told_as_noise():
    random = np.random.default_rng(11)
    shuffled = [covariate(random.normal(size=N_REGIONS), NONE, SHARE).shuffled for _ in range(40)]
    assert 0.3 < np.mean(shuffled) < 0.7


def test_regions_without_a_figure_are_left_out_and_too_few_are_refused():
    some = np.where(np.arange(N_REGIONS) < 8, 0.2 * SHARE, np.nan)
    found = covariate(some, NONE, SHARE)
    assert found.regions == 8 and found.slope == pytest.approx(0.2)
    assert np.isnan(found.residual[8:]).all()
    with pytest.raises(ValueError, match="2 regions have a value; 3 are needed"):
        covariate(np.where(np.arange(N_REGIONS) < 2, 1.0, np.nan), NONE, SHARE)


def test_published_plans_of_two_years():
    plans = planned()
    assert plans[UKRAINE] == pytest.approx(356 / 465)  # Crimea's plan of 1930 is part of the region's
    assert plans[REGION_INDEX["north_caucasus"]] == pytest.approx(136 / 200)
    assert np.isnan(plans[REGION_INDEX["far_east"]])


def test_measures_of_a_record_made_by_hand():
    record = np.zeros((N_MONTHS, len(indicator_index()), N_REGIONS + 1))
    for name, number in {"population": 1e6, "population_urban": 2e5, "grain_harvest": 1e5}.items():
        record[:, indicator_index()[name]] = number
    record[:, indicator_index()["grain_procured"], UKRAINE] = 3e4
    record[month_index("1933-05"), indicator_index()["excess_deaths_famine"], UKRAINE] = 5e4
    found = measures(record, load("history").levers(values("reference", 1921, 0, {})))
    assert found["taken"][0][UKRAINE] == pytest.approx(0.3)
    assert found["taken"][1][UKRAINE].tolist() == pytest.approx([np.log(1.5), 0.3])
    assert found["deaths"][0][UKRAINE] == pytest.approx(50.0)
    assert found["movement_ban"][0][UKRAINE] > 0 == found["movement_ban"][0][REGION_INDEX["urals"]]


def test_bands_over_draws():
    fits = [covariate(k * SHARE, NONE, SHARE) for k in (0.1, 0.2, 0.3)]
    assert over_draws(fits)["slope"][1] == pytest.approx(0.2)


def test_the_tables_of_the_page():
    sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
    from famine_tables import SAID, text

    rows = [{name: (k * SHARE, NONE) for name in SAID} for k in (1.0, 2.0)]
    made = text(rows, SHARE, "prior")
    assert "2 draws of history, parameters: prior" in made and made.count("| Ukraine |") == 1
    assert made.index("| Ukraine |") < made.index("| North Caucasus |")
