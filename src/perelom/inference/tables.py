"""The files of a calibration: posterior tables, how the posterior's runs stand beside the figures, a
summary."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import numpy as np

from perelom.parameters.shipped import MAIN, SECOND, WITHOUT, file_of
from perelom.parameters.shipped import written as table_text

from .calibration import Drawn, Fit, events
from .ledger import write_atomically
from .problem import SOFT
from .settings import Settings
from .space import to_values

CHECKS = "posterior_checks.csv"
QUANTILES = (0.05, 0.5, 0.95)


def heading(settings: Settings, model: str, evidence: dict[str, str]) -> dict[str, str]:
    """What a posterior rests on: version, seed, sizes, hashes of the model's code and of the evidence's
    split."""
    return {
        "made_with": f"perelom {version('perelom')}",
        "model_sha256": model,
        **evidence,
        "figures": f"{settings.figures:g}",
        "rest": f"{settings.rest:g}",
        "settings": json.dumps(asdict(settings), sort_keys=True),
    }


def write_tables(fit: Fit, folder: Path, about: dict[str, str]) -> list[Path]:
    """Writes the tables of a calibration as the package ships them; returns the files."""
    made = {file_of(MAIN): _table(fit, fit.main, about)}
    if fit.second is not None:
        made[file_of(SECOND)] = _table(fit, fit.second, {**about, "also_fitted_to": "famine total"})
    for event, drawn in fit.without.items():
        made[file_of(WITHOUT + event)] = _table(fit, drawn, {**about, "not_fitted_to": event})
    made[CHECKS] = beside_figures(fit)
    for name, text in made.items():
        write_atomically(folder / name, text.encode())
    return [folder / name for name in made]


def _table(fit: Fit, drawn: Drawn, about: dict[str, str]) -> str:
    parameters = fit.problem.parameters
    z = drawn.sample.z
    trust = f"{drawn.sample.steps} steps a walker, longest autocorrelation {drawn.sample.autocorrelation:.0f}"
    centre = to_values(parameters, z.mean(axis=0)[None])[0]
    return table_text({**about, "chain": trust}, fit.problem.names, centre, to_values(parameters, z))


def beside_figures(fit: Fit) -> str:
    """One row a figure: what was published, its error, and quantiles of the prior's and the posterior's
    runs."""
    columns = [f"{kind}_q{100 * q:02.0f}" for kind in ("prior", "posterior") for q in QUANTILES]
    lines = [";".join(["id", "event", "second", "centre", "error", *columns, "tail"])]
    for i, s in enumerate(fit.problem.statistics):
        bands = []
        for runs in (fit.prior_scaled, fit.scaled):
            seen = runs[:, i][~np.isnan(runs[:, i])]
            softened = np.quantile(seen, QUANTILES)
            bands += [s.centre + s.error * SOFT * float(np.sinh(t / SOFT)) for t in softened]
        tail = predictive_tail(fit.scaled[:, i])
        numbers = [s.centre, s.error, *bands, tail]
        lines.append(";".join([s.id, s.event, str(int(s.second)), *(f"{x:.6g}" for x in numbers)]))
    return "\n".join(lines) + "\n"


def predictive_tail(scaled: np.ndarray) -> float:
    """Share of the posterior predictive (runs with the error of the figure) at or beyond the published
    figure, on the nearer side: a half where it stands in the middle, near nought where model and figure do
    not agree."""
    from scipy.special import ndtr

    seen = scaled[~np.isnan(scaled)]
    above = float(np.mean(ndtr(-seen)))
    return min(above, 1.0 - above)


def summary(fit: Fit, failed: dict[str, int]) -> dict[str, object]:
    """How well each event is met, what failed, how much to trust the chain and the surface."""
    misfit = {}
    for event in events(fit.problem):
        columns = [i for i, s in enumerate(fit.problem.statistics) if s.event == event and not s.second]
        misfit[event] = {
            "prior": float(np.nanmedian(np.mean(fit.prior_scaled[:, columns] ** 2, axis=1))),
            "posterior": float(np.nanmedian(np.mean(fit.scaled[:, columns] ** 2, axis=1))),
            "surface": float(np.mean(np.diag(fit.emulator.missed)[columns])),
        }
    return {
        "parameters": list(fit.problem.names),
        "mean_squared_misfit": misfit,
        "failed_runs": failed,
        "chain": {"steps": fit.main.sample.steps, "autocorrelation": fit.main.sample.autocorrelation},
    }
