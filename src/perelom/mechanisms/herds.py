"""Herds: births, feed, distress, slaughter before entry, neglect of the common herd, meat deliveries
(economy §1; society §3.4; decisions 9-10). No term lowers the norm because farming is collective."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled

GRAIN_OF_MEAT = 0.75  # tonnes of grain equivalent in food energy per tonne of meat eaten
CARCASS_HORSE, CARCASS_CATTLE, CARCASS_PIG, CARCASS_SHEEP = 0.12, 0.11, 0.06, 0.016


@compiled
def herd_growth(crowding, fed_ratio, birth_rate):
    """Monthly growth by births net of normal offtake. crowding: herd over what the farm carries."""
    room = clip(1.0 - 0.85 * crowding * np.sqrt(crowding), -0.6, 1.0)
    return birth_rate / 12.0 * room * clip(fed_ratio / 0.70, 0.1, 1.05)


@compiled
def herd_losses(fed_ratio, cover, death_rate, starving, distress):
    """Monthly deaths, starvation and distress sales, as shares of the herd."""
    died = death_rate / 12.0 + starving / 6.0 * positive(0.60 - fed_ratio)
    sold = distress / 12.0 * positive(0.62 - cover)
    return died, sold


@compiled
def slaughter_before_entry(rate, pressure, collectivized, plot, spared):
    """Share slaughtered in a month by those who expect to surrender the animal (claim C38).
    plot: what a member may keep; spared: how far this animal is covered by the plot."""
    return rate / 12.0 * pressure * clip(1.2 - collectivized, 0.1, 1.2) * (1.0 - 0.6 * plot * spared)


@compiled
def neglect(rate, collectivized, months):
    """Share of the herd lost in a month because no one owns it; fades as a common herd finds its keepers."""
    return rate / 12.0 * collectivized * np.exp(-months / 48.0)


@compiled
def tend(blocks, regions, nation, lev, tot, par, clock, first, last):
    p = par[0]
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        g, a = regions[v.region], lev[v.region]
        months = g.kolkhoz_months
        chi = g.collectivized
        plot = a.collectivization_plot
        lost_h = neglect(p.neglect_horses, chi, months)
        lost_s = neglect(p.neglect_sheep, chi, months)
        lost_c = neglect(p.neglect_cattle, chi, months)
        cut_h = slaughter_before_entry(p.entry_horses, a.collectivization_pressure, chi, plot, 0.0)
        cut_c = slaughter_before_entry(p.entry_cattle, a.collectivization_pressure, chi, plot, 1.0)
        cut_p = slaughter_before_entry(p.entry_pigs, a.collectivization_pressure, chi, plot, 1.0)
        cut_s = slaughter_before_entry(p.entry_sheep, a.collectivization_pressure, chi, plot, 1.0)
        to_state = g.meat_share
        settled = p.pasture_loss * a.sedentarization_target * g.nomad_share / 12.0
        meat, delivered = 0.0, 0.0
        calves, horses_born, pigs_born, sheep_born = 0.0, 0.0, 0.0, 0.0
        gone_h, gone_c, gone_p, gone_s = 0.0, 0.0, 0.0, 0.0
        room_h, room_c = 1e-9, 1e-9
        carried, all_h, all_c, all_p, all_s = 1e-9, 0.0, 0.0, 0.0, 0.0
        for s in range(64):
            if v.eaters[s] > 0.0:
                carried += v.eaters[s] * v.land[s]
                all_h += v.horses[s]
                all_c += v.cattle[s]
                all_p += v.pigs[s]
                all_s += v.sheep[s]
        # pasture and hay are the commune's: crowding is that of the village more than of the yard
        grow_h = all_h / (g.norm_horses * carried)
        grow_c = all_c / (g.norm_cattle * carried)
        grow_p = all_p / (g.norm_pigs * carried)
        grow_s = all_s / (g.norm_sheep * carried)
        for s in range(64):
            e = v.eaters[s]
            if e <= 0.0:
                continue
            carry = e * v.land[s]
            phi, cover = v.fed_ratio[s], v.cover[s]
            # horses
            x = v.horses[s]
            born = x * herd_growth(0.2 * x / (g.norm_horses * carry) + 0.8 * grow_h, phi, p.birth_horses)
            died, sold = herd_losses(phi, cover, p.death_horses, p.starve_horses, p.distress_horses)
            used = min(sold + cut_h, 0.35)
            loss = min(died + lost_h + settled + used, 0.6)
            meat_h = used * x * CARCASS_HORSE
            v.horses[s] = x * (1.0 - loss)
            v.foals[s] = max(born, -0.3 * v.horses[s])
            horses_born += v.foals[s]
            gone_h += x * loss
            room_h += positive(1.1 * g.norm_horses * carry - v.horses[s])
            # cattle
            x = v.cattle[s]
            born = x * herd_growth(0.2 * x / (g.norm_cattle * carry) + 0.8 * grow_c, phi, p.birth_cattle)
            died, sold = herd_losses(phi, cover, p.death_cattle, p.starve_cattle, p.distress_cattle)
            used = min(sold + cut_c, 0.35)
            loss = min(died + lost_c + settled + used + to_state, 0.6)
            meat_c = used * x * CARCASS_CATTLE
            v.cattle[s] = x * (1.0 - loss)
            v.calves[s] = max(born, -0.3 * v.cattle[s])
            calves += v.calves[s]
            gone_c += x * loss
            delivered += to_state * x
            room_c += positive(1.1 * g.norm_cattle * carry - v.cattle[s])
            # pigs
            x = v.pigs[s]
            born = x * herd_growth(0.2 * x / (g.norm_pigs * carry) + 0.8 * grow_p, phi, p.birth_pigs)
            died, sold = herd_losses(phi, cover, p.death_pigs, p.starve_pigs, p.distress_pigs)
            used = min(sold + cut_p, 0.35)
            loss = min(died + used + 0.5 * to_state, 0.6)
            meat_p = used * x * CARCASS_PIG
            v.pigs[s] = x * (1.0 - loss) + max(born, -0.3 * x)
            pigs_born += max(born, -0.3 * x)
            gone_p += x * loss
            # sheep and goats
            x = v.sheep[s]
            born = x * herd_growth(0.2 * x / (g.norm_sheep * carry) + 0.8 * grow_s, phi, p.birth_sheep)
            died, sold = herd_losses(phi, cover, p.death_sheep, p.starve_sheep, p.distress_sheep)
            used = min(sold + cut_s, 0.35)
            loss = min(died + lost_s + settled + used + to_state, 0.6)
            meat_s = used * x * CARCASS_SHEEP
            v.sheep[s] = x * (1.0 - loss) + max(born, -0.3 * x)
            sheep_born += max(born, -0.3 * x)
            gone_s += x * loss
            eaten_meat = GRAIN_OF_MEAT * (meat_h + meat_c + meat_p + meat_s)
            v.grain[s] += eaten_meat
            meat += eaten_meat
        # young draft animals and calves: most stay with the owner, some pass to those short of them
        pass_h = p.young_sold * positive(horses_born)
        pass_c = p.young_sold * positive(calves)
        keep_h = 1.0 - (pass_h / horses_born if horses_born > 0.0 else 0.0)
        keep_c = 1.0 - (pass_c / calves if calves > 0.0 else 0.0)
        for s in range(64):
            e = v.eaters[s]
            if e <= 0.0:
                continue
            carry = e * v.land[s]
            short_h = positive(1.1 * g.norm_horses * carry - v.horses[s])
            short_c = positive(1.1 * g.norm_cattle * carry - v.cattle[s])
            v.horses[s] += v.foals[s] * keep_h + pass_h * short_h / room_h
            v.cattle[s] += v.calves[s] * keep_c + pass_c * short_c / room_c
        leak_h = pass_h * (1e-9 / room_h)
        leak_c = pass_c * (1e-9 / room_c)
        v.meat_grain = meat * v.weight
        v.meat_delivered = delivered * v.weight
        v.horses_born = (horses_born - leak_h) * v.weight
        v.cattle_born = (calves - leak_c) * v.weight
        v.pigs_born = pigs_born * v.weight
        v.sheep_born = sheep_born * v.weight
        v.horses_lost = gone_h * v.weight
        v.cattle_lost = gone_c * v.weight
        v.pigs_lost = gone_p * v.weight
        v.sheep_lost = gone_s * v.weight


@compiled
def meat_plan(blocks, regions, nation, lev, tot, par, clock, first, last):
    """The meat plan in head of cattle equivalents, shared out by herds where it is not named by region."""
    named, herd = 0.0, 0.0
    for r in range(len(regions)):
        if lev[r].livestock_procurement == lev[r].livestock_procurement:
            named += lev[r].livestock_procurement
        else:
            herd += regions[r].cattle_units
    rest = positive(tot[0].livestock_procurement - named)
    for r in range(len(regions)):
        g = regions[r]
        head = lev[r].livestock_procurement
        if head != head:
            head = rest * g.cattle_units / max(herd, 1.0)
        head *= 1.0 + lev[r].fines_meat * par[0].meat_fine
        # births are net of normal offtake, which fills the plan first
        beyond = positive(head / max(g.cattle_units, 1.0) - par[0].normal_offtake)
        g.meat_share = clip(beyond / 12.0, 0.0, 0.08)


STEP = Step(
    name="herds",
    does="animals are born, die, are slaughtered and delivered; young draft animals change hands",
    kernels=(Kernel(meat_plan, "country"), Kernel(tend, "households")),
    reads=(
        "household.eaters",
        "household.land",
        "household.horses",
        "household.cattle",
        "household.pigs",
        "household.sheep",
        "household.fed_ratio",
        "household.cover",
        "household.grain",
        "region.kolkhoz_months",
        "region.collectivized",
        "region.norm_horses",
        "region.norm_cattle",
        "region.norm_pigs",
        "region.norm_sheep",
        "region.nomad_share",
        "region.cattle_units",
        "region.meat_share",
        "lever.collectivization.plot",
        "lever.collectivization.pressure",
        "lever.sedentarization.target",
        "lever.livestock.procurement",
        "lever.fines.meat",
        "block.weight",
        "household.foals",
        "household.calves",
    ),
    writes=(
        "household.horses",
        "household.cattle",
        "household.pigs",
        "household.sheep",
        "household.grain",
        "household.foals",
        "household.calves",
        "region.meat_share",
        "block.meat_grain",
        "block.meat_delivered",
        "block.horses_born",
        "block.cattle_born",
        "block.pigs_born",
        "block.sheep_born",
        "block.horses_lost",
        "block.cattle_lost",
        "block.pigs_lost",
        "block.sheep_lost",
    ),
)
