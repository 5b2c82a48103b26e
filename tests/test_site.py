"""The documentation site: it builds without a warning, its links lead somewhere, it asks no other host."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]


class Page(HTMLParser):
    """Anchors, links and what a browser would load of one page."""

    def __init__(self, text: str):
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors |= {value for key, value in attrs if key in ("id", "name") and value}
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if tag in ("script", "img", "iframe", "source") and found.get("src"):
            self.loads.append(str(found["src"]))
        if tag == "link" and found.get("href") and found.get("rel") not in ("canonical", "next", "prev"):
            self.loads.append(str(found["href"]))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Page]:
    """Every page of a site built anew, by its path."""
    out = tmp_path_factory.mktemp("site")
    # not --quiet: what is not logged is not counted by --strict
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(out)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert "WARNING" not in told, told
    return {path: Page(path.read_text(encoding="utf-8")) for path in out.rglob("*.html")}


def test_every_link_within_the_site_leads_to_a_page_and_an_anchor(site):
    broken = []
    for path, page in site.items():
        if path.name == "404.html":  # its links are those of the site's root
            continue
        for link in page.links:
            target, _, fragment = link.partition("#")
            if ":" in target or target.startswith("//"):
                continue
            at = (path.parent / unquote(target)).resolve() if target else path
            if not at.exists() or (fragment and at in site and unquote(fragment) not in site[at].anchors):
                broken.append(f"{path.name}: {link}")
    assert not broken


def test_no_page_loads_anything_from_another_host(site):
    foreign = re.compile(r"^(?:[a-z]+:)?//")
    assert not {load for page in site.values() for load in page.loads if foreign.match(load)}
    out = next(iter(site)).parent
    styles = [p for path in site for p in path.parent.rglob("*.css")]
    fetched = [u for p in set(styles) for u in re.findall(r"url\(['\"]?((?:https?:)?//[^)]+)", p.read_text())]
    assert styles and not fetched, out


def test_every_page_of_the_navigation_is_there(site):
    names = {path.name for path in site}
    assert {"odd.html", "how-to-ask.html", "commands.html", "python.html", "question.html"} <= names
