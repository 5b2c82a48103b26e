"""Tutorials in the percent format: cells of a Python file, read as a page and run as a program.

A cell begins with `# %%`; with `# %% [markdown]` its lines are comments and hold Markdown. The same file
opens as a notebook in editors that know the format (jupytext).
"""

from __future__ import annotations

import re

CELL = re.compile(r"^# %%(.*)$", re.MULTILINE)


def cells(text: str) -> list[tuple[str, str]]:
    """Cells of a tutorial as (kind, content), kind `markdown` or `code`; ValueError for what is neither."""
    pieces = CELL.split(text)
    if pieces[0].strip():
        raise ValueError(f"before the first cell: {pieces[0].strip()[:60]!r}")
    found = []
    for mark, body in zip(pieces[1::2], pieces[2::2], strict=True):
        mark = mark.strip()
        if mark == "[markdown]":
            lines = body.strip("\n").split("\n")
            plain = [line for line in lines if line and not line.startswith("#")]
            if plain:
                raise ValueError(f"a line of Markdown is no comment: {plain[0]!r}")
            found.append(("markdown", "\n".join(re.sub(r"^# ?", "", line) for line in lines)))
        elif not mark:
            found.append(("code", body.strip("\n")))
        else:
            raise ValueError(f"unknown kind of cell: {mark!r}")
    return found


def tutorial_page(text: str) -> str:
    """A tutorial as Markdown."""
    parts = [body if kind == "markdown" else f"```python\n{body}\n```" for kind, body in cells(text)]
    return "\n\n".join(parts) + "\n"
