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
# It writes the same column, reads less and draws nothing. A pass gets records of NumPy, and `kernel` compiles it like every
# other pass, at its first call.

# %%
from perelom.mechanisms.steps import Kernel
from perelom.mechanisms.weather import weather_of_region
from perelom.world.compiled import kernel


@kernel
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
# ## Two years of history, 32 members each way
#
# `simulate` is told by `through` what runs its months; `step_by_step` takes steps one by one, the model's own or others. A run so
# made carries the hash of the installed code and says nothing of the exchange, so keep it out of any folder that others
# will read. For good, change the mechanism's own file: [Adding a mechanism](../extend/mechanism.md).

# %%
from perelom.parameters import values
from perelom.scenarios import load
from perelom.vocabulary import indicator_index, month_index
from perelom.world import simulate
from perelom.world.passes import run_step, step_by_step


def month_of(steps):
    """What runs months of these steps."""
    return lambda months, books, crew: step_by_step(months, books, run_step, steps)


parameters = values("reference")
levers = load("history").levers(parameters)
HARVEST = indicator_index()["grain_harvest"]


def harvests(steps):
    """Harvest of 1921 and of 1922 [members, 2, regions and last the country], Mt, with the steps given."""
    found = []
    for member in range(32):
        outcome = simulate(
            levers, parameters, member=member, households=2000, months=24, through=month_of(steps)
        )
        assert max(outcome.identities.values()) < 1e-9  # grain, money, people: still conserved
        found.append(outcome.record[:, HARVEST, :].reshape(2, 12, -1).sum(axis=1) / 1e6)
    return np.array(found)


def spread(of_members):
    """Standard deviation between members over their mean."""
    return of_members.std(axis=0, ddof=1) / of_members.mean(axis=0)


as_it_is, calm = harvests(STEPS), harvests(calm_month)
for year, own, other in zip((1921, 1922), spread(as_it_is), spread(calm), strict=True):
    print(f"{year}, country: spread {own[-1]:.1%}, without luck {other[-1]:.1%}")
    print(f"{year}, a region on average: {own[:-1].mean():.1%}, without luck {other[:-1].mean():.1%}")

# %% [markdown]
# So the weather of a region that lies outside its class is the smaller part of the spread. What is left is the luck of villages
# and households, and in a sample of 2,000 households a region has few villages: take `households=20000` and that part
# shrinks, the weather's does not. Two things must hold whatever the numbers. Nothing before July 1921 can have changed: the weather
# speaks in July. And of the spread of the regions' harvests something must be gone.

# %%
first_months = month_index("1921-07")
options = {"households": 2000, "months": first_months}
other = simulate(levers, parameters, through=month_of(calm_month), **options).record
assert np.array_equal(other, simulate(levers, parameters, **options).record, equal_nan=True)
assert (spread(calm)[:, :-1] ** 2).mean() < (spread(as_it_is)[:, :-1] ** 2).mean()
