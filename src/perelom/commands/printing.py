"""How commands speak: results on stdout, one JSON document or a table; words about the work on stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from textwrap import fill
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    from perelom.ensembles.work import Progress

PIPE_WIDTH = 140  # characters of a table that goes into a file or a pipe
HEADING_WIDTH = 12  # characters at which the heading of a column of numbers is broken
LABEL_WIDTH = 20  # characters that the words before numbers have at least
EVERY = 60  # seconds after which progress is told where no quarter was reached


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def console() -> Console:
    """Where results go; wide enough for a table where stdout is no terminal."""
    from rich.console import Console

    return Console(
        width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False, markup=False, emoji=False
    )


def say(words: str) -> None:
    """A sentence about the work, on stderr."""
    print(words, file=sys.stderr, flush=True)


def table(title: str, columns: list[str], *, numbers: int = 0, caption: str = "") -> Table:
    """An empty table; the last `numbers` columns are set to the right."""
    from rich import box
    from rich.table import Table

    made = Table(
        title=title,
        caption=caption or None,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        caption_justify="left",
    )
    for i, column in enumerate(columns):
        right = i >= len(columns) - numbers
        heading = fill(column, HEADING_WIDTH) if right else column
        least = LABEL_WIDTH if numbers and i == 0 else None
        made.add_column(
            heading,
            justify="right" if right else "left",
            no_wrap=right,
            overflow="fold",
            min_width=least,
        )
    return made


def show(*parts: RenderableType) -> None:
    """Prints parts on stdout, one below the other."""
    out = console()
    for part in parts:
        out.print(part, soft_wrap=isinstance(part, str))


class Watch:
    """Tells on stderr how far the work is: called with simulations finished and in all."""

    def __init__(self, count: Progress, tell: Callable[[str], None]):
        self._count, self._tell = count, tell

    def __call__(self, finished: int, total: int) -> None:
        self._count(finished, total)

    def failed(self, item: str, cause: str) -> None:
        """Tells of a simulation that failed, as it fails."""
        self._tell(f"{item} failed: {cause}")


@contextmanager
def progress_bar(words: str, quiet: bool = False) -> Iterator[Watch]:
    """A bar on stderr that counts simulations, with the time that is left; where stderr is no terminal, a
    line at each quarter and in between once a minute."""
    if quiet:
        yield Watch(lambda finished, total: None, say)
        return
    if not sys.stderr.isatty():
        yield Watch(Lines(words, say).count, say)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield Watch(
            lambda finished, total: bar.update(task, completed=finished, total=total),
            lambda told: bar.console.print(told, markup=False, highlight=False),
        )


class Lines:
    """Progress in lines: how many are done, and when the rest will be, from the pace since the first of them.

    The first may have waited for the compiling, so that it says nothing of the pace; nor does what a run that
    goes on found finished.
    """

    def __init__(self, words: str, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic):
        self._words, self._tell, self._clock = words, tell, clock
        self._began = self._last = clock()
        self._first: tuple[int, float] | None = None  # finished at the first word of it, and when
        self._quarter = 0

    def count(self, finished: int, total: int) -> None:
        now = self._clock()
        if self._first is None:
            self._first = finished, now
            self._quarter = 4 * (finished - 1) // total
        quarter = 4 * finished // total
        if quarter == self._quarter and now - self._last < EVERY:
            return
        self._quarter, self._last = quarter, now
        since, at = self._first
        ending = ""
        if finished >= total:
            ending = f" in {duration(now - self._began)}"
        elif finished > since:
            ending = f", about {duration((total - finished) * (now - at) / (finished - since))} left"
        self._tell(f"{self._words}: {finished} of {total}{ending}")


def duration(seconds: float) -> str:
    """`40 s`, `12 min`, `3 h 20 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
