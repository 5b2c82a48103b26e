"""`perelom posterior`: what the evidence says about the parameters."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from perelom.errors import InputError, did_you_mean, refusal

from .printing import print_json, show, table
from .running import Json

TOP = 12  # correlations and figures shown


def posterior(
    *names: str,
    kind: Annotated[
        str, Parameter(help="posterior, posterior:with-famine-total, posterior:without-E4 …")
    ] = "posterior",
    of: Annotated[
        Path | None, Parameter(help="The folder of a calibration; by default what the package ships.")
    ] = None,
    json: Json = False,
) -> int:
    """Prior against posterior: bands, correlations, which evidence moved what, runs beside figures.

    Parameters
    ----------
    names
        Parameters that are shown; by default all that were calibrated.
    """
    from perelom.ensembles.fingerprint import model_hash
    from perelom.inference.learned import beside, learned, strongest

    folder = Path(str(files("perelom.parameters"))) if of is None else _tables(of)
    try:
        found, rows, correlation = learned(folder, kind)
    except FileNotFoundError:
        hint = "make one: perelom calibrate --out DIR; then --of DIR" if of is None else ""
        raise refusal(f"there is no {kind} in {'the package' if of is None else of}", hint) from None
    except ValueError as error:
        raise refusal(str(error), path=str(folder)) from None
    known = [row.parameter.id for row in rows]
    unknown = [
        problem
        for name in names
        if name not in known
        for problem in refusal(
            f"'{name}' was not calibrated", did_you_mean(name, known) or f"calibrated: {', '.join(known)}"
        ).problems
    ]
    if unknown:
        raise InputError(unknown)
    rows = [row for row in rows if not names or row.parameter.id in names]
    pairs = [pair for pair in strongest(found.names, correlation, len(known) ** 2) if _about(pair, names)][
        :TOP
    ]
    figures = beside(folder) if (folder / "posterior_checks.csv").exists() else []
    document = {
        "kind": kind,
        "heading": found.heading,
        "model_unchanged": found.heading.get("model_sha256") == model_hash(),
        "draws": len(found.draws),
        "parameters": {
            row.parameter.id: {
                "unit": row.parameter.unit,
                "prior": _band(row.prior),
                "posterior": _band(row.posterior),
                "contraction": row.contraction,
                "moved_by": row.moved_by,
            }
            for row in rows
        },
        "correlations": [{"a": a, "b": b, "correlation": r} for a, b, r in pairs],
        "predictive_checks": [
            {
                "id": figure.id,
                "event": figure.event,
                "second_posterior_only": figure.second,
                "centre": figure.centre,
                "error": figure.error,
                "prior": _band(figure.prior),
                "posterior": _band(figure.posterior),
                "tail": figure.tail,
            }
            for figure in figures
        ],
    }
    if json:
        print_json(document)
        return 0
    _tell(document)
    return 0


def _tell(document: dict[str, Any]) -> None:
    bands = table(
        f"Prior and {document['kind']}, {document['draws']} draws: median (5 %, 95 %)",
        ["parameter", "prior", "posterior", "narrowed", "moved most by"],
    )
    for name, row in document["parameters"].items():
        moved = sorted(row["moved_by"].items(), key=lambda item: -abs(item[1]))[:2]
        words = ", ".join(f"{event} {shift:+.1f}" for event, shift in moved)
        bands.add_row(
            name, _words(row["prior"]), _words(row["posterior"]), f"{100 * row['contraction']:.0f} %", words
        )
    pairs = table("Strongest correlations", ["one", "other", "correlation"], numbers=1)
    for pair in document["correlations"]:
        pairs.add_row(pair["a"], pair["b"], f"{pair['correlation']:+.2f}")
    figures = table(
        "Runs of the posterior beside the figures, the farthest first",
        ["figure", "event", "published (error)", "prior", "posterior", "tail"],
        numbers=1,
    )
    checks = [row for row in document["predictive_checks"] if not row["second_posterior_only"]]
    for row in sorted(checks, key=lambda row: row["tail"])[:TOP]:
        published = f"{row['centre']:.4g} ({row['error']:.2g})"
        words = _words(row["prior"]), _words(row["posterior"])
        figures.add_row(row["id"], row["event"], published, *words, f"{row['tail']:.2f}")
    within = sum(row["tail"] >= 0.05 for row in checks)
    show(
        bands,
        "narrowed: part of the prior's variance that is gone; moved: shift of the mean that the event "
        "brought, in posterior sd, seen by leaving it out",
        pairs,
        figures,
        f"{within} of {len(checks)} fitted figures lie in the middle 90 % of the posterior's runs with error",
    )
    if not document["model_unchanged"]:
        show("The model has changed since this posterior was made.")


def _tables(of: Path) -> Path:
    """The tables of a calibration's folder, or of a folder of tables."""
    return of / "parameters" if (of / "parameters").is_dir() else of


def _about(pair: tuple[str, str, float], names: tuple[str, ...]) -> bool:
    return not names or pair[0] in names or pair[1] in names


def _band(three: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(("q05", "q50", "q95"), three, strict=True))


def _words(band: dict[str, float]) -> str:
    return f"{band['q50']:.3g} ({band['q05']:.3g}, {band['q95']:.3g})"
