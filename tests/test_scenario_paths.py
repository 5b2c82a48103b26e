"""What a scenario means: dated values, ramps, regions, until, parents, campaigns."""

from pathlib import Path

import numpy as np
import pytest

from perelom.errors import InputError
from perelom.scenarios import decrees, load
from perelom.vocabulary import (
    N_MONTHS,
    REGION_INDEX,
    REGIONS,
    instruments,
    lever_index,
    month_index,
)

BASE = Path(__file__).parent / "scenarios" / "base.yaml"
CAMPAIGNS = {f"campaign.{family}": 0.2 for family in decrees.FAMILIES}
READ_DECREES = decrees.decrees.__wrapped__  # without its memory of the package's own table
UKRAINE, SIBERIA = REGION_INDEX["ukraine"], REGION_INDEX["siberia"]


def column(name):
    return lever_index()[name]


def at(scenario, lever, month, region=0):
    return scenario.levers(CAMPAIGNS).values[month_index(month), column(lever), region]


def total(scenario, lever, month):
    return scenario.levers(CAMPAIGNS).totals[month_index(month), column(lever)]


@pytest.fixture
def base():
    return load(BASE)


def test_a_root_that_decides_nothing_has_the_values_of_1921(tmp_path):
    path = tmp_path / "root.yaml"
    path.write_text("title: Nothing decided\n")
    levers = load(path).levers({})
    assert levers.values.shape == (N_MONTHS, len(lever_index()), 14)
    assert levers.totals.shape == (N_MONTHS, len(lever_index()))
    assert levers.start_rules().shape == (0, 2)
    for lever in instruments().values():
        values, totals = levers.values[:, column(lever.id)], levers.totals[:, column(lever.id)]
        if lever.extensive:
            assert np.isnan(values).all()
            expected = float(lever.start) if lever.start else np.nan
            assert np.array_equal(totals, np.full(N_MONTHS, expected), equal_nan=True)
        else:
            assert np.isnan(totals).all()
            assert (values == values[0, 0]).all()
    assert levers.values[0, column("procurement.method"), 0] == 2  # requisition
    assert levers.values[0, column("rights.disfranchised_classes"), 0] == 0b1111


def test_a_value_holds_until_the_next_date(base):
    assert at(base, "exports.grain", "1922-09") == 0
    assert at(base, "exports.grain", "1922-10") == at(base, "exports.grain", "1926-06") == 0.7e6
    assert at(base, "exports.grain", "1940-12") == 4.8e6
    assert at(base, "procurement.method", "1921-03") == 2
    assert at(base, "procurement.method", "1921-04") == 0


def test_a_ramp_is_straight_between_its_dates_and_holds_the_last(base):
    path = base.levers({}).values[:, column("plan.investment_share"), 5]
    first, last = month_index("1924-10"), month_index("1932-10")
    assert (path[:first] == 0.02).all()
    assert np.allclose(path[first : last + 1], np.linspace(0.05, 0.22, last - first + 1), rtol=0, atol=1e-15)
    assert (path[last:] == 0.22).all()


def test_steps_and_a_ramp_may_follow_one_another(base):
    path = {"1925-01": 0.1, "ramp": {"1928-01": 0.2, "1929-01": 0.8}, "1935-01": 0.5}
    mixed = base.extend("mixed", set={"plan.heavy_share": path})
    shares = [
        at(mixed, "plan.heavy_share", m) for m in ("1924-12", "1927-12", "1928-07", "1934-12", "1936-01")
    ]
    assert shares == pytest.approx([0.55, 0.1, 0.5, 0.8, 0.5])


def test_a_bare_value_holds_from_from_until_until_and_then_the_parent_returns(base):
    pause = base.extend("pause", from_="1929-01", until="1931-01", set={"exports.grain": 0})
    own, parent = pause.levers({}).values, base.levers({}).values
    first, end = month_index("1929-01"), month_index("1931-01")
    assert (own[first:end, column("exports.grain")] == 0).all()
    assert np.array_equal(own[:first], parent[:first], equal_nan=True)
    assert np.array_equal(own[end:], parent[end:], equal_nan=True)


def test_a_dated_value_leaves_the_parents_path_before_its_first_date(base):
    late = base.extend("late", from_="1925-01", set={"exports.grain": {"1932-07": 0}})
    assert at(late, "exports.grain", "1926-07") == 2e6
    assert at(late, "exports.grain", "1932-06") == 4.8e6
    assert at(late, "exports.grain", "1932-07") == 0
    assert late.start == month_index("1925-01")
    assert late.first_change == month_index("1932-07")


def test_before_its_first_change_a_scenario_is_its_parent(base):
    child = base.extend("child", set={"trade.free": {"1930-01": 0.1}, "relief.grain": {"1933-02": "100 kt"}})
    own, parent = child.levers({}), base.levers({})
    first = child.first_change
    assert first == month_index("1930-01")
    assert np.array_equal(own.values[:first], parent.values[:first], equal_nan=True)
    assert np.array_equal(own.totals[:first], parent.totals[:first], equal_nan=True)
    assert (own.values[first] != parent.values[first])[~np.isnan(parent.values[first])].any()


def test_first_change_of_roots_repeats_rules_and_parameters(base):
    rule = {"when": {"grain_reserve": {"below": 1}}, "set": {"exports.grain": 0}}
    assert base.first_change == 0
    assert (
        base.extend("same", set={"exports.grain": {"1926-07": "2 Mt", "1930-07": "4.8 Mt"}}).first_change
        == 240
    )
    assert base.extend("rule", from_="1928-01", rules=[rule]).first_change == month_index("1928-01")
    assert base.extend("belief", parameters={"campaign.grain": 0.3}).first_change == 0


def test_by_region_the_others_inherit(base):
    south = base.extend("south", from_="1930-01", set={"trade.free": {"by_region": {"ukraine": 0.2}}})
    assert at(south, "trade.free", "1930-01", UKRAINE) == 0.2
    assert at(south, "trade.free", "1929-12", UKRAINE) == 0.9
    assert at(south, "trade.free", "1930-01", SIBERIA) == 0.9


def test_by_region_beside_a_value_for_the_rest(base):
    path = {"1930-01": 0.5, "by_region": {"siberia": {"ramp": {"1931-01": 0.2, "1931-11": 0.4}}}}
    both = base.extend("both", set={"trade.free": path})
    assert at(both, "trade.free", "1930-12", SIBERIA) == 0.5
    assert at(both, "trade.free", "1931-06", SIBERIA) == pytest.approx(0.3)
    assert at(both, "trade.free", "1931-06", UKRAINE) == 0.5


class TestQuantities:
    """Extensive levers: a total to be shared out, and the regions that are named."""

    def test_a_bare_value_is_the_total_and_names_no_region(self, base):
        quota = base.extend("q", set={"procurement.quota": {"1931-07": "26.6 Mt"}})
        assert total(quota, "procurement.quota", "1931-07") == 26.6e6
        assert np.isnan(at(quota, "procurement.quota", "1931-07", UKRAINE))
        assert at(quota, "procurement.quota", "1931-06", UKRAINE) == 7.7e6

    def test_a_named_region_stands_beside_the_total(self, base):
        assert total(base, "procurement.quota", "1930-07") == 22e6
        assert at(base, "procurement.quota", "1930-07", UKRAINE) == 7.7e6
        assert np.isnan(at(base, "procurement.quota", "1930-07", SIBERIA))

    def test_a_cut_in_one_region_lowers_the_total_as_the_others_inherit(self, base):
        cut = {"by_region": {"ukraine": {"1932-07": "5.7 Mt"}}}
        assert (
            total(base.extend("cut", set={"procurement.quota": cut}), "procurement.quota", "1932-07") == 20e6
        )

    def test_where_only_regions_are_named_the_total_is_their_sum(self, base):
        relief = {"by_region": {"ukraine": {"1933-02": "60 kt"}, "siberia": {"1933-03": "40 kt"}}}
        helped = base.extend("helped", set={"relief.grain": relief})
        months = ("1933-01", "1933-02", "1933-03")
        assert [total(helped, "relief.grain", m) for m in months] == [0, 60e3, 100e3]

    def test_with_all_regions_named_the_total_is_their_sum(self, base):
        every = {"by_region": {region: {"1931-07": "1 Mt"} for region in REGIONS}}
        assert (
            total(base.extend("all", set={"procurement.quota": every}), "procurement.quota", "1931-07")
            == 14e6
        )

    def test_a_share_of_an_inherited_total_that_the_model_shares_out_leaves_the_total(self, base):
        siberia = {"by_region": {"siberia": {"1931-07": "1 Mt"}}}
        named = base.extend("named", set={"procurement.quota": siberia})
        assert total(named, "procurement.quota", "1931-07") == 22e6


def test_a_chain_of_three_lays_file_over_file(base):
    second = base.extend("second", from_="1929-01", until="1933-01", set={"trade.free": 0.3})
    third = second.extend("third", from_="1930-01", until="1931-01", set={"trade.free": 0.1})
    months = ("1928-12", "1929-12", "1930-06", "1931-01", "1933-01")
    assert [at(third, "trade.free", m) for m in months] == [0.9, 0.3, 0.1, 0.3, 0.9]
    assert third.extends == ("second", "base")


def test_sets_and_enums_are_coded(base):
    rights = {"rights.disfranchised_classes": {"1930-01": ["clergy", "kulak"], "1936-12": []}}
    scenario = base.extend("rights", set=rights)
    assert at(scenario, "rights.disfranchised_classes", "1930-01") == 0b0101
    assert at(scenario, "rights.disfranchised_classes", "1936-12") == 0


class TestCampaigns:
    """Paths made from the table of decrees."""

    rows = (
        "family,date,regions,instrument,strength,fade,source,words\n"
        "grain,1920-07,all,procurement.pressure,4,6,a,b\n"
        "grain,1921-07,ukraine|siberia,procurement.pressure,2,3,a,b\n"
        "grain,1922-01,all,procurement.pressure,0,1,a,b\n"
        "grain,1928-01,all,procurement.pressure,4,12,a,b\n"
    )

    @pytest.fixture
    def table(self, tmp_path, monkeypatch):
        path = tmp_path / "decrees.csv"

        def use(text):
            path.write_text(text)
            monkeypatch.setattr(decrees, "decrees", lambda: READ_DECREES(path))
            monkeypatch.setattr("perelom.scenarios.deciding.decrees", lambda: READ_DECREES(path))

        use(self.rows)
        return use

    def test_a_campaign_fades_by_half_and_the_next_decree_replaces_it(self, base, table):
        grain = base.extend("grain", set={"procurement.pressure": {"decrees": "grain"}})
        levers = grain.levers({"campaign.grain": 0.2})
        path = levers.values[:, column("procurement.pressure")]
        assert path[0, UKRAINE] == pytest.approx(0.8 * 0.5)  # six months after July 1920
        assert path[6, UKRAINE] == pytest.approx(0.4)
        assert path[9, UKRAINE] == pytest.approx(0.2)
        assert path[6, 0] == pytest.approx(0.8 * 0.25)
        assert (path[12 : month_index("1928-01")] == 0).all()
        assert path[month_index("1929-01"), 3] == pytest.approx(0.4)

    def test_pressure_stays_within_its_bound_and_needs_its_parameter(self, base, table):
        grain = base.extend("grain", set={"procurement.pressure": {"decrees": "grain"}})
        assert grain.levers({"campaign.grain": 5}).values[:, column("procurement.pressure")].max() == 1
        with pytest.raises(ValueError, match=r"need the parameter 'campaign\.grain'"):
            grain.levers({})

    def test_a_campaign_in_one_region(self, base, table):
        path = {"by_region": {"ukraine": {"decrees": "grain"}}}
        grain = base.extend("grain", from_="1921-07", set={"procurement.pressure": path})
        assert at(grain, "procurement.pressure", "1921-06", UKRAINE) == 0.8
        assert at(grain, "procurement.pressure", "1921-07", UKRAINE) == pytest.approx(0.4)
        assert at(grain, "procurement.pressure", "1921-07", SIBERIA) == 0.8

    def test_the_decrees_are_part_of_the_hash(self, base, table):
        scenario = {"procurement.pressure": {"decrees": "grain"}}
        first = base.extend("grain", set=scenario).hash
        table(self.rows.replace("siberia", "urals"))
        assert base.extend("grain", set=scenario).hash != first

    def test_the_words_of_decrees_are_no_part_of_the_hash(self, base, table):
        scenario = {"procurement.pressure": {"decrees": "grain"}}
        first = base.extend("grain", set=scenario).hash
        head, *rows = self.rows.strip().splitlines()
        told = [f"{row.rsplit(',', 1)[0]},other words" for row in rows]
        assert told != rows
        table("\n".join([head, *told]) + "\n")
        assert base.extend("grain", set=scenario).hash == first

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("corn,1930-01,all,procurement.pressure,1,3,a,b", "unknown family 'corn'"),
            ("grain,1930-01,all,trade.free,1,3,a,b", "press 'procurement.pressure', not 'trade.free'"),
            ("grain,1930,all,procurement.pressure,1,3,a,b", "'1930' is not a month"),
            ("grain,1930-01,ukrain,procurement.pressure,1,3,a,b", "did you mean 'ukraine'"),
            ("grain,1930-01,all,procurement.pressure,5,3,a,b", "strength 5 is outside 0 … 4"),
            ("grain,1930-01,all,procurement.pressure,x,3,a,b", "strength 'x' is not a number"),
            ("grain,1930-01,all,procurement.pressure,1,0,a,b", "fade 0 is outside"),
            ("grain,1930-01,all,procurement.pressure,1,3,,b", "a decree needs a source"),
            ("grain,1928-01,siberia,procurement.pressure,1,3,a,b", r"reach siberia \(line 5\)"),
        ],
    )
    def test_a_bad_row_is_refused_with_its_line(self, base, table, row, words):
        table(self.rows + row + "\n")
        with pytest.raises(InputError, match=words) as caught:
            base.extend("grain", set={"procurement.pressure": {"decrees": "grain"}})
        assert "decrees.csv:6:1" in str(caught.value)

    def test_the_table_in_the_package_is_sound(self):
        assert {decree.family for decree in decrees.decrees()} <= set(decrees.FAMILIES)
        for family in decrees.FAMILIES:
            path = decrees.pressure(family, CAMPAIGNS)
            assert ((path >= 0) & (path <= 1)).all()
