"""Private traders and state shops: how many trade, for what income, and whom no shop serves (society §7;
claims C44-C47).

A region's shops of the state and the co-operatives grow with what is put into them. What they leave open,
and a fringe they never reach, is open to traders, who enter while trade pays more than the work they could
have, and leave when competition, taxes and the fear of arrest take that away. What neither serves, the buyers
fetch from afar in part, and go without in part.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel

ALWAYS_SOME = 1e-4  # traders a townsperson who are left in the worst of times, so that trade can come back


@compiled
def outlets_step(outlets, building, p):
    """State and co-operative network next month, 0-1: logistic growth by the effort put into building it."""
    return clip(outlets + p.outlet_growth * (0.4 + building) * outlets * (1.0 - outlets), 0.0, 0.995)


@compiled
def open_to_traders(outlets, p):
    """Share of what is wanted that state shops leave to others: all of it where there are none, a fringe of
    far villages, hours and kinds of goods where there are many."""
    return 1.0 - (1.0 - p.trade_fringe) * outlets


@compiled
def carried_by_traders(capacity, wanted, outlets, p):
    """Share of what is wanted that traders sell. capacity: what they can sell, wanted: what all would buy,
    rub of 1926/27 a month."""
    return min(capacity / max(wanted, 1.0), open_to_traders(outlets, p))


@compiled
def traders_capacity(traders, licence, p):
    """Goods that traders can sell, rub of 1926/27 a month: a shop's turnover each with a licence, a sack's
    without. licence: 0-1, share of trade that the law allows."""
    each = p.unlicensed + (1.0 - p.unlicensed) * clip(licence, 0.0, 1.0)
    return traders * each * p.trader_turnover / 12.0


@compiled
def carried(by_traders, outlets, p):
    """Share of what is wanted that reaches buyers where the stores are full: by shops of either kind, and
    what the unserved fetch from afar."""
    unserved = positive(open_to_traders(outlets, p) - by_traders)
    return 1.0 - (1.0 - p.fetched) * unserved


@compiled
def private_markup(capacity, wanted, outlets, goods_famine, p):
    """Traders' price over the wholesale price, less one: higher when goods are short, lower the more traders
    crowd upon what is open to them."""
    short = clip(goods_famine / max(1.0 - goods_famine, 0.2), 0.0, 0.8)
    room = open_to_traders(outlets, p) * wanted / max(capacity, 1e-9)
    crowding = min(room**p.trade_crowding, 1.15)
    return (p.margin_state + p.margin_private + p.margin_scarce * short) * crowding


@compiled
def retail_markup(private_share, private, p):
    """Mean retail price over wholesale, less one. private: the traders' mark-up."""
    return private_share * private + (1.0 - private_share) * p.margin_state


@compiled
def trader_income(margin, traders, tax, p):
    """Income of a trader after tax, rub a year. margin: what a region's traders earn over the wholesale
    price, rub a year; a part of it pays rent, carters and hands."""
    return (1.0 - p.trade_costs) * (1.0 - clip(tax, 0.0, 1.0)) * margin / max(traders, 1e-9)


@compiled
def traders_step(traders, income, repression, wage, p):
    """Traders next month: entry and exit by income, less what the risk of arrest takes from it, over what
    makes a trader of a worker. repression: 0-1; wage: rub a year."""
    feared = p.trader_loss * wage * clip(repression, 0.0, 1.0)
    gain = (income - feared) / max(p.trader_pay * wage, 1.0) - 1.0
    return traders * np.exp(clip(p.trader_entry * gain / (1.0 + abs(gain)), -0.25, 0.12))


@kernel
def trade(blocks, regions, nation, lev, tot, par, clock, first, last):
    """Shops open, traders come and go by what they earned last month; mark-ups and the retail price."""
    p, n = par[0], nation[0]
    added, wanted = 0.0, 0.0
    for r in range(len(regions)):
        g, a = regions[r], lev[r]
        g.outlets = outlets_step(g.outlets, a.trade_state_outlets, p)
        margin = 12.0 * g.private_turnover * g.private_markup / (1.0 + n.retail_markup)
        g.trader_income = trader_income(margin, g.traders, a.trade_private_tax, p)
        g.traders = traders_step(g.traders, g.trader_income, a.trade_repression, n.wage, p)
        g.traders = max(g.traders, ALWAYS_SOME * g.town_eaters)
        g.traders_capacity = traders_capacity(g.traders, a.trade_private, p)
        g.private_markup = private_markup(g.traders_capacity, g.goods_wanted, g.outlets, n.goods_famine, p)
        added += g.goods_wanted * retail_markup(g.private_share, g.private_markup, p)
        wanted += g.goods_wanted
    n.retail_markup = added / max(wanted, 1.0)
    n.price_goods = n.price_wholesale * (1.0 + n.retail_markup)


STEP = Step(
    name="traders",
    does="opens state shops, lets traders enter and leave by what they earn, sets the retail price",
    kernels=(Kernel(trade, "country"),),
    reads=(
        "region.outlets",
        "region.traders",
        "region.private_turnover",
        "region.private_share",
        "region.private_markup",
        "region.goods_wanted",
        "region.town_eaters",
        "nation.goods_famine",
        "nation.price_wholesale",
        "nation.retail_markup",
        "nation.wage",
        "lever.trade.private",
        "lever.trade.private_tax",
        "lever.trade.repression",
        "lever.trade.state_outlets",
    ),
    writes=(
        "region.outlets",
        "region.trader_income",
        "region.traders",
        "region.traders_capacity",
        "region.private_markup",
        "nation.retail_markup",
        "nation.price_goods",
    ),
)
