"""The log of a run: one line for each thing that happened, appended and never rewritten.

Each line is JSON with a checksum over the rest of it. A kill may tear the last line, which then counts for
nothing; any other damage is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any

from perelom.errors import refusal

Entry = dict[str, Any]


def encoded(entry: Entry) -> bytes:
    """An entry as a line of the log, its checksum last."""
    return (json.dumps({**entry, "check": _checksum(entry)}, ensure_ascii=False) + "\n").encode()


def read_log(path: Path) -> tuple[list[Entry], int, list[str]]:
    """Entries that stand, the length in bytes up to which the file is whole, and the damage in words."""
    entries: list[Entry] = []
    damage: list[str] = []
    data = path.read_bytes()
    lines = data.split(b"\n")
    torn = lines.pop()  # what follows the last line's end
    for number, line in enumerate(lines, 1):
        entry = _decoded(line)
        if entry is None:
            damage.append(f"{path.name}: line {number} is damaged (its checksum does not fit)")
        else:
            entries.append(entry)
    return entries, len(data) - len(torn), damage


def _decoded(line: bytes) -> Entry | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if not isinstance(entry, dict):
        return None
    check = entry.pop("check", None)
    return entry if check == _checksum(entry) else None


def _checksum(entry: Entry) -> str:
    plain = json.dumps(entry, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


class Log:
    """The log, open for one process at a time. A torn last line is cut off before anything is added."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self) -> Log:
        self.file = self.path.open("r+b")
        try:
            _lock(self.file.fileno())
        except OSError:
            self.file.close()
            raise refusal("another process is working on this run", path=str(self.path.parent)) from None
        _, whole, _ = read_log(self.path)
        self.file.truncate(whole)
        self.file.seek(whole)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ):
        self.file.close()

    def add(self, entry: Entry) -> None:
        """Appends one entry; it is on the disk when this returns."""
        self.file.write(encoded(entry))
        self.file.flush()
        os.fsync(self.file.fileno())


def _lock(handle: int) -> None:
    """Holds the file for this process; the system lets go of it however the process ends."""
    try:
        import fcntl
    except ImportError:  # no such lock on this system: two processes at once are then the user's to avoid
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
