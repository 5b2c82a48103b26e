"""Whether a changed model gives the numbers of the one that the posterior was fitted with.

    git worktree add ../fitted COMMIT
    python docs/same_numbers.py ../fitted            # to the last bit; exit status 1 where a number differs
    python docs/same_numbers.py ../fitted --within 2e-4 --write

A faster pass or another layout changes the hash of the model without changing a number, or by little. Then
the fit still holds: with --write the heads of the posterior's tables get the new hash, and a line that says
what they were fitted with. --within: how far a curve of 240 months may be off, as a share of its largest
value; beside it stands how far another seed takes the same curve.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parents[1]
TABLES = HERE / "src" / "perelom" / "parameters"
SCENARIOS = ("history", "nep-continued", "nep-reformed", "history-no-retreat-1930")


def run_into(folder: Path, draws: int, households: int) -> None:
    """Writes the record of every simulation by this code, of each scenario's first also with another seed,
    and what the model is (`model.json`)."""
    from perelom.ensembles.fingerprint import model_hash
    from perelom.ensembles.plan import plan
    from perelom.vocabulary import indicators
    from perelom.world import simulate

    asked = plan(list(SCENARIOS), draws=draws, households=households)
    told = {"model": model_hash(), "indicators": list(indicators())}
    (folder / "model.json").write_text(json.dumps(told), encoding="utf-8")
    for item in asked.items():
        parameters = asked.parameters(item)
        levers = asked.scenarios[item.scenario].levers(parameters)
        for seed in (asked.root_seed, asked.root_seed + 1)[: 1 + (item.draw == 0)]:
            outcome = simulate(
                levers, parameters, seed=seed, member=item.member, households=households, threads=1
            )
            name = f"{SCENARIOS[item.scenario]}, draw {item.draw}" + ", another seed" * (
                seed != asked.root_seed
            )
            np.save(folder / f"{name}.npy", outcome.record)


def by_checkout(code: Path, into: Path, draws: int, households: int) -> dict:
    """The same by the code of a checkout and this interpreter; what its model is."""
    program = [sys.executable, str(Path(__file__)), "--into", str(into), "--draws", str(draws)]
    subprocess.run(
        [*program, "--households", str(households), str(code)],
        env={**os.environ, "PYTHONPATH": str(code / "src")},
        check=True,
    )
    return json.loads((into / "model.json").read_text(encoding="utf-8"))


def apart(one: Path, other: Path) -> np.ndarray:
    """How far each curve of two records is off, over the largest value of both, [indicators, regions + 1];
    not a number where a curve is nought throughout."""
    a, b = (np.load(path) for path in (one, other))
    size = np.maximum(*(np.abs(np.nan_to_num(x)).max(axis=0) for x in (a, b)))
    far = np.where(np.isnan(a) != np.isnan(b), np.inf, np.abs(np.nan_to_num(a) - np.nan_to_num(b)))
    with np.errstate(invalid="ignore"):
        return far.max(axis=0) / size


def rewritten(text: str, fitted: str, model: str) -> str:
    """A table whose head has the new hash, where it was fitted with the version compared; else as it is."""
    head = dict(
        line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# ") and ": " in line
    )
    if head.get("fitted_with_sha256", head.get("model_sha256")) != fitted:
        return text
    lines = [line for line in text.splitlines() if not line.startswith("# fitted_with_sha256: ")]
    at = lines.index(f"# model_sha256: {head['model_sha256']}")
    lines[at : at + 1] = [f"# model_sha256: {model}", f"# fitted_with_sha256: {fitted}"]
    return "\n".join(lines) + "\n"


def told(whose: str, off: np.ndarray) -> str:
    middle, most, farthest = np.nanquantile(off, [0.5, 0.99, 1.0])
    return f"{whose}: half within {middle:.2g}, 99 in 100 within {most:.2g}, all within {farthest:.2g}"


def main() -> int:
    """Compares, and writes where asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("fitted", type=Path, help="a checkout of the version that was fitted")
    asked.add_argument("--draws", type=int, default=8)
    asked.add_argument("--households", type=int, default=4_000)
    asked.add_argument("--within", type=float, default=0.0, help="of a curve's largest value; 0: every bit")
    asked.add_argument("--write", action="store_true", help="the new hash into the heads of the tables")
    asked.add_argument("--into", type=Path, help="only write the records of this code to a folder")
    given = asked.parse_args()
    if given.into:
        run_into(given.into, given.draws, given.households)
        return 0
    with tempfile.TemporaryDirectory() as both:
        before, after = Path(both, "before"), Path(both, "after")
        before.mkdir()
        after.mkdir()
        fitted = by_checkout(given.fitted, before, given.draws, given.households)
        model = by_checkout(HERE, after, given.draws, given.households)
        runs = sorted(path.name for path in before.glob("*.npy") if "another seed" not in path.name)
        off = np.array([apart(before / name, after / name) for name in runs])
        firsts = [name.removesuffix(".npy") for name in runs if name.endswith("draw 0.npy")]
        chance = np.array(
            [apart(before / f"{name}.npy", before / f"{name}, another seed.npy") for name in firsts]
        )
    print(f"{len(runs)} simulations, {int((off > 0).any(axis=(1, 2)).sum())} with another number")
    if (off > 0).any():
        print("how far curves are off, over their largest value")
        print(told("  between the two", off), told("  between two seeds", chance), sep="\n")
        most = np.nan_to_num(off).max(axis=(0, 2))
        for k in np.argsort(-most)[:8]:
            print(f"  {fitted['indicators'][k]}: {most[k]:.2g} (seeds {np.nanmax(chance[:, k]):.2g})")
    fits = not (off > given.within).any()
    if given.write and fits:
        for path in sorted(TABLES.rglob("*.csv")):
            text = path.read_text(encoding="utf-8")
            path.write_text(rewritten(text, fitted["model"], model["model"]), encoding="utf-8")
    return int(not fits)


if __name__ == "__main__":
    sys.exit(main())
