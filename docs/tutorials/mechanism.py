# %% [markdown]
# # Replacing a mechanism
#
# *How much of the model's spread of harvests is the weather that no one can decide?* We replace one step of the month, the
# weather, by one that takes the class of the year as it is and draws no error around it, run both on the same levers, and
# look at the harvest. The page runs as it stands on a small sample.
#
# ## The step as it is

# %%
from dataclasses import replace

import numpy as np

from perelom.mechanisms import weather
from perelom.world.month import STEPS

for line in (weather.STEP.does, weather.STEP.reads, weather.STEP.writes, weather.STEP.draws):
    print(line)

# %% [markdown]
# A step is data: its name, its passes, and what they read, write and draw. A pass takes the state and changes it; what it
# computes stands in a pure function beside it, here `weather_of_region`.
#
# ## Another pass
#
# It writes the same column, reads less and draws nothing. The decorator compiles it like every other pass; without, it
# would run as plain Python, slower and with the same numbers.

# %%
from perelom.mechanisms.steps import Kernel
from perelom.mechanisms.weather import weather_of_region


def weather_without_luck(blocks, regions, nation, lev, tot, par, clock, first, last):
    """The class of the year and nothing else, each July."""
    if clock[0].moy == 7:
        for r in range(len(regions)):
            shock = lev[r].weather_shock
            regions[r].weather = weather_of_region(shock, regions[r].yield_sd, par[0].weather_slope, 0.0, 0.0)


CALM = replace(
    weather.STEP,
    does="takes the class of the year without an error around it",
    kernels=(Kernel(weather_without_luck, "country"),),
    draws=(),
)
calm_month = tuple(CALM if step is weather.STEP else step for step in STEPS)
assert len(calm_month) == len(STEPS) and calm_month != STEPS

# %% [markdown]
# ## Two members, two months of history each way
#
# The engine goes through the steps of `perelom.world.run.STEPS`. For an experiment within one program they can be exchanged
# there; a run so made carries the hash of the installed code and says nothing of the exchange, so keep it out of any folder that others
# will read. For good, change the mechanism's own file: [Adding a mechanism](../extend/mechanism.md).

# %%
from contextlib import contextmanager

from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import indicator_index, month_index
from perelom.world import run as engine


@contextmanager
def month_of(steps):
    """Within it the engine's month has these steps."""
    kept = engine.STEPS
    engine.STEPS = steps
    try:
        yield
    finally:
        engine.STEPS = kept


parameters = values("reference")
levers = load("history").levers(parameters)
HARVEST = indicator_index()["grain_harvest"]


def harvests(steps):
    """Harvest of 1921 and of 1922 [members, 2], Mt, with the steps given."""
    found = []
    with month_of(steps):
        for member in range(4):
            outcome = engine.simulate(levers, parameters, member=member, households=2000, months=24)
            assert max(outcome.identities.values()) < 1e-9  # grain, money, people: still conserved
            found.append(outcome.record[:, HARVEST, -1].reshape(2, 12).sum(axis=1) / 1e6)
    return np.array(found)


as_it_is, calm = harvests(STEPS), harvests(calm_month)
for year, own, other in zip((1921, 1922), as_it_is.T, calm.T, strict=True):
    print(
        f"{year}: {own.mean():.1f} Mt, sd {own.std(ddof=1):.2f}; without luck {other.mean():.1f}, {other.std(ddof=1):.2f}"
    )

# %% [markdown]
# Nothing before July 1921 can have changed: the weather speaks in July. And the spread between members shrinks, since what is left
# is the luck of villages and households and the counts of births and deaths.

# %%
first_months = month_index("1921-07")
with month_of(calm_month):
    other = engine.simulate(levers, parameters, households=2000, months=first_months).record
assert np.array_equal(
    other, engine.simulate(levers, parameters, households=2000, months=first_months).record, equal_nan=True
)
assert (calm.std(axis=0) < as_it_is.std(axis=0)).all()
