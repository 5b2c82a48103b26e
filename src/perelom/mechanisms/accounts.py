"""Accounts: counts of the month, national income, prices of living, and what later months read of it
(economy §9-11)."""

from __future__ import annotations

from perelom.mechanisms.calendar_of_farming import clip, positive
from perelom.mechanisms.counting import count_towns
from perelom.mechanisms.sowing import opened
from perelom.mechanisms.steps import Kernel, Step
from perelom.world.compiled import compiled, kernel
from perelom.world.sums import total


@compiled
def cattle_units(g):
    """Animals kept for meat in a region, in cattle; among nomads horses are."""
    return g.cattle + 0.1 * g.sheep + 0.3 * g.pigs + g.nomad_share * g.horses


@compiled
def national_income(farm_value, industry, investment, crafts, p):
    """Yearly net product at 1926/27 prices: farming, industry, building, trade and transport, crafts of
    villages, other services."""
    made = 0.365 * industry
    return farm_value + made + 0.38 * investment + 0.26 * (0.6 * farm_value + made) + crafts + p.income_other


@compiled
def village_crafts(materials, outside, p):
    """Yearly net product of crafts in villages, rub 1926/27: households outside collective farms work up
    flax, hides and wool. materials: technical crops, 1928 = 1; outside: share of villagers."""
    return p.crafts * materials * outside


@compiled
def cost_of_living(food, goods):
    """Price of a town basket, 1926/27 = 1."""
    return 0.48 * food + 0.52 * goods


@kernel
def add_up(blocks, regions, nation, lev, tot, par, clock, first, last):
    p, c, n = par[0], clock[0], nation[0]
    R = len(regions)
    for r in range(R):
        g = regions[r]
        g.village_eaters = g.town_eaters = g.village_grain = g.town_grain = 0.0
        g.grain_need = g.horses = g.cattle = g.pigs = g.sheep = g.area_standing = 0.0
        g.village_households = g.town_households = g.kulaks = g.poor = g.labourers = 0.0
        g.excess = g.claims = 0.0
        # births and deaths of those who are not at liberty
        g.births, g.deaths = g.held_born, g.executed[0] + g.executed[1]
        for k in range(7):
            g.deaths += g.held_died[k]
            g.people_by_band[k] = 0.0
        g.energy_village = g.energy_town = g.mouths_village = g.mouths_town = 0.0
        g.goods_village = g.goods_town = g.eaten_village = g.eaten_town = g.other_town = 0.0
        g.harvested = g.seed_used = g.body_weighted = g.product = g.feed_given = g.feed_wanted = 0.0
    from_state, to_state, cash, kulak_sold = 0.0, 0.0, 0.0, 0.0
    sold, left, services, town_income = 0.0, 0.0, 0.0, 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        g = regions[v.region]
        g.births += v.born
        g.deaths += v.died
        g.excess += v.died_excess
        g.body_weighted += v.body_sum
        for k in range(7):
            g.people_by_band[k] += v.people_by_band[k]
        if v.kind == 0:
            g.village_eaters += v.people
            g.village_grain += v.grain_sum
            g.grain_need += v.need_sum
            g.horses += v.horses_sum
            g.cattle += v.cattle_sum
            g.pigs += v.pigs_sum
            g.sheep += v.sheep_sum
            g.area_standing += v.area_sum
            g.village_households += v.households_sum
            g.kulaks += v.kulaks
            g.poor += v.poor
            g.labourers += v.labourers
            g.claims += v.claims
            g.energy_village += v.energy
            g.mouths_village += v.mouths
            g.goods_village += v.goods_sum
            g.eaten_village += v.eaten
            g.harvested += v.harvested
            g.seed_used += v.seed_used
            g.product += v.product
            g.feed_given += v.fed
            g.feed_wanted += v.feed_wanted
            sold += v.bought + v.market_sold
            left += v.bought + v.taken + v.tax_grain + v.market_sold - v.market_bought
        else:
            g.town_eaters += v.people
            g.town_grain += v.grain_sum
            g.town_households += v.households_sum
            g.energy_town += v.energy
            g.mouths_town += v.mouths
            g.goods_town += v.goods_sum
            g.eaten_town += v.eaten
            g.other_town += v.other_paid
            town_income += v.income_sum
        services += v.services_paid
        kulak_sold += v.kulak_sold
        from_state += v.from_state
        to_state += v.to_state
        cash += v.cash_sum
    n.issue = from_state - to_state
    pools, village, town, cattle, area = 0.0, 0.0, 0.0, 0.0, 0.0
    product, harvested, town_grain, energy, mouths = 0.0, 0.0, 0.0, 0.0, 0.0
    for r in range(R):
        g = regions[r]
        pools += g.pool_cash
        village += g.village_eaters
        town += g.town_eaters
        cattle += g.cattle
        area += g.sown_grain
        product += g.product
        harvested += g.harvested
        town_grain += g.town_grain
        energy += g.energy_town
        mouths += g.mouths_town
        g.body_reserve = g.body_weighted / max(g.village_eaters + g.town_eaters, 1.0)
        g.cattle_units = cattle_units(g)
        growth = (max(g.village_eaters, 1.0) / g.village_eaters_1921) ** 0.35
        g.land_per_claim = g.area_base * opened(n.ploughed, g.open_land) * growth / max(g.claims, 1.0)
    n.cattle = cattle
    n.town_stock = town_grain
    n.kcal_town += 0.3 * (energy / max(mouths, 1.0) - n.kcal_town)  # a body works on what it ate for months
    # the towns' bread and income
    bread, bread_cost = 0.0, 0.0
    for r in range(R):
        bread += regions[r].bread
        bread_cost += regions[r].bread * regions[r].price_state * p.bread_margin
    n.bread_state = clip(bread / max(n.town_need, 1.0), 0.0, 1.0)
    if bread > 0.0:
        n.price_bread = bread_cost / bread
    index = 12.0 * town_income / max(town, 1.0) / 262.0
    n.town_income_index += 0.3 * (max(index, 0.01) - n.town_income_index)
    n.money = cash + pools + n.trade_purse + n.farm_purse
    # the land frontier moves where nearly all of it is used
    used = 0.0
    for r in range(R):
        used += regions[r].area_standing if c.moy >= 5 and c.moy <= 8 else 0.0
    if used > 0.0:
        base = 0.0
        for r in range(R):
            base += regions[r].area_base
        n.ploughed += (
            p.frontier / 12.0 * n.ploughed * 3.0 * clip((used / base / n.ploughed - 0.93) / 0.07, 0.0, 1.0)
        )
    # income at 1926/27 prices
    n.harvest_year += (12.0 * harvested - n.harvest_year) / 12.0
    farm = 45.0 * n.harvest_year * 0.82 + 0.80 * product + n.technical * p.raw_value
    n.farm_output += (farm - n.farm_output) / 6.0
    outside = 0.0
    for r in range(R):
        outside += (1.0 - regions[r].collectivized) * regions[r].village_eaters / max(village, 1.0)
    crafts = village_crafts(n.technical, outside, p)
    n.income = national_income(n.farm_output, n.output_a + n.output_b, 12.0 * n.investment, crafts, p)
    n.income_smooth += 0.08 * (n.income - n.income_smooth)
    food = (
        0.5 * (n.price_free / 75.0) * positive(1.0 - n.bread_state)
        + 0.5 * n.price_bread / 75.0 * n.bread_state
    )
    food += 0.5 * n.food_price
    n.cost_of_living += 0.3 * (cost_of_living(food, n.price_goods) - n.cost_of_living)
    n.real_wage = n.wage / 650.0 / max(n.cost_of_living, 0.02)
    village_income = 45.0 * n.harvest_year * n.price_received / 75.0 + n.farm_paid * 12.0
    ratio = (n.wage * n.participation) / max(village_income / max(village, 1.0), 1.0)
    n.income_ratio += 0.1 * (clip(ratio / p.income_ratio_normal, 0.2, 4.0) - n.income_ratio)
    # what is paid buys no more than those in services can do
    n.services_volume = min(services / max(n.cost_of_living, 0.05), p.service_product / 12.0 * n.in_services)
    n.kulak_sold += 0.08 * (kulak_sold - n.kulak_sold)
    n.sold_smooth += 0.08 * (sold - n.sold_smooth)
    n.left_village += 0.08 * (left - n.left_village)
    n.defence_stock += a_month_of_defence(lev[0].defence_share, n.income) - 0.06 / 12.0 * n.defence_stock
    n.health += (
        p.health_progress
        / 12.0
        * clip(n.income / max(village + town, 1.0) / 170.0, 0.4, 1.5)
        * (1.0 - n.health)
    )
    n.aftermath *= 1.0 - p.aftermath_fade / 12.0
    for k in range(12):
        n.output_ring[k] = n.output_ring[k + 1]
        n.employment_ring[k] = n.employment_ring[k + 1]
    n.output_ring[12] = n.output_a + n.output_b
    n.employment_ring[12] = n.employment
    n.output_year_ago = n.output_ring[1]  # next month looks twelve months back
    n.employment_year_ago = n.employment_ring[1]


@kernel
def opening_sums(blocks, regions, nation, lev, tot, par, clock, first, last):
    """What January 1921 reads of a December that was not simulated: stocks, people, herds, cash."""
    n = nation[0]
    cash, cattle, town_grain = 0.0, 0.0, 0.0
    for b in range(len(blocks)):
        v = blocks[b]
        g = regions[v.region]
        for k in range(7):
            g.people_by_band[k] += v.people_by_band[k]
        for s in range(64):
            if v.eaters[s] > 0.0:
                cash += v.cash[s] * v.weight
        if v.kind == 0:
            v.grain_area = total(v.intended) * v.weight
            v.crop_sum = g.grain_yield * v.grain_area
            g.village_eaters += v.people
            g.village_grain += v.grain_sum
            g.horses += v.horses_sum
            g.cattle += v.cattle_sum
            g.pigs += v.pigs_sum
            g.sheep += v.sheep_sum
            g.claims += v.claims
            g.village_households += v.households_sum
            cattle += v.cattle_sum
        else:
            g.town_eaters += v.people
            g.town_grain += v.grain_sum
            g.town_households += v.households_sum
            town_grain += v.grain_sum
    for r in range(len(regions)):
        g = regions[r]
        g.village_eaters_1921 = g.village_eaters
        g.grain_need = par[0].food_norm / 12.0 * g.diet_weight * g.village_eaters * 1.15
        g.cattle_units = cattle_units(g)
        g.land_per_claim = g.area_base * opened(n.ploughed, g.open_land) / max(g.claims, 1.0)
    n.cattle = cattle
    n.town_stock = town_grain
    n.money = cash


@compiled
def a_month_of_defence(share, income):
    """Spending on defence in a month, rub 1926/27."""
    return share * income / 12.0


STEP = Step(
    name="accounts",
    does="counts people, stocks and herds; national income; what next month reads",
    kernels=(Kernel(count_towns, "households"), Kernel(add_up, "country")),
    reads=("household.*", "block.*", "region.*", "nation.*", "lever.defence.share"),
    writes=("household.eaters", "household.bought_goods", "block.*", "region.*", "nation.*"),
)
