"""How commands speak: results on stdout, one JSON document or a table; words about the work on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
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


@contextmanager
def progress_bar(words: str, quiet: bool = False) -> Iterator[Progress]:
    """A bar on stderr that counts simulations; where stderr is no terminal, a line at each quarter."""
    if quiet:
        yield lambda finished, total: None
        return
    if not sys.stderr.isatty():
        told: set[int] = set()

        def tell(finished: int, total: int) -> None:
            quarter = 4 * finished // total
            if quarter not in told and quarter:
                told.add(quarter)
                say(f"{words}: {finished} of {total}")

        yield tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda finished, total: bar.update(task, completed=finished, total=total)
