"""What a household needs of grain: food by mouths, feed by animals, seed by the land still to be sown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from small_months import close, not_above, pairs, parameters, quick, shares

from perelom.mechanisms.needs import draft_ratio, feed_need, food_need, reserve, seed_need, stall_feeding

mouths = st.floats(0, 20)
head = st.floats(0, 30)
area = st.floats(0, 40)


@given(mouths, mouths, st.floats(0.6, 1.1), parameters)
@quick
def test_food_is_by_the_mouth_whoever_shares_the_table(a, b, diet, p):
    together = food_need(a + b, diet, p.food_norm)
    assert close(together, food_need(a, diet, p.food_norm) + food_need(b, diet, p.food_norm))
    assert close(12 * food_need(1.0, 1.0, p.food_norm), p.food_norm)


@given(head, head, head, head, shares, parameters)
@quick
def test_feed_is_by_the_head_and_none_without_animals(horses, cattle, pigs, sheep, grazing, p):
    stall = stall_feeding(grazing, p.feed_level)
    feed = feed_need(horses, cattle, pigs, sheep, stall)
    assert feed >= 0
    assert feed_need(0.0, 0.0, 0.0, 0.0, stall) == 0
    assert close(feed_need(2 * horses, 2 * cattle, 2 * pigs, 2 * sheep, stall), 2 * feed)
    assert not_above(feed, feed_need(horses + 1, cattle, pigs, sheep, stall))


@given(pairs(shares), parameters)
@quick
def test_grass_saves_grain_and_full_grazing_all_of_it(grazing, p):
    less, more = grazing
    assert stall_feeding(more, p.feed_level) <= stall_feeding(less, p.feed_level)
    assert stall_feeding(1.0, p.feed_level) == 0


@given(area, shares, st.integers(1, 12), parameters)
@quick
def test_seed_is_never_more_than_the_land_to_sow_takes(intended, sown, moy, p):
    winter = sown * intended
    seed = seed_need(intended, winter, moy, p.seed_rate)
    assert 0 <= seed <= p.seed_rate * intended
    if 4 <= moy <= 7:
        assert seed == 0
    if moy == 8:
        assert seed == p.seed_rate * intended
    if moy in (9, 10, 11, 12, 1, 2, 3):
        assert close(seed, p.seed_rate * (intended - winter))


@given(area, st.floats(0, 60), st.integers(1, 12), parameters)
@quick
def test_more_winter_grain_sown_than_intended_leaves_nothing_to_sow_in_spring(intended, winter, moy, p):
    seed = seed_need(intended, max(winter, intended), moy, p.seed_rate)
    assert seed == 0 or moy == 8


@given(pairs(st.floats(0, 1)), st.floats(0, 1), st.floats(0, 2), pairs(st.floats(0.5, 11.5)))
@quick
def test_the_reserve_holds_food_and_seed_and_grows_with_each(food, feed, seed, rem):
    small, large = reserve(food[0], feed, seed, rem[0]), reserve(food[1], feed, seed, rem[1])
    assert not_above(small, large)
    assert not_above(food[0] * rem[0] + seed, small)


@given(pairs(st.floats(0, 3)), st.floats(0, 3), st.floats(0.05, 2), parameters)
@quick
def test_a_field_has_use_for_so_much_draft(own, village, normal, p):
    less, more = (draft_ratio(x, village, normal, p) for x in own)
    assert 0 <= less <= more
    assert draft_ratio(p.draft_enough + own[0], p.draft_enough + village, p.draft_enough + normal, p) == 1
    assert close(draft_ratio(min(normal, p.draft_enough), normal, normal, p), 1.0)
