"""Classes of peasant households: land leased, labour and draft hired, horses bought and lost, and the label
that is read from them (society §1).

Once a year, in September, land, labour and draft that households lack are hired from those of their village
who have too much, and are paid in grain; horses are sold, bought and lost. Sums of a village do not change.
No behaviour reads the label but the tax, the franchise and what the state does to those it names: it is a
definition, and it stands here as one.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.random import stream, uniform
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

HORSE_LOST, HORSE_SETTLED, HORSE_FAIR = (stream(f"horses.{name}") for name in ("lost", "settled", "fair"))
IMPLEMENTS_SOLD = stream("implements sold")
LABOURER, POOR, MIDDLE, KULAK = 0.0, 1.0, 2.0, 3.0


@compiled
def ploughable(horses, implements, ha_per_horse, gain):
    """Land a household can plough with its own draft, ha. gain: of own implements over none."""
    return ha_per_horse * horses * (1.0 + (gain - 1.0) * implements)


@compiled
def wish_to_expand(surcharge):
    """Appetite of the better-off for land and hands, 0-1. surcharge: of the levy on those classed as
    kulaks."""
    return clip(1.0 - 1.6 * surcharge, 0.0, 1.0)


@compiled
def label(horses, hired, leased, let_out, income, median, wages, p):
    """Class of a household. hired: workers; leased: ha leased in; let_out: ha ploughed for others with own
    implements; income, median, wages: t of grain a year."""
    beyond = hired > p.kulak_hired or leased > p.kulak_leased or let_out > p.kulak_let_out
    if beyond and income > p.kulak_income * median:
        return KULAK
    if horses < 0.5 and wages > p.labourer_wages * income:
        return LABOURER
    if horses < 0.5 or income < 0.45 * median:
        return POOR
    return MIDDLE


@compiled
def means(grain, cash, tax_due, kept, price):
    """What a household can pay for an animal, t of grain. kept: bread to the harvest and seed, t; price:
    rub/t."""
    return grain - kept + 0.5 * positive(cash - tax_due) / max(price, 1.0)


@compiled
def paid_for_a_horse(means, price):
    """Paid for a horse, t of grain, by a buyer of such means: a foal or an old horse costs less. 0: can't."""
    return 0.0 if means < 0.2 * price else min(means, price)


@compiled
def short_of_draft(land, horses, plough, p):
    """True where one more horse would have work. land, plough: ha held and ploughed with own draft."""
    return land > 0.3 * p.ha_per_horse if horses < 0.5 else land - plough > 0.5 * p.ha_per_horse


@compiled
def median_of(values, counted, n):
    """Median of those of a block's numbers that are counted (1, others 0). n: how many they are, one or more.

    Each number is compared with all others: the compiler takes several at once, as no way of sorting would.
    """
    low, high = (n - 1) // 2, n // 2
    lower, upper = 0.0, 0.0
    for s in range(64):
        if counted[s] == 0.0:
            continue
        below, alike, value = 0, 0, values[s]
        for t in range(64):
            below += int(counted[t] > 0.0 and values[t] < value)
            alike += int(counted[t] > 0.0 and values[t] == value)
        if below <= low < below + alike:
            lower = value
        if below <= high < below + alike:
            upper = value
    return 0.5 * (lower + upper)


@compiled
def gini_of(values, counted, n):
    """Gini coefficient of those of a block's numbers that are counted: their mean difference over twice their
    mean; 0 where all are nothing. counted, n: as of `median_of`"""
    apart, seen = scratch(), total_product(values, counted)
    for s in range(64):
        apart[s] = 0.0
    for s in range(64):
        if counted[s] > 0.0:
            for t in range(64):
                apart[t] += abs(values[t] - values[s])
    return total_product(apart, counted) / (2.0 * n * seen) if seen > 0.0 else 0.0


@compiled
def settle_terms(v, g, a, p, apart, land, let_out, income, wages):
    """Who leases, hires and ploughs for whom; grain passes from those who used land, hands and draft to those
    who gave them. Income and wages are those of the endowment, t of grain a year: the label is read from
    them."""
    gap, beyond, teams, own = scratch(), scratch(), scratch(), scratch()
    spare, draft, rented, wage = scratch(), scratch(), scratch(), scratch()
    appetite = wish_to_expand(a.levy_kulak_surcharge)
    per_claim, ha_per_horse, gain = g.land_per_claim, p.ha_per_horse, p.implements_gain
    for s in range(64):
        land[s] = per_claim * v.eaters[s] * v.land[s] * apart[s]
        can = ploughable(v.horses[s], v.implements[s], ha_per_horse, gain) * apart[s]
        gap[s] = positive(land[s] - can)
        own[s] = min(land[s], can)
        teams[s] = can if v.horses[s] >= 0.5 else 0.0
        beyond[s] = positive(can - land[s]) * appetite if v.horses[s] >= 1.5 else 0.0
    idle, strength, room = total(gap), total(teams), total(beyond)
    service = min(p.hired_draft * idle, 0.55 * strength)
    lease = a.land_leasing * min(positive(idle - service), room)
    served, leased_out = service / max(idle, 1e-9), lease / max(idle, 1e-9)  # of a ha that lacks draft
    ploughing, leasing = service / max(strength, 1e-9), lease / max(room, 1e-9)
    hiring, per_worker = a.land_hired_labour * appetite, 1.0 / p.ha_per_worker
    for s in range(64):
        v.leased[s] = leasing * beyond[s]
        let_out[s] = ploughing * teams[s]
        hands = (own[s] + v.leased[s] + served * gap[s]) * per_worker - v.women[s] - v.men[s]
        spare[s] = positive(-hands) * apart[s]
        v.hired[s] = hiring * positive(hands) * apart[s]
    need_sum, spare_sum = total(v.hired), total(spare)
    met = min(1.0, spare_sum / max(need_sum, 1e-9))
    yield_now, seed_rate = max(g.grain_yield, 0.1), p.seed_rate
    worker = p.wage_in_grain * yield_now
    taken_on = need_sum * met / max(spare_sum, 1e-9) + p.outside_work * g.offfarm_weight
    draft_rent, land_rent = p.draft_rent, p.land_rent
    for s in range(64):
        v.hired[s] *= met
        wages[s] = worker * taken_on * spare[s]
        wage[s] = worker * v.hired[s]
        crop = own[s] + v.leased[s] + served * gap[s]
        crop += draft_rent * (let_out[s] - served * gap[s]) + land_rent * (leased_out * gap[s] - v.leased[s])
        income[s] = yield_now * crop + wages[s] - wage[s]
        # what is paid this year, from the crop that was brought in and half of the barn at most
        per_ha = v.crop[s] / max(land[s], 1e-9)
        draft[s] = draft_rent * per_ha * served * gap[s]
        rented[s] = positive((1.0 - land_rent) * per_ha - seed_rate) * leased_out * gap[s]
        owed = draft[s] + rented[s] + wage[s]
        able = min(1.0, min(0.5 * v.grain[s], 0.8 * v.harvest[s]) / max(owed, 1e-9))
        draft[s] *= able
        rented[s] *= able
        wage[s] *= able
    for_draft = total(draft) / max(strength, 1e-9)
    for_land, for_hands = total(rented) / max(room, 1e-9), total(wage) / max(spare_sum, 1e-9)
    for s in range(64):
        change = for_draft * teams[s] + for_land * beyond[s] + for_hands * spare[s]
        change -= draft[s] + rented[s] + wage[s]
        v.grain[s] += change
        v.harvest[s] += change


@compiled
def lose_horses(v, c, p, apart):
    """A horse lives or dies whole: who lost one and who had the foals is drawn; the village's sum stays.

    `herds` moves each herd by its expected births and deaths; here the households' fractions of a horse
    become whole horses (systematic sampling), after each household has run the risk to lose one.
    """
    lost, mares = 0.0, 0.0
    for s in range(64):
        if apart[s] > 0.0:
            if v.horses[s] >= 1.0:
                u = uniform(c.key, HORSE_LOST, c.month, v.id * 64 + s, v.tenure[s], 0)
                if u < p.horse_lost * v.horses[s]:
                    v.horses[s] -= 1.0
                    lost += 1.0
            mares += v.horses[s]
    if mares <= 0.0:
        for s in range(64):  # all were lost: the foals go to those who have a claim to land
            v.horses[s] += lost * apart[s] / max(total(apart), 1.0)
    else:
        for s in range(64):
            v.horses[s] += lost * v.horses[s] / mares * apart[s]
    line = uniform(c.key, HORSE_SETTLED, c.month, v.id, 0, 0)
    before, last_owner, left = 0.0, -1, 0.0
    for s in range(64):
        if apart[s] > 0.0 and v.horses[s] > 0.0:
            part = v.horses[s] - np.floor(v.horses[s])
            whole = np.floor(v.horses[s]) + np.floor(before + part + line) - np.floor(before + line)
            before += part
            left += v.horses[s] - whole
            v.horses[s] = whole
            if whole >= 1.0:
                last_owner = s
    if last_owner >= 0:  # the village's sum is no whole number
        v.horses[last_owner] += left
    elif left > 0.0:
        for s in range(64):
            v.horses[s] += left * apart[s] / max(total(apart), 1.0)


@compiled
def trade_horses(v, g, a, c, p, apart, land):
    """The horse fair of the village. Households short of draft buy with their own means, the poor without a
    horse with credit; those who have more than their land needs, or lack bread, sell. Returns the credit
    paid out, rub per row."""
    price, rubles = p.horse_price, max(g.price_received, 1.0)
    pay, loan, offered = scratch(), scratch(), scratch()
    barred = int(a.rights_disfranchised_classes) % 2
    appetite = wish_to_expand(a.levy_kulak_surcharge)
    for s in range(64):
        pay[s] = loan[s] = offered[s] = 0.0
        if apart[s] == 0.0:
            continue
        has = means(v.grain[s], v.cash[s], v.tax_due[s], v.food[s] * c.rem + v.seed[s], rubles)
        can = ploughable(v.horses[s], v.implements[s], p.ha_per_horse, p.implements_gain)
        without = v.horses[s] < 0.5
        served = 0.0 if barred and v.social[s] == KULAK else g.credit_served
        u = uniform(c.key, HORSE_FAIR, c.month, v.id * 64 + s, v.tenure[s], 0)
        if short_of_draft(land[s], v.horses[s], can, p):
            able = paid_for_a_horse(has, price)
            if able > 0.0 and u < p.horse_buying * (1.0 if without else appetite):
                pay[s] = able
            elif without and u > 1.0 - served:
                pay[s] = loan[s] = price
        elif v.horses[s] >= 1.0:
            beyond = np.floor(v.horses[s] * (1.0 - land[s] / can))
            if beyond >= 1.0 and u < p.horse_surplus_sold:
                offered[s] = beyond
            elif -has > 0.5 * v.food[s] * c.rem and u < p.horse_need_sold:
                offered[s] = 1.0
    wanted, supply = 0.0, total(offered)
    for s in range(64):
        wanted += 1.0 if pay[s] > 0.0 else 0.0
    traded = min(wanted, supply)
    if traded <= 0.0:
        return 0.0
    # the turn to buy starts at a drawn place; sellers sell in proportion to what they offer
    start = int(64.0 * uniform(c.key, HORSE_FAIR, c.month, v.id, 0, 1))
    grain, cash, lent, left = 0.0, 0.0, 0.0, traded
    for k in range(64):
        s = (start + k) % 64
        if pay[s] <= 0.0 or left <= 0.0:
            continue
        bought = min(1.0, left)
        left -= bought
        of_state = loan[s] * rubles * bought
        v.tax_due[s] += p.credit_repaid * of_state
        own = (pay[s] - loan[s]) * bought
        in_cash = min(0.5 * positive(v.cash[s] - v.tax_due[s]), own * rubles)
        in_grain = min(own - in_cash / rubles, v.grain[s])
        v.cash[s] -= in_cash
        v.grain[s] -= in_grain
        lent += of_state
        cash += in_cash + of_state
        grain += in_grain
        v.horses[s] += bought
    for s in range(64):
        part = offered[s] / supply
        v.horses[s] -= traded * part
        v.grain[s] += grain * part
        v.cash[s] += cash * part
    return lent


@kernel
def lend(blocks, regions, nation, lev, tot, par, clock, first, last):
    """September: how many of the poor without a horse the year's credit serves, by region."""
    if clock[0].moy != 9:
        return
    p, R = par[0], len(regions)
    without, named, poorest = np.zeros(R), 0.0, 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        if v.kind == 0:
            for s in range(64):
                if v.eaters[s] > 0.0 and v.member[s] < 0.5 and v.horses[s] < 0.5:
                    without[v.region] += v.weight
    for r in range(R):
        if lev[r].credit_farm == lev[r].credit_farm:
            named += lev[r].credit_farm
        else:
            poorest += without[r]
    rest = positive(tot[0].credit_farm - named)
    for r in range(R):
        sum_lent = lev[r].credit_farm
        if sum_lent != sum_lent:
            sum_lent = rest * without[r] / max(poorest, 1.0)
        cost = p.horse_price * max(regions[r].price_received, 1.0)
        served = p.credit_for_horses * sum_lent / cost
        regions[r].credit_served = clip(served / max(without[r], 1.0), 0.0, 0.5)


@compiled
def read_labels(v, c, surcharge, p, apart, let_out, income, wages):
    """Reads the class of the households that farm for themselves; those who let out machines sell some of
    them for fear of the surcharge. Members of the collective farm keep the class they entered with."""
    n = int(total(apart))
    if n == 0:
        return
    median = median_of(income, apart, n)
    appetite = wish_to_expand(surcharge)
    for s in range(64):
        if apart[s] > 0.0:
            machines = appetite * let_out[s] * v.implements[s]
            v.social[s] = label(
                v.horses[s], v.hired[s], v.leased[s], machines, income[s], median, wages[s], p
            )
    if surcharge > 0.0:
        for s in range(64):
            if apart[s] * let_out[s] * v.implements[s] > p.kulak_let_out:
                u = uniform(c.key, IMPLEMENTS_SOLD, c.month, v.id * 64 + s, v.tenure[s], 0)
                if u < 0.5 * surcharge:
                    v.implements[s] = 0.0


@compiled
def inequality_of_draft(v, apart):
    """Gini coefficient of horses among the households of a village that farm for themselves."""
    return gini_of(v.horses, apart, total(apart))


@kernel
def year_of_the_village(blocks, regions, nation, lev, tot, par, clock, first, last):
    """September: terms of the year are settled in grain, horses are lost, sold and bought, labels read."""
    p, c = par[0], clock[0]
    if c.moy != 9:
        return
    apart, land, let_out = scratch(), scratch(), scratch()
    income, wages = scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        g, a = regions[v.region], lev[v.region]
        for s in range(64):
            apart[s] = 1.0 if v.eaters[s] > 0.0 and v.member[s] < 0.5 else 0.0
        settle_terms(v, g, a, p, apart, land, let_out, income, wages)
        lose_horses(v, c, p, apart)
        v.from_state += trade_horses(v, g, a, c, p, apart, land) * v.weight
        read_labels(v, c, a.levy_kulak_surcharge, p, apart, let_out, income, wages)
        v.inequality = inequality_of_draft(v, apart)


STEP = Step(
    name="classes",
    does="settles land, labour and draft hired in grain, trades horses and reads classes in September",
    kernels=(
        Kernel(lend, "country", writes=("region.credit_served",)),
        Kernel(year_of_the_village, "households"),
    ),
    reads=(
        "household.eaters",
        "household.tenure",
        "household.land",
        "household.horses",
        "household.implements",
        "household.women",
        "household.men",
        "household.member",
        "household.social",
        "household.grain",
        "household.harvest",
        "household.crop",
        "household.cash",
        "household.tax_due",
        "household.food",
        "household.seed",
        "block.weight",
        "block.from_state",
        "region.land_per_claim",
        "region.grain_yield",
        "region.offfarm_weight",
        "region.price_received",
        "lever.land.leasing",
        "lever.land.hired_labour",
        "lever.levy.kulak_surcharge",
        "lever.credit.farm",
        "lever.rights.disfranchised_classes",
    ),
    writes=(
        "household.leased",
        "household.hired",
        "household.social",
        "household.grain",
        "household.harvest",
        "household.cash",
        "household.tax_due",
        "household.horses",
        "household.implements",
        "block.from_state",
        "block.inequality",
        "region.credit_served",
    ),
    draws=("horses.lost", "horses.settled", "horses.fair", "implements sold"),
)
