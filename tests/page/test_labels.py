"""Every word of the model has a label in English and Russian, and every text of the audits a Russian one."""

import re
from pathlib import Path

import pytest

from perelom.errors import InputError
from perelom.page import texts
from perelom.page.answers import shipped, vocabulary
from perelom.page.labels import CHOICE, EVENT, SECTION, UNIT, labels, scenario_label
from perelom.page.mechanisms import steps_by_file
from perelom.page.reading import problems_of, scenario_of
from perelom.page.sections import SECTIONS
from perelom.report.mapped import BY_INHABITANT
from perelom.results.labels import readable
from perelom.scenarios import load, names
from perelom.vocabulary import (
    COUNTRY,
    REGION_LABELS,
    declared_indicators,
    fed_in,
    indicators,
    instruments,
)

BROKEN = Path(__file__).parents[1] / "broken"
CYRILLIC, LATIN = re.compile("[а-яёА-ЯЁ]"), re.compile("[a-zA-Z]")
UNITS = {item.unit for item in (*declared_indicators().values(), *instruments().values()) if item.unit}
UNITS |= {readable(name)[1] for name in indicators()} | {words for _, words in BY_INHABITANT.values()}


def needed() -> set[str]:
    found = {*declared_indicators(), *REGION_LABELS, COUNTRY, *instruments()}
    found |= {item.id + CHOICE + choice for item in instruments().values() for choice in item.choices}
    found |= {f"{EVENT}E{i}" for i in range(1, 15)}
    found |= {SECTION + heading for heading in SECTIONS}
    return found | {UNIT + unit for unit in UNITS}


def test_every_id_has_a_label_and_no_label_is_of_nothing():
    assert set(labels()) == needed()


@pytest.mark.parametrize("name", sorted(needed()))
def test_a_label_is_in_its_language(name):
    found = labels()[name]
    assert found["en"].strip() == found["en"] != "" and found["ru"].strip() == found["ru"] != ""
    assert not CYRILLIC.search(found["en"])
    if not name.startswith(UNIT):
        assert CYRILLIC.search(found["ru"])
    assert not LATIN.search(found["ru"])


def test_english_labels_are_those_of_the_vocabulary():
    for name, item in declared_indicators().items():
        assert labels()[name]["en"] == item.label
    for name, words in REGION_LABELS.items():
        assert labels()[name]["en"] == words


@pytest.mark.parametrize("name", names())
def test_a_scenario_has_a_title_and_a_question_in_russian(name):
    own = load(name)
    for key, words in (("title", own.title), ("question", own.question)):
        found = scenario_label(name, key, words)
        assert found["en"] == words and CYRILLIC.search(found["ru"]) and not LATIN.search(found["ru"])
        assert (words[-1] == "?") == (found["ru"][-1] == "?")


def test_a_readers_own_scenario_is_called_as_he_calls_it():
    assert scenario_label("mine", "title", "Mine") == {"en": "Mine", "ru": "Mine"}


def said_in_english() -> set[str]:
    """All that the audits, the mechanisms and what is given say in words."""
    claims, verdict = shipped("claims"), shipped("verdict")
    does = (step.does for step in steps_by_file().values())
    given = (item.given for item in fed_in().values())
    return {*texts.words_of_claims(claims), *verdict["verdict"]["notes"], *does, *given} - {""}


def test_every_claim_note_and_mechanism_is_told_in_russian():
    lacking = [text for text in said_in_english() if texts.russian(text) is None]
    assert not lacking, lacking


def test_a_russian_text_is_russian_and_keeps_the_numbers():
    for english, russian in texts.table("texts").items():
        assert CYRILLIC.search(russian) and not LATIN.search(russian), russian
        assert (english[-1] in ".?") == (russian[-1] in ".?"), russian
        assert russian.count(texts.GAP) == english.count(texts.GAP), russian
        years = re.sub(r"\b(1[89]\d\d)-(\d\d)\b", lambda m: f"{m[1]} {m[1][:2]}{m[2]}", english)
        assert set(re.findall(r"\d+", years)) == set(re.findall(r"\d+", russian)), russian


def test_no_russian_text_is_of_nothing():
    said = said_in_english()
    plain = {english for english in texts.table("texts") if texts.GAP not in english}
    assert plain <= said, plain - said


def test_numbers_of_a_note_stand_in_its_russian_with_a_comma():
    english = next(note for note in shipped("verdict")["verdict"]["notes"] if "90 % band" in note)
    russian = shipped("verdict")["russian"][english]
    assert re.findall(r"\d+\.\d", english) == [n.replace(",", ".") for n in re.findall(r"\d+,\d", russian)]


@pytest.mark.parametrize("file", sorted(BROKEN.glob("*.yaml")), ids=lambda file: file.stem)
def test_what_is_wrong_with_a_file_is_told_in_russian(file):
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:  # no text; a browser sends none
        return
    with pytest.raises(InputError) as refused:
        scenario_of(text, "mine")
    for problem in problems_of(refused.value):
        assert CYRILLIC.search(problem["russian"]["text"]), problem["text"]
        assert not problem["hint"] or CYRILLIC.search(problem["russian"]["hint"]), problem["hint"]
        assert "{}" not in problem["russian"]["text"].replace("{{}", "")


def test_no_two_things_of_a_kind_are_called_alike():
    for kind in (indicators(), instruments(), REGION_LABELS):
        for language in ("en", "ru"):
            called = [labels()[name][language] for name in kind]
            assert len(set(called)) == len(called)


def test_the_vocabulary_is_told_with_its_labels():
    told = vocabulary()
    assert [item["id"] for item in told["indicators"]] == list(indicators())
    assert [item["id"] for item in told["instruments"]] == list(instruments())
    assert [item["id"] for item in told["regions"]] == [*REGION_LABELS, COUNTRY]
