"""A difference told in a sentence: how large, how sure, and when it says nothing."""

from perelom.report.sentences import sentences
from perelom.vocabulary import indicators


def pair_of(**row):
    told = {
        "unit": "1928=100",
        "summed": False,
        "q05": 1.0,
        "q25": 2.0,
        "median": 3.0,
        "q75": 4.0,
        "q95": 5.0,
        "share_positive": 1.0,
        "mc_error": 0.5,
        "median_a": 50.0,
        "median_b": 53.0,
    }
    empty = {**told, "median": None}
    rows = {name: dict(empty) for name in indicators()} | {"real_wage": {**told, **row}}
    return {"a": "one", "b": "two", "since": "1928-01", "at": "1940-12", "draws": 16, "differences": rows}


def test_a_sentence_says_how_much_higher_and_how_sure():
    (words,) = sentences(pair_of())
    assert words == (
        "Real wage, in 1940-12: 50.0 (1928=100) in one, 53.0 in two. two stands 3.00 points (1928=100) "
        "higher (median; 90 % band 1.00 to 5.00); 16 of 16 draws are above zero; "
        "random numbers alone move the mean by ±0.50."
    )


def test_a_sentence_says_lower_with_its_band_the_right_way_round():
    (words,) = sentences(pair_of(q05=-5.0, median=-3.0, q95=-1.0, share_positive=0.0))
    assert "3.00 points (1928=100) lower (median; 90 % band 1.00 to 5.00); 0 of 16 draws" in words


def test_a_band_across_zero_is_no_result():
    (words,) = sentences(pair_of(q05=-1.0, share_positive=0.75))
    assert "The sign cannot be told" in words and "12 of 16 draws are above zero" in words
    assert "higher" not in words and "lower" not in words


def test_no_difference_one_draw_and_few_draws_are_called_by_name():
    (words,) = sentences(pair_of(q05=0.0, median=0.0, q95=0.0))
    assert words.endswith("The draws do not differ.")
    one, few = sentences(pair_of() | {"draws": 1})
    assert "In this one draw it is 3.00 points (1928=100) higher in two." in one
    assert "one draw only" in few
    assert "These are 4 draws only" in sentences(pair_of() | {"draws": 4})[-1]
