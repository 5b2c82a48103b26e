"""The goods market: what towns and villages would buy, what reaches them, by which shops, and what is missing
(economy §4; claims C44-C47)."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive, total
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled


@compiled
def outlets_step(outlets, building, p):
    """State and co-operative network next month, 0-1: logistic growth by the effort put into building it."""
    return clip(outlets + p.outlet_growth * (0.4 + building) * outlets * (1.0 - outlets), 0.0, 0.995)


@compiled
def private_capacity(licence, tax, repression):
    """Turnover that private traders can carry, as a share of demand: licensed, taxed, driven out."""
    return (
        0.95
        * clip(licence, 0.0, 1.0) ** 0.7
        * (1.0 - clip(tax, 0.0, 1.0))
        * (1.0 - clip(repression, 0.0, 1.0))
    )


@compiled
def reached(outlets, private):
    """Share of the country that some shop serves."""
    return clip(private * 0.60 + outlets + 0.12, 0.0, 1.0)


@compiled
def retail_markup(outlets, private_share, goods_famine, p):
    """Retail over wholesale: dear where the network is thin, dearer in private hands when goods are short."""
    short = clip(goods_famine / max(1.0 - goods_famine, 0.2), 0.0, 0.8)
    return p.margin_state + p.margin_thin * (1.0 - outlets) + private_share * 0.25 * short


@compiled
def spent_in_month(habit, most, expected_inflation, p):
    """Share of cash that a household sets aside for goods in a month. habit: with a sound rouble; most: what
    other needs allow. Whoever expects money to melt turns it into goods at once (flight from money: Cagan
    1956)."""
    flight = 1.0 - np.exp(-p.flight_from_money * positive(expected_inflation))
    return habit + (most - habit) * flight


@compiled
def shop(blocks, regions, nation, lev, tot, par, clock, first, last):
    """What all want to buy, what stocks and shops allow, and the price."""
    p, n = par[0], nation[0]
    town, village, spendable = 0.0, 0.0, np.empty(64)
    for b in range(len(blocks)):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        for s in range(64):
            spendable[s] = positive(v.cash[s])
        cash = total(spendable) * v.weight
        if v.kind == 0:
            village += cash
        else:
            town += cash
    licence, tax, chased, building = 0.0, 0.0, 0.0, 0.0
    for r in range(len(regions)):
        licence += lev[r].trade_private / len(regions)
        building += lev[r].trade_state_outlets / len(regions)
        tax += lev[r].trade_private_tax / len(regions)
        chased += lev[r].trade_repression / len(regions)
    n.outlets = outlets_step(n.outlets, building, p)
    private = private_capacity(licence, tax, chased)
    n.private_share += 0.15 * (private * (1.0 - n.outlets) + 0.12 * private * n.outlets - n.private_share)
    n.retail_markup = retail_markup(n.outlets, n.private_share, n.goods_famine, p)
    n.price_goods = n.price_wholesale * (1.0 + n.retail_markup)
    n.town_spends = spent_in_month(p.town_goods, 0.75, n.inflation_expected, p)
    n.village_spends = spent_in_month(p.village_goods, 0.90, n.inflation_expected, p)
    wanted = (n.town_spends * town + n.village_spends * village) / n.price_goods
    supply = min(0.55 * n.inventory, n.inventory)
    carried = wanted * reached(n.outlets, private)
    delivered = min(carried, supply)
    n.goods_share = delivered / max(wanted, 1.0)
    n.goods_wanted = wanted
    n.goods_delivered = delivered
    n.excess_demand = (wanted - supply) / max(wanted, 1.0)
    n.inventory -= delivered
    n.famine_2 = n.famine_1
    n.famine_1 = n.famine_0
    n.famine_0 = clip(1.0 - n.goods_share, 0.0, 1.0)
    n.goods_famine = (n.famine_0 + n.famine_1 + n.famine_2) / 3.0


@compiled
def spend(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Households pay for goods, services and food other than grain."""
    p, n = par[0], nation[0]
    per_rouble = 1.0 / n.price_goods
    p_services, p_food = p.services, p.town_other_food
    margin = p.artisan_share + n.private_share * n.retail_markup / (1.0 + n.retail_markup)
    goods, services, other = np.empty(64), np.empty(64), np.empty(64)
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        v.services_paid, v.other_paid = 0.0, 0.0
        if v.kind == 0:
            share = n.village_spends * n.goods_share
            for s in range(64):
                goods[s] = share * positive(v.cash[s])
                v.cash[s] -= goods[s]
                v.bought_goods[s] += goods[s] * per_rouble
        else:
            share = n.town_spends * n.goods_share
            norm = 12.0 / (62.0 * max(n.food_price, 0.05))
            for s in range(64):
                cash = positive(v.cash[s])
                goods[s] = share * cash
                services[s] = p_services * cash
                other[s] = min(p_food * cash, positive(cash - goods[s] - services[s]))
                v.cash[s] -= goods[s] + services[s] + other[s]
                v.bought_goods[s] += goods[s] * per_rouble
                supply = clip(other[s] * norm / max(v.eaters[s], 0.1), 0.2, 1.3)
                v.other_food[s] += 0.3 * (supply - v.other_food[s])
            v.services_paid = total(services) * v.weight
            v.other_paid = total(other) * v.weight
        v.goods_paid = total(goods) * v.weight
        v.to_purse = v.goods_paid * margin
        v.to_state += v.goods_paid - v.to_purse + v.services_paid


STEP = Step(
    name="goods",
    does="clears the goods market, moves shops and mark-ups; households buy goods, services and other food",
    kernels=(Kernel(shop, "country"), Kernel(spend, "households")),
    reads=(
        "nation.inflation_expected",
        "household.eaters",
        "household.cash",
        "household.bought_goods",
        "household.other_food",
        "block.weight",
        "block.households_sum",
        "block.to_state",
        "nation.outlets",
        "nation.private_share",
        "nation.goods_famine",
        "nation.price_wholesale",
        "nation.inventory",
        "nation.famine_0",
        "nation.famine_1",
        "nation.food_price",
        "lever.trade.private",
        "lever.trade.private_tax",
        "lever.trade.repression",
        "lever.trade.state_outlets",
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
        "nation.outlets",
        "nation.private_share",
        "nation.retail_markup",
        "nation.price_goods",
        "nation.goods_share",
        "nation.goods_wanted",
        "nation.goods_delivered",
        "nation.excess_demand",
        "nation.inventory",
        "nation.famine_0",
        "nation.famine_1",
        "nation.famine_2",
        "nation.goods_famine",
    ),
)
