"""Decisions: the force of the month, and the planner's answer when the towns' cover falls
(decision 8)."""

from __future__ import annotations

from perelom.mechanisms.calendar_of_farming import clip
from perelom.mechanisms.foreign_trade import grain_for
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel

PLANNER, CONTRACT = 3, 1
BY_PRICE, BY_IMPORT, BY_REQUISITION = 0, 1, 2


@compiled
def alarm(cover_months, threshold):
    """How alarmed the planner is, 0-1, when the state's grain covers fewer months of town need than it
    wants."""
    return clip((threshold - cover_months) / max(threshold, 1e-9), 0.0, 1.0)


@compiled
def plan_regime(credit, control, rationing, recruitment):
    """Degree of command for display: soft credit, fixed prices, rations, recruitment. Never read by a
    mechanism."""
    return clip(
        0.4 * credit + 0.25 * control + 0.25 * rationing + 0.1 * min(recruitment / 1e6, 1.0), 0.0, 1.0
    )


@kernel
def open_books(blocks, regions, nation, lev, tot, par, clock, first, last):
    """The month's sums of each block start at nothing."""
    for b in range(first, last):
        v = blocks[b]
        v.to_state = 0.0
        v.from_state = 0.0
        v.seed_used = 0.0
        v.harvested = 0.0
        v.kulak_sold = 0.0


@kernel
def decide(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, n = par[0], nation[0]
    R = len(regions)
    worry = alarm(n.town_cover, p.cover_wanted)
    preference = lev[0].planner_preference
    planned, rationed = 0.0, 0.0
    for r in range(R):
        planned += (1.0 if lev[r].procurement_method == PLANNER else 0.0) / R
        rationed += lev[r].rationing / R
    wanted = planned * worry * p.import_answer if preference == BY_IMPORT else 0.0
    n.grain_wanted_abroad = min(wanted, grain_for(0.5 * n.exports_earned, n.world_grain))
    for r in range(R):
        g, a = regions[r], lev[r]
        raising = a.procurement_method == PLANNER and preference == BY_PRICE
        g.emergency_price += 0.15 * ((p.price_answer * worry if raising else 0.0) - g.emergency_price)
        force = a.procurement_pressure + p.blacklist_force * a.blacklists
        if a.procurement_method == CONTRACT:
            force = max(force, 0.3 * p.contract_force)
        if a.procurement_method == PLANNER and preference == BY_REQUISITION:
            force = max(force, p.force_answer * worry)
        g.pressure = clip(force, 0.0, 1.0)
    n.plan_regime = plan_regime(
        lev[0].credit_enterprise,
        lev[0].prices_industrial_control,
        rationed,
        tot[0].labour_recruitment,
    )


STEP = Step(
    name="decisions",
    does="takes the month's decrees and the planner's answer to a short town cover",
    kernels=(Kernel(open_books, "households"), Kernel(decide, "country")),
    reads=(
        "nation.town_cover",
        "region.emergency_price",
        "nation.exports_earned",
        "nation.world_grain",
        "lever.procurement.*",
        "lever.planner.preference",
        "lever.blacklists",
        "lever.credit.enterprise",
        "lever.prices.industrial_control",
        "lever.rationing",
        "lever.labour.recruitment",
    ),
    writes=(
        "region.emergency_price",
        "nation.grain_wanted_abroad",
        "nation.plan_regime",
        "region.pressure",
        "block.to_state",
        "block.from_state",
        "block.seed_used",
        "block.harvested",
        "block.kulak_sold",
    ),
)
