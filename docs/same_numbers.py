"""Whether a changed model gives every number of the one that the posterior was fitted with, to the last bit.

    git worktree add ../fitted COMMIT
    python docs/same_numbers.py ../fitted            # compares; exit status 1 where a number differs
    python docs/same_numbers.py ../fitted --write    # and puts the new hash into the heads of the tables

A faster pass or another layout changes the hash of the model without changing a number. Then the fit still
holds: the heads of the posterior's tables get the new hash, and a line that says what they were fitted with.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
TABLES = HERE / "src" / "perelom" / "parameters"
SCENARIOS = ("history", "nep-continued", "nep-reformed", "history-no-retreat-1930")


def figures(draws: int, households: int) -> dict[str, str]:
    """sha256 of the record and the identities of every simulation, and the model's hash, by this code."""
    from perelom.ensembles.fingerprint import model_hash
    from perelom.ensembles.plan import plan
    from perelom.world import simulate

    asked = plan(list(SCENARIOS), draws=draws, households=households)
    found = {"model": model_hash()}
    for item in asked.items():
        parameters = asked.parameters(item)
        outcome = simulate(
            asked.scenarios[item.scenario].levers(parameters),
            parameters,
            seed=asked.root_seed,
            member=item.member,
            households=households,
            threads=1,
        )
        told = hashlib.sha256(outcome.record.tobytes())
        told.update(json.dumps(outcome.identities).encode())
        found[f"{SCENARIOS[item.scenario]}, draw {item.draw}"] = told.hexdigest()
    return found


def of_checkout(folder: Path, draws: int, households: int) -> dict[str, str]:
    """The figures of another checkout, by its code and this interpreter."""
    program = [sys.executable, str(Path(__file__)), "--only", "--draws", str(draws)]
    done = subprocess.run(
        [*program, "--households", str(households), str(folder)],
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


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


def main() -> int:
    """Compares, and writes where asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("fitted", type=Path, help="a checkout of the version that was fitted")
    asked.add_argument("--draws", type=int, default=8)
    asked.add_argument("--households", type=int, default=4_000)
    asked.add_argument("--write", action="store_true", help="the new hash into the heads of the tables")
    asked.add_argument("--only", action="store_true", help="tell the figures of this code as JSON")
    given = asked.parse_args()
    if given.only:
        print(json.dumps(figures(given.draws, given.households)))
        return 0
    before = of_checkout(given.fitted, given.draws, given.households)
    after = of_checkout(HERE, given.draws, given.households)
    apart = [name for name in before if name != "model" and before[name] != after[name]]
    print(f"{len(before) - 1} simulations, {len(apart)} with another number", *apart, sep="\n  ")
    if given.write and not apart:
        for path in sorted(TABLES.rglob("*.csv")):
            text = path.read_text(encoding="utf-8")
            path.write_text(rewritten(text, before["model"], after["model"]), encoding="utf-8")
    return bool(apart)


if __name__ == "__main__":
    sys.exit(main())
