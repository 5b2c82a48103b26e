"""The report: one page that stands alone, says what is uncertain, and is written whole or not at all."""

import re
from html.parser import HTMLParser

import pytest

import fake_country
from perelom.cli import main
from perelom.ensembles import open_store, plan, work
from perelom.report.page import CHARTS, page
from perelom.report.sentences import sentences
from perelom.results import comparison, open_results
from perelom.results.making import make
from perelom.vocabulary import declared_indicators, fed_in, indicators

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """What a browser would find: elements with their attributes, tags left open, addresses outside."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.wrong, self.words = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def computed(folder, *names, draws=3, **options):
    """A run of the country that takes no time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "simulate", fake_country.simulate)
        name = "compare" if len(names) > 1 else "run"
        rerun = f"perelom {name} {' '.join(names)}"
        seeds = 2 if len(names) > 1 else 1
        asked = plan(list(names), draws=draws, seeds=seeds, **options)
        make(asked, folder, command={"name": name, "rerun": rerun, "at": None}, workers=1)
    return folder


def written(folder):
    with open_results(folder) as dataset:
        return page(open_store(folder), dataset.load())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return computed(tmp_path_factory.mktemp("report") / "run", "history", "nep-continued")


@pytest.fixture(scope="module")
def html(folder):
    return written(folder)


@pytest.fixture(scope="module")
def found(html):
    return Page(html)


def test_the_page_is_well_formed_and_its_marks_are_its_own(found):
    assert not found.wrong and not found.open
    marks = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    assert len(marks) == len(set(marks))
    targets = [a["href"][1:] for a in found.all("a")] + [u["xlink:href"][1:] for u in found.all("use")]
    assert set(targets) <= set(marks)
    assert found.all("html")[0]["lang"] == "en"


def test_the_page_stands_alone_and_is_small(html, found):
    for _, attrs in found.elements:
        for name in ("src", "href", "xlink:href"):
            assert attrs.get(name, "#").startswith("#")
    assert not found.all("script") and not found.all("link") and "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    assert len(html.encode()) < 2_000_000


def test_every_figure_has_a_name_words_and_a_table(html, found):
    figures = re.findall(r"<figure>.*?</figure>", html, re.DOTALL)
    charted = [name for names in CHARTS.values() for name in names if name in indicators()]
    assert len(figures) > len(charted)
    for svg in found.all("svg"):
        assert svg["role"] == "img" and len(svg["aria-labelledby"].split()) == 2
    for text in figures:
        assert "<title id=" in text and "<desc id=" in text and "<figcaption>" in text
    curves = html[html.index('<section id="curves">') : html.index('<section id="maps">')]
    assert curves.count("<figure>") == len(charted) == curves.count("<details>")
    for name in charted:
        assert indicators()[name].label in found.text


def test_charts_are_of_declared_indicators_each_once():
    named = [name for names in CHARTS.values() for name in names]
    assert len(named) == len(set(named)) and set(named) <= set(declared_indicators())


def test_the_page_says_what_was_asked_and_what_it_rests_on(folder, found):
    store = open_store(folder)
    for scenario in store.plan.scenarios:
        assert scenario.title in found.text and scenario.question in found.text
        assert scenario.hash in found.text
    for key in ("parameters", "evidence", "code"):
        assert store.manifest[key]["sha256"] in found.text
    assert store.results in found.text
    assert "perelom compare history nep-continued" in found.text
    assert all(name in found.text for name in fed_in())
    assert "procurement.method" in found.text and "Allen 2003" in found.text


def test_deaths_stand_with_their_range_and_published_estimates(html, found):
    deaths = html[html.index('<section id="deaths">') : html.index('<section id="given">')]
    assert "They are no count" in found.text and "90 % band, million" in deaths
    assert "Davies and Wheatcroft 2004" in deaths and "recalled, not checked" in deaths
    assert "Lower Volga" in deaths and "for each 1,000" in deaths


def test_a_run_has_no_comparison(tmp_path):
    text = written(computed(tmp_path / "run", "history", draws=1, to="1924-12"))
    found = Page(text)
    assert not found.wrong and 'id="result"' not in text
    assert "there is no band" in found.text and "What is decided" in found.text
    assert "1931 to 1934" not in found.text  # no famine that the run does not reach


def test_a_short_run_makes_a_page(tmp_path):
    found = Page(written(computed(tmp_path / "run", "history", "war-communism-kept", to="1921-06")))
    assert not found.wrong and "1921-06" in found.text


def test_what_stands_in_a_scenario_cannot_become_part_of_the_page(tmp_path, monkeypatch):
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "title: <script>alert(1)</script>\nquestion: a < b & c?\nextends: history\n"
        "from: 1930-01\nset:\n  exports.grain: 0\n"
    )
    text = written(computed(tmp_path / "run", "history", str(mine), to="1930-12"))
    assert "<script" not in text and "&lt;script&gt;" in text and "a &lt; b &amp; c?" in text


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


def test_the_sentences_of_a_comparison_are_on_its_page(folder, found):
    with open_results(folder) as dataset:
        told = sentences(comparison(dataset))
    assert len(told) > 5 and all(" ".join(words.split()) in found.text for words in told)


def test_report_of_a_folder_is_refused_a_second_time_unless_forced(tmp_path, capsys):
    folder = computed(tmp_path / "run", "history", to="1922-12")
    out = tmp_path / "r.html"
    assert main(["report", str(folder), "--out", str(out)]) == 0
    first = out.read_bytes()
    assert main(["report", str(folder), "--out", str(out)]) == 2
    assert "the file is there already" in capsys.readouterr().err
    assert main(["report", str(folder), "--out", str(out), "--force"]) == 0
    assert out.read_bytes() == first


def test_report_of_scenarios_runs_them_first(monkeypatch, tmp_path):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    monkeypatch.chdir(tmp_path)
    assert main(["report", "history", "nep-continued", "--draws", "2"]) == 0
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "perelom compare history nep-continued --draws 2 --seeds 2" in text
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "a report of what?"),
        (["histroy"], "did you mean 'history'?"),
        (["history", "--draws", "-1"], "draws is '-1'"),
        (["empty"], "the folder holds no run"),
        (["RUN", "history"], "one folder of a run, or scenarios"),
        (["RUN", "--out", "nowhere/r.html"], "cannot be written"),
        (["RUN", "--out", "r.txt"], "does not end in .html"),
    ],
)
def test_report_refuses_in_words_and_writes_nothing(folder, tmp_path, monkeypatch, capsys, words, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert main(["report", *[str(folder) if word == "RUN" else word for word in words]]) == 2
    error = capsys.readouterr().err
    assert told in error and "Traceback" not in error
    assert [p.name for p in tmp_path.iterdir()] == ["empty"] and not list((tmp_path / "empty").iterdir())


@pytest.mark.parametrize("command", [["report"], ["figure", "real_wage"], ["export", "--to", "csv"]])
def test_a_run_with_a_damaged_manifest_is_called_damaged(tmp_path, monkeypatch, capsys, command):
    damaged = computed(tmp_path / "damaged", "history", to="1921-12")
    (damaged / "manifest.json").write_text("{")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert main([command[0], str(damaged), *command[1:]]) == 2
    assert "manifest.json is damaged" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_damaged_and_an_unfinished_run_are_refused(tmp_path, capsys):
    damaged = computed(tmp_path / "damaged", "history", to="1921-12")
    (damaged / "results.nc").write_bytes(b"no results")
    assert main(["report", str(damaged)]) == 2
    assert "results.nc was changed" in capsys.readouterr().err
    unfinished = computed(tmp_path / "unfinished", "history", to="1921-12")
    status = (unfinished / "status.jsonl").read_text().splitlines()
    (unfinished / "status.jsonl").write_text("\n".join(status[:2]) + "\n")
    assert main(["report", str(unfinished)]) == 2
    assert "perelom resume" in capsys.readouterr().err
    assert not list(tmp_path.glob("*/report.html"))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_and_lines_stand_out_in_light_dark_and_print(html):
    schemes = re.findall(r":root \{(.*?)\}", html, re.DOTALL)
    assert len(schemes) == 3
    for scheme in schemes:
        colours = dict(re.findall(r"--([\w-]+): (#\w{6})", scheme))
        paper = luminance(colours["paper"])
        for name in ("ink", "faint", "link", "line-0", "line-1", "line-2", "line-3"):
            low, high = sorted((paper, luminance(colours[name])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (name, colours[name])
