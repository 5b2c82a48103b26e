"""Herds: births, feed, distress, slaughter before entry, neglect of the common herd, meat deliveries
(economy §1; society §3.4; decisions 9-10). No term lowers the norm because farming is collective."""

from __future__ import annotations

import numpy as np

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.scratch import scratch
from perelom.world.sums import total, total_product

STRENGTH_MOVES = 0.25  # a month: animals waste, and mend on grass, over about four months (assumption)
GRAIN_OF_MEAT = 0.75  # tonnes of grain equivalent in food energy per tonne of meat eaten
CARCASS_HORSE, CARCASS_CATTLE, CARCASS_PIG, CARCASS_SHEEP = 0.12, 0.11, 0.06, 0.016


@compiled
def room_to_grow(crowding):
    """Share of possible births net of normal offtake that a village keeps. crowding: herd over what pasture
    and hay of the commune carry."""
    return clip(1.0 - 0.85 * crowding * np.sqrt(crowding), -0.6, 1.0)


@compiled
def pasture_left(nomads, held, p):
    """What pasture carries over what it did when herds moved with the seasons. nomads: share of villagers who
    live by moving herds; held: share of them whose herds are kept in one place, settled or in common."""
    return 1.0 - p.pasture_loss * min(p.nomad_herds * nomads, 1.0) * held


@compiled
def without_grass(crowding, p):
    """Share of a herd that dies in a month where pasture carries less than it. crowding: herd over that."""
    return p.pasture_hunger / 12.0 * positive(1.0 - 1.0 / max(crowding, 1.0))


@compiled
def well_fed(fed_ratio):
    """Births of a month over those of well-fed animals. fed_ratio: feed given over full stall feeding."""
    return clip(fed_ratio * (1.0 / 0.70), 0.1, 1.05)


@compiled
def starved(fed_ratio, starving):
    """Share of a herd that dies of want of feed in a month."""
    return starving * (1.0 / 6.0) * positive(0.60 - fed_ratio)


@compiled
def strength_of_horses(fed_ratio, p):
    """Work of a horse over that of a well-fed one. fed_ratio: feed given over full stall feeding."""
    return clip(fed_ratio / p.working_feed, 0.1, 1.0) ** p.feed_work


@compiled
def sold_in_distress(cover, distress):
    """Share of a herd slaughtered or sold in a month by a household short of food. cover: its means over
    its need of food to the harvest."""
    return distress * (1.0 / 12.0) * positive(0.62 - cover)


@compiled
def herd_month(x, births, dying, slaughter):
    """A household's herd through a month: (head left, born, slaughtered). Rates are shares of the month."""
    slaughtered = min(slaughter, 0.35)
    left = x * (1.0 - min(dying + slaughtered, 0.6))
    return left, max(x * births, -0.3 * left), x * slaughtered


@compiled
def expected_loss(drive, collective, exit, p):
    """How surely a household outside expects to lose its animals to the common herd, 0-1. collective: share
    of the village that is in; exit: ease of leaving, which shows whether joining is for good."""
    closed = 1.0 if exit < 0.5 else 0.0
    return clip(p.loss_by_drive * drive + p.loss_by_neighbours * collective * closed, 0.0, 1.0)


@compiled
def slaughter_before_entry(rate, loss, plot, spared):
    """Share slaughtered in a month by those who expect to surrender the animal (claim C38).
    loss: how surely; plot: what a member may keep; spared: how far this animal is covered by the plot."""
    return rate / 12.0 * loss * (1.0 - 0.6 * plot * spared)


@compiled
def neglect(rate, months, p):
    """Share of the common herd lost in a month because no one owns it; fades as it finds its keepers.
    months: of common work."""
    return rate / 12.0 * np.exp(-months / p.keepers_months)


@compiled
def common_herd_month(head, births, dying, feed, bearing):
    """The common herd of a kind through a month: (head after it, born, lost). births, dying: shares of the
    month; feed: share that dies of want of feed; bearing: births over those of well-fed animals."""
    lost = head * min(dying + feed, 0.6)
    born = max(head * births * bearing, -0.3 * (head - lost))
    return head - lost + born, born, lost


@kernel
def tend(blocks, regions, nation, lev, tot, par, clock, first, last):
    """A month of the herds of each village. Pasture and hay are the commune's, so room to grow is the
    village's; feed and distress are the household's own."""
    p = par[0]
    carry, meat, delivered = scratch(), scratch(), scratch()
    born_h, born_c, born_p, born_s = scratch(), scratch(), scratch(), scratch()
    short_c = scratch()
    death_h, death_c, death_p, death_s = (
        p.death_horses / 12.0,
        p.death_cattle / 12.0,
        p.death_pigs / 12.0,
        p.death_sheep / 12.0,
    )
    starve_h, starve_c, starve_p, starve_s = p.starve_horses, p.starve_cattle, p.starve_pigs, p.starve_sheep
    sale_h, sale_c, sale_p, sale_s = p.distress_horses, p.distress_cattle, p.distress_pigs, p.distress_sheep
    for b in range(first, last):
        v = blocks[b]
        if v.kind != 0:
            continue
        g, a = regions[v.region], lev[v.region]
        plot = a.collectivization_plot
        loss = expected_loss(g.drive, v.collective, a.collectivization_exit, p)
        grass = pasture_left(g.nomad_share, max(g.settled, v.collective), p)
        nomads = min(p.nomad_herds * g.nomad_share, 1.0)
        cut_h = (1.0 - nomads) * slaughter_before_entry(p.entry_horses, loss, plot, 0.0)
        cut_h += nomads * slaughter_before_entry(p.entry_cattle, loss, plot, 1.0)
        cut_c = slaughter_before_entry(p.entry_cattle, loss, plot, 1.0)
        cut_p = slaughter_before_entry(p.entry_pigs, loss, plot, 1.0)
        cut_s = slaughter_before_entry(p.entry_sheep, loss, plot, 1.0)
        to_state = g.meat_share
        horses_to_state = to_state * nomads  # nomads keep horses for meat and milk too
        for s in range(64):
            carry[s] = v.eaters[s] * v.land[s]
        carried = total(carry) + 1e-9
        own_h, own_c, own_p, own_s = total(v.horses), total(v.cattle), total(v.pigs), total(v.sheep)
        all_h, all_c = own_h + v.common_horses, own_c + v.common_cattle
        all_p, all_s = own_p + v.common_pigs, own_s + v.common_sheep
        grazed = carried * grass
        full_h, full_c = all_h / (g.norm_horses * grazed), all_c / (g.norm_cattle * grazed)
        full_p, full_s = all_p / (g.norm_pigs * carried), all_s / (g.norm_sheep * grazed)
        birth_h = p.birth_horses / 12.0 * room_to_grow(full_h)
        birth_c = p.birth_cattle / 12.0 * room_to_grow(full_c)
        birth_p = p.birth_pigs / 12.0 * room_to_grow(full_p)
        birth_s = p.birth_sheep / 12.0 * room_to_grow(full_s)
        lost_h = death_h + without_grass(full_h, p)
        lost_c = death_c + without_grass(full_c, p)
        lost_s = death_s + without_grass(full_s, p)
        for s in range(64):
            fed, cover = v.fed_ratio[s], v.cover[s]
            bearing, outside = well_fed(fed), 1.0 - v.member[s]
            gone = lost_h + horses_to_state + starved(fed, starve_h)
            left, born, used = herd_month(
                v.horses[s], birth_h * bearing, gone, cut_h * outside + sold_in_distress(cover, sale_h)
            )
            v.horses[s], born_h[s] = left, born
            flesh = used * CARCASS_HORSE
            delivered[s] = to_state * v.cattle[s] + horses_to_state * v.horses[s]
            gone = lost_c + to_state + starved(fed, starve_c)
            left, born, used = herd_month(
                v.cattle[s], birth_c * bearing, gone, cut_c * outside + sold_in_distress(cover, sale_c)
            )
            v.cattle[s], born_c[s] = left, born
            flesh += used * CARCASS_CATTLE
            gone = death_p + 0.5 * to_state + starved(fed, starve_p)
            left, born, used = herd_month(
                v.pigs[s], birth_p * bearing, gone, cut_p * outside + sold_in_distress(cover, sale_p)
            )
            v.pigs[s], born_p[s] = left + born, born
            flesh += used * CARCASS_PIG
            gone = lost_s + to_state + starved(fed, starve_s)
            left, born, used = herd_month(
                v.sheep[s], birth_s * bearing, gone, cut_s * outside + sold_in_distress(cover, sale_s)
            )
            v.sheep[s], born_s[s] = left + born, born
            flesh += used * CARCASS_SHEEP
            meat[s] = GRAIN_OF_MEAT * flesh
            v.grain[s] += meat[s]
        # calves: most stay with the owner, some pass to those short of them
        for s in range(64):
            short_c[s] = positive(1.1 * g.norm_cattle * carry[s] - v.cattle[s])
        foals, calves = total(born_h), total(born_c)
        room_c = total(short_c)
        passing_c = p.young_sold if calves > 0.0 and room_c > 0.0 else 0.0
        each_c = passing_c * calves / max(room_c, 1e-9)
        v.horses_lost = (own_h - total(v.horses)) * v.weight
        v.cattle_lost = (own_c - total(v.cattle)) * v.weight
        for s in range(64):
            v.horses[s] += born_h[s]
            v.cattle[s] += born_c[s] * (1.0 - passing_c) + short_c[s] * each_c
        piglets, lambs = total(born_p), total(born_s)
        v.pigs_lost = (own_p - total(v.pigs) + piglets) * v.weight
        v.sheep_lost = (own_s - total(v.sheep) + lambs) * v.weight
        v.meat_grain = total(meat) * v.weight
        v.meat_delivered = total(delivered) * v.weight
        v.horses_born = foals * v.weight
        v.cattle_born = calves * v.weight
        v.pigs_born = piglets * v.weight
        v.sheep_born = lambs * v.weight
        fed = fed_of_members(v)
        fed_all = total_product(v.horses, v.fed_ratio) + v.common_horses * fed
        fed_all /= max(total(v.horses) + v.common_horses, 1e-9)
        v.horse_strength += STRENGTH_MOVES * (strength_of_horses(fed_all, p) - v.horse_strength)
        if v.collective > 0.0:
            rates = (birth_h, birth_c, birth_p, birth_s)
            months = v.kolkhoz_months
            gone_h = lost_h + horses_to_state + neglect(p.neglect_horses, months, p)
            gone_c = lost_c + to_state + neglect(p.neglect_cattle, months, p)
            gone_p = death_p + 0.5 * to_state + neglect(p.neglect_pigs, months, p)
            gone_s = lost_s + to_state + neglect(p.neglect_sheep, months, p)
            tend_common(v, fed, rates, (gone_h, gone_c, gone_p, gone_s), p)
            common = to_state * v.common_cattle + horses_to_state * v.common_horses
            v.meat_delivered += common * v.weight


@compiled
def fed_of_members(v):
    """Feed that the members of a village give over full stall feeding, mean."""
    return total_product(v.member, v.fed_ratio) / (total(v.member) + 1e-9)


@compiled
def tend_common(v, fed, births, gone, p):
    """A month of the common herd; births and losses join those of the village."""
    bearing = well_fed(fed)
    head, born, lost = common_herd_month(
        v.common_horses, births[0], gone[0], starved(fed, p.starve_horses), bearing
    )
    v.common_horses, v.horses_born, v.horses_lost = (
        head,
        v.horses_born + born * v.weight,
        v.horses_lost + lost * v.weight,
    )
    head, born, lost = common_herd_month(
        v.common_cattle, births[1], gone[1], starved(fed, p.starve_cattle), bearing
    )
    v.common_cattle, v.cattle_born, v.cattle_lost = (
        head,
        v.cattle_born + born * v.weight,
        v.cattle_lost + lost * v.weight,
    )
    head, born, lost = common_herd_month(
        v.common_pigs, births[2], gone[2], starved(fed, p.starve_pigs), bearing
    )
    v.common_pigs, v.pigs_born, v.pigs_lost = (
        head,
        v.pigs_born + born * v.weight,
        v.pigs_lost + lost * v.weight,
    )
    head, born, lost = common_herd_month(
        v.common_sheep, births[3], gone[3], starved(fed, p.starve_sheep), bearing
    )
    v.common_sheep, v.sheep_born, v.sheep_lost = (
        head,
        v.sheep_born + born * v.weight,
        v.sheep_lost + lost * v.weight,
    )


@kernel
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
        g.settled += (1.0 - g.settled) * lev[r].sedentarization_target / 12.0


STEP = Step(
    name="herds",
    does="animals are born, die, are slaughtered and delivered; calves change hands",
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
        "household.member",
        "block.collective",
        "block.kolkhoz_months",
        "block.horse_strength",
        "block.common_horses",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
        "region.drive",
        "lever.collectivization.exit",
        "region.norm_horses",
        "region.norm_cattle",
        "region.norm_pigs",
        "region.norm_sheep",
        "region.nomad_share",
        "region.settled",
        "region.cattle_units",
        "lever.collectivization.plot",
        "lever.sedentarization.target",
        "lever.livestock.procurement",
        "lever.fines.meat",
        "block.weight",
    ),
    writes=(
        "block.horse_strength",
        "block.common_horses",
        "block.common_cattle",
        "block.common_pigs",
        "block.common_sheep",
        "household.horses",
        "household.cattle",
        "household.pigs",
        "household.sheep",
        "household.grain",
        "region.meat_share",
        "region.settled",
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
