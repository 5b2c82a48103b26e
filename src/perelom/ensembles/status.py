"""The log of a run: one line for each thing that happened, appended and never rewritten.

Each line is JSON with a checksum over the rest of it and the checksum of the line before, so that a line
which was changed, taken out or moved is found. A kill may tear the last line, which then counts for nothing;
any other damage is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from perelom.errors import refusal

Entry = dict[str, Any]


def encoded(entry: Entry, before: str = "") -> bytes:
    """An entry as a line of the log, its checksum last. before : the checksum of the line above it"""
    check = _checksum(entry, before)
    return (json.dumps({**entry, "check": check}, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True)
class Read:
    """What a log holds.

    entries : those that stand; whole : length in bytes up to which the file is whole
    check : checksum of the last line; damage : in words, empty where all is well
    """

    entries: list[Entry]
    whole: int
    check: str
    damage: list[str]


def read_log(path: Path) -> Read:
    """The log in a file. OSError where it cannot be read."""
    entries: list[Entry] = []
    damage: list[str] = []
    data = path.read_bytes()
    lines = data.split(b"\n")
    torn = lines.pop()  # what follows the last line's end
    before = ""
    for number, line in enumerate(lines, 1):
        entry, check = _decoded(line)
        if check != _checksum(entry, before):
            words = "it was changed, or a line before it is missing"
            damage.append(f"{path.name}: line {number} is damaged ({words})")
        else:
            entries.append(entry)
        before = check
    return Read(entries, len(data) - len(torn), before, damage)


def _decoded(line: bytes) -> tuple[Entry, str]:
    """An entry and the checksum that its line tells; both empty where the line is no entry."""
    try:
        entry = json.loads(line)
    except ValueError:
        return {}, ""
    if not isinstance(entry, dict):
        return {}, ""
    return entry, str(entry.pop("check", ""))


def _checksum(entry: Entry, before: str) -> str:
    plain = json.dumps(entry, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{before}{plain}".encode()).hexdigest()[:16]


class Log:
    """The log, open for one process at a time. A torn last line is cut off before anything is added."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self) -> Log:
        self.file = self.path.open("r+b", buffering=0)
        try:
            _lock(self.file.fileno())
        except OSError:
            self.file.close()
            raise refusal("another process is working on this run", path=str(self.path.parent)) from None
        found = read_log(self.path)
        self.check, self.whole = found.check, found.whole
        self.file.truncate(found.whole)
        self.file.seek(found.whole)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ):
        self.file.close()

    def add(self, entry: Entry) -> None:
        """Appends one entry: on the disk when this returns, not there at all where OSError is raised."""
        line = encoded(entry, self.check)
        try:
            rest = memoryview(line)
            while rest:  # a disk that fills takes a part and refuses the rest
                rest = rest[self.file.write(rest) :]
            os.fsync(self.file.fileno())
        except OSError as error:
            self.file.truncate(self.whole)
            self.file.seek(self.whole)
            raise OSError(error.errno, error.strerror, str(self.path)) from None
        self.check = _checksum(entry, self.check)
        self.whole += len(line)


def _lock(handle: int) -> None:
    """Holds the file for this process; the system lets go of it however the process ends."""
    try:
        import fcntl
    except ImportError:  # no such lock on this system: two processes at once are then the user's to avoid
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
