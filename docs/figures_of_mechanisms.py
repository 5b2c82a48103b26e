"""Figures of mechanisms, one function each: `NAME(axes)` draws `src/perelom/mechanisms/NAME.py` alone.

A figure shows how the mechanism answers, computed with its own pure functions at the reference parameters
`P`; no run, no data, no fitted curve. The docstring is the caption: what is drawn, with units, in one or two
sentences. Functions stand in alphabetical order; each imports what it draws. `pages_of_mechanisms.py` draws
them and says what a page needs.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from matplotlib.axes import Axes

from perelom.parameters import values
from perelom.report.look import FAINT, STYLES

P = SimpleNamespace(**values())  # the reference parameters, by name


def line(axes: Axes, x, y, name: str = "", k: int = 0) -> None:
    """A curve in the k-th style of the project's figures (0-3), with its name at its right end."""
    axes.plot(x, y, color=STYLES[k].colour, linestyle=STYLES[k].dash, linewidth=1.8)
    if name:
        axes.annotate(
            f" {name}", (x[-1], y[-1]), color=STYLES[k].colour, va="center", fontsize=9, annotation_clip=False
        )


def labelled(axes: Axes, x: str, y: str) -> None:
    """Names both axes; the name of the upright one stands above it."""
    axes.set_xlabel(x)
    axes.set_title(y, fontsize=10)


def even(axes: Axes, level: float = 1.0) -> None:
    """A thin line at the level from which a response is read."""
    axes.axhline(level, color=FAINT, linewidth=0.6)


def accounts(axes: Axes) -> None:
    """Cost of the town basket as the price of food rises, with goods at 1926/27 prices and at twice that;
    both prices 1926/27 = 1."""
    from perelom.mechanisms.accounts import cost_of_living

    food = np.linspace(0.5, 6.0, 50)
    for k, goods in enumerate((1.0, 2.0)):
        line(axes, food, [cost_of_living(f, goods) for f in food], f"goods at {goods:g}", k)
    labelled(axes, "price of food", "cost of living, 1926/27 = 1")


def attitudes(axes: Axes) -> None:
    """Reach of the state in a village, starting at 0.3 and at 0.5, after two years of campaigns at full force
    (thick: with a party cell as well) and eight years of none."""
    from perelom.mechanisms.attitudes import reach_later

    for k, start in enumerate((0.3, 0.5)):
        for cell in (0.0, 1.0):
            reach = [start]
            for month in range(120):
                reach.append(reach_later(reach[-1], cell, 1.0 if month < 24 else 0.0, 0.0, 0.0, P))
            axes.plot(
                np.arange(121) / 12.0,
                reach,
                color=STYLES[k].colour,
                linestyle=STYLES[k].dash,
                linewidth=1.2 + 1.4 * cell,
            )
        axes.annotate(f"from {start:g}", (8.2, reach[-1] + 0.02), color=STYLES[k].colour, fontsize=9)
    axes.set_ylim(0.25, 1.0)
    labelled(axes, "years", "reach of the state")


def classes(axes: Axes) -> None:
    """Wish of the better-off to lease and hire by the surcharge of the levy, 1 = none laid on them."""
    from perelom.mechanisms.classes import wish_to_expand

    surcharge = np.linspace(0.0, 1.0, 101)
    line(axes, surcharge, [wish_to_expand(x) for x in surcharge])
    for x, name in ((0.05, "1927"), (0.20, "1928"), (0.45, "summer 1929"), (0.70, "1930")):
        axes.plot([x], [wish_to_expand(x)], "o", color=STYLES[0].colour, markersize=4)
        axes.annotate(f" {name}", (x, wish_to_expand(x) + 0.03), fontsize=9)
    labelled(axes, "surcharge, share of income", "wish to expand")


def collectivization(axes: Axes) -> None:
    """Share of a village that wants to be in at a meeting, by the force of the drive, for a share of
    neighbours already in of none and of three quarters; fear full, reach 0.5, no tax on those outside, a
    middle farm of mean land and herd."""
    from perelom.mechanisms.collectivization import surrender

    force = np.linspace(0.0, 1.0, 41)
    tastes = P.taste_village * np.random.default_rng(1).standard_normal(20_000)
    tastes += P.taste_household * np.random.default_rng(2).logistic(size=20_000)
    wish = P.join_base + P.join_middle - P.join_surrender * surrender(1.0, 1.0, 0.5, 0.25, 0.0, 1.0)
    for k, inside in enumerate((0.0, 0.75)):
        push = P.join_neighbours * inside + P.join_pressure * force
        share = [float((wish + tastes + x > 0).mean()) for x in push]
        line(axes, force, share, f"{inside:.0%} in", k)
    labelled(axes, "force of the drive", "share that wants to be in")


def decisions(axes: Axes) -> None:
    """The planner's alarm by the cover of the towns, and the force with which he answers it where he prefers
    requisition (0-1)."""
    from perelom.mechanisms.decisions import alarm

    cover = np.linspace(0.0, 4.0, 81)
    worry = np.array([alarm(x, P.cover_wanted) for x in cover])
    line(axes, cover, worry)
    axes.annotate("alarm", (0.4, 0.87), color=STYLES[0].colour, fontsize=9)
    line(axes, cover, P.force_answer * worry, k=1)
    axes.annotate("force", (0.1, P.force_answer + 0.02), color=STYLES[1].colour, fontsize=9, va="bottom")
    labelled(axes, "state grain over the towns' need, months", "alarm and force, 0-1")


def dekulakization(axes: Axes) -> None:
    """Chance of a household to stand above the place on the list that a quota reaches (3.5), by its horses:
    households classed as kulaks, such households with a veteran, and middle peasants."""
    from math import erfc

    from perelom.mechanisms.dekulakization import on_the_list

    horses = np.linspace(0, 4, 60)
    cases = (("kulak", 3.0, 0.0), ("kulak, veteran", 3.0, 1.0), ("middle", 2.0, 0.0))
    for k, (name, social, shield) in enumerate(cases):
        z = np.array([on_the_list(social, h, 0.0, shield, P) for h in horses])
        line(axes, horses, [0.5 * erfc((3.5 - x) / (P.list_denounced * np.sqrt(2.0))) for x in z], name, k)
    axes.set_xlim(0, 5.2)
    labelled(axes, "horses", "share above place 3.5 of the list")


def demography(axes: Axes) -> None:
    """Risk of dying of hunger in a month by the body's reserve, at relative risk 1 (1 = a full reserve),
    where nobody else starves and where the whole region does."""
    from perelom.mechanisms.demography import famine_hazard

    body = np.linspace(0.0, 1.0, 101)
    for k, (epidemics, name) in enumerate(((0.0, "alone"), (1.0, "with epidemics"))):
        risk = [100.0 * famine_hazard(x, epidemics, P) for x in body]
        line(axes, body, risk, k=k)
        axes.annotate(name, (0.14, risk[12]), color=STYLES[k].colour, fontsize=9, va="bottom")
    labelled(axes, "body reserve", "deaths a month, per cent")


def exile(axes: Axes) -> None:
    """Deaths of exiles over those of people of the same age at liberty, by months since they came, at a full
    body reserve and at two lower ones (no epidemics in the region)."""
    from perelom.mechanisms.exile import risk_in_exile

    months = np.linspace(0, 48, 60)
    for k, body in enumerate((1.0, 0.8, 0.5)):
        line(axes, months, [risk_in_exile(m, body, 0.0, P) for m in months], f"reserve {body}", k)
    axes.set_xlim(0, 60)
    labelled(axes, "months in exile", "times the ordinary risk of death")


def family(axes: Axes) -> None:
    """Births averted in towns by crowding (0 = the room of the 1920s, 1 = half of it), a third of women in
    paid work: abortion legal, in the first month of a ban, and under a long one."""
    from perelom.mechanisms.family import abortions_per_conception, wish_to_avert

    room = np.linspace(0.0, 1.0, 51)
    wish = [wish_to_avert(P.averting_town, P.averting_work / 3, x, 0.33, 1.0, 0.0, P) for x in room]
    legal, new, long = (1.0, 0.0), (0.0, P.clandestine_legal), (0.0, P.clandestine_most)
    for k, (name, (law, reach)) in enumerate((("legal", legal), ("a new ban", new), ("a long ban", long))):
        averted = [P.averted_per_abortion * abortions_per_conception(w, law, reach) for w in wish]
        line(axes, room, averted, name, k)
    labelled(axes, "crowding of towns", "conceptions averted, share")


def foreign_trade(axes: Axes) -> None:
    """New credit of a month by the debt that stands, both in months of exports, for a country that lacks many
    machines and one that lacks few."""
    from perelom.mechanisms.foreign_trade import borrowing

    debt = np.linspace(0.0, 14.0, 80)
    for k, (pull, name) in enumerate(((1.0, "many lacking"), (0.3, "few lacking"))):
        new = [12.0 * borrowing(x / 12.0, 1.0, pull, P) for x in debt]
        line(axes, debt, new, k=k)
        axes.annotate(name, (1.2, new[6]), color=STYLES[k].colour, fontsize=9, va="bottom")
    labelled(axes, "debt, months of exports", "new credit a month, months of exports")


def goods(axes: Axes) -> None:
    """Share of the cash in hand that households set aside for goods in a month, by the inflation they
    expect."""
    from perelom.mechanisms.goods import spent_in_month

    expected = np.linspace(0.0, 1.0, 60)
    towns = [spent_in_month(P.town_goods, 0.75, x, P) for x in expected]
    villages = [spent_in_month(P.village_goods, 0.90, x, P) for x in expected]
    line(axes, expected, towns, "towns", 0)
    line(axes, expected, villages, "villages", 1)
    axes.set_ylim(0.0, 1.0)
    labelled(axes, "inflation expected, per month", "share of cash")


def grain_market(axes: Axes) -> None:
    """Free price of grain at which stocks would be held, by village stocks over the need to the harvest (even
    supply and demand), at town incomes of 1926/27 and twice that."""
    from perelom.mechanisms.grain_market import price_wanted

    stocks = np.linspace(0.3, 2.5, 90)
    for k, income in enumerate((1.0, 2.0)):
        price = [price_wanted(income, -np.log(x), 0.0, P) for x in stocks]
        line(axes, stocks, price, f"incomes × {income:g}", k)
    axes.set_yscale("log")
    axes.set_yticks([100, 300, 1000, 3000], ["100", "300", "1000", "3000"])
    labelled(axes, "village stocks over need", "rub/t")


def harvest(axes: Axes) -> None:
    """Yield over that of 1927-29 by draft per hectare (1 = 1927-29), in own farming and with all land in
    common at four fifths of the effort."""
    from perelom.mechanisms.harvest import draft_quality, organisation

    draft = np.linspace(0.1, 1.35, 80)
    for k, (share, effort, name) in enumerate(((0.0, 1.0, "own"), (1.0, 0.8, "in common, effort 0.8"))):
        factor = [draft_quality(x, P) * organisation(share, effort) for x in draft]
        line(axes, draft, factor, k=k)
        axes.annotate(
            name, (1.35, factor[-1] - 0.1), color=STYLES[k].colour, fontsize=9, va="top", ha="right"
        )
    labelled(axes, "draft per hectare over 1927-29", "yield factor")


def herds(axes: Axes) -> None:
    """Cattle that die of want of feed in a month by the feed they get, and cattle slaughtered in a month by a
    household whose means cover less than its food to the harvest."""
    from perelom.mechanisms.herds import sold_in_distress, starved

    ratio = np.linspace(0.0, 1.0, 101)
    line(axes, ratio, [100.0 * starved(x, P.starve_cattle) for x in ratio], k=0)
    line(axes, ratio, [100.0 * sold_in_distress(x, P.distress_cattle) for x in ratio], k=1)
    axes.annotate("died of want of feed", (0.02, 5.1), color=STYLES[0].colour, fontsize=9)
    axes.annotate("slaughtered in distress", (0.22, 3.2), color=STYLES[1].colour, fontsize=9)
    labelled(axes, "feed ratio, or means over food needed", "per cent of the herd in a month")


def incomes(axes: Axes) -> None:
    """Pay over the mean by skill, where differentials are closed, as in 1928 and doubled."""
    from perelom.mechanisms.incomes import pay_skill

    skill = np.linspace(-2.0, 2.0, 60)
    for k, differential in enumerate((0.0, 1.0, 2.0)):
        pay = [pay_skill(x, differential, P.wage_spread) for x in skill]
        line(axes, skill, pay, f"differential {differential:g}", k)
    even(axes)
    axes.set_xlim(-2.1, 3.1)
    labelled(axes, "skill, standard deviations", "pay over the mean")


def industrial_price(axes: Axes) -> None:
    """What trusts ask for goods over their cost, by the share of trusts in syndicates, with loose and with
    tight bank credit."""
    from perelom.mechanisms.industrial_price import market_power

    share = np.linspace(0.0, 1.0, 50)
    for k, (credit, name) in enumerate(((1.0, "loose credit"), (0.2, "tight credit"))):
        asked = [0.98 * (1.0 + P.markup + P.markup_power * market_power(x, credit)) for x in share]
        line(axes, share, asked, name, k)
    even(axes)
    axes.set_xlim(-0.02, 1.3)
    labelled(axes, "share of trusts in syndicates", "price asked over cost")


def industry(axes: Axes) -> None:
    """Share of industrial investment lost by its pace, investment of a year over the capital at work: with as
    many specialists for the plant as in 1928, and with half as many."""
    from perelom.mechanisms.industry import CAPITAL_A, CAPITAL_B, SPECIALISTS, waste_of_haste
    from perelom.mechanisms.industry import want_of_specialists as want_of

    pace = np.linspace(0.0, 0.6, 80)
    for k, (name, part) in enumerate((("as in 1928", 1.0), ("half", 0.5))):
        want = want_of(part * SPECIALISTS, CAPITAL_A + CAPITAL_B, P)
        line(axes, pace, [100.0 * waste_of_haste(x, 1.0, want, P) for x in pace], name, k)
    axes.set_xlim(0, 0.72)
    labelled(axes, "investment a year over capital at work", "per cent lost")


def kolkhoz(axes: Axes) -> None:
    """Output of work in common over work on an own farm at equal land and draft, by the share of the product
    that stays with its makers or is paid at its worth: in a new collective farm and after five years."""
    from perelom.mechanisms.kolkhoz import effort, output_of_effort, reckoning

    paid = np.linspace(0.3, 1.0, 57)
    for k, (months, name) in enumerate(((0.0, "new"), (60.0, "five years"))):
        made = [output_of_effort(effort(x, reckoning(months, P), P), P) for x in paid]
        line(axes, paid, made, name, k)
    even(axes)
    labelled(axes, "paid share of the product", "output over own work")


def labour(axes: Axes) -> None:
    """Rise of the money wage in a month by how far wages lie below what productivity and prices would pay
    (hard budget), and by unfilled jobs (soft budget)."""
    from perelom.mechanisms.labour import wage_by_contract, wage_by_scramble

    gap = np.linspace(0.0, 0.4, 60)
    line(axes, gap, [100.0 * wage_by_contract(0.98 * 650.0 * np.exp(-x), 1.0, 1.0) for x in gap], k=0)
    line(axes, gap, [100.0 * wage_by_scramble(x, P) for x in gap], k=1)
    axes.annotate("hard budget, by the gap", (0.2, 2.3), color=STYLES[0].colour, fontsize=9, ha="right")
    axes.annotate(
        "soft budget, by unfilled jobs", (0.4, 1.15), color=STYLES[1].colour, fontsize=9, ha="right"
    )
    labelled(axes, "log gap, or vacancies over the labour force", "per cent a month")


def levy(axes: Axes) -> None:
    """Tax in kind of a household of five as a share of its crop, by its crop per head over the region's mean
    of 0.45 t, at a rate of 7.5 % and three slopes of progression."""
    from perelom.mechanisms.levy import progression, tax_in_kind_due

    relative = np.linspace(0.1, 3.0, 80)
    for k, slope in enumerate((0.0, 0.3, 0.6)):
        share = [
            100.0 * tax_in_kind_due(2.25 * x, 5.0, 0.075, progression(x, slope)) / (2.25 * x)
            for x in relative
        ]
        line(axes, relative, share, f"slope {slope:g}", k)
    axes.set_xlim(0.0, 3.6)
    labelled(axes, "crop per head over the mean", "per cent of the crop")


def living(axes: Axes) -> None:
    """Length of life by ordinary and other mortality over the risks of 1926-27, all ages alike."""
    from perelom.mechanisms.living import life_expectancy

    factor = np.linspace(0.4, 3.0, 80)
    line(axes, factor, [life_expectancy(x) for x in factor])
    labelled(axes, "mortality over 1926-27", "years at birth")


def migration(axes: Axes) -> None:
    """Villagers who leave in a year for each thousand adults, by new jobs in towns, with and without
    passports while no place is open (income ratio of 1927, a wait of half a month, nobody recruited)."""
    from perelom.mechanisms.migration import leaving_rate, turned_back

    jobs = np.linspace(-1.0, 5.0, 60)
    for k, (passports, name) in enumerate(((0.0, "no passports"), (1.0, "passports"))):
        let_in = 1.0 - turned_back(passports, -0.1, P)
        rate = [12000.0 * let_in * leaving_rate(x, 1.0, 0.5, P) for x in jobs]
        line(axes, jobs, rate, name, k)
    axes.set_xlim(-1.1, 6.3)
    labelled(axes, "new jobs, million a year", "leave a year, per 1,000 adults")


def money(axes: Axes) -> None:
    """Share of the paper in people's hands that a month's rise of prices takes, by what they hold over what
    they want, without a sound money beside it and with one that half circulates."""
    from perelom.mechanisms.money import melted

    over = np.linspace(0.8, 4.0, 60)
    for k, (reform, name) in enumerate(((0.0, "paper alone"), (0.5, "beside chervontsy"))):
        line(axes, over, [melted(1.0, x, reform, P) for x in over], name, k)
    axes.set_xlim(0.7, 5.0)
    labelled(axes, "paper held over paper wanted", "share taken a month")


def nutrition(axes: Axes) -> None:
    """Meal over the norm by the cover of the barn, and the change of the body's reserve in a month by food
    energy over the maintenance need."""
    from perelom.mechanisms.nutrition import body_reserve, meal_wanted

    ratio = np.linspace(0.1, 1.4, 90)
    line(axes, ratio, [meal_wanted(x, P.eating_haste) for x in ratio], "meal", 0)
    change = [body_reserve(0.5, x, P.wasting, P.recovery_body) - 0.5 for x in ratio]
    line(axes, ratio, change, "reserve", 1)
    even(axes, 0.0)
    axes.set_xlim(0.05, 1.62)
    labelled(axes, "cover of the barn, or energy over need", "share of the norm; change of the reserve")


def offer(axes: Axes) -> None:
    """Share of the season's surplus offered in October by the terms of trade, with full and with half-empty
    shops (five eaters holding 20 roubles, surplus of half a year's food, trust 0.4)."""
    from perelom.mechanisms.calendar_of_farming import MARKET_SEASON
    from perelom.mechanisms.offer import appetite, drawn_by_terms, pocket_money, willingness

    terms = np.linspace(0.3, 1.6, 70)
    for k, (famine, name) in enumerate(((0.0, "full shops"), (0.5, "half unmet"))):
        wanted = 5.0 * pocket_money(1.0, famine, P)
        share = [
            willingness(MARKET_SEASON[9] * drawn_by_terms(x, P), 0.4, P)
            * appetite(20.0, wanted, 0.54, 0.09, P.hoard_borne)
            for x in terms
        ]
        line(axes, terms, np.clip(share, 0.0, 0.9), name, k)
    axes.set_xlim(0.27, 1.8)
    labelled(axes, "terms of trade, 1926/27 = 1", "share of the surplus offered in October")


def procurement(axes: Axes) -> None:
    """The state's share of what peasants offer, by its price over the free one, with a thin and a built
    network of its own, trade being free."""
    from perelom.mechanisms.procurement import state_share_of_offer

    ratio = np.linspace(0.3, 1.3, 70)
    for k, outlets in enumerate((0.2, 0.5, 0.9)):
        share = [state_share_of_offer(outlets, 100.0 * x, 100.0, 1.0, False) for x in ratio]
        line(axes, ratio, share, f"network {outlets:g}", k)
    axes.set_xlim(0.27, 1.55)
    labelled(axes, "state price over free price", "state's share of offers")


def repression(axes: Axes) -> None:
    """Share of prisoners still held, by months since arrest, for sentences passed under three levels of
    repression."""
    from perelom.mechanisms.repression import release_rate

    months = np.arange(0, 61)
    for k, level in enumerate((0.2, 0.5, 1.0)):
        kept = 1.0 - release_rate(level, P)
        line(axes, months, kept**months, f"level {level}", k)
    axes.set_xlim(0, 74)
    axes.set_ylim(0, 1)
    labelled(axes, "months since arrest", "share still held")


def sowing(axes: Axes) -> None:
    """Land a household wants under grain over its share of the commune's land, by the expected reward of
    work, for few and for many mouths per worker."""
    from perelom.mechanisms.sowing import wished_area

    reward = np.linspace(0.1, 1.0, 70)
    for k, eaters in enumerate((3.0, 3.8, 6.0)):
        wish = [wished_area(1.0, eaters, 2.0, x, P) for x in reward]
        line(axes, reward, wish, f"{eaters / 2.0:g} eaters a worker", k)
    axes.set_xlim(0.08, 1.35)
    labelled(axes, "expected reward of work", "land wanted over land held")


def state_grain(axes: Axes) -> None:
    """Share of the towns' claim that is met, by the months of that claim which the state's stock covers, in
    the month before the harvest and three and more months before it."""
    from perelom.mechanisms.state_grain import share_of_claim

    stock = np.linspace(0.0, 4.0, 161)
    for k, (months, name) in enumerate(((1.0, "a month before"), (3.0, "three and more"))):
        met = [share_of_claim(x, 1.0, months) for x in stock]
        line(axes, stock, met, k=k)
        axes.annotate(
            name,
            ((1.03, 1.02), (1.6, 0.45))[k],
            color=STYLES[k].colour,
            fontsize=9,
        )
    axes.set_ylim(0.0, 1.12)
    labelled(axes, "stock, months of the claim", "share of the claim met")


def traders(axes: Axes) -> None:
    """Share of the goods wanted that reaches buyers where the stores are full, by what traders can sell, with
    the state's network as thin as in 1921, half built and built."""
    from perelom.mechanisms.traders import carried, carried_by_traders

    capacity = np.linspace(0.0, 1.0, 101)
    for k, outlets in enumerate((0.12, 0.5, 0.9)):
        reach = [carried(carried_by_traders(x * 1e6, 1e6, outlets, P), outlets, P) for x in capacity]
        line(axes, capacity, reach, k=k)
        axes.annotate(f"network {outlets:g}", (0.02, reach[0]), color=STYLES[k].colour, fontsize=9, va="top")
    axes.set_ylim(0.0, 1.05)
    labelled(axes, "what traders can sell over what is wanted", "share that reaches buyers")


def unrest(axes: Axes) -> None:
    """Disturbances a thousand villages and month in March by grievance, without fear and at fear of 0.9;
    cohesion 0.65, full capacity to rise, calm neighbours."""
    from perelom.mechanisms.unrest import disturbance_rate

    felt = np.linspace(0.0, 0.6, 61)
    for k, afraid in enumerate((0.0, 0.9)):
        rate = [1000.0 * disturbance_rate(g, 0.65, 1.0, afraid, 1.35, 0.0, P) for g in felt]
        line(axes, felt, rate, f"fear {afraid:g}", k)
    labelled(axes, "grievance, share of the village", "disturbances a 1,000 villages")


def weather(axes: Axes) -> None:
    """Yield factor of the region's weather by its class, at a yield sd of 0.15 and 0.25; bars: one sd of what
    no class tells."""
    from perelom.mechanisms.weather import weather_of_region

    classes = np.arange(-3, 4)
    for k, sd in enumerate((0.15, 0.25)):
        low, middle, high = (
            np.exp([weather_of_region(c, sd, P.weather_slope, P.weather_error, z) for c in classes])
            for z in (-1.0, 0.0, 1.0)
        )
        axes.vlines(classes + 0.06 * k, low, high, color=STYLES[k].colour, linewidth=1)
        line(axes, classes + 0.06 * k, middle, f"sd {sd}", k)
    even(axes)
    axes.set_xlim(-3.3, 3.9)
    labelled(axes, "class of the year", "yield over a normal year")


def workplaces(axes: Axes) -> None:
    """Strikes of a million industrial workers in a year by their grievance, without repression at a trust of
    0.35, under the repression of 1926-27 (0.2), and under that of 1930 (0.7)."""
    from perelom.mechanisms.workplaces import strike_rate

    resented = np.linspace(0.0, 2.0, 81)
    for k, force in enumerate((0.0, 0.2, 0.7)):
        strikes = [12e3 * strike_rate(x, 0.35, 0.08, force, 0.0, P) for x in resented]
        line(axes, resented, strikes, f"repression {force:g}", k)
    axes.set_xlim(0.0, 2.6)
    labelled(axes, "grievance", "strikes a million workers and year")


def womens_work(axes: Axes) -> None:
    """Women of a town household in paid work by the husband's real income (1 = the mean wage of 1927):
    without children, with two under seven, and with two where good care takes half of them."""
    from perelom.mechanisms.womens_work import burden, leaning, wish_to_work

    husband = np.linspace(0.2, 2.0, 61)
    shared = leaning(1.0, 0.03, 1.0, 0.33, -0.1, P)
    for k, (name, children, care) in enumerate(
        (("no child", 0.0, 0.0), ("two", 2.0, 0.0), ("two, half in care", 2.0, 0.5))
    ):
        weight = children * burden(care, 0.0, 0.0, P)
        line(axes, husband, [wish_to_work(shared, x, weight, 0.0, P) for x in husband], name, k)
    labelled(axes, "real income of the husband", "women in paid work, share")
