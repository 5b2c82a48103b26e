"""A file that a command writes: whole or not at all, never over another unasked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from perelom.errors import InputError, refusal


@contextmanager
def written(path: Path, endings: Sequence[str], force: bool) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when all is written; nothing is left otherwise.

    InputError before anything is done where the file cannot be written, or is there and `force` is not given.
    """
    problems = []
    if path.suffix.lower() not in endings:
        words = f"'{path.name}' does not end in {' or '.join(endings)}"
        problems += refusal(words, path=str(path)).problems
    if path.is_dir():
        problems += refusal("this is a folder, not a file", path=str(path)).problems
    elif path.exists() and not force:
        problems += refusal("the file is there already", "replace it with --force", str(path)).problems
    if problems:
        raise InputError(problems)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise refusal(f"cannot be written: {error.strerror}", path=str(path)) from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if error.filename in (None, name, str(path)):
            raise refusal(f"cannot be written: {error.strerror}", path=str(path)) from None
        raise
    finally:
        temporary.unlink(missing_ok=True)
