"""What the state does with its grain: towns, exports, army and industry, relief, seed (economy §3.6).

The order of the claims is a choice of policy: towns, exports and army come before the villages (claim C41).
Rations of exiles and prisoners are taken first, for they are few, but their norms are cut as towns go short.
"""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.exile import grain_for, supplied
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel

UNSEEN = 0.02  # weight of a deficit that has worn nobody down, over one that has killed (assumption)


@compiled
def other_state_uses(employed, credit, p):
    """Grain for army, transport, timber, distilling and those on ration lists outside towns, t a month."""
    millions = employed / 1e6
    yearly = 0.5e6 + p.state_uses_per_million * 1e6 * positive(millions - 6.2)
    yearly += p.ration_lists_per_million * 1e6 * credit * positive(millions - 10.0)
    return yearly / 12.0


@compiled
def share_covered_by_state(rationing, outlets, p):
    """Share of the towns' bread that state and co-operative shops set out to sell."""
    return clip(max(rationing * p.ration_cover, p.shop_cover * np.sqrt(outlets)), 0.0, 1.0)


@compiled
def share_of_claim(stock, claim, rem):
    """Share of the towns' claim that is met. A stock short of three months' claim before the harvest is made
    to last: sales are cut early, but not below half while there is any."""
    held_back = clip(stock / max(claim * clip(rem, 1.0, 3.0), 1.0), 0.5, 1.0)
    return min(held_back, stock / max(claim, 1.0))


@compiled
def left_in_peace(wanted, pressure):
    """What the state sells or gives to a region of what its villages lack, t: nothing where it takes grain by
    full force at the same time (trade was closed to those who had not met the plan)."""
    return wanted * (1.0 - pressure)


@compiled
def starving(deficit, body):
    """What gifts of relief are shared out by, t: the grain that villages lack, weighted by the hunger that
    those who bring it see, so that regions which buy their bread with other crops come last. body: reserve of
    the region, 0-1."""
    return deficit * (UNSEEN + 1.0 - body)


@kernel
def use_state_grain(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c, n = par[0], clock[0], nation[0]
    R = len(regions)
    deficit, gap = np.zeros(R), np.zeros(R)
    came = 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        deficit[v.region] += v.deficit
        gap[v.region] += v.seed_gap
        regions[v.region].procured += v.bought + v.taken
        regions[v.region].collected += v.bought + v.taken
        came += v.bought + v.taken + v.tax_grain
    n.state_grain += came
    n.procured = came
    # abroad: gifts of relief, and grain bought with foreign exchange
    n.grain_gift = lev[0].relief_foreign
    n.grain_imported = n.grain_wanted_abroad
    n.state_grain += n.grain_imported
    lost = 0.004 * n.state_grain
    n.state_grain -= lost
    n.state_grain_lost = lost
    # rations of exiles and prisoners: small, and cut before they are given out
    exiles, prisoners = 0.0, 0.0
    for r in range(R):
        prisoners += regions[r].camps[0] + regions[r].camps[1]
        for k in range(7):
            exiles += regions[r].exile[k]
    n.grain_held = min(grain_for(exiles, prisoners, p) * supplied(n.kcal_town, p), n.state_grain)
    n.state_grain -= n.grain_held
    # 1 towns
    need = 0.0
    for r in range(R):
        need += regions[r].town_eaters * p.town_norm / 12.0
    n.town_need = need
    norm, claim = lev[0].rationing_norm, 0.0
    for r in range(R):
        g = regions[r]
        covered = norm * share_covered_by_state(lev[r].rationing, g.outlets, p)
        g.bread = g.town_eaters * p.town_norm / 12.0 * covered
        claim += g.bread
    # what lies above the plan's needs to the harvest is sold in towns as well
    needs = tot[0].reserve_target + 0.9 * c.rem * (claim + tot[0].exports_grain / 12.0 + n.grain_other)
    extra = min(0.35 * positive(n.state_grain - needs), positive(norm * need - claim))
    for r in range(R):
        g = regions[r]
        g.bread += extra * g.town_eaters * p.town_norm / 12.0 / max(need, 1.0)
    claim += extra
    bread = share_of_claim(n.state_grain, claim, c.rem)
    for r in range(R):
        regions[r].bread = min(regions[r].bread * bread, n.state_grain)
        n.state_grain -= regions[r].bread
    # 2 exports
    n.grain_exported = 0.0
    if n.state_grain > 0.25e6:
        n.grain_exported = min(tot[0].exports_grain / 12.0, n.state_grain - 0.25e6)
    n.state_grain -= n.grain_exported
    # 3 army, transport, industry
    n.grain_other = min(other_state_uses(n.employment, lev[0].credit_enterprise, p), 0.9 * n.state_grain)
    n.state_grain -= n.grain_other
    # 4 relief to regions by deficit: gifts, the decreed amount, and what the reserve leaves where the state
    # takes no grain at the same time
    short, eased = deficit.sum() / max(c.rem, 1.0), 0.0
    for r in range(R):
        eased += left_in_peace(deficit[r], regions[r].pressure)
    eased /= max(deficit.sum(), 1e-9)
    keep = 0.5 * tot[0].reserve_target + (c.rem - 1.0) * (need * bread + n.grain_other) * 0.5
    spare = 0.22 * positive(n.state_grain - keep) * eased
    relief = min(min(tot[0].relief_grain + spare, 0.8 * short), 0.9 * n.state_grain)
    of_spare = relief * spare / max(tot[0].relief_grain + spare, 1e-9)
    seen = 0.0
    for r in range(R):
        seen += starving(deficit[r], regions[r].body_reserve)
    n.state_grain += n.grain_gift
    gift = n.grain_gift if deficit.sum() > 0.0 else 0.0
    relief = relief + gift if deficit.sum() > 0.0 else 0.0
    n.state_grain -= relief
    n.grain_relief = relief
    # 5 seed loans where the barn is empty; flour and fodder from what is over
    lent = np.zeros(R)
    if c.moy == 3 or c.moy == 8:  # the month before a sowing
        for r in range(R):
            lent[r] = (p.seed_loan + (0.9 - p.seed_loan) * regions[r].collectivized) * gap[r]
        lent *= min(1.0, 0.30 * n.state_grain / max(lent.sum(), 1e-9))
    loans = lent.sum()
    n.state_grain -= loans
    n.seed_loans = loans
    # to the villages that grow less than they eat: flax, cotton and timber regions above all
    buyers = 0.0
    for r in range(R):
        buyers += deficit[r] + 0.02 * regions[r].grain_need
    over = positive(n.state_grain - tot[0].reserve_target - 0.6 * c.rem * (need + n.grain_other))
    flour = p.flour_sales * over if buyers > 0.0 else 0.0
    n.state_grain -= flour
    sold = 0.0
    for r in range(R):
        g = regions[r]
        g.relief = (relief - of_spare - gift) * deficit[r] / max(deficit.sum(), 1e-9) if relief > 0.0 else 0.0
        g.relief += gift * starving(deficit[r], g.body_reserve) / max(seen, 1e-9)
        g.relief += of_spare * left_in_peace(deficit[r], g.pressure) / max(eased * deficit.sum(), 1e-9)
        g.relief_rate = min(1.0, g.relief / max(deficit[r], 1e-9))
        g.seed_loan_rate = min(1.0, lent[r] / max(gap[r], 1e-9)) if gap[r] > 0.0 else 0.0
        g.flour = flour * left_in_peace(deficit[r] + 0.02 * g.grain_need, g.pressure) / max(buyers, 1e-9)
        sold += g.flour
        # what no household can take stays with the state
        unused = g.relief - g.relief_rate * deficit[r] + lent[r] - g.seed_loan_rate * gap[r]
        n.state_grain += unused
    n.state_grain += flour - sold
    n.town_cover = (n.state_grain + n.town_stock) / max(need, 1.0)


STEP = Step(
    name="state grain",
    does="gives the state's grain to exile and camps, towns, exports, army, relief and seed, in this order",
    kernels=(Kernel(use_state_grain, "country"),),
    reads=(
        "block.deficit",
        "block.seed_gap",
        "block.bought",
        "block.taken",
        "block.tax_grain",
        "region.procured",
        "region.collected",
        "region.town_eaters",
        "region.grain_need",
        "region.body_reserve",
        "region.pressure",
        "region.collectivized",
        "region.exile",
        "region.camps",
        "nation.state_grain",
        "region.outlets",
        "nation.employment",
        "nation.town_stock",
        "nation.grain_wanted_abroad",
        "nation.kcal_town",
        "lever.rationing",
        "lever.rationing.norm",
        "lever.exports.grain",
        "lever.credit.enterprise",
        "lever.relief.grain",
        "lever.reserve.target",
        "lever.relief.foreign",
        "nation.grain_other",
    ),
    writes=(
        "region.procured",
        "region.collected",
        "region.bread",
        "region.relief",
        "region.relief_rate",
        "region.seed_loan_rate",
        "region.flour",
        "nation.state_grain",
        "nation.procured",
        "nation.grain_gift",
        "nation.grain_imported",
        "nation.state_grain_lost",
        "nation.town_need",
        "nation.grain_exported",
        "nation.grain_other",
        "nation.grain_held",
        "nation.grain_relief",
        "nation.seed_loans",
        "nation.town_cover",
    ),
)
