"""Weather of the year: a class per region from the drought literature times the region's yield sd (decision
3)."""

from __future__ import annotations

from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import normal, stream, uniform

REGION_WEATHER = stream("weather.region")


@compiled
def weather_of_region(shock, yield_sd, slope, error, z):
    """Log deviation of the yield from normal. shock: class -3..3; z: standard normal; error: sd not in the
    class."""
    return shock * yield_sd * slope + error * z - 0.5 * error * error


@kernel
def draw_weather(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c = par[0], clock[0]
    if c.moy != 7:
        return
    for r in range(len(regions)):
        z = normal(uniform(c.key, REGION_WEATHER, c.month, regions[r].lever, 0, 0))
        regions[r].weather = weather_of_region(
            lev[r].weather_shock, regions[r].yield_sd, p.weather_slope, p.weather_error, z
        )


STEP = Step(
    name="weather",
    does="draws the year's weather in July, before the harvest; garden and potatoes follow it to the next",
    kernels=(Kernel(draw_weather, "country"),),
    reads=("lever.weather.shock", "region.yield_sd", "region.lever"),
    writes=("region.weather",),
    draws=("weather.region",),
)
