"""The labour market: jobs by branch, hiring bounded by recruits, unemployment, wages (economy §7)."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.industry import CAPITAL_A, CAPITAL_B, WORKERS_A, WORKERS_B, workers_wanted
from perelom.mechanisms.steps import Kernel, Step
from perelom.mechanisms.workplaces import scarcity
from perelom.world.compiled import compiled, kernel


@compiled
def participation(men, women, women_working, p):
    """Workers and seekers per head of town population. men, women: of 16-59, per head; women_working: share
    of the women who have or seek paid work (mechanisms/womens_work.py)."""
    return p.participation_men * men + women_working * women


@compiled
def self_employed(traders, p):
    """Townspeople who live by their own craft or trade, persons: craftsmen, traders, and those who work in
    their shops."""
    return p.craftsmen + p.trade_hands * traders


@compiled
def wage_by_contract(wage, productivity, prices):
    """Monthly log change of the money wage by collective contract: follows productivity and prices."""
    target = 0.98 * 650.0 * max(productivity, 0.1) ** 0.9 * np.sqrt(max(prices, 0.05))
    return 0.10 * clip(np.log(target / wage), -0.5, 0.5)


@compiled
def wage_by_scramble(shortage, p):
    """Monthly log change where enterprises with soft budgets bid for labour."""
    return p.wage_drift + p.shortage_drift * clip(shortage, 0.0, 0.5)


@compiled
def season_of_building(month, soft, p):
    """Work on sites over its mean of the year: most in August, least in February; where losses are paid by
    others, sites work on through the winter."""
    return 1.0 + p.building_season * (1.0 - soft) * np.cos(2.0 * np.pi * (month - 8.0) / 12.0)


@compiled
def come_in_spring(month, villagers, soft, p):
    """Villagers who look for a place in towns before the season opens, most of them in April, and go home if
    they find none, persons. Where hands are short they are hired at home (`fetched` below)."""
    return p.spring_seekers * (1.0 - soft) * villagers * positive(np.cos(2.0 * np.pi * (month - 4.0) / 12.0))


@kernel
def hire(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n = par[0], nation[0]
    # managers act on a soft budget as they see that losses are made good
    n.budget_felt += (lev[0].credit_enterprise - n.budget_felt) / p.budget_felt
    soft, month = n.budget_felt, clock[0].moy
    want_a = workers_wanted(WORKERS_A, n.capital_a / CAPITAL_A, n.run_a, soft, p)
    want_b = workers_wanted(WORKERS_B, n.capital_b / CAPITAL_B, n.run_b, soft, p)
    need_a = workers_wanted(WORKERS_A, n.capital_a / CAPITAL_A, n.run_a, 0.0, p)
    need_b = workers_wanted(WORKERS_B, n.capital_b / CAPITAL_B, n.run_b, 0.0, p)
    supply = clip(n.seekers / max(n.employment * 0.02, 1.0), 0.15, 1.0)
    before = n.workers_a + n.workers_b
    n.workers_a += 0.7 * clip(want_a / max(n.workers_a, 1.0) - 1.0, -0.03, 0.045 * supply) * n.workers_a
    n.workers_b += 0.7 * clip(want_b / max(n.workers_b, 1.0) - 1.0, -0.03, 0.045 * supply) * n.workers_b
    workers = n.workers_a + n.workers_b
    hires = positive(workers / before - 1.0)
    # places left and posts given to workers are filled by some who are new to industry
    new = hires + p.new_to_industry * n.turnover + n.promoted / before
    n.green += (1.0 - n.green) * new - n.green / 22.0
    n.hoarded = positive(workers - need_a - need_b)
    sites = 0.24 * 12.0 * n.investment / 1000.0 * (1.0 + 0.25 * soft)
    n.builders += 0.15 * (sites - n.builders)  # sites are opened and run down over half a year
    services = (p.service_jobs + 0.10 * soft) * workers + p.inherited_staff * (1.0 - n.run_b)
    chi, people = 0.0, 0.0
    for r in range(len(regions)):
        chi += regions[r].collectivized * regions[r].village_eaters
        people += regions[r].village_eaters
    n.in_services = services
    farms = 0.9e6 + 1.4e6 * chi / max(people, 1.0)
    jobs = workers + n.builders * season_of_building(month, soft, p) + services + farms
    town, traders = 0.0, 0.0
    for r in range(len(regions)):
        town += regions[r].town_eaters
        traders += regions[r].traders
    part = participation(n.men_per_head, n.women_per_head, n.women_participation, p)
    # villagers are fetched for a job at sites, mines and timber; when jobs get scarce they go home first
    lacking = 1.5e6 + p.commuters * soft - n.villagers_employed
    fetched = 0.15 * positive(lacking)
    resident = n.villagers_employed + fetched - positive(-lacking)
    n.employment += fetched
    n.villagers_employed = resident
    force = part * town + resident - self_employed(traders, p)
    n.labour_force = max(force, 1.0)
    # who changes places is between two of them for a while
    filled = 1.0 - clip(p.search * n.turnover, 0.005, 0.1)
    target = min(jobs, filled * n.labour_force)
    n.employment += clip(target - n.employment, -0.05 * n.employment, 0.04 * n.employment)
    n.employment = min(n.employment, 0.995 * n.labour_force)
    n.seekers = positive(n.labour_force - n.employment)
    # who seeks comes to the exchange, the less so the more freely enterprises hire at the gate: on soft
    # budgets and where hands are short (a registration lapses that is not renewed)
    goal = 1.0 - soft * scarcity(n.seekers / n.labour_force)
    n.exchange += (p.exchange_spread if goal > n.exchange else p.exchange_lapse) * (goal - n.exchange)
    n.unemployed = (n.seekers + come_in_spring(month, people, soft, p)) * n.exchange
    n.vacancy = clip((jobs - n.labour_force) / max(n.labour_force, 1.0), -0.5, 0.5)
    n.employment_rate = clip((n.employment - resident) / max(part * town, 1.0), 0.05, 1.0)
    n.participation = part
    shortage = positive(n.vacancy)
    contract = wage_by_contract(n.wage, n.productivity, n.cost_of_living)
    scramble = wage_by_scramble(shortage, p)
    n.wage *= np.exp((1.0 - soft) * contract + soft * scramble)


STEP = Step(
    name="labour",
    does="hires, counts seekers and vacancies, moves the money wage",
    kernels=(Kernel(hire, "country"),),
    reads=(
        "nation.capital_a",
        "nation.capital_b",
        "nation.run_a",
        "nation.run_b",
        "nation.seekers",
        "nation.employment",
        "nation.workers_a",
        "nation.workers_b",
        "nation.green",
        "nation.turnover",
        "nation.promoted",
        "nation.investment",
        "nation.wage",
        "nation.productivity",
        "nation.cost_of_living",
        "nation.exchange",
        "nation.budget_felt",
        "nation.builders",
        "nation.villagers_employed",
        "region.traders",
        "nation.men_per_head",
        "nation.women_per_head",
        "nation.women_participation",
        "region.collectivized",
        "region.village_eaters",
        "region.town_eaters",
        "lever.credit.enterprise",
    ),
    writes=(
        "nation.workers_a",
        "nation.workers_b",
        "nation.green",
        "nation.hoarded",
        "nation.in_services",
        "nation.labour_force",
        "nation.employment",
        "nation.seekers",
        "nation.exchange",
        "nation.budget_felt",
        "nation.builders",
        "nation.unemployed",
        "nation.vacancy",
        "nation.employment_rate",
        "nation.participation",
        "nation.villagers_employed",
        "nation.wage",
    ),
)
