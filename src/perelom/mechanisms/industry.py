"""Industry: idle capacity put back to work, raw materials, investment and the cost of haste (economy §6).

Groups A (producer goods) and B (consumer goods). Productivity comes with new capital and is lost with green
labour; no year is named in any equation.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel

OUTPUT_A, OUTPUT_B = 8.4e9, 13.0e9  # rub 1926/27 a year in 1928
CAPITAL_A, CAPITAL_B = 6.3e9, 3.6e9
WORKERS_A, WORKERS_B = 1.80e6, 2.50e6
STEEL_STAGES = 4  # stages that a mill passes from first spending to its first heat
SPECIALISTS = 230e3  # engineers and other specialists with higher education at work in October 1928


@compiled
def output(scale, running, capital, workers, capital_share, productivity):
    """Yearly output of a group. running: share of capacity at work; capital, workers: over those of 1928."""
    if running <= 0.0 or workers <= 0.0:
        return 0.0
    labour = workers / running**0.6
    return scale * running * capital**capital_share * labour ** (1.0 - capital_share) * productivity


@compiled
def productivity(new_share, green, nutrition, p):
    """Total factor productivity over 1928 conditions: new capital teaches, green labour and hunger cost."""
    learned = np.exp(p.learning_new_capital * new_share)
    return learned * (1.0 - p.dilution * positive(green - 0.16)) * nutrition


@compiled
def raw_limit(raw_ratio, herd_ratio):
    """Share of group B's output that raw materials allow: crops and hides."""
    return min(1.0, 1.04 * (0.65 * min(raw_ratio, 1.0) + 0.35 * min(herd_ratio, 1.2))) ** 0.75


@compiled
def reactivation(running, nutrition, sales, freight, ease, p):
    """Share of capacity put back to work in a month: needs fed workers, sales, fuel and trains."""
    speed = p.recovery / 12.0 * (0.62 + 0.62 * running) * nutrition * nutrition * sales * freight * freight
    return speed * ease * running * (1.0 - running) + 0.0006 * (1.0 - running)


@compiled
def want_of_specialists(specialists, capital, p):
    """Waste of haste over that of 1928: it grows as specialists get fewer for the capital they build and run.
    capital: rub 1926/27. Bounded so that the last rouble invested still adds something."""
    density = specialists / SPECIALISTS * (CAPITAL_A + CAPITAL_B) / max(capital, 1.0)
    return clip(max(density, 1e-3) ** -p.specialists_haste, 0.5, 1.5)


@compiled
def waste_of_haste(investment, capital_at_work, want, p):
    """Share of investment lost. investment, capital at work: rub a year and rub (claim C17); want: waste over
    that of 1928 for want of specialists."""
    pace = investment / max(capital_at_work, 1.0)
    return 1.0 - 1.0 / (1.0 + p.haste * want * positive(pace - p.haste_free))


@compiled
def building_lag(investment, capital, p):
    """Months until investment is commissioned: longer when sites are many."""
    return p.building_lag * (1.0 + 1.2 * positive(investment / max(capital, 1.0) - 0.12))


@compiled
def workers_wanted(base, capital, running, credit, p):
    """Workers a group wants: by equipment at work, and more where losses are paid by others (Kornai 1980)."""
    return base * capital**0.85 * running**0.6 * (1.0 + p.hoarding * credit)


@compiled
def worn_out(capital, running):
    """Capital, or capacity, worn out in a month; what stands idle decays at a quarter of that."""
    return 0.03 / 12.0 * capital * (running + 0.25 * (1.0 - running))


@compiled
def mills_worked_in(running, freight, nutrition, p):
    """Share of the capacity of steel mills brought to work in a month: an idle furnace is relit, a new one
    mastered, by crews that work at others, with coal and ore that trains bring."""
    return p.steel_mastered / 12.0 * freight * nutrition * running * (1.0 - running)


@kernel
def produce(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n = par[0], nation[0]
    a = lev[0]
    area = 0.0
    for r in range(len(regions)):
        area += regions[r].sown_grain
    nutrition = clip(n.kcal_town / 2150.0, 0.5, 1.0) ** 0.6
    tfp = n.effort * productivity(n.new_share, n.green, nutrition, p)
    ka, kb = n.capital_a / CAPITAL_A, n.capital_b / CAPITAL_B
    ya = output(OUTPUT_A, n.run_a, ka, n.workers_a / WORKERS_A, p.capital_share, tfp)
    yb = output(OUTPUT_B, n.run_b, kb, n.workers_b / WORKERS_B, p.capital_share, tfp)
    # raw materials: technical crops follow the land and the pull of mills; imports add
    wish = 1.05 * (area / 92e6) ** 0.6
    n.technical += p.technical_speed / 12.0 * (wish - n.technical)
    grown = n.technical / 12.0
    imported = n.imports_raw / p.raw_value
    use = yb / OUTPUT_B / 12.0
    need = max(1.05 * use, 1e-6)
    n.raw_ratio = clip((n.raw_stock + grown + imported) / (3.0 * need), 0.0, 1.0)
    n.raw_stock = n.raw_stock + grown + imported
    limit = raw_limit(n.raw_ratio, n.cattle / 58e6)
    yb *= limit
    yb = min(yb, 12.0 * OUTPUT_B * n.raw_stock)
    n.raw_stock -= yb / OUTPUT_B / 12.0
    n.output_a, n.output_b = ya, yb
    leased = p.leased_works * a.industry_leases * min(1.0, n.raw_ratio + 0.3) * OUTPUT_B
    made = 0.60 * (yb + leased) / 12.0
    n.goods_made = made
    n.inventory += made
    n.productivity = (
        (ya + yb) / max(n.workers_a + n.workers_b, 1.0) / ((OUTPUT_A + OUTPUT_B) / (WORKERS_A + WORKERS_B))
    )
    n.use_b = clip(n.run_b * limit, 0.05, 1.0)
    # reactivation
    n.freight += p.freight_rate * n.freight * (1.0 - n.freight)
    months_unsold = n.inventory / max(made, 1.0)
    sales = clip(1.30 - months_unsold / 7.0, 0.12, 1.0)
    n.run_a += reactivation(n.run_a, nutrition, sales, n.freight, 0.85, p)
    n.run_b += reactivation(n.run_b, nutrition, sales, n.freight, clip(n.raw_ratio, 0.5, 1.0), p)
    # investment: attempted share of income less what coercion costs, bounded by machines made and imported
    wanted = positive(a.plan_investment_share * n.income_smooth / 12.0 - n.coercion_cost)
    machines = (
        0.62 * ya / 12.0 - p.defence_metal * a.defence_share * n.income_smooth / 12.0 + n.imports_machines
    )
    possible = positive(machines) / 0.62
    n.investment = min(wanted, possible)
    industrial = n.investment * a.plan_industry_share
    at_work = n.run_a * n.capital_a + n.run_b * n.capital_b
    want = want_of_specialists(n.specialists, n.capital_a + n.capital_b, p)
    n.waste = waste_of_haste(12.0 * industrial, at_work, want, p)
    useful = industrial * (1.0 - n.waste)
    n.site_a += useful * a.plan_heavy_share
    n.site_b += useful * (1.0 - a.plan_heavy_share)
    n.invested_useful = useful
    lag = building_lag(12.0 * industrial, n.capital_a + n.capital_b, p)
    done_a, done_b = n.site_a / lag, n.site_b / lag
    n.site_a -= done_a
    n.site_b -= done_b
    worn_a, worn_b = worn_out(n.capital_a, n.run_a), worn_out(n.capital_b, n.run_b)
    n.worn = worn_a + worn_b
    n.run_a = (n.run_a * (n.capital_a - worn_a) + done_a) / (n.capital_a - worn_a + done_a)
    n.run_b = (n.run_b * (n.capital_b - worn_b) + done_b) / (n.capital_b - worn_b + done_b)
    total = n.capital_a + n.capital_b
    after = total - n.worn + done_a + done_b
    n.new_share = (n.new_share * (total - n.worn) + done_a + done_b) / after
    n.capital_a += done_a - worn_a
    n.capital_b += done_b - worn_b
    # the plan: a target moved by the last result
    grown_year = (ya + yb) / max(n.output_year_ago, 1.0) - 1.0
    n.plan_output += n.plan_growth / 12.0 * n.plan_output
    if clock[0].moy == 10:
        n.plan_growth = a.plan_growth_target + a.plan_ratchet * clip(
            grown_year - a.plan_growth_target, -0.3, 0.3
        )
        n.plan_output = ya + yb
    n.plan_fulfilment = (ya + yb) / max(n.plan_output, 1.0)


@kernel
def make_steel(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Steel is made by mills that stand and are worked: those of 1913 that lay idle, and those that the heavy
    investment of earlier years has built. Nothing else reads it."""
    p, n = par[0], nation[0]
    nutrition = clip(n.kcal_town / 2150.0, 0.5, 1.0) ** 0.6
    n.steel_made = n.steel_capacity / 12.0 * n.steel_running * nutrition * n.effort
    moving = n.invested_useful * lev[0].plan_heavy_share / p.steel_cost
    for k in range(STEEL_STAGES):
        on = n.steel_sites[k] * STEEL_STAGES / p.steel_lag
        n.steel_sites[k] += moving - on
        moving = on
    left = n.steel_capacity - worn_out(n.steel_capacity, n.steel_running)
    running = n.steel_running + mills_worked_in(n.steel_running, n.freight, nutrition, p)
    n.steel_capacity = left + moving
    n.steel_running = (running * left + p.steel_opens * moving) / n.steel_capacity


STEP = Step(
    name="industry",
    does="produces, puts idle capacity back to work, invests, commissions and wears out capital",
    kernels=(Kernel(produce, "country"), Kernel(make_steel, "country")),
    reads=(
        "region.sown_grain",
        "nation.kcal_town",
        "nation.new_share",
        "nation.green",
        "nation.effort",
        "nation.capital_a",
        "nation.capital_b",
        "nation.run_a",
        "nation.run_b",
        "nation.workers_a",
        "nation.workers_b",
        "nation.technical",
        "nation.raw_stock",
        "nation.imports_raw",
        "nation.cattle",
        "nation.inventory",
        "nation.freight",
        "nation.income_smooth",
        "nation.imports_machines",
        "nation.site_a",
        "nation.site_b",
        "nation.output_year_ago",
        "nation.plan_output",
        "nation.plan_growth",
        "lever.plan.*",
        "lever.defence.share",
        "nation.specialists",
        "nation.coercion_cost",
        "nation.steel_capacity",
        "nation.steel_running",
        "nation.steel_sites",
        "lever.industry.leases",
    ),
    writes=(
        "nation.technical",
        "nation.raw_ratio",
        "nation.raw_stock",
        "nation.output_a",
        "nation.output_b",
        "nation.goods_made",
        "nation.inventory",
        "nation.productivity",
        "nation.use_b",
        "nation.freight",
        "nation.run_a",
        "nation.run_b",
        "nation.investment",
        "nation.waste",
        "nation.site_a",
        "nation.site_b",
        "nation.invested_useful",
        "nation.worn",
        "nation.new_share",
        "nation.capital_a",
        "nation.capital_b",
        "nation.plan_output",
        "nation.plan_growth",
        "nation.plan_fulfilment",
        "nation.steel_capacity",
        "nation.steel_running",
        "nation.steel_sites",
        "nation.steel_made",
    ),
)
