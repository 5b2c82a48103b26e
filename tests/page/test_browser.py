"""The page in a real browser: what a reader sees, moves, shares and takes away."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import threading
import urllib.request

import browser as own
import load
import pytest
from browser import VIEWS, files, go, opened, perelom, reader, settled, violations

SMALL = ("--households", "500", "--draws", "4")
BAD = "title: Mine\nextends: history\nfrom: 1928-01\nset:\n  exports.grian: 0\n"
LATIN, CYRILLIC = re.compile(r"[A-Za-z]{3,}"), re.compile(r"[А-Яа-яЁё]")
ALIKE = {
    "perelom",
    "SHA",
    "English",
    "SVG",
    "PNG",
    "YAML",
    "CSV",
}  # in Russian too; `rub` and `Mt` are suffixes of files
# what stands on the page and is said to be in a language, outside of code and of what a reader writes
TEXTS = """(lang) => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.parentElement;
    if (at.closest('code, textarea, script, style, noscript')) continue;
    if (at.closest('[lang]').lang === lang) found.push(node.data.trim());
  }
  for (const at of document.querySelectorAll('[aria-label], [title], [placeholder], [aria-valuetext]'))
    if (at.closest('[lang]').lang === lang)
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext'])
        found.push(at.getAttribute(name) ?? '');
  return found.filter((text) => text);
}"""

UNFOLD = "() => document.querySelectorAll('details').forEach((one) => (one.open = true))"
PAPER = 700  # pixels between the margins of A4


@pytest.fixture(scope="module")
def chromium():
    own.needed()
    with opened() as found:
        yield found


@pytest.fixture(scope="module")
def address(chromium):
    """A server of the real country; before a reader comes its machine code is there."""
    with load.server(None, *SMALL) as (port, _):
        seen = load.Seen()
        load.move(port, 5e6, seen, threading.Lock())
        assert not seen.errors
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def page(chromium, address):
    """A reader with the first comparison computed."""
    with reader(chromium, address) as found:
        found.goto(address)
        settled(found)
        yield found


def curve(page, indicator, side="b"):
    """A median as it is drawn."""
    return page.locator(f"[data-testid=chart-{indicator}] path.r-{side}line")


def wide(page):
    """How far the page reaches beyond the window, in pixels."""
    return page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")


def test_curves_of_both_courses_with_bands_figures_and_evidence(page):
    charts = page.locator("[data-testid=curves] [data-testid^=chart-]").all()
    assert len(charts) >= 10
    for chart in charts:
        for role in ("aline", "bline", "a90", "b90", "a50", "b50"):
            drawn = [path.get_attribute("d") or "" for path in chart.locator(f"path.r-{role}").all()]
            assert re.search(r"\d", "".join(drawn)), role
        assert len(re.findall(r"\d[\d.,]*", chart.locator("[data-testid^=values-]").inner_text())) >= 7
    assert page.get_by_test_id("chart-grain_harvest").locator("circle.r-point, circle.r-recalled").count() > 5
    assert "90 %" in page.get_by_test_id("sentence").inner_text()


def test_the_figure_on_the_page_is_that_of_the_command_line(page):
    page.get_by_test_id("cursor").fill("143")
    assert "December 1932" in page.get_by_test_id("values-real_wage").inner_text()
    go(page, "take")
    rerun = page.get_by_test_id("rerun").inner_text().split()
    said = json.loads(perelom(*rerun[1:], "--at", "1932-12", "--json"))
    with page.expect_download() as saving:
        page.get_by_test_id("save-csv").click()
    rows = list(csv.DictReader(saving.value.path().read_text(encoding="utf-8").splitlines()))
    at = {"indicator": "real_wage", "place": "USSR", "time": "1932-12", "side": "difference"}
    (row,) = [row for row in rows if at.items() <= row.items()]
    told = said["differences"]["real_wage"]
    found = [float(row[name]) for name in ("median", "low90", "high90")]
    assert found == [told[name] for name in ("median", "q05", "q95")]
    assert row["version"] == said["stamp"] and said["stamp"] in page.get_by_test_id("stamp").inner_text()


def test_a_lever_gives_a_new_curve_and_undo_the_old_one(page):
    go(page, "timeline")
    old = curve(page, "consumption_per_head").get_attribute("d")
    history = page.get_by_test_id("values-consumption_per_head").locator("b.a").inner_text()
    page.get_by_test_id("lane-search").fill("plan.investment_share")
    page.get_by_test_id("lane-name-plan.investment_share").click()
    handle = page.locator("[data-testid^=handle-plan]").last
    told = handle.get_attribute("aria-valuetext")
    for _ in range(4):
        handle.press("Shift+ArrowUp")
    assert handle.get_attribute("aria-valuetext") != told
    own.expect(curve(page, "consumption_per_head")).not_to_have_attribute("d", old)
    settled(page)
    assert curve(page, "consumption_per_head").get_attribute("d") != old
    assert page.get_by_test_id("values-consumption_per_head").locator("b.a").inner_text() == history
    assert "plan.investment_share:" in page.get_by_test_id("yaml").input_value()
    page.get_by_test_id("only-changed").check()
    assert page.locator("[data-testid^=lane-name-]").count() == 1
    page.get_by_test_id("undo").click()
    own.expect(curve(page, "consumption_per_head")).to_have_attribute("d", old)


def test_a_value_outside_its_bounds_is_refused_in_words_and_changes_nothing(page):
    go(page, "timeline")
    page.get_by_test_id("lane-search").fill("plan.investment_share")
    page.get_by_test_id("lane-name-plan.investment_share").click()
    page.get_by_test_id("step-value-0").fill("7")
    page.get_by_test_id("step-value-0").press("Enter")
    fault = page.get_by_test_id("editor-plan.investment_share").get_by_role("alert")
    own.expect(fault).to_contain_text("outside")
    assert page.get_by_test_id("undo").is_disabled()


def test_a_bad_file_is_refused_at_its_line_with_a_hint_and_the_curves_stay(page):
    go(page, "timeline")
    old = curve(page, "consumption_per_head").get_attribute("d")
    page.get_by_test_id("yaml").fill(BAD)
    problems = page.get_by_test_id("problems")
    own.expect(problems).to_contain_text("exports.grian")
    assert "line 5:" in problems.inner_text() and "exports.grain" in problems.inner_text()
    assert page.get_by_test_id("yaml").get_attribute("aria-invalid") == "true"
    assert curve(page, "consumption_per_head").get_attribute("d") == old
    page.get_by_test_id("yaml").fill(BAD.replace("grian", "grain"))
    own.expect(curve(page, "consumption_per_head")).not_to_have_attribute("d", old)
    settled(page)
    assert page.get_by_test_id("problems").count() == 0


def test_a_link_opens_the_same_state_in_a_fresh_profile(page, chromium, address):
    page.get_by_test_id("cursor").fill("140")
    go(page, "timeline")
    old = curve(page, "consumption_per_head").get_attribute("d")
    page.get_by_test_id("yaml").fill(BAD.replace("grian", "grain"))
    own.expect(curve(page, "consumption_per_head")).not_to_have_attribute("d", old)
    settled(page)
    go(page, "compare")
    seen = {i: page.get_by_test_id(f"values-{i}").inner_text() for i in ("real_wage", "grain_harvest")}
    drawn = curve(page, "real_wage").get_attribute("d")
    go(page, "take")
    own.expect(page.get_by_test_id("share-link")).to_have_value(re.compile("s="))
    link = page.get_by_test_id("share-link").input_value()
    with reader(chromium, address) as other:
        other.goto(link)
        settled(other)
        go(other, "compare")
        assert {i: other.get_by_test_id(f"values-{i}").inner_text() for i in seen} == seen
        assert curve(other, "real_wage").get_attribute("d") == drawn
        go(other, "timeline")
        assert other.get_by_test_id("yaml").input_value() == BAD.replace("grian", "grain")
        assert other.get_by_test_id("note").count() == 0


def test_a_map_of_the_regions_with_its_table_and_the_difference(page):
    go(page, "map")
    page.get_by_test_id("map-indicator").select_option("collectivized_share")
    page.get_by_test_id("cursor").fill("142")
    shape = page.get_by_test_id("region-a-ukraine")
    own.expect(shape).to_be_visible()
    later = shape.get_attribute("style") or shape.get_attribute("fill")
    page.get_by_test_id("cursor").fill("90")
    assert (shape.get_attribute("style") or shape.get_attribute("fill")) != later
    page.get_by_test_id("map-table").locator("summary").click()
    assert page.get_by_test_id("map-table").locator("tbody tr").count() == 14
    page.get_by_test_id("map-difference").click()
    own.expect(page.get_by_test_id("region-difference-ukraine")).to_be_visible()


def test_weights_of_the_verdict_are_the_readers(page):
    go(page, "verdict")
    balance = page.get_by_test_id("balance")
    old = balance.inner_text()
    for row in ("lives", "births", "capital", "defence"):
        page.get_by_test_id(f"weight-{row}").fill("0")
    assert balance.inner_text() != old
    page.get_by_test_id("weights-equal").click()
    assert balance.inner_text() == old


def test_a_server_that_dies_is_told_and_what_was_asked_is_computed_when_it_is_back(chromium):
    options = ("--draws", "16", "--households", "500", "--workers", "1")
    with load.server(0.4, *options) as (port, process), reader(chromium, f"http://127.0.0.1:{port}/") as page:
        page.goto(f"http://127.0.0.1:{port}/")
        own.expect(page.get_by_test_id("progress")).to_contain_text(re.compile(r"^\s*[1-9]\d* of 16 draws"))
        os.kill(process, signal.SIGKILL)
        own.expect(page.get_by_test_id("trouble")).to_contain_text("The connection broke while the run")
        assert re.search(r"\d", curve(page, "real_wage").get_attribute("d"))
        with load.server(0.0, *options, port=port):
            page.get_by_test_id("retry").click()
            settled(page)
            own.expect(page.get_by_test_id("trouble")).to_have_count(0)


def test_a_refusal_of_the_server_stands_in_its_words(page, address):
    refusal = {"error": {"text": "the queue is full", "hint": "in a minute"}}
    page.route("**/api/runs", lambda route: route.fulfill(status=429, json=refusal))
    page.get_by_test_id("scenario-b").select_option("bukharin")
    own.expect(page.get_by_test_id("trouble")).to_contain_text("the queue is full")
    page.unroute("**/api/runs")
    page.get_by_test_id("retry").click()
    settled(page)
    own.expect(page.get_by_test_id("trouble")).to_have_count(0)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_phone_shows_every_view_without_scrolling_sideways(chromium, address, lang):
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with reader(chromium, address, **phone) as page:
        page.goto(f"{address}#/compare?lang={lang}")
        settled(page)
        for view in VIEWS:
            go(page, view)
            assert wide(page) <= 0, view


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_word_is_in_the_language_chosen_or_said_to_be_in_another(page, lang):
    page.get_by_test_id(f"lang-{lang}").click()
    for view in VIEWS:
        go(page, view)
        page.evaluate(UNFOLD)
        found = page.evaluate(TEXTS, lang)
        assert len(found) > 20
        if lang == "en":
            wrong = [text for text in found if CYRILLIC.search(text)]
        else:
            wrong = [text for text in found if set(LATIN.findall(text)) - ALIKE]
        assert not wrong, (view, wrong[:12])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_any_view(chromium, address, scheme):
    with reader(chromium, address, color_scheme=scheme) as page:
        page.goto(address)
        settled(page)
        for view in VIEWS:
            go(page, view)
            if view == "timeline":
                page.locator("[data-testid^=lane-name-]").first.click()
            page.wait_for_load_state("networkidle")
            page.evaluate(UNFOLD)
            assert violations(page) == [], view


def test_the_report_opens_from_a_file_without_a_network(page, chromium, tmp_path):
    go(page, "take")
    with page.expect_download() as saving:
        page.get_by_test_id("report").click()
    file = tmp_path / "report.html"
    saving.value.save_as(file)
    assert file.stat().st_size < 2_000_000
    go(page, "compare")
    drawn = curve(page, "real_wage").get_attribute("d")
    with reader(chromium, file.as_uri(), offline=True) as other:
        other.goto(file.as_uri())
        own.expect(curve(other, "real_wage")).to_have_attribute("d", re.compile(r"\d"))
        assert len(curve(other, "real_wage").get_attribute("d")) > 0.9 * len(drawn)
        own.expect(other.get_by_test_id("file-note")).to_be_visible()
        for view in VIEWS:
            go(other, view)
            assert violations(other) == [], view
        go(other, "compare")
        printed(other)


def printed(page):
    """A report as it lies on paper: whole, unfolded, without controls, with its version, no wider than A4."""
    stamp = page.get_by_test_id("stamp").inner_text().split()[-1]
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    for kind in ("button:not(.name)", "select", "input", "textarea", "nav"):
        assert page.locator(f"{kind} >> visible=true").count() == 0, kind
    for part in ("deaths", "sources-shown", "map-table", "lanes", "given", "rests", "rerun"):
        own.expect(page.get_by_test_id(part)).to_be_visible()
    assert page.get_by_test_id("deaths").locator("tbody tr").first.is_visible()
    assert stamp in page.locator("header").inner_text()
    assert wide(page) <= 0


def test_a_site_of_files_shows_what_was_computed(chromium, tmp_path):
    perelom(
        "site",
        str(tmp_path / "site"),
        "--pair",
        "history:nep-continued",
        "--draws",
        "2",
        "--households",
        "500",
    )
    with files(tmp_path / "site") as host, reader(chromium, host) as page:
        page.goto(host)
        settled(page)
        own.expect(page.get_by_test_id("static-note")).to_be_visible()
        assert re.search(r"\d", curve(page, "real_wage").get_attribute("d"))
        assert page.get_by_test_id("pair").locator("option").count() == 1
        for view in VIEWS:
            go(page, view)
            assert page.get_by_test_id("trouble").count() == 0
        go(page, "map")
        own.expect(page.get_by_test_id("region-a-ukraine")).to_be_visible()


def test_the_policy_of_the_server_lets_no_script_of_elsewhere_run(address):
    with urllib.request.urlopen(address) as answer:
        policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
