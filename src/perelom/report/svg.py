"""Figures as SVG inside a page: they follow its colours and type, and speak to screen readers."""

from __future__ import annotations

import io
import re
from html import escape
from typing import TYPE_CHECKING

from .look import PAGE_COLOURS, look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LONG = re.compile(r"(-?\d+\.\d)\d+")  # a tenth of a point is finer than the eye
_PATH = re.compile(r' (?:d|points|transform)="[^"]*"')
_COLOUR = re.compile("|".join(PAGE_COLOURS), re.IGNORECASE)
_FONT = re.compile(r"font: (?:\w+ )?([\d.]+)px [^;\"]*")
_ID = re.compile(r'(\bid="|url\(#|href="#)')
_SIZE = re.compile(r' (?:width|height)="[\d.]+pt"')


def inlined(figure: Figure, name: str, title: str, description: str) -> str:
    """A figure as an SVG element for a page.

    name : unique on the page; title, description : what a reader who does not see it is told
    """
    buffer = io.StringIO()
    with look(page=True):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = buffer.getvalue()
    body = text[text.index("<svg") :]
    opening, rest = body.split(">", 1)
    opening = _SIZE.sub("", opening)
    rest = re.sub(r"\s*<metadata>.*?</metadata>", "", rest, flags=re.DOTALL)
    rest = re.sub(r"\s*<!--.*?-->", "", rest, flags=re.DOTALL)
    rest = _PATH.sub(lambda match: _LONG.sub(r"\1", match[0]), rest)
    rest = _COLOUR.sub(lambda match: PAGE_COLOURS[match[0].lower()], rest)
    rest = _FONT.sub(r"font: \1px var(--type)", rest)
    rest = _ID.sub(rf"\g<1>{name}-", rest)
    told = (
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    )
    return f'{opening} role="img" aria-labelledby="{name}-title {name}-desc">{told}{rest}'
