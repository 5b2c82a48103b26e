"""Posterior tables that ship with the package: joint draws of the calibrated parameters.

A table is text: a heading of `# key: value` lines, a row `centre`, and a row a draw. Kinds of parameters that
rest on one are spelled `posterior`, `posterior:with-famine-total`, `posterior:without-E4`, and with `:centre`
after it the one point in the middle, for a run of one draw. Parameters that were not calibrated are drawn
about their reference, as narrowly as they were while the others were fitted (`rest` in the heading).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

MAIN = "posterior"
SECOND = "posterior:with-famine-total"
WITHOUT = "posterior:without-"
CENTRE = ":centre"


@dataclass(frozen=True)
class Posterior:
    """One table.

    heading : what it rests on (seed, settings, hashes); names : calibrated parameters; centre : [p];
    draws : [n, p]
    """

    heading: dict[str, str]
    names: tuple[str, ...]
    centre: np.ndarray
    draws: np.ndarray


def file_of(mode: str) -> str:
    """File of a kind of parameters, within the package's folder of parameters."""
    kind = mode.removesuffix(CENTRE)
    if kind == MAIN:
        return "posterior.csv"
    if kind == SECOND:
        return "posterior_with_famine_total.csv"
    return f"posteriors/{kind.removeprefix('posterior:')}.csv"


def kinds() -> tuple[str, ...]:
    """Kinds of posterior that the package holds, the main one first; empty where nothing was calibrated."""
    folder = files("perelom.parameters")
    found = [mode for mode in (MAIN, SECOND) if folder.joinpath(file_of(mode)).is_file()]
    others = folder.joinpath("posteriors")
    if others.is_dir():
        names = (entry.name.removesuffix(".csv") for entry in others.iterdir() if entry.name.endswith(".csv"))
        found += [f"posterior:{name}" for name in sorted(names)]
    return tuple(found)


@cache
def posterior(mode: str = MAIN) -> Posterior:
    """A shipped table. ValueError where there is none of that kind, or where its draws are not those
    written."""
    if mode.removesuffix(CENTRE) not in kinds():
        known = ("reference", "prior", *kinds())
        choose = f"choose {', '.join(known[:-1])} or {known[-1]}"
        raise ValueError(f"there is no '{mode}': nothing of that kind was calibrated; {choose}")
    return read(files("perelom.parameters").joinpath(file_of(mode)).read_text(encoding="utf-8"))


def read(text: str) -> Posterior:
    """A table from its text. ValueError where it is damaged."""
    lines = text.splitlines()
    heading = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    body = [line for line in lines if line and not line.startswith("#")]
    if heading.get("draws_sha256") != body_hash(body):
        raise ValueError("the draws of the posterior are not those its heading tells of")
    names = tuple(body[0].split(";")[1:])
    rows = np.array([[float(x) for x in line.split(";")[1:]] for line in body[1:]])
    return Posterior(heading, names, rows[0], rows[1:])


def written(heading: dict[str, str], names: Sequence[str], centre: np.ndarray, draws: np.ndarray) -> str:
    """The text of a table; what `read` reads."""
    body = [";".join(["draw", *names])]
    for label, row in [("centre", centre), *enumerate(draws)]:
        body.append(";".join([str(label), *(f"{x:.7g}" for x in row)]))
    told = {**heading, "draws_sha256": body_hash(body)}
    return "\n".join([*(f"# {key}: {value}" for key, value in told.items()), *body]) + "\n"


def body_hash(body: Sequence[str]) -> str:
    """sha256 over the rows of a table."""
    return hashlib.sha256("\n".join(body).encode()).hexdigest()


@cache
def _order(seed: int, rows: int) -> tuple[int, ...]:
    """A permutation of the rows that depends on the root seed alone."""
    return tuple(
        sorted(range(rows), key=lambda row: hashlib.sha256(f"{seed}|{row}|posterior".encode()).digest())
    )


def posterior_row(mode: str, seed: int, member: int) -> tuple[dict[str, float], float]:
    """Values of the calibrated parameters for one draw: the row that the seed's permutation gives it, over
    again beyond the last; with `:centre` the centre, whatever the draw. Beside them the width at which the
    calibration drew all others about the reference. ValueError where none is shipped."""
    table = posterior(mode.removesuffix(CENTRE))
    row = table.centre
    if not mode.endswith(CENTRE):
        row = table.draws[_order(seed, len(table.draws))[member % len(table.draws)]]
    return dict(zip(table.names, row.tolist(), strict=True)), float(table.heading.get("rest", 0.0))
