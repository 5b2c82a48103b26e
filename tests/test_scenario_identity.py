"""A scenario's identity: frozen, the same hash for the same decisions however written, another for others."""

import dataclasses
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perelom.errors import InputError
from perelom.scenarios import from_text, load
from perelom.vocabulary import MONTHS, REGIONS, allowed_suffixes, instruments, lever_index
from perelom.vocabulary.units import SUFFIXES

HERE = Path(__file__).parent
BASE = HERE / "scenarios" / "base.yaml"
FACTORS = {name: factor for name, (_, factor) in SUFFIXES.items()}


def scenario(text):
    return from_text(text, "written", parent=load(BASE), path="written.yaml")


def test_order_comments_quotes_and_units_leave_the_hash():
    plain = scenario(
        "title: a\nfrom: 1928-01\nset:\n  exports.grain: 12e5\n  trade.free: {1929-01: 0.35, 1930-01: 1}\n"
        "rules:\n  - {when: {grain_reserve: {below: 500000}}, for: 2, set: {exports.grain: 0}}\n"
    )
    other = scenario(
        "# a comment\nset:\n  trade.free:\n    1930-01: 100 %\n    '1929-01': {value: 35 %, source: a book}\n"
        "  exports.grain: {1928-01: 1.2 Mt}   # the same\nrules:\n  - because: the towns are hungry\n"
        "    set: {exports.grain: 0.0}\n    for: 2 months\n    when: {grain_reserve: {below: 0.5 Mt}}\n"
        "title: another title\nquestion: why\nfrom: '1928-01'\nsources: [a book]\n"
    )
    assert plain.hash == other.hash
    assert len(plain.hash) == 64


@pytest.mark.parametrize(
    "change",
    [
        "from: 1928-02\nset: {trade.free: {1929-01: 0.3}}",
        "from: 1928-01\nuntil: 1935-01\nset: {trade.free: {1929-01: 0.3}}",
        "from: 1928-01\nset: {trade.free: {1929-02: 0.3}}",
        "from: 1928-01\nset: {trade.free: {1929-01: 0.31}}",
        "from: 1928-01\nset: {trade.private: {1929-01: 0.3}}",
        "from: 1928-01\nset: {trade.free: {by_region: {urals: {1929-01: 0.3}}}}",
        "from: 1928-01\nset: {trade.free: {ramp: {1929-01: 0.3, 1930-01: 0.3}}}",
        "from: 1928-01\nset: {trade.free: {1929-01: 0.3}}\nparameters: {campaign.grain: 0.25}",
        "from: 1928-01\nset: {trade.free: {1929-01: 0.3}}\n"
        "rules: [{when: {deaths: {above: 1}}, set: {exports.grain: 0}}]",
    ],
)
def test_another_decision_has_another_hash(change):
    usual = scenario("title: a\nfrom: 1928-01\nset: {trade.free: {1929-01: 0.3}}\n")
    assert scenario(f"title: a\n{change}\n").hash != usual.hash


def test_the_parent_is_part_of_the_hash(tmp_path):
    text = BASE.read_text()
    for name, source in (("one", text), ("same", "# c\n" + text), ("two", text.replace("4.8 Mt", "4.9 Mt"))):
        (tmp_path / f"{name}.yaml").write_text(source)
        (tmp_path / f"{name}-child.yaml").write_text(f"title: child\nextends: {name}\n")
    one, same, two = (load(tmp_path / f"{name}-child.yaml") for name in ("one", "same", "two"))
    assert one.hash == same.hash != two.hash
    assert one.extends == ("one",)


def spellings(lever, value):
    """A value written bare, quoted, or with a suffix that fits."""
    kinds = [st.just(repr(value)), st.just(f'"{value!r}"'), st.just(f"{{value: {value!r}, source: x}}")]
    for suffix in allowed_suffixes(lever.unit):
        kinds.append(st.just(f"{value / FACTORS[suffix]!r} {suffix}"))
    return st.one_of(kinds)


NUMERIC = [i for i in instruments().values() if i.kind in ("share", "flow", "stock", "price") and i.high]


@st.composite
def two_ways_of_writing(draw):
    """The same decisions written twice: keys in another order, other spellings, other comments."""
    chosen = draw(st.lists(st.sampled_from(NUMERIC), min_size=1, max_size=5, unique_by=lambda i: i.id))
    texts: list[list[str]] = [[], []]
    for lever in chosen:
        months = sorted(draw(st.sets(st.sampled_from(MONTHS), min_size=1, max_size=4)))
        values = {m: float(f"{draw(st.integers(0, 10**6)) * 1e-6 * lever.high:.6g}") for m in months}
        region = draw(st.sampled_from(REGIONS)) if lever.regional and draw(st.booleans()) else None
        for text in texts:
            order = draw(st.permutations(months))
            path = ", ".join(f"{m}: {draw(spellings(lever, values[m]))}" for m in order)
            path = f"{{by_region: {{{region}: {{{path}}}}}}}" if region else f"{{{path}}}"
            text.append(f"  {lever.id}: {path}" + draw(st.sampled_from(["", "  # why"])))
    return tuple("title: x\nset:\n" + "\n".join(draw(st.permutations(text))) + "\n" for text in texts)


@settings(max_examples=60, deadline=None)
@given(two_ways_of_writing())
def test_the_hash_depends_on_what_is_decided_alone(texts):
    first, second = (scenario(text) for text in texts)
    assert first.hash == second.hash
    a, b = first.levers({}), second.levers({})
    assert np.array_equal(a.values, b.values, equal_nan=True)
    assert np.array_equal(a.totals, b.totals, equal_nan=True)


@settings(max_examples=40, deadline=None)
@given(two_ways_of_writing())
def test_before_the_first_change_every_lever_is_the_parents(texts):
    child = scenario(texts[0])
    parent = child.parent
    assert parent is not None
    own, other, first = child.levers({}), parent.levers({}), child.first_change
    assert np.array_equal(own.values[:first], other.values[:first], equal_nan=True)
    assert np.array_equal(own.totals[:first], other.totals[:first], equal_nan=True)
    if first < len(MONTHS):
        same = np.array_equal(own.values[first], other.values[first], equal_nan=True)
        assert not same or not np.array_equal(own.totals[first], other.totals[first], equal_nan=True)


@settings(max_examples=40, deadline=None)
@given(two_ways_of_writing())
def test_levers_stay_within_bounds(texts):
    levers = scenario(texts[0]).levers({})
    for instrument in NUMERIC:
        c = lever_index()[instrument.id]
        found = np.concatenate([levers.values[:, c].ravel(), levers.totals[:, c]])
        found = found[~np.isnan(found)]
        if not instrument.extensive:
            assert found.min(initial=np.inf) >= (instrument.low or 0)
            assert found.max(initial=-np.inf) <= (instrument.high or 0) * (1 + 1e-12)


def test_a_scenario_is_frozen_and_travels_between_processes():
    base = load(BASE)
    for field in dataclasses.fields(base):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(base, field.name, None)
    again = pickle.loads(pickle.dumps(base))
    assert again.hash == base.hash
    assert np.array_equal(again.levers({}).values, base.levers({}).values, equal_nan=True)
    assert pickle.loads(pickle.dumps(InputError([]))).problems == ()


def test_the_canonical_form_is_json():
    data = json.loads(load(BASE).canonical())
    assert data["set"]["trade.free"] == {"country": [[0, 0.9, False]], "regions": {}}
    assert data["parent"] is None


def test_overrides_of_parameters_are_inherited_and_the_nearest_wins():
    first = load(BASE).extend("first", parameters={"campaign.grain": 0.2, "campaign.trade": 0.1})
    second = first.extend("second", parameters={"campaign.grain": 0.3})
    assert second.parameters == {"campaign.grain": 0.3, "campaign.trade": 0.1}


def test_origins_are_kept():
    found = scenario(
        "title: a\nset:\n  relief.grain:\n    by_region:\n      ukraine:\n        1933-02: "
        "{value: 60 kt, source: decree of 18 Feb 1933, note: of 320 kt in all, status: recalled}\n"
        "  exports.grain: {value: 0, source: a wish, status: assumption}\n"
        "parameters: {campaign.grain: {value: 0.2, source: a guess}}\n"
    ).origins
    assert [(o.lever, o.month, o.region, o.value, o.source, o.status, o.note) for o in found] == [
        ("relief.grain", 145, "ukraine", "60 kt", "decree of 18 Feb 1933", "recalled", "of 320 kt in all"),
        ("exports.grain", 0, None, "0", "a wish", "assumption", ""),
        ("campaign.grain", None, None, "0.2", "a guess", "", ""),
    ]


class TestExtendFromPython:
    """The same rules and the same words as a file."""

    def test_what_extend_makes_is_what_its_text_says(self, tmp_path):
        base = load(BASE)
        mine = base.extend(
            "mine",
            from_="1929-07",
            until="1935-01",
            title="A title: with a colon",
            set={"exports.grain": 0, "trade.free": {"1930-01": np.float64(0.5), "1931-01": "60 %"}},
            rules=[{"when": {"deaths": {"above": 1e6}}, "set": {"exports.grain": 0}, "because": "people"}],
            parameters={"campaign.grain": 0.2},
            sources=["own assumption"],
        )
        (tmp_path / "base.yaml").write_text(BASE.read_text())
        (tmp_path / "mine.yaml").write_text(mine.text)
        again = load(tmp_path / "mine.yaml")
        assert again.hash == mine.hash
        assert again.title == mine.title == "A title: with a colon"
        assert again.sources == ("own assumption",)

    def test_the_words_are_those_of_a_file(self, tmp_path):
        base = load(BASE)
        wrong = {"exports.grains": 0, "trade.free": True, "plan.heavy_share": float("nan")}
        with pytest.raises(InputError) as made:
            base.extend("mine", from_="1929-13", set=wrong)
        with pytest.raises(InputError) as read:
            scenario(
                'title: "mine"\nextends: "base"\nfrom: "1929-13"\nset:\n  exports.grains: 0\n'
                "  trade.free: true\n  plan.heavy_share: NaN\n"
            )
        assert str(made.value) == str(read.value).replace("written.yaml", "mine")
        assert len(made.value.problems) == 4

    @pytest.mark.parametrize(
        "value", [None, object(), {}, [], {"1930-01": [1]}, np.nan, np.inf, -1, 1 + 1e-9]
    )
    def test_values_that_are_none_are_refused(self, value):
        with pytest.raises(InputError):
            load(BASE).extend("mine", set={"trade.free": value})
