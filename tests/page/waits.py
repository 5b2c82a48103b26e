"""What a reader waits for: the first curves of a warm server, and a new curve after a lever, in a browser.

    python tests/page/waits.py                         # the sample and the draws of `perelom serve`
    python tests/page/waits.py --households 2000 --levers 10

Prints one JSON document: seconds, and the bytes of the page as it goes over the wire.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import time
from pathlib import Path

import load
from browser import expect, go, opened, reader, settled

STATIC = Path(__file__).parents[2] / "src" / "perelom" / "page" / "static"
DRAWN = "[data-testid=chart-consumption_per_head] path.r-bline"
LEVER = "plan.investment_share"
WATCH = """curve => {
  window.drawn = null;
  new MutationObserver((_, watch) => {
    requestAnimationFrame(() => { window.drawn ??= performance.now(); });
    watch.disconnect();
  }).observe(curve, { attributes: true, attributeFilter: ["d"] });
}"""  # by the page's clock; the waiting of the tests looks in steps of a second


def first_paint(browser, address: str) -> float:
    """Seconds from the request to curves on the screen, in a fresh profile."""
    with reader(browser, address) as page:
        begun = time.perf_counter()
        page.goto(address)
        expect(page.locator(DRAWN)).to_be_visible()
        return time.perf_counter() - begun


def after_levers(browser, address: str, times: int) -> list[float]:
    """Seconds from a key pressed on a lever to a new median curve, each after the last was computed."""
    with reader(browser, address) as page:
        page.goto(address)
        settled(page)
        go(page, "timeline")
        page.get_by_test_id("lane-search").fill(LEVER)
        page.get_by_test_id(f"lane-name-{LEVER}").click()
        handle = page.locator(f"[data-testid^='handle-{LEVER}']").last
        found = []
        for _ in range(times):
            old = page.locator(DRAWN).get_attribute("d")
            page.locator(DRAWN).evaluate(WATCH)
            begun = page.evaluate("() => performance.now()")
            handle.press("Shift+ArrowUp" if len(found) % 4 < 2 else "Shift+ArrowDown")
            expect(page.locator(DRAWN)).not_to_have_attribute("d", old)
            found.append((page.evaluate("() => window.drawn") - begun) / 1000.0)
            settled(page)
        return found


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words.add_argument("--levers", type=int, default=10)
    words.add_argument("--households", type=int)
    words.add_argument("--draws", type=int)
    asked = words.parse_args()
    options = [f"--{k}={v}" for k in ("households", "draws") if (v := getattr(asked, k)) is not None]
    with load.server(None, *options) as (port, _), opened() as browser:
        address = f"http://127.0.0.1:{port}/"
        with reader(browser, address) as page:  # machine code is loaded, history computed
            page.goto(address)
            settled(page)
        paints = [first_paint(browser, address) for _ in range(5)]
        waits = after_levers(browser, address, asked.levers)
    sizes = [len(gzip.compress(f.read_bytes(), 6)) for f in STATIC.rglob("*") if f.is_file()]
    print(
        json.dumps(
            {
                "first_curves": round(statistics.median(paints), 2),
                "lever_median": round(statistics.median(waits), 2),
                "lever_longest": round(max(waits), 2),
                "page_kilobytes": round(sum(sizes) / 1000),
                "load_of_the_machine": round(os.getloadavg()[0], 1),
            }
        )
    )


if __name__ == "__main__":
    sys.exit(main())
