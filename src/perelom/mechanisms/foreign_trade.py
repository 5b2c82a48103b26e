"""Foreign trade has a budget: exports at world prices, credit and its service, imports (decision 6).

World prices are a condition from outside: a class of the year, as the weather has, times one slope, and moved
to over months. Tractors come from abroad until plants that grow with group A can make them.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel

GRAIN_WORLD = 90.0  # rub/t at Soviet ports in 1926/27 (assumption, from export value over volume)


@compiled
def world_price_step(price, year_class, slope, p):
    """World price next month, 1 = 1926/27. year_class: -3..3; slope: log price per class. Contracts and
    stocks stand between the market and what is paid."""
    return price * np.exp(p.world_price_speed * (slope * year_class - np.log(max(price, 0.01))))


@compiled
def export_earnings(grain, grain_price, other_base, other_price, activity):
    """Monthly earnings, rub 1926/27. grain: t; prices: 1 = 1926/27; activity: farm and industrial output
    over 1928."""
    return grain * GRAIN_WORLD * grain_price + other_base / 12.0 * other_price * activity


@compiled
def grain_for(money, grain_price):
    """Grain that a sum buys abroad, t; a fifth dearer than what is sold there."""
    return money / (1.2 * GRAIN_WORLD * grain_price)


@compiled
def borrowing(debt, yearly_exports, pull, p):
    """New credit of the month, rub: up to a limit in years of exports, drawn as far as machines are
    lacking."""
    return positive(p.credit_limit * yearly_exports - debt) / 18.0 * clip(pull, 0.0, 1.0)


@compiled
def plants_share(output_a, p):
    """Share of ordered tractors that home plants can make. output_a: group A over 1928."""
    return clip((output_a - p.tractor_plants_from) / 1.2, 0.0, 1.0)


@kernel
def trade_abroad(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n = par[0], nation[0]
    a = lev[0]
    n.world_grain = world_price_step(n.world_grain, a.world_grain_market, p.world_grain_slope, p)
    n.world_other = world_price_step(n.world_other, a.world_other_market, p.world_other_slope, p)
    activity = 0.5 * n.output_a / 8.4e9 + 0.5 * clip(n.farm_output / 11.0e9, 0.0, 1.5)
    earned = export_earnings(
        n.grain_exported, n.world_grain, p.exports_other, n.world_other, activity * n.freight
    )
    n.exports_year += (12.0 * earned - n.exports_year) / 12.0
    lacking = a.plan_investment_share * n.income_smooth / 12.0 - n.investment
    pull = 0.3 + 3.0 * positive(lacking) / max(n.investment, 1.0)
    credit = borrowing(n.debt, n.exports_year, pull, p)
    service = n.debt * (1.0 / 36.0 + 0.08 / 12.0)
    grain_bill = n.grain_imported * 1.2 * GRAIN_WORLD * n.world_grain
    service = min(service, min(0.6 * earned, positive(earned + credit - grain_bill)))
    n.debt += credit + n.debt * 0.08 / 12.0 - service
    budget = positive(earned + credit - service - grain_bill)
    n.exports_earned = earned
    n.imports = budget + grain_bill
    machines = budget * a.imports_machinery_share
    ordered = tot[0].mts_tractors / 12.0
    at_home = ordered * plants_share(n.output_a / 8.4e9, p)
    abroad = min(ordered - at_home, 0.5 * machines / p.tractor_price)
    n.tractors_new = at_home + abroad
    n.tractors += n.tractors_new - n.tractors * p.tractor_scrap / 12.0
    n.imports_machines = machines - abroad * p.tractor_price
    n.imports_raw = budget * (1.0 - a.imports_machinery_share)
    weight = 0.0
    for r in range(len(regions)):
        weight += regions[r].tractor_weight * regions[r].sown_grain
    for r in range(len(regions)):
        g = regions[r]
        mine = n.tractors * g.tractor_weight * g.sown_grain / max(weight, 1.0)
        g.tractor_draft = p.tractor_horses * mine / max(g.sown_grain, 1.0)


STEP = Step(
    name="foreign trade",
    does="earns by exports at world prices, borrows, serves the debt, imports machines, materials, tractors",
    kernels=(Kernel(trade_abroad, "country"),),
    reads=(
        "nation.output_a",
        "nation.farm_output",
        "nation.freight",
        "nation.grain_exported",
        "nation.exports_year",
        "nation.income_smooth",
        "nation.investment",
        "nation.debt",
        "nation.grain_imported",
        "nation.tractors",
        "region.tractor_weight",
        "region.sown_grain",
        "nation.world_grain",
        "nation.world_other",
        "lever.world.grain_market",
        "lever.world.other_market",
        "lever.plan.investment_share",
        "lever.imports.machinery_share",
        "lever.mts.tractors",
    ),
    writes=(
        "nation.world_grain",
        "nation.world_other",
        "nation.exports_year",
        "nation.debt",
        "nation.exports_earned",
        "nation.imports",
        "nation.tractors_new",
        "nation.tractors",
        "nation.imports_machines",
        "nation.imports_raw",
        "region.tractor_draft",
    ),
)
