"""A country that takes no time: the engine's signature, numbers that depend on all that may decide them.

Run as a program it is the command line with this country in the engine's place; FAKE_SECONDS makes each
simulation last, FAKE_FAILS names a member that fails, FAKE_KILLED one whose process is killed, always or,
where FAKE_ONCE names a file, until that file is there.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Collection, Mapping

import numpy as np

from perelom.scenarios.levers import Levers
from perelom.vocabulary import N_MONTHS, N_REGIONS, indicator_index, indicators, lever_index
from perelom.world import Outcome

NATIONAL_ONLY = [i for i, item in enumerate(indicators().values()) if not item.regional]


def simulate(
    levers: Levers,
    parameters: Mapping[str, float],
    *,
    seed: int,
    member: int,
    households: int | None,
    months: int = N_MONTHS,
    keep: Collection[int] = (),
    start: object = None,
    threads: int | None = None,
) -> Outcome:
    """Noise keyed by seed and member, a level by a parameter, and exports that feed nobody from then on."""
    time.sleep(float(os.environ.get("FAKE_SECONDS", "0")))
    if os.environ.get("FAKE_FAILS") == str(member):
        raise FloatingPointError("the barn is empty")
    if os.environ.get("FAKE_KILLED") == str(member):
        once = os.environ.get("FAKE_ONCE")
        if once is None or not os.path.exists(once):
            if once is not None:
                open(once, "x").close()
            os.kill(os.getpid(), signal.SIGKILL)
    noise = np.random.default_rng([seed, member, households or 0])
    record = np.abs(noise.normal(100, 1, (months, len(indicator_index()), N_REGIONS + 1)))
    record *= parameters["weather_slope"]
    investment = levers.totals[:months, lever_index()["exports.grain"]]
    shares = levers.values[:months, lever_index()["plan.investment_share"], 0]
    record += np.cumsum(np.nan_to_num(investment) / 1e6 + shares)[:, None, None]
    record[:, NATIONAL_ONLY, :N_REGIONS] = np.nan
    return Outcome(record, {"grain": 1e-15 * (member + 1), "people": 0.0})


def fails(levers: Levers, parameters: Mapping[str, float], *, member: int, **rest) -> Outcome:
    """The same, but that its member 1 fails."""
    if member == 1:
        raise FloatingPointError("the barn is empty")
    return simulate(levers, parameters, member=member, **rest)


if __name__ == "__main__":
    from perelom import cli
    from perelom.ensembles import work

    work.simulate = simulate
    sys.exit(cli.main())
