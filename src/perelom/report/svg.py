"""Figures as SVG inside a page: they follow its colours and type, and speak to screen readers."""

from __future__ import annotations

import io
import re
from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from .look import PAGE_COLOURS, look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# what a page does not need: a rule for every element, remarks, names of groups, the size in points
_DROPPED = re.compile(
    r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->|(?<=<g) id=\"[^\"]*\"", re.DOTALL
)
_SIZE = re.compile(r' (?:width|height)="[\d.]+pt"')
_NUMBERS = re.compile(r' (?:d|points|transform|x|y|width|height)="[^"]*"')
_LONG = re.compile(r"(-?\d+\.\d)\d+")  # a tenth of a point is finer than the eye
_STRAIGHT = re.compile(r' d="M [-\d. L]*(?:z *)?"')
_IDLE = re.compile(
    r' transform="rotate\(-0 [^"]*"|; stroke-linejoin: miter(?=")'
)  # turns and corners as they are
_ALONE = re.compile(r"<g>\s*(<(?:path|use|text)\b[^>]*(?:/>|>[^<]*</text>))\s*</g>")  # a group of one
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_GAP = re.compile(r"\s*\n\s*")
_COLOUR = re.compile("|".join(PAGE_COLOURS), re.IGNORECASE)
_FONT = re.compile(r"font: (?:\w+ )?([\d.]+)px [^;\"]*")
_FAMILY = re.compile(r" font-family: [^;\"]*;?")
_ID = re.compile(r'(\bid="|url\(#|href="#)')
_SHAPE = re.compile(r'<path (d="[^"]{200,}")')  # an outline worth writing once


def inlined(figure: Figure, name: str, title: str, description: str) -> str:
    """A figure as an SVG element for a page.

    name : unique on the page; title, description : what a reader who does not see it is told
    """
    buffer = io.StringIO()
    with look(page=True):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = buffer.getvalue()
    opening, rest = text[text.index("<svg") :].split(">", 1)
    opening = _SIZE.sub("", opening)
    rest = _DROPPED.sub("", rest)
    rest = _ALONE.sub(r"\1", _IDLE.sub("", rest))
    rest = _NUMBERS.sub(lambda match: _shorter(match[0]), rest)
    rest = _COLOUR.sub(lambda match: PAGE_COLOURS[match[0].lower()], rest)
    rest = _FAMILY.sub("", _FONT.sub(r"font-size: \1px", rest))
    rest = _ID.sub(rf"\g<1>{name}-", rest)
    rest = _GAP.sub("\n", rest)
    told = (
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    )
    return f'{opening} role="img" aria-labelledby="{name}-title {name}-desc">{told}{rest}'


def shapes_once(page: str) -> str:
    """A page on which an outline that several figures draw is written in the first of them and used after."""
    counts = Counter(_SHAPE.findall(page))
    names = {shape: f"shape{i}" for i, shape in enumerate(s for s, count in counts.items() if count > 1)}
    if not names:
        return page
    first = page.index("</desc>", page.rindex("<svg", 0, page.index(next(iter(names)))))
    made = _SHAPE.sub(lambda m: f'<use xlink:href="#{names[m[1]]}"' if m[1] in names else m[0], page)
    written = "".join(f'<path id="{name}" {shape}/>' for shape, name in names.items())
    return f"{made[:first]}</desc><defs>{written}</defs>{made[first + len('</desc>') :]}"


def _shorter(attribute: str) -> str:
    """Numbers of an attribute to a tenth; a path of straight lines by its steps."""
    text = _LONG.sub(r"\1", _GAP.sub(" ", attribute))
    return _steps(text) if _STRAIGHT.fullmatch(text) else text


def _steps(path: str) -> str:
    """A path of straight lines, each written as the step from the point before: exact, in tenths."""
    tenths = [round(10 * float(number)) for number in _NUMBER.findall(path)]
    steps = tenths[:2] + [b - a for a, b in zip(tenths, tenths[2:], strict=False)]
    told = "".join(f" {step / 10:g}" for step in steps[2:]).replace(" -", "-").strip()
    end = "z" if "z" in path else ""
    return f' d="M{steps[0] / 10:g} {steps[1] / 10:g}{"l" if told else ""}{told}{end}"'
