"""What a run rests on, as hashes and versions: code, evidence, parameters, processor.

Equal fingerprints promise equal bytes; a run is continued only under the fingerprint it was begun with.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# what decides the numbers of an item: the faces, the report and the library's texts are not among it
DECIDING = ("vocabulary", "parameters", "scenarios", "mechanisms", "world", "ensembles")
LIBRARIES = ("numpy", "scipy", "numba", "llvmlite")


def code_hash() -> str:
    """sha256 over code and tables that decide the numbers of an item. Scenarios have their own hashes."""
    files: list[Path] = []
    for folder in DECIDING:
        found = (PACKAGE / folder).rglob("*")
        files += [p for p in found if p.suffix in (".py", ".csv")]
    return _hash_of(files)


def model_hash() -> str:
    """sha256 over what a posterior rests on: mechanisms, world, words and the table of declared
    parameters."""
    files = [PACKAGE / "parameters" / "parameters.csv"]
    for folder in ("vocabulary", "mechanisms", "world"):
        files += [p for p in (PACKAGE / folder).rglob("*") if p.suffix in (".py", ".csv")]
    return _hash_of(files)


def evidence_hash() -> str:
    """sha256 over the published series and their joins."""
    found = (PACKAGE / "evidence").rglob("*")
    return _hash_of(p for p in found if p.suffix in (".csv", ".yaml"))


def parameters_hash() -> str:
    """sha256 of the table of declared parameters."""
    return _hash_of([PACKAGE / "parameters" / "parameters.csv"])


def machine() -> dict[str, str]:
    """Versions and processor on which equal bytes depend."""
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
        "architecture": platform.machine(),
        "cpu": binding.get_host_cpu_name(),
        "cpu_features": ",".join(sorted(f for f in features.split(",") if f.startswith("+"))),
    }


def _hash_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
