"""perelom: a policy-as-code simulator of the Soviet economy and society, month by month, 1921-1940.

    import perelom as pl
    history = pl.run("history", draws=32)
    diff = pl.compare("history", "nep-continued", draws=32)
    mine = pl.scenario("history").extend("my", from_="1929-07", set={"exports.grain": 0})

What is heavy is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perelom.notebook import compare, ensemble, run, scenario
    from perelom.report.figures import plot
    from perelom.results import open_results

    __version__: str

__all__ = ["__version__", "compare", "ensemble", "open_results", "plot", "run", "scenario"]

_HOME = {
    "compare": "perelom.notebook",
    "ensemble": "perelom.notebook",
    "run": "perelom.notebook",
    "scenario": "perelom.notebook",
    "open_results": "perelom.results",
    "plot": "perelom.report.figures",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("perelom")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'perelom' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
