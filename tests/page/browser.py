"""A browser for the tests of the page: a fresh profile for each reader, and all that is asked is seen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

try:
    from playwright.sync_api import expect
except ImportError:  # the tests are then skipped, or fail where a browser is asked for
    expect = None

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).parent / "axe" / "axe.min.js"
CHROMIUM = ("chromium", "chromium-browser")
VIEWS = ("compare", "timeline", "map", "verdict", "claims", "sources", "take")
PATIENCE = 60_000  # milliseconds for what a reader waits for


def lacking() -> str:
    """What a test in a browser needs and is not there; empty where all is."""
    if expect is None:
        return "the package playwright is not installed"
    return "" if program() else "Chromium is not installed"


def program() -> str | None:
    """Chromium of the system."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


def needed() -> None:
    """Skips where there is no browser; fails where PERELOM_REQUIRE_BROWSER=1 asks for one."""
    if missing := lacking():
        if os.environ.get("PERELOM_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{missing}, and PERELOM_REQUIRE_BROWSER=1 asks for a browser")
        pytest.skip(missing)


@contextmanager
def opened() -> Iterator[Browser]:
    """Chromium without a window."""
    from playwright.sync_api import sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program(), headless=True)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def reader(browser: Browser, own: str, **profile: Any) -> Iterator[Page]:
    """A page in a fresh profile. At the end: everything asked came from `own`, and nothing was refused by the
    policy or thrown in a script.

    own : beginning of every address that may be asked; profile : of the browser's context, as `viewport`
    """
    context = browser.new_context(
        **{"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **profile}
    )
    asked: list[str] = []
    wrong: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda line: wrong.append(line.text) if "Content Security" in line.text else None)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        yield page
    finally:
        context.close()
    elsewhere = [url for url in asked if not url.startswith((own, "blob:" + own))]
    assert not elsewhere, f"asked of another host: {elsewhere}"
    assert not wrong, wrong


def go(page: Page, view: str) -> None:
    """Open a view by its entry in the navigation, and wait until it holds something."""
    page.get_by_test_id(f"nav-{view}").click()
    expect(page.get_by_test_id(f"view-{view}")).to_be_visible()


def settled(page: Page) -> None:
    """Wait until the run is over, and no draw of it failed."""
    expect(page.get_by_test_id("progress")).to_have_text(
        re.compile(r"^\s*(\d+ draws computed|Вычислено прогонов: \d+)\s*$")
    )
    expect(page.get_by_test_id("failed-draws")).to_have_count(0)


def violations(page: Page) -> list[str]:
    """What axe finds at WCAG 2.2 AA and in its best practices, each with the elements."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:5]}"
        for one in found["violations"]
    ]


@contextmanager
def files(folder: Path) -> Iterator[str]:
    """Any web host: files of a folder on this machine's address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=host.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{host.server_port}/"
    finally:
        host.shutdown()
        host.server_close()
        thread.join()


def perelom(*words: str) -> str:
    """What a command prints; it must end well."""
    command = [sys.executable, "-m", "perelom.cli", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout
