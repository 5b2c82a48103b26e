"""The goods market: what towns and villages would buy, what reaches them by the shops of their region, and
what is missing (economy §4)."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.mechanisms.traders import carried, carried_by_traders
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total


@compiled
def spent_in_month(habit, most, expected_inflation, p):
    """Share of cash that a household sets aside for goods in a month. habit: with a sound rouble; most: what
    other needs allow. Whoever expects money to melt turns it into goods at once (flight from money: Cagan
    1956)."""
    flight = 1.0 - np.exp(-p.flight_from_money * positive(expected_inflation))
    return habit + (most - habit) * flight


@kernel
def shop(blocks, regions, nation, lev, tot, par, clock, first, last):
    """What all want to buy, and what stocks and the shops of each region allow."""
    p, n = par[0], nation[0]
    R = len(regions)
    town, village, spendable = np.zeros(R), np.zeros(R), scratch()
    for b in range(len(blocks)):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        for s in range(64):
            spendable[s] = positive(v.cash[s])
        cash = total(spendable) * v.weight
        if v.kind == 0:
            village[v.region] += cash
        else:
            town[v.region] += cash
    n.town_spends = spent_in_month(p.town_goods, 0.75, n.inflation_expected, p)
    n.village_spends = spent_in_month(p.village_goods, 0.90, n.inflation_expected, p)
    wanted, reached = 0.0, 0.0
    for r in range(R):
        g = regions[r]
        g.goods_wanted = (n.town_spends * town[r] + n.village_spends * village[r]) / n.price_goods
        by_traders = carried_by_traders(g.traders_capacity, g.goods_wanted, g.outlets, p)
        g.goods_share = carried(by_traders, g.outlets, p)
        g.private_share = by_traders / g.goods_share
        g.distribution_gap = 1.0 - g.goods_share
        wanted += g.goods_wanted
        reached += g.goods_wanted * g.goods_share
    supply = 0.55 * n.inventory
    delivered = min(reached, supply)
    private = 0.0
    for r in range(R):
        g = regions[r]
        g.goods_share *= delivered / max(reached, 1.0)
        g.private_turnover = g.private_share * g.goods_share * g.goods_wanted * n.price_goods
        private += g.private_turnover
    n.private_share = private / max(delivered * n.price_goods, 1.0)
    n.goods_delivered = delivered
    n.excess_demand = (wanted - supply) / max(wanted, 1.0)
    n.inventory -= delivered
    n.famine_2 = n.famine_1
    n.famine_1 = n.famine_0
    n.famine_0 = clip(1.0 - delivered / max(wanted, 1.0), 0.0, 1.0)
    n.goods_famine = (n.famine_0 + n.famine_1 + n.famine_2) / 3.0


@compiled
def food_money(cash, lacked, left, p):
    """Money a town household spends on food other than grain in a month, rub: a share of its cash, and a part
    of what it could not leave in empty shops (lacked), at most what is left."""
    return min(p.town_other_food * cash + p.turned_to_market * positive(lacked), positive(left))


@kernel
def spend(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Households pay for goods, services and food other than grain; traders pay their tax."""
    p, n = par[0], nation[0]
    per_rouble = 1.0 / n.price_goods
    p_services = p.services
    goods, services, other = scratch(), scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        v.services_paid, v.other_paid = 0.0, 0.0
        g = regions[v.region]
        # of a rouble paid: the traders' part over the wholesale price, and the tax on what costs leave of it
        margin = g.private_share * g.private_markup / (1.0 + n.retail_markup)
        tax = lev[v.region].trade_private_tax * (1.0 - p.trade_costs) * margin
        if v.kind == 0:
            share = n.village_spends * g.goods_share
            for s in range(64):
                goods[s] = share * positive(v.cash[s])
                v.cash[s] -= goods[s]
                v.bought_goods[s] += goods[s] * per_rouble
        else:
            share = n.town_spends * g.goods_share
            norm = 12.0 / (62.0 * max(n.food_price, 0.05))
            for s in range(64):
                cash = positive(v.cash[s])
                goods[s] = share * cash
                services[s] = p_services * cash
                left = cash - goods[s] - services[s]
                other[s] = food_money(cash, n.town_spends * cash - goods[s], left, p)
                v.cash[s] -= goods[s] + services[s] + other[s]
                v.bought_goods[s] += goods[s] * per_rouble
                supply = clip(other[s] * norm / max(v.eaters[s], 0.1), 0.2, 1.3)
                v.other_food[s] += 0.3 * (supply - v.other_food[s])
            v.services_paid = total(services) * v.weight
            v.other_paid = total(other) * v.weight
        v.goods_paid = total(goods) * v.weight
        v.to_purse = v.goods_paid * (p.artisan_share + margin - tax)
        v.to_state += v.goods_paid - v.to_purse + v.services_paid


STEP = Step(
    name="goods",
    does="clears the goods market region by region; households buy goods, services and other food",
    kernels=(Kernel(shop, "country"), Kernel(spend, "households")),
    reads=(
        "household.eaters",
        "household.cash",
        "household.bought_goods",
        "household.other_food",
        "block.weight",
        "block.households_sum",
        "block.to_state",
        "region.outlets",
        "region.traders_capacity",
        "region.private_markup",
        "nation.inflation_expected",
        "nation.price_goods",
        "nation.retail_markup",
        "nation.inventory",
        "nation.famine_0",
        "nation.famine_1",
        "nation.food_price",
        "lever.trade.private_tax",
    ),
    writes=(
        "nation.town_spends",
        "nation.village_spends",
        "household.cash",
        "household.bought_goods",
        "household.other_food",
        "block.goods_paid",
        "block.services_paid",
        "block.other_paid",
        "block.to_purse",
        "block.to_state",
        "region.goods_wanted",
        "region.goods_share",
        "region.private_share",
        "region.private_turnover",
        "region.distribution_gap",
        "nation.private_share",
        "nation.goods_delivered",
        "nation.excess_demand",
        "nation.inventory",
        "nation.famine_0",
        "nation.famine_1",
        "nation.famine_2",
        "nation.goods_famine",
    ),
)
