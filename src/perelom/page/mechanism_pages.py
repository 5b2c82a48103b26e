"""The pages of the mechanisms (docs/mechanisms) as HTML with their figures, for the server and for a site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .mechanisms import steps_by_file

HERE = Path(__file__).parent
INSTALLED, CHECKOUT = HERE / "docs", HERE.parents[2] / "docs"  # in the wheel, and beside the source
STYLE = HERE / "mechanism_pages.css"
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)]*)\)")
FIGURE = re.compile(r"\]\(\.\./figures/mechanisms/([\w.]+)\)")
SHELL = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · perelom</title><link rel="stylesheet" href="page.css"></head>
<body><main>
{body}
</main></body>
</html>
"""


def docs() -> Path:
    """Where the pages lie."""
    return INSTALLED if INSTALLED.is_dir() else CHECKOUT


def files() -> Iterator[str]:
    """Names of all files that belong to the pages."""
    yield "page.css"
    for name in steps_by_file():
        yield f"{name}.html"
        yield f"{name}.svg"


@cache
def content(file: str) -> tuple[bytes, str] | None:
    """Bytes and media type of one of `files`; None for any other name."""
    name, _, kind = file.rpartition(".")
    if file == "page.css":
        return STYLE.read_bytes(), "text/css"
    if name not in steps_by_file() or kind not in ("html", "svg"):
        return None
    if kind == "svg":
        path = docs() / "figures" / "mechanisms" / file
        return (path.read_bytes(), "image/svg+xml") if path.exists() else None
    path = docs() / "mechanisms" / f"{name}.md"
    return (_page(path.read_text(encoding="utf-8")).encode(), "text/html") if path.exists() else None


def _page(text: str) -> str:
    """A page's Markdown as a whole HTML page; links that lead out of these pages become words."""
    from markdown import markdown

    text = FIGURE.sub(r"](\1)", LINK.sub(_link, COMMENT.sub("", text)))
    title = text.lstrip("# \n").partition("\n")[0]
    return SHELL.format(title=title, body=markdown(text, extensions=["tables", "sane_lists"]))


def _link(found: re.Match[str]) -> str:
    words, to = found.groups()
    name = to.partition("#")[0].removesuffix(".md")
    return f"[{words}]({name}.html)" if to.endswith(".md") and name in steps_by_file() else words


def write(folder: Path) -> None:
    """Writes all pages and figures into a folder. OSError where one cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files():
        found = content(file)
        if found is not None:
            (folder / file).write_bytes(found[0])
