"""The free grain market: demand of towns and short villages, trade between regions, price (economy §4).

Sellers and buyers of a region trade first; what is left goes through a national pool that transport and the
law of free trade limit. The margin between what buyers pay and sellers get is the traders'.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.classes import KULAK
from perelom.mechanisms.incomes import at_work
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total

GRAIN_ANCHOR, WAGE_ANCHOR = 75.0, 650.0  # rub/t and rub/year of 1926/27, the base of all price indices


@compiled
def village_demand(lacking, hurry, cash, per_tonne):
    """Grain a short household tries to buy this month, t; bounded by cash. hurry: share of what it lacks that
    it looks for at once; per_tonne: one over the price."""
    return min(lacking * hurry, 0.45 * positive(cash) * per_tonne)


@compiled
def town_demand(need, stock, shy, cash, per_tonne):
    """Grain a town household tries to buy on the free market this month, t; half of its cash at most.
    shy: how far a price dear against wages holds it back; per_tonne: one over the price."""
    return min(positive(1.6 * need - stock) * shy, 0.5 * positive(cash) * per_tonne)


@compiled
def price_wanted(income, scarcity, excess, p):
    """Free price at which stocks would be held, rub/t. income: nominal town income over 1926/27;
    scarcity: log of need over village stocks; excess: (demand - supply)/(demand + supply)."""
    return (
        GRAIN_ANCHOR
        * income**p.price_income
        * np.exp(
            p.price_scarcity * (scarcity + p.scarcity_normal)
            + p.price_panic * positive(scarcity - p.panic_from)
            + p.price_flow * excess
        )
    )


@compiled
def transport_limit(freight, p):
    """Grain that can move between regions in a month, t. freight: state of the railways, 0-1."""
    return p.freight_capacity * freight


@compiled
def ration_weight(work, equal):
    """Ration of a townsman over the mean. work: share of the household's workers with a job; equal: 0 by
    occupation to 1 equal norms. Worker's and dependant's card of 1931 stood as 2 to 1."""
    return equal + (1.0 - equal) * (0.5 + 0.5 * work)


@compiled
def market_open(trade_free, kolkhoz_market, bagging):
    """Share of a region's trade in grain that can take place: by law, on the farms' own market, or by those
    who carry it in spite of the law."""
    return clip(bagging + (1.0 - bagging) * max(trade_free, kolkhoz_market), 0.0, 1.0)


@kernel
def demand(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Relief, seed loans and bread arrive; households say what they want to buy."""
    p, n, rem = par[0], nation[0], clock[0].rem
    gift, cost, claim = scratch(), scratch(), scratch()
    equal = lev[0].rationing_equal
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        g = regions[v.region]
        dearness = g.price_free / GRAIN_ANCHOR / max(n.wage / WAGE_ANCHOR, 0.05)
        v.bread_paid = 0.0
        if v.kind == 0:
            loan, seeds = g.relief_rate, g.seed_loan_rate
            flour, price_flour = g.flour / max(g.village_eaters, 1.0), p.bread_margin * g.price_state
            hurry = min(1.0, min(0.5, 1.6 / max(rem, 1.0)) / np.sqrt(max(dearness, 0.05)))
            per_tonne = 1.0 / max(g.price_free, 1.0)
            for s in range(64):
                gift[s] = positive(v.food[s] * rem - v.grain[s]) * loan
                gift[s] += positive(v.seed[s] - v.grain[s]) * seeds + flour * v.eaters[s]
                cost[s] = min(flour * v.eaters[s] * price_flour, 0.3 * positive(v.cash[s]))
                v.cash[s] -= cost[s]
                v.grain[s] += gift[s]
                lacking = positive((1.02 * v.food[s] + 0.4 * v.feed[s]) * rem + v.seed[s] - v.grain[s])
                v.want[s] = village_demand(lacking, hurry, v.cash[s], per_tonne)
            v.supplied = total(v.offer) * v.weight
            v.stock_now = total(v.grain) * v.weight
        else:
            for s in range(64):
                claim[s] = v.eaters[s] * ration_weight(at_work(v.rank[s], n.employment_rate), equal)
            ration = g.bread / max(g.town_eaters, 1.0) * total(v.eaters) / max(total(claim), 1e-9)
            price_bread, norm = p.bread_margin * g.price_state, p.town_norm / 12.0
            shy = max(dearness, 0.05) ** -0.45
            per_tonne = 1.0 / max(g.price_free, 1.0)
            for s in range(64):
                gift[s] = ration * claim[s]
                cost[s] = min(gift[s] * price_bread, 0.6 * positive(v.cash[s]))
                v.cash[s] -= cost[s]
                v.grain[s] += gift[s]
                v.food[s] = norm * v.eaters[s]
                v.want[s] = town_demand(v.food[s], v.grain[s], shy, v.cash[s], per_tonne)
            v.supplied, v.stock_now = 0.0, 0.0
        v.bread_paid = total(cost) * v.weight
        v.to_state += v.bread_paid
        v.wanted = total(v.want) * v.weight
        v.helped = total(gift) * v.weight


@kernel
def clear(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Local trade, then the national pool; shares sold and bought; the price moves for the next month."""
    p, c, n = par[0], clock[0], nation[0]
    R = len(regions)
    S, D, stock = np.zeros(R), np.zeros(R), np.zeros(R)
    for b in range(len(blocks)):
        v = blocks[b]
        S[v.region] += v.supplied
        D[v.region] += v.wanted
        stock[v.region] += v.stock_now
    local, over, short = np.zeros(R), np.zeros(R), np.zeros(R)
    total_stock, total_need, free = 0.0, 0.0, 0.0
    for r in range(R):
        open_trade = market_open(lev[r].trade_free, lev[r].trade_kolkhoz_market, p.bagging)
        local[r] = min(S[r], D[r]) * open_trade
        over[r] = (S[r] - local[r]) * open_trade
        short[r] = (D[r] - local[r]) * open_trade
        total_stock += stock[r]
        total_need += regions[r].grain_need * c.rem
        free += lev[r].trade_free / R
    pool = min(min(over.sum(), short.sum()), transport_limit(n.freight, p) * (0.3 + 0.7 * free))
    sell_pool, buy_pool = pool / max(over.sum(), 1e-9), pool / max(short.sum(), 1e-9)
    income = n.town_income_index
    mean_price, weight = 0.0, 0.0
    rel_nation = total_stock / max(total_need, 1.0)
    for r in range(R):
        g = regions[r]
        sold = local[r] + over[r] * sell_pool
        bought = local[r] + short[r] * buy_pool
        g.sold_share = min(sold / max(S[r], 1e-9), 1.0) if S[r] > 0.0 else 0.0
        g.got_share = min(bought / max(D[r], 1e-9), 1.0) if D[r] > 0.0 else 0.0
        g.marketed_private = sold
        g.price_trade = g.price_free
        rel = stock[r] / max(g.grain_need * c.rem, 1.0)
        scarcity = -(0.55 * np.log(max(rel_nation, 0.02)) + 0.45 * np.log(max(rel, 0.02)))
        excess = clip((D[r] - S[r]) / max(D[r] + S[r], 1.0), -0.6, 0.6)
        wanted = price_wanted(income, scarcity, excess, p)
        if lev[r].trade_free < 0.5:
            wanted *= 1.0 + 1.6 * positive(n.goods_famine - 0.2)
        ceiling = 1.6 * max(g.price_state, 1.0)
        if wanted > ceiling:
            wanted *= (ceiling / wanted) ** lev[r].prices_grain_control
        g.price_free *= np.exp(p.price_speed * clip(np.log(wanted / g.price_free), -1.2, 1.2))
        mean_price += g.price_free * (S[r] + 1.0)
        weight += S[r] + 1.0
    mean_price /= weight
    for r in range(R):
        g = regions[r]
        g.price_free = clip(g.price_free * (mean_price / g.price_free) ** p.price_arbitrage, 5.0, 6000.0)
    n.price_free = mean_price


@kernel
def settle(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Grain and cash change hands. Buyers pay the price and the trader's margin; sellers get the price."""
    sold, kulak, bought = scratch(), scratch(), scratch()
    for b in range(first, last):
        v = blocks[b]
        if v.households_sum <= 0.0:
            continue
        g = regions[v.region]
        price, got = g.price_trade, g.got_share
        received = price / (1.0 + par[0].grain_margin)
        v.market_sold, v.grain_received = 0.0, 0.0
        if v.kind == 0:
            share = g.sold_share
            for s in range(64):
                sold[s] = v.offer[s] * share
                v.grain[s] -= sold[s]
                v.cash[s] += sold[s] * received
                v.sold[s] += sold[s]
                kulak[s] = sold[s] if v.social[s] == KULAK else 0.0
            v.market_sold = total(sold) * v.weight
            v.grain_received = v.market_sold * received
            v.kulak_sold += total(kulak) * v.weight
        for s in range(64):
            bought[s] = v.want[s] * got
            v.grain[s] += bought[s]
            v.cash[s] -= bought[s] * price
        v.market_bought = total(bought) * v.weight
        v.grain_paid = v.market_bought * price


@kernel
def close_market(blocks, regions, nation, lev, tot, par, clock, first, last):
    """The traders' purse takes the margins; the terms of trade that farmers saw are written down."""
    n = nation[0]
    R = len(regions)
    private, paid, received, state = np.zeros(R), np.zeros(R), np.zeros(R), np.zeros(R)
    sold, got = np.zeros(R), np.zeros(R)
    for b in range(len(blocks)):
        v = blocks[b]
        paid[v.region] += v.grain_paid
        received[v.region] += v.grain_received
        private[v.region] += v.market_sold
        state[v.region] += v.bought + v.taken
        sold[v.region] += v.market_sold
        got[v.region] += v.market_bought
    n.trade_purse += paid.sum() - received.sum()
    n.grain_in_transit += sold.sum() - got.sum()
    q, value, national_q, national_value = 0.0, 0.0, 0.0, 0.0
    for r in range(R):
        g = regions[r]
        value = received[r] + state[r] * g.price_state
        q = private[r] + state[r]
        price = value / q if q > 1.0 else g.price_trade
        g.price_received += 0.25 * (price - g.price_received)
        g.terms = (g.price_received / GRAIN_ANCHOR) / max(n.price_goods, 0.05)
        national_q += q
        national_value += value
    price = national_value / national_q if national_q > 1.0 else n.price_received
    n.price_received += 0.25 * (price - n.price_received)


STEP = Step(
    name="grain market",
    does="brings relief and bread, clears the free grain market and moves its price",
    kernels=(
        Kernel(demand, "households"),
        Kernel(clear, "country"),
        Kernel(settle, "households"),
        Kernel(close_market, "country"),
    ),
    reads=(
        "household.eaters",
        "household.food",
        "household.feed",
        "household.seed",
        "household.grain",
        "household.cash",
        "household.offer",
        "household.sold",
        "household.social",
        "region.price_free",
        "region.price_state",
        "region.price_received",
        "region.bread",
        "region.town_eaters",
        "region.village_eaters",
        "region.relief_rate",
        "region.seed_loan_rate",
        "region.flour",
        "region.grain_need",
        "nation.wage",
        "nation.freight",
        "nation.town_income_index",
        "nation.goods_famine",
        "nation.trade_purse",
        "nation.grain_in_transit",
        "nation.price_goods",
        "nation.price_received",
        "block.weight",
        "block.households_sum",
        "block.to_state",
        "block.kulak_sold",
        "block.bought",
        "block.taken",
        "household.rank",
        "nation.employment_rate",
        "lever.trade.free",
        "lever.trade.kolkhoz_market",
        "lever.rationing.equal",
        "lever.prices.grain_control",
        "block.grain_paid",
        "block.grain_received",
        "block.market_bought",
        "block.market_sold",
        "block.stock_now",
        "block.supplied",
        "block.wanted",
    ),
    writes=(
        "household.grain",
        "household.cash",
        "household.food",
        "household.want",
        "household.sold",
        "block.wanted",
        "block.supplied",
        "block.helped",
        "block.stock_now",
        "block.bread_paid",
        "block.to_state",
        "block.grain_paid",
        "block.grain_received",
        "block.market_sold",
        "block.market_bought",
        "block.kulak_sold",
        "region.sold_share",
        "region.got_share",
        "region.marketed_private",
        "region.price_trade",
        "region.price_free",
        "region.price_received",
        "region.terms",
        "nation.price_free",
        "nation.trade_purse",
        "nation.grain_in_transit",
        "nation.price_received",
    ),
)
