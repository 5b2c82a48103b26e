"""Workplaces: grievance, trust, strikes, quitting, absence, effort, promotion and the party's levies (society
§6).

A workplace is a block of town households; its industrial workers are the block's share of the country's.
What workers measure their wage by, what they resent and whether they strike, leave or slack differs by
workplace: by the pay of those who live there, by branch, by the region's price of bread and by a lasting
temper.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.incomes import at_work
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import counted, normal, stream, uniform
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

BRANCH, TEMPER, STRIKE = stream("branch"), stream("temper"), stream("strike")
SHOP = 64.0  # workers who share a factory committee
WORKING_DAYS = 25.6  # a month
BREAD_1926 = 75.0 / 650.0  # price of a tonne of grain over a year's wage, 1926/27


@compiled
def wage_that_buys(real_wage, pay, goods_famine, p):
    """Real wage at a workplace, 1928 = 1: money for which nothing is to be had is no wage. pay: over the
    mean; goods_famine: share of the goods wanted that shops lack."""
    return real_wage * pay * (1.0 - p.queues * goods_famine)


@compiled
def aspiration(aspired, wage, p):
    """The wage workers measure theirs by, a month later: it follows a rise three times as fast as a fall."""
    speed = p.aspiration_speed / 12.0
    return aspired + (speed if wage > aspired else speed / 3.0) * (wage - aspired)


@compiled
def shortfall(aspired, wage):
    """How far the wage lies below what is held to be due, as a share of it. Wages: 1 = 1913 and 1928."""
    due = 0.5 * aspired + 0.5 * min(1.0, 1.3 * aspired)
    return positive(1.1 * due - wage) / due


@compiled
def arrears(inflation, months_unsold, p):
    """Share of a month's wage lost by being paid late. inflation: per month, expected; months_unsold: the
    branch's stock of goods over a month's output."""
    return clip(p.arrears_delay * inflation + p.arrears_unsold * positive(months_unsold - 2.0), 0.0, 0.8)


@compiled
def grievance(late, short, manager_power, norm_drive, consultation, promoted, p):
    """What workers hold against the works, index. late: arrears; short: shortfall of the wage; promoted:
    workers who left a shop for a post in a year."""
    pressing = (
        p.grievance_arrears * late
        + p.grievance_wage * short
        + p.grievance_manager * positive(manager_power - 0.35)
        + p.grievance_norms * norm_drive
    )
    return positive(pressing * np.exp(-p.consultation_calms * consultation) - p.promotion_calms * promoted)


@compiled
def trust(held, resented, bread, levied, promoted, p):
    """Trust of the workers in the state, a month later. bread: its price over the wage, 1926/27 = 1; levied,
    promoted: workers admitted to the party and promoted this month, share of all."""
    level = (
        p.worker_trust_level - p.trust_grievance * resented - p.trust_bread * (clip(bread, 0.0, 3.0) - 1.0)
    )
    gained = (p.levy_trust * levied + p.promotion_trust * promoted) * (1.0 - held)
    return clip(held + 0.06 * (level - held) + gained, 0.0, 1.0)


@compiled
def strike_rate(resented, trusted, unemployment, repression, discipline, p):
    """Strikes a thousand workers and month. Who strikes fears for his place, for his freedom, and under a law
    that dismisses for a day's absence for his ration and room as well."""
    fear = p.strike_unemployment * positive(unemployment - 0.05)
    fear += p.strike_repression * repression + p.strike_discipline * discipline
    return p.strike_rate * resented * resented * (1.0 - p.strike_trust * trusted) * np.exp(-fear)


@compiled
def strike_size(consultation, party_share, p):
    """Workers a strike. Where shops are heard one by one and party members stand among the workers, a strike
    stays in its shop."""
    return p.strike_size * np.exp(-p.size_consultation * consultation - p.size_party * party_share)


@compiled
def scarcity(unemployment):
    """How hard hands are to find, 0-1."""
    return positive(0.14 - unemployment) / 0.14


@compiled
def separations(scarce, growth, short, passports, discipline, manager_power, p):
    """Share of workers who leave in a month, dismissed ones included. growth: of employment in a year."""
    quitting = (
        p.separations_scarcity * (0.45 * scarce + 1.2 * growth)
        + p.separations_wage * short
        - p.separations_passports * passports
        - p.separations_discipline * discipline
    )
    return min(p.separations * np.exp(quitting) + p.dismissals * manager_power, 0.5)


@compiled
def absence(scarce, discipline, p):
    """Days of absence without leave, a worker and month. A mild penalty is hardly applied where hands are
    scarce: what the law does grows with the cube of its severity."""
    return p.absence * np.exp(p.absence_scarcity * scarce) / (1.0 + p.absence_law * discipline**3)


@compiled
def shock_workers(share, called, resented, p):
    """Share of shock workers a month later: the call is answered less where workers are aggrieved."""
    return share + p.shock_speed * (called * clip(1.0 - p.shock_resistance * resented, 0.0, 1.0) - share)


@compiled
def effort(differential, spread, shock, trusted, norm_drive, p):
    """Work done in an hour, 1 = usual (fair wage: Akerlof & Yellen 1990). spread: standard deviation of pay
    in the shop over its mean."""
    return (
        (1.0 + p.effort_differential * np.log(differential))
        * (1.0 - p.effort_unequal * positive(spread - p.spread_held_fair))
        * (1.0 + p.effort_shock * shock * (1.0 - shock))
        * (1.0 + p.effort_trust * (trusted - p.worker_trust_usual))
        * (1.0 + p.effort_norms * norm_drive)
    )


@compiled
def pay_differential(decreed, manager_power, p):
    """Differential of wages that is paid: a manager who sets pay widens it (1 = 1928)."""
    return decreed * (1.0 + p.manager_spread * (manager_power - 0.4))


@compiled
def accidents(green, waste, shock, p):
    """Accidents a thousand workers and year: more with green hands, haste and shock work (claim C17)."""
    risk = p.accidents_green * (green - 0.24) + p.accidents_haste * waste + p.accidents_shock * shock
    return p.accidents * np.exp(risk)


@compiled
def party_workers(members, levy, promoted, workers, p):
    """Party members among the workers, a month later. levy: admitted a year; promoted: this month."""
    admitted = min(levy / 12.0, 0.02 * workers)
    leaving = p.party_leavers / 12.0 * members + p.promoted_communists * promoted
    return positive(members + admitted - leaving)


@kernel
def lead(blocks, regions, nation, lev, tot, par, clock, first, last):
    """The country's part: who is promoted and admitted, and the differential that is paid."""
    p, n, a = par[0], nation[0], lev[0]
    workers = n.workers_a + n.workers_b
    n.promoted = min(tot[0].labour_promotion / 12.0, 0.01 * workers * (1.0 - n.green))
    n.party_workers = party_workers(n.party_workers, tot[0].labour_party_levy, n.promoted, workers, p)
    n.pay_differential = pay_differential(a.labour_wage_differential, a.labour_manager_power, p)
    households = 0.0
    for r in range(len(regions)):
        households += regions[r].town_households
    n.workers_per_household = workers / max(households, 1.0)


@kernel
def work(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n, c = par[0], nation[0], clock[0]
    workers = max(n.workers_a + n.workers_b, 1.0)
    real_wage = n.wage / 650.0 / max(n.cost_of_living, 0.02)
    unemployment = n.seekers / max(n.labour_force, 1.0)
    scarce = scarcity(unemployment)
    growth = clip(n.employment / max(n.employment_year_ago, 1.0) - 1.0, -0.3, 0.3)
    unsold = n.inventory / max(n.goods_made, 1.0)
    promoted = n.promoted / workers
    levied = min(tot[0].labour_party_levy / 12.0 / workers, 0.02)
    job, wages = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 1:
            continue
        if v.households_sum <= 0.0:  # a workplace not yet opened will start as the others are
            v.aspiration, v.worker_trust, v.shock = n.aspiration, n.worker_trust, n.shock_share
            v.workers = v.strikes = v.strikers = 0.0
            continue
        a, g = lev[v.region], regions[v.region]
        for s in range(64):
            job[s] = v.eaters[s] * at_work(v.rank[s], n.employment_rate)
            wages[s] = job[s] * v.pay[s]
        jobs = total(job) + 1e-9
        pay = total(wages) / jobs
        spread = np.sqrt(positive(total_product(wages, v.pay) / jobs - pay * pay)) / max(pay, 0.05)
        # what the works give and ask
        wage = wage_that_buys(real_wage, pay, n.goods_famine, p)
        v.aspiration = aspiration(v.aspiration, wage, p)
        short = shortfall(v.aspiration, wage)
        consumer_goods = uniform(c.key, BRANCH, 0, v.id, 0, 0) * workers < n.workers_b
        late = arrears(n.inflation_expected, unsold if consumer_goods else 0.0, p)
        power, norms, heard = a.labour_manager_power, a.labour_norm_drive, a.labour_consultation
        v.grievance = grievance(late, short, power, norms, heard, min(12.0 * SHOP * promoted, 1.0), p)
        price = n.bread_state * n.price_bread + (1.0 - n.bread_state) * g.price_free
        bread = price / max(n.wage, 1.0) / BREAD_1926
        v.worker_trust = trust(v.worker_trust, v.grievance, bread, levied, promoted, p)
        # what workers do
        temper = p.temper_spread * (normal(uniform(c.key, TEMPER, 0, v.id, 0, 0)) - 0.5 * p.temper_spread)
        v.workers = n.workers_per_household * v.households_sum
        law = a.labour_discipline
        rate = strike_rate(v.grievance, v.worker_trust, unemployment, a.repression_level, law, p) * np.exp(
            temper
        )
        u = uniform(c.key, STRIKE, c.month, v.id, 0, 0)
        v.strikes = counted(rate * v.workers / 1000.0, 1.0, u)
        v.strikers = v.strikes * strike_size(heard, n.party_workers / workers, p)
        v.turnover = separations(scarce, growth, short, a.labour_passports, law, power, p)
        v.absence = absence(scarce, law, p)
        v.shock = shock_workers(v.shock, a.labour_shock_work, v.grievance, p)
        v.work_effort = effort(n.pay_differential, spread, v.shock, v.worker_trust, norms, p)
        v.work_effort *= 1.0 - v.absence / WORKING_DAYS


@kernel
def gather(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Means and sums over the workplaces, by their workers."""
    p, n = par[0], nation[0]
    hands, strikes, strikers, turnover, absent = 1e-9, 0.0, 0.0, 0.0, 0.0
    trusted, aspired, shock, done = 0.0, 0.0, 0.0, 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind != 1 or v.households_sum <= 0.0:
            continue
        hands += v.workers
        strikes += v.strikes
        strikers += v.strikers
        turnover += v.workers * v.turnover
        absent += v.workers * v.absence
        trusted += v.workers * v.worker_trust
        aspired += v.workers * v.aspiration
        shock += v.workers * v.shock
        done += v.workers * v.work_effort
    n.strikes, n.strikers = strikes, strikers
    n.turnover, n.absence = turnover / hands, absent / hands
    n.worker_trust, n.aspiration, n.shock_share = trusted / hands, aspired / hands, shock / hands
    idle = clip(strikers * p.strike_days / (hands * WORKING_DAYS), 0.0, 0.5)
    n.effort = done / hands * (1.0 - idle) / (1.0 - p.absence / WORKING_DAYS)
    n.accidents = accidents(n.green, n.waste, n.shock_share, p)


STEP = Step(
    name="workplaces",
    does="workers compare, trust, strike, quit, stay away, work more or less; the party admits and promotes",
    kernels=(Kernel(lead, "country"), Kernel(work, "households"), Kernel(gather, "country")),
    reads=(
        "household.eaters",
        "household.rank",
        "household.pay",
        "block.households_sum",
        "block.aspiration",
        "block.worker_trust",
        "block.shock",
        "region.town_households",
        "region.price_free",
        "nation.workers_a",
        "nation.workers_b",
        "nation.green",
        "nation.wage",
        "nation.cost_of_living",
        "nation.seekers",
        "nation.labour_force",
        "nation.employment",
        "nation.employment_year_ago",
        "nation.employment_rate",
        "nation.inventory",
        "nation.goods_made",
        "nation.goods_famine",
        "nation.inflation_expected",
        "nation.bread_state",
        "nation.price_bread",
        "nation.waste",
        "nation.party_workers",
        "nation.aspiration",
        "nation.worker_trust",
        "nation.shock_share",
        "lever.labour.promotion",
        "lever.labour.party_levy",
        "lever.labour.wage_differential",
        "lever.labour.manager_power",
        "lever.labour.norm_drive",
        "lever.labour.consultation",
        "lever.labour.passports",
        "lever.labour.discipline",
        "lever.labour.shock_work",
        "lever.repression.level",
    ),
    writes=(
        "block.workers",
        "block.aspiration",
        "block.grievance",
        "block.worker_trust",
        "block.strikes",
        "block.strikers",
        "block.turnover",
        "block.absence",
        "block.shock",
        "block.work_effort",
        "nation.promoted",
        "nation.party_workers",
        "nation.pay_differential",
        "nation.workers_per_household",
        "nation.strikes",
        "nation.strikers",
        "nation.turnover",
        "nation.absence",
        "nation.worker_trust",
        "nation.aspiration",
        "nation.shock_share",
        "nation.effort",
        "nation.accidents",
    ),
    draws=("branch", "temper", "strike"),
)
