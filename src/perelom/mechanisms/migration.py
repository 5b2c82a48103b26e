"""Moves from village to town: jobs, wages, passports, recruitment, and flight from hunger (society §5).

Movers enter the pool in transit of a region; a workplace opens a household when the pool holds its weight.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.classes import KULAK
from perelom.mechanisms.counting import COUNTED, count_villages
from perelom.mechanisms.incomes import SKILL, pay_skill
from perelom.mechanisms.steps import Kernel, Step
from perelom.mechanisms.transit import body_of_movers, emigrate, empty_pool, take_in, waiting
from perelom.world.compiled import compiled, kernel
from perelom.world.random import normal, stream, uniform
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

JOB_RANK = stream("job rank")
NEW_HOUSEHOLD = 2.6  # persons that found a household in town


@compiled
def leaving_rate(new_jobs, wage_ratio, wait, p):
    """Share of village adults who would move to town in a month (Harris & Todaro 1970).
    new_jobs: millions a year; wage_ratio: town over village income, 1 = 1927; wait: months that a seeker
    waits for a place. Who moves expects the town's income times the chance of a place while means last."""
    pull = clip(p.migration_base + p.migration_jobs * new_jobs, 0.04, 2.6)
    chance = p.means_last / (p.means_last + positive(wait))
    return 0.01 * p.migration_level / 12.0 * pull * clip(wage_ratio, 0.5, 1.6) * 1.35 * chance


@compiled
def places_open(vacancy, p):
    """How far enterprises look for hands, 0-1: they send no recruiter, and ask the police to register nobody,
    where they have their fill. vacancy: jobs beyond the labour force, over the labour force."""
    return clip(1.0 + vacancy / p.hands_enough, 0.0, 1.0)


@compiled
def turned_back(passports, vacancy, p):
    """Share of those who come on their own whom towns do not let in: under passports who has no place is not
    registered."""
    return p.passports_hold * passports * (1.0 - places_open(vacancy, p))


@compiled
def flight_rate(body, flight, ban, blacklists):
    """Share of a hungry household's adults who flee in a month. flight: of the exhausted, if none is held."""
    return flight * (1.0 - body) * (1.0 - ban) * (1.0 - blacklists) if body < 0.97 else 0.0


@compiled
def gone(people, rate, share):
    """Takes those who leave out of a column of persons and returns their sum. share: of the adults' rate."""
    left = total_product(people, rate) * share
    for s in range(64):
        people[s] -= people[s] * rate[s] * share
    return left


@compiled
def taken_along(grain, food, rate):
    """Grain that those who leave carry, t: half of a head's share of the barn, a month's food at most.
    rate: share of the household's adults who leave."""
    return min(0.5 * rate * positive(grain), rate * food)


@compiled
def share_in_flight(v, flight, rate):
    """Share of a village's leavers who flee hunger. flight, rate: share of each household's adults who flee
    in a month, and who leave for any reason."""
    hungry, leavers = 0.0, 0.0
    if total(flight) > 0.0:
        hungry = total_product(flight, v.women) + total_product(flight, v.men)
        leavers = total_product(rate, v.women) + total_product(rate, v.men)
    return min(hungry / max(leavers, 1e-12), 1.0)


@compiled
def sell_out(v, rate, selling, p):
    """Those who fear to be driven out leave before it: households classed as kulaks or with improved
    implements, outside the collective farm. A part of their animals is sold to neighbours, the rest
    slaughtered. rate: share of each household's adults who leave, added to; selling: share who sell out."""
    horses, cattle, pigs, sheep, heads = 0.0, 0.0, 0.0, 0.0, total(v.eaters) + 1e-9
    for s in range(64):
        if v.eaters[s] > 0.0 and v.member[s] == 0.0 and (v.social[s] == KULAK or v.implements[s] > 0.0):
            rate[s] = min(rate[s] + selling, 0.2)
            horses += selling * v.horses[s]
            cattle += selling * v.cattle[s]
            pigs += selling * v.pigs[s]
            sheep += selling * v.sheep[s]
            v.horses[s] -= selling * v.horses[s]
            v.cattle[s] -= selling * v.cattle[s]
            v.pigs[s] -= selling * v.pigs[s]
            v.sheep[s] -= selling * v.sheep[s]
    sold = p.leavers_sell
    for s in range(64):
        part = sold * v.eaters[s] / heads
        v.horses[s] += part * horses
        v.cattle[s] += part * cattle
        v.pigs[s] += part * pigs
        v.sheep[s] += part * sheep
    v.horses_lost += (1.0 - sold) * horses * v.weight
    v.cattle_lost += (1.0 - sold) * cattle * v.weight
    v.pigs_lost += (1.0 - sold) * pigs * v.weight
    v.sheep_lost += (1.0 - sold) * sheep * v.weight


@kernel
def leave(blocks, regions, nation, lev, tot, par, clock, first, last):
    p = par[0]
    flee = p.flight
    rate, purse, sack = scratch(), scratch(), scratch()
    reserve, flight = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        a, g = lev[v.region], regions[v.region]
        ban, blacklists, leaving = a.movement_peasant_ban, a.blacklists, g.leaving
        let_in = 1.0 - turned_back(a.labour_passports, nation[0].vacancy, p)
        for s in range(64):
            flight[s] = let_in * flight_rate(v.body[s], flee, ban, blacklists)
            rate[s] = min(leaving + flight[s], 0.2)
        selling = p.self_dekulakization * g.drive
        if selling > 0.0:
            sell_out(v, rate, selling, p)
        v.fled = share_in_flight(v, flight, rate)
        for s in range(64):
            purse[s] = 0.5 * rate[s] * positive(v.cash[s])
            v.cash[s] -= purse[s]
            sack[s] = taken_along(v.grain[s], v.food[s], rate[s])
            v.grain[s] -= sack[s]
            reserve[s] = rate[s] * (v.women[s] + v.men[s])
        v.left_infants = gone(v.infants, rate, 0.45) * v.weight
        v.left_young = gone(v.young, rate, 0.45) * v.weight
        v.left_children = gone(v.children, rate, 0.45) * v.weight
        v.left_women = gone(v.women, rate, 1.0) * v.weight
        v.left_men = gone(v.men, rate, 1.0) * v.weight
        v.left_old_women = gone(v.old_women, rate, 0.1) * v.weight
        v.left_old_men = gone(v.old_men, rate, 0.1) * v.weight
        v.left_cash = total(purse) * v.weight
        v.left_grain = total(sack) * v.weight
        v.left_body = total_product(v.body, reserve) * v.weight
        v.left_couples = gone(v.couples, rate, p.moving_couples) * v.weight
        for s in range(64):
            v.conceived[s] -= v.conceived[s] * rate[s]
            v.carried[s] -= v.carried[s] * rate[s]


@kernel
def arrive(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Movers reach the pools (most in their own region, the rest where towns are) and found households. Of
    those who flee hunger near a border some leave the country; what they carry stays with those who stay."""
    p = par[0]
    R = len(regions)
    moved = np.zeros((R, 11))
    for r in range(R):
        for k in range(7):
            regions[r].emigrated_by_band[k] = 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        r = v.region
        moved[r, 0] += v.left_infants
        moved[r, 1] += v.left_young
        moved[r, 2] += v.left_children
        moved[r, 3] += v.left_women
        moved[r, 4] += v.left_men
        moved[r, 5] += v.left_old_women
        moved[r, 6] += v.left_old_men
        moved[r, 7] += v.left_cash
        moved[r, 8] += v.left_grain
        moved[r, 9] += v.left_body
        moved[r, 10] += v.left_couples
        v.settled_grain = 0.0
        abroad = p.emigration * regions[r].border_weight * v.fled
        if v.kind == 0 and abroad > 0.0:
            emigrate(v, regions[r], abroad, moved[r])
    towns = 0.0
    for r in range(R):
        towns += regions[r].town_eaters
    away = 1.0 - p.own_region
    for r in range(R):
        g = regions[r]
        share = g.town_eaters / max(towns, 1.0)
        g.moved = moved[r, :7].sum()
        g.emigrated = 0.0
        for k in range(7):
            g.emigrated += g.emigrated_by_band[k]
        came = np.zeros(11)
        for k in range(11):
            came[k] = p.own_region * moved[r, k] + away * share * moved[:, k].sum()
        for k in range(7):
            g.came[k] = came[k]
        g.pool_infants += came[0]
        g.pool_young += came[1]
        g.pool_children += came[2]
        g.pool_women += came[3]
        g.pool_men += came[4]
        g.pool_old_women += came[5]
        g.pool_old_men += came[6]
        g.pool_cash += came[7]
        g.pool_grain += came[8]
        g.pool_body += came[9]
        g.pool_couples += came[10]
    # open households, block by block in order, where the pool holds a block's weight of people
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind != 1:
            continue
        g = regions[v.region]
        pool = waiting(g)
        for s in range(64):
            if pool < NEW_HOUSEHOLD * v.weight:
                break
            if v.eaters[s] > 0.0:
                continue
            take = NEW_HOUSEHOLD * v.weight / pool
            v.infants[s] = g.pool_infants * take / v.weight
            v.young[s] = g.pool_young * take / v.weight
            v.children[s] = g.pool_children * take / v.weight
            v.women[s] = g.pool_women * take / v.weight
            v.men[s] = g.pool_men * take / v.weight
            v.old_women[s] = g.pool_old_women * take / v.weight
            v.old_men[s] = g.pool_old_men * take / v.weight
            v.couples[s] = g.pool_couples * take / v.weight
            v.women_paid[s] = 0.0
            v.cash[s] = g.pool_cash * take / v.weight
            v.eaters[s] = NEW_HOUSEHOLD
            v.households_sum = max(v.households_sum, v.weight)  # counted in full at the end of the month
            v.grain[s] = g.pool_grain * take / v.weight
            v.settled_grain += g.pool_grain * take
            v.body[s] = body_of_movers(g)
            v.other_food[s] = 0.8
            v.conceived[s] = v.women[s] * 0.04
            v.carried[s] = v.women[s] * 0.04
            v.income[s] = 0.0
            v.tenure[s] += 1.0
            v.rank[s] = uniform(clock[0].key, JOB_RANK, 0, v.id * 64 + s, v.tenure[s], 0)
            skill = normal(uniform(clock[0].key, SKILL, 0, v.id * 64 + s, v.tenure[s], 0))
            v.pay[s] = pay_skill(skill, nation[0].pay_differential, p.wage_spread)
            empty_pool(g, 1.0 - take)
            pool = waiting(g)
    # where every place is taken, movers are taken in by those who live there
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 1 and waiting(regions[v.region]) >= NEW_HOUSEHOLD * v.weight and total(v.eaters) > 0.0:
            g = regions[v.region]
            share = clip(v.people / max(g.town_eaters, 1.0), 0.0, 1.0)
            take_in(v, g, share)
            empty_pool(g, 1.0 - share)


@kernel
def pull(blocks, regions, nation, lev, tot, par, clock, first, last):
    """How strongly towns draw this month, by region."""
    p, n = par[0], nation[0]
    people = 0.0
    for r in range(len(regions)):
        people += regions[r].village_eaters
    jobs = (n.employment - n.employment_year_ago) / 1e6 + positive(n.vacancy) * n.labour_force / 1e6
    wait = n.seekers / max(n.turnover * n.employment, 1.0)
    sent = tot[0].labour_recruitment * places_open(n.vacancy, p)
    for r in range(len(regions)):
        g = regions[r]
        ratio = n.income_ratio
        rate = leaving_rate(jobs, ratio, wait, p)
        recruits = sent / 12.0 / max(0.5 * people, 1.0) * p.recruits_extra
        push = p.entry_push / 12.0 * g.drive
        g.leaving = (rate + push) * (1.0 - turned_back(lev[r].labour_passports, n.vacancy, p)) + recruits


STEP = Step(
    name="migration",
    does="villagers leave for towns or flee hunger; workplaces open households from the pools in transit",
    kernels=(
        Kernel(pull, "country"),
        Kernel(leave, "households"),
        Kernel(count_villages, "households"),
        Kernel(arrive, "country"),
    ),
    reads=(
        "household.*",
        "region.town_eaters",
        "region.village_eaters",
        "region.pool_infants",
        "region.pool_young",
        "region.pool_children",
        "region.pool_women",
        "region.pool_men",
        "region.pool_old_women",
        "region.pool_old_men",
        "region.pool_cash",
        "region.pool_grain",
        "region.pool_body",
        "region.pool_couples",
        "nation.employment",
        "nation.employment_year_ago",
        "nation.turnover",
        "nation.vacancy",
        "nation.labour_force",
        "nation.seekers",
        "nation.income_ratio",
        "nation.pay_differential",
        "block.weight",
        "block.households_sum",
        "block.people",
        "lever.labour.passports",
        "lever.labour.recruitment",
        "region.drive",
        "lever.movement.peasant_ban",
        "lever.blacklists",
        "block.left_cash",
        "block.left_grain",
        "block.left_body",
        "block.left_children",
        "block.left_couples",
        "block.left_infants",
        "block.left_men",
        "block.left_old_men",
        "block.left_old_women",
        "block.left_women",
        "block.left_young",
        "block.horses_lost",
        "block.cattle_lost",
        "block.pigs_lost",
        "block.sheep_lost",
        "block.fled",
        "region.border_weight",
        "block.common_horses",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
    ),
    writes=(
        "household.*",
        *COUNTED,
        "block.left_infants",
        "block.left_young",
        "block.left_children",
        "block.left_women",
        "block.left_men",
        "block.left_old_women",
        "block.left_old_men",
        "block.left_cash",
        "block.left_grain",
        "block.left_body",
        "block.left_couples",
        "block.settled_grain",
        "region.leaving",
        "region.moved",
        "region.came",
        "region.emigrated",
        "region.emigrated_by_band",
        "block.fled",
        "block.horses_lost",
        "block.cattle_lost",
        "block.pigs_lost",
        "block.sheep_lost",
        "region.pool_infants",
        "region.pool_young",
        "region.pool_children",
        "region.pool_women",
        "region.pool_men",
        "region.pool_old_women",
        "region.pool_old_men",
        "region.pool_cash",
        "region.pool_grain",
        "region.pool_body",
        "region.pool_couples",
    ),
    draws=("job rank", "skill"),
)
