"""Refused input, told to the person who wrote it: where it stands, the line, a hint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST = 120  # characters of a line that are repeated


@dataclass(frozen=True)
class Problem:
    """One thing that was refused.

    path : the file as the user named it, "" where no file is concerned
    line, column : counted from 1; None where the whole file is meant
    source_line, width : the line as it stands in the file, and how many characters to underline
    """

    path: str
    line: int | None
    column: int | None
    message: str
    hint: str = ""
    source_line: str = ""
    width: int = 1

    @property
    def position(self) -> str:
        """`file:line:column`, as far as it is known."""
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part not in ("", None))

    def __str__(self) -> str:
        head = f"{self.position}: error: {self.message}" if self.position else f"error: {self.message}"
        lines = [head]
        if self.line is not None and self.column is not None and self.source_line.strip():
            shown, before = around(self.source_line, self.column - 1)
            # a tab before the carets stays a tab, so that they stand under their words
            indent = "".join("\t" if c == "\t" else " " for c in shown[:before])
            width = max(1, min(self.width, len(shown) - before))
            lines.append(f"{self.line:>5} | {shown}")
            lines.append(f"      | {indent}{'^' * width}")
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


def around(line: str, place: int) -> tuple[str, int]:
    """A long line cut to what stands about a place counted from 0, and where the place is in that."""
    if len(line) <= LONGEST:
        return line, place
    first = max(0, min(place - LONGEST // 3, len(line) - LONGEST))
    before, after = "…" if first else "", "…" if first + LONGEST < len(line) else ""
    return f"{before}{line[first : first + LONGEST]}{after}", place - first + len(before)


class InputError(Exception):
    """Input was refused: every problem found, in the order of the file. The command line exits with 2."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        ending = f"{count} error{'' if count == 1 else 's'}; nothing was run."
        return "\n".join([*map(str, self.problems), ending])


def refusal(message: str, hint: str = "", path: str = "") -> InputError:
    """An InputError of one problem that stands in no line of a file."""
    return InputError([Problem(path, None, None, message, hint)])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` for the known word nearest to a mistyped one, or "" where none is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""
