"""The audit of claims: what is read off a record, what follows from made-up numbers, and the command."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perelom.cli import main
from perelom.ensembles.plan import Item, plan
from perelom.errors import InputError
from perelom.evidence import claims
from perelom.inference.auditing import audited
from perelom.inference.claim_rules import VERDICTS, Rule, claim_rules, sha256_of
from perelom.inference.claim_runs import Readings, asked, read_all
from perelom.inference.claim_statistics import number, seen_in_fitting
from perelom.inference.claim_tests import Read, Shown
from perelom.inference.claim_words import as_document
from perelom.inference.claims import ENOUGH_DRAWS, asked_for, audit
from perelom.inference.verdict_rows import HORIZONS, QUANTITIES
from perelom.inference.verdict_runs import Measured
from perelom.scenarios import load
from perelom.vocabulary import N_MONTHS, N_REGIONS, PLACES, indicator_index, month_index
from perelom.world import Outcome, simulate
from test_claim_rules import outside, within

RULES = claim_rules()
CLAIMS = {claim.id: claim for claim in claims()}
NEPS = ("nep-continued", "nep-reformed", "nep-with-five-year-plan")
TESTED = [claim for claim in claims() if RULES.rules[claim.id].model]


def record(**paths):
    """A country in which nothing happens but what is named, `ukraine__births` in a region."""
    made = np.zeros((N_MONTHS, len(indicator_index()), N_REGIONS + 1))
    for name, path in paths.items():
        region, _, indicator = name.rpartition("__")
        made[:, indicator_index()[indicator], PLACES.index(region or "USSR")] = path
    return made


def read(**words):
    return Read.model_validate({"in": "1930", **words})


class MadeUp(Readings):
    """Numbers that meet every condition, or miss every one, in a share of the draws."""

    def __init__(self, good: bool, draws: int = ENOUGH_DRAWS, share: float = 1.0):
        super().__init__({}, draws, {})
        self.__dict__ |= {"good": good, "kept": round(draws * share)}

    def drawn(self, shown: Shown, a: str, b: str) -> np.ndarray:
        expect = getattr(shown, "expect", None)
        if expect is None:
            return np.ones(self.draws)
        first, second = (within, outside) if self.__dict__["good"] else (outside, within)
        return np.array([(first if i < self.__dict__["kept"] else second)(expect) for i in range(self.draws)])


def measured(**gaps):
    """The verdict's numbers with history at zero and every NEP at the same gap, by quantity."""
    names = ("history", *NEPS)
    values = np.zeros((len(names), len(HORIZONS), ENOUGH_DRAWS, 1, len(QUANTITIES)))
    for quantity, gap in gaps.items():
        values[1:, ..., QUANTITIES.index(quantity)] = gap
    return Measured(names, HORIZONS, values, np.zeros((ENOUGH_DRAWS, 0)), (), (), {})


def rows_of_the_verdict():
    asked_of = RULES.rules["C61"].verdict
    assert asked_of is not None
    return asked_of.rows


def favouring(side: int):
    rows = rows_of_the_verdict()
    return {row: side * (1.0 if towards == "above" else -1.0) for row, towards in rows.items()}


@pytest.mark.parametrize("claim", TESTED, ids=lambda claim: claim.id)
def test_the_model_can_speak_for_every_claim_it_tests_and_against_it(claim):
    assert audit(claim, RULES, MadeUp(True)).model_part == "supports"
    against = audit(claim, RULES, MadeUp(False))
    assert against.model_part == "contradicts"
    assert against.verdict != "supported"
    if against.evidence_part in ("missing", "contradicts"):
        assert against.verdict == "not supported"


@pytest.mark.parametrize("claim", TESTED, ids=lambda claim: claim.id)
def test_a_sign_that_half_the_draws_have_decides_nothing(claim):
    half = audit(claim, RULES, MadeUp(True, share=0.5))
    assert half.model_part == "undecided"
    without = RULES.header.combination[half.evidence_part]["missing"]
    assert half.verdict == without


def test_a_sign_needs_nine_draws_of_ten():
    parts = [
        audit(CLAIMS["C09"], RULES, MadeUp(True, 20, share)).model_part for share in (0.85, 0.9, 0.1, 0.15)
    ]
    assert parts == ["undecided", "supports", "contradicts", "undecided"]


def test_the_verdict_is_supported_by_every_row_or_not_at_all():
    claim = CLAIMS["C61"]
    readings = Readings({}, ENOUGH_DRAWS, {})
    assert audit(claim, RULES, readings, measured(**favouring(1))).verdict == "supported"
    assert audit(claim, RULES, readings, measured(**favouring(-1))).verdict == "not supported"
    for row in rows_of_the_verdict():
        one = {**favouring(1), row: 0.0}
        made = audit(claim, RULES, readings, measured(**one))
        assert made.verdict == "mixed"
        words = as_document(made, RULES.header)["because"]
        assert row in words and "score" not in words


def test_one_nep_that_differs_makes_the_verdict_mixed():
    found = measured(**favouring(1))
    found.values[2] *= -1
    assert audit(CLAIMS["C61"], RULES, Readings({}, ENOUGH_DRAWS, {}), found).verdict == "mixed"


def test_confidence_falls_with_what_the_numbers_rest_on():
    full = audit(CLAIMS["C41"], RULES, MadeUp(True))
    few = audit(CLAIMS["C41"], RULES, MadeUp(True, draws=4))
    assert set(few.lowered) - set(full.lowered) == {"few_draws"}
    assert full.confidence == "high" and few.confidence == "moderate"
    assert "assumed" in audit(CLAIMS["C12"], RULES, MadeUp(True)).lowered
    assert "in_sample" in audit(CLAIMS["C22"], RULES, MadeUp(True)).lowered
    assert audit(CLAIMS["C06"], RULES, MadeUp(True)).confidence == "low"


def test_the_famine_of_1932_33_is_no_test_in_sample():
    toll = Read.model_validate({"total": "excess_deaths_famine", "region": "ukraine", "in": "1932..1934"})
    assert not seen_in_fitting(toll)
    assert seen_in_fitting(Read.model_validate({"total": "excess_deaths_famine", "in": "1921..1922"}))


def test_an_essays_figure_has_an_answer_of_its_own():
    made = audit(CLAIMS["C41"], RULES, MadeUp(True))
    assert (made.verdict, made.figure) == ("supported", "mixed")
    assert "about 5 million in Ukraine: mixed" in as_document(made, RULES.header)["because"]


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_a_document_is_whole_and_its_because_is_made_of_sentences(claim):
    verdict = measured(**favouring(1)) if claim.id == "C61" else None
    document = as_document(audit(claim, RULES, MadeUp(True), verdict), RULES.header)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert {"id", "verdict", "evidence", "model", "because", "confidence", "disputed"} <= set(document)
    assert document["verdict"] in VERDICTS
    said = document["because"]
    assert said.endswith(".") and ".." not in said and "nan" not in said and "None" not in said
    assert all(len(d["sources"]) > 0 for d in document["disputed"])


def test_numbers_are_read_off_a_record_as_the_words_say():
    rising = np.arange(N_MONTHS, dtype=float)
    made = record(births=rising, deaths=2.0, ukraine__births=7.0)
    first = month_index("1930-01")
    assert number(read(mean="births"), made) == pytest.approx(rising[first : first + 12].mean())
    assert number(read(total="births", region="ukraine"), made) == pytest.approx(84.0)
    assert number(read(total="births", less="deaths"), made) == pytest.approx(
        rising[first : first + 12].sum() - 24.0
    )
    assert number(read(mean="births", **{"in": "1930-03"}, minus="1930-01"), made) == pytest.approx(2.0)
    assert number(read(mean="births", per="deaths", **{"in": "1930-01"}), made) == pytest.approx(first / 2)
    assert number(read(total="deaths", **{"in": "1930..1931"}, over="1930"), made) == pytest.approx(2.0)
    assert np.isnan(number(read(mean="births", per="executions"), made))


@given(st.floats(0.1, 100.0), st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_ratios_do_not_know_the_unit_and_sums_keep_it(factor, seed):
    path = np.random.default_rng(seed).uniform(1.0, 2.0, N_MONTHS)
    one, other = record(births=path), record(births=factor * path)
    ratio, total = read(mean="births", over="1925"), read(total="births")
    assert number(ratio, other) == pytest.approx(number(ratio, one))
    assert number(total, other) == pytest.approx(factor * number(total, one))


def rule(**words):
    return Rule.model_validate({"no_evidence": "made up for a test", **words})


PAIR = rule(
    model=[
        {
            "says": "a pair",
            "a": "history",
            "b": "no-nepman-ban",
            "read": {"mean": "private_traders", "in": "1930"},
            "expect": {"above": 0},
            "because": "sign",
        }
    ]
)


def test_each_scenario_is_asked_for_once_and_history_first():
    wanted = asked(RULES.rules.values())
    assert next(iter(wanted)) == "history"
    assert all(len(reads) == len(set(reads)) for reads in wanted.values())
    assert asked([rule(no_model="made up for a test too")]) == {}


def of_levers(levers, parameters, *, member, fails=(), **options):
    """An engine whose country counts its levers and its member, and fails where it is told to."""
    if member in fails:
        raise RuntimeError("made up")
    return Outcome(record(private_traders=float(np.nansum(levers.values)) * 1e-9 + member), {})


def test_pairs_meet_the_same_draw_and_a_failure_is_a_gap():
    wanted = asked([PAIR])
    asked_plan = plan(list(wanted), draws=4, households=1000, parameters="reference")
    (test,) = PAIR.model
    one = read_all(asked_plan, wanted, workers=1, engine=of_levers)
    two = read_all(asked_plan, wanted, workers=2, engine=of_levers)
    drawn = one.drawn(test, "history", "no-nepman-ban")
    assert drawn.shape == (4,) and np.ptp(drawn) < 1e-6
    assert np.array_equal(drawn, two.drawn(test, "history", "no-nepman-ban"))
    broken = read_all(asked_plan, wanted, workers=1, engine=lambda *a, **k: of_levers(*a, fails=(2,), **k))
    assert broken.drawn(test, "history", "no-nepman-ban").shape == (3,)
    assert set(broken.failed) == {"s0-d00002-k0", "s1-d00002-k0"}


def test_a_course_that_goes_on_from_history_is_the_course_from_the_start():
    wanted = asked([PAIR])
    asked_plan = plan(list(wanted), draws=1, households=1000, parameters="reference")
    (test,) = PAIR.model
    found = read_all(asked_plan, wanted, workers=1).values["no-nepman-ban", test.read]
    item = Item(1, 0, 0)
    parameters = asked_plan.parameters(item)
    alone = simulate(
        load("no-nepman-ban").levers(parameters),
        parameters,
        seed=asked_plan.root_seed,
        member=item.member,
        households=1000,
    )
    assert found[0, 0] == number(test.read, alone.record)


def test_unknown_claims_are_refused_with_a_hint_and_nothing_is_run(capsys):
    assert main(["claims", "C27", "C62", "D1"]) == 2
    out, err = capsys.readouterr()
    assert not out and "unknown claim 'C62'" in err and "2 errors; nothing was run." in err
    assert main(["claims", "C06", "--draws", "0"]) == 2
    assert "draws is '0'" in capsys.readouterr().err
    with pytest.raises(InputError):
        asked_for(["c62"])
    assert [claim.id for claim in asked_for(["c27", "C01"])] == ["C01", "C27"]


def test_a_claim_about_texts_is_told_without_a_simulation(capsys):
    assert main(["claims", "C06", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (claim,) = document["claims"]
    assert claim["verdict"] == "cannot be told" and claim["evidence"]["why_missing"]
    assert document["rules_sha256"] and document["failed"] == {}
    assert main(["claims", "C06"]) == 0
    assert "cannot be told" in capsys.readouterr().out


def docs_page():
    folder = Path(__file__).parents[1] / "docs"
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location("audit_of_claims", folder / "audit_of_claims.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module.page


def test_the_page_of_the_audit_is_written_from_a_document_and_refuses_other_rules():
    page = docs_page()
    document = audited(["C06"], bar=lambda words: pytest.fail("nothing is to be simulated"))
    for claim in (CLAIMS["C27"], CLAIMS["C61"]):
        verdict = measured(**favouring(1)) if claim.id == "C61" else None
        document["claims"].append(as_document(audit(claim, RULES, MadeUp(False), verdict), RULES.header))
    text = page(document)
    assert "## C27" in text and "cohort.consumption_years" in text and "Of 3 claims" in text
    with pytest.raises(ValueError, match="other rules"):
        page({**document, "rules_sha256": "0" * 64})


def test_the_shipped_page_of_the_audit_was_made_by_these_rules():
    page = Path(__file__).parents[1] / "docs" / "audit.md"
    if page.exists():  # it is written by `make docs-audit`, which runs every claim
        assert f"`{sha256_of()[:12]}`" in page.read_text(encoding="utf-8")
