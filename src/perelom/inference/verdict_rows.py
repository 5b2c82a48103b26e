"""The rows of the verdict (decision 18), each read off one simulated record. No row is a score.

A record is [240 months, indicators, regions + 1], the country last. Sums run from January 1928, when those of
the cohort are alive, to the month asked for. Executions are given to the model, not explained by it: they
stand in rows of their own, and no row of the headline counts them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perelom.vocabulary import indicator_index, month_index

SINCE = "1928-01"
HORIZONS = ("1938-12", "1940-12")  # the main one first (decision 14)
APART = ("1936-01", "1938-12")  # executions counted apart (decision 18)
LEVELS = {"0": 0.0, "half": 0.5, "1": 1.0}  # of history's executions of 1936-38, in the alternatives
YEAR = 12

# Share of the people of January 1928 who die of ordinary causes in a year. Assumption: about the crude death
# rate of 1926/27 (20 per 1,000) less the deaths of children born later; the same on both sides, so that the
# row tells what was eaten and who died before the time, not who grew old.
ORDINARY_DEATHS = 0.015

# Rub of 1926/27 a head. A horse of 90-110 roubles is recalled (parameters.csv, horse_price); cattle is an
# assumption, pigs and sheep follow as 0.3 and 0.1 of it, as in the model's feed units.
PRICE_OF_ANIMAL = {"horses": 100.0, "cattle": 65.0, "pigs": 19.5, "sheep": 6.5}
PRICE_OF_TRACTOR = 2500.0  # as the model's reference, an assumption there


@dataclass(frozen=True)
class Row:
    """One row of the table.

    group : what decision 18 calls it; unit : of the value kept; factor, shown : what a table shows
    counts : what is added up, in words
    headline : whether it belongs to the short table
    """

    id: str
    group: str
    label: str
    unit: str
    factor: float
    shown: str
    counts: str
    headline: bool = False


def _consumption() -> list[Row]:
    rows = []
    for place, words in (("", "all"), (".town", "town"), (".village", "village")):
        rows += [
            Row(
                f"consumption.sum{place}",
                "consumption",
                f"Consumption per head, {words}, sum",
                "rub_1926_27",
                1.0,
                "rub of 1926/27",
                f"sum since {SINCE}",
                place == "",
            ),
            Row(
                f"consumption.year{place}",
                "consumption",
                f"Consumption per head, {words}, last year",
                "rub_1926_27",
                1.0,
                "rub of 1926/27",
                "last twelve months",
            ),
        ]
    return rows


def _deaths() -> list[Row]:
    def persons(name: str, label: str, counts: str, headline: bool = False) -> Row:
        return Row(name, "deaths", label, "persons", 1e-6, "million", counts, headline)

    since = f"sum since {SINCE}"
    return [
        persons("deaths.famine", "Excess deaths from hunger and its epidemics", since, True),
        persons("deaths.exile_and_camps", "Excess deaths in exile and camps", since, True),
        persons("deaths.counted", "Deaths counted: both, without executions", since, True),
        persons("executions.1936_38", "Executions of 1936-38 (given)", since),
        persons("executions.other_years", "Executions of other years (given)", since),
        *(
            persons(
                f"deaths.with_executions.{name}",
                f"Deaths with executions; of 1936-38 in the alternative {level:g} of history's",
                f"{since}; history with its own",
            )
            for name, level in LEVELS.items()
        ),
    ]


def _cohort() -> list[Row]:
    def years(name: str, label: str, headline: bool = False) -> Row:
        counts = f"since {SINCE}; one year = what a head consumed in 1927"
        return Row(name, "consumption-years", label, "years", 1.0, "years", counts, headline)

    return [
        years("cohort.consumption_years", "Consumption-years of those alive in 1928, the dead at zero", True),
        *(
            years(
                f"cohort.with_executions.{name}",
                f"Consumption-years; executions of 1936-38 in the alternative {level:g} of history's",
            )
            for name, level in LEVELS.items()
        ),
    ]


def _built() -> list[Row]:
    def rub(name: str, label: str, headline: bool = False) -> Row:
        unit = "rub_1926_27"
        return Row(name, "capital", label, unit, 1e-9, "bn rub of 1926/27", "as it stands", headline)

    def index(name: str, label: str, headline: bool = False) -> Row:
        counts = "mean of the last twelve months"
        return Row(name, "industry", label, "1913=100", 1.0, "1913 = 100", counts, headline)

    return [
        rub("capital.group_a", "Capital of group A (producer goods)", True),
        rub("capital.group_b", "Capital of group B (consumer goods)", True),
        rub("capital.animals", "Farm animals, at fixed prices a head", True),
        rub("capital.tractors", "Tractors, at one price"),
        index("industry.output", "Industrial output", True),
        index("industry.group_a", "Output of group A"),
        index("industry.group_b", "Output of group B"),
        Row("industry.steel", "industry", "Steel", "t", 1e-6, "Mt", "last twelve months"),
        Row(
            "defence.capacity",
            "defence",
            "Defence capacity",
            "1928=100",
            1.0,
            "1928 = 100",
            "mean of the last twelve months",
            True,
        ),
    ]


ROWS: dict[str, Row] = {
    row.id: row
    for row in (
        *_consumption(),
        *_deaths(),
        *_cohort(),
        Row(
            "births",
            "births",
            "Births (the difference: births that did not occur)",
            "persons",
            1e-6,
            "million",
            f"sum since {SINCE}",
            True,
        ),
        *_built(),
    )
}
# read off a record beside the rows, and shown in notes
BESIDE = ("people_1928", "deaths.famine_1931_34")
QUANTITIES = (*ROWS, *BESIDE)


def quantities(record: np.ndarray, history: np.ndarray, horizons: tuple[str, ...] = HORIZONS) -> np.ndarray:
    """The rows and what stands beside them, [horizons, len(QUANTITIES)].

    record : the course's, [240, indicators, places], the country last; history : history's record under the
    same parameters and random numbers, read for its executions of 1936-38 alone. Where both are the same
    record, rows with executions hold its own. NaN for a horizon after the record's end.
    """
    found = np.full((len(horizons), len(QUANTITIES)), np.nan)
    same = record is history
    for i, horizon in enumerate(horizons):
        if month_index(horizon) < len(record):
            values = _at(record, history, same, month_index(horizon))
            found[i] = [values[name] for name in QUANTITIES]
    return found


def _at(record: np.ndarray, history: np.ndarray, same: bool, at: int) -> dict[str, float]:
    """Every quantity at the end of a month index."""
    since = month_index(SINCE)
    window, year = slice(since, at + 1), slice(at + 1 - YEAR, at + 1)

    def path(name: str, of: np.ndarray = record) -> np.ndarray:
        return of[:, indicator_index()[name], -1]

    found: dict[str, float] = {}
    for place in ("", ".town", ".village"):
        eaten = path(f"consumption_per_head{place}")
        found[f"consumption.sum{place}"] = float(eaten[window].sum())
        found[f"consumption.year{place}"] = float(eaten[year].sum())

    famine, shot = path("excess_deaths_famine"), path("executions")
    held = path("excess_deaths_repression") - shot
    apart = np.zeros(len(record))
    months = slice(month_index(APART[0]), month_index(APART[1]) + 1)
    apart[months] = 1.0
    hunger, camps, given = famine[window].sum(), held[window].sum(), shot[window]
    aside = float((given * apart[window]).sum())
    found |= {
        "deaths.famine": float(hunger),
        "deaths.exile_and_camps": float(camps),
        "deaths.counted": float(hunger + camps),
        "executions.1936_38": aside,
        "executions.other_years": float(given.sum()) - aside,
    }
    people, eaten = path("population"), path("consumption_per_head")
    before = slice(since - YEAR, since)
    one_year = float(eaten[before].sum())

    def lived(dead: np.ndarray) -> float:
        return consumption_years(eaten[window], dead[window], people[window]) / max(one_year, 1e-9)

    found["cohort.consumption_years"] = lived(famine + held)
    of_history = path("executions", history[: len(record)]) * apart
    for name, level in LEVELS.items():
        own = shot * apart if same else level * of_history
        others = shot * (1.0 - apart)
        dead = famine + held + others + own
        found[f"deaths.with_executions.{name}"] = float(dead[window].sum())
        found[f"cohort.with_executions.{name}"] = lived(dead)

    found["births"] = float(path("births")[window].sum())
    found["capital.group_a"] = float(path("capital_industry_a")[at])
    found["capital.group_b"] = float(path("capital_industry_b")[at])
    found["capital.animals"] = float(
        sum(price * path(f"livestock_{kind}")[at] for kind, price in PRICE_OF_ANIMAL.items())
    )
    found["capital.tractors"] = PRICE_OF_TRACTOR * float(path("tractors")[at])
    found["industry.output"] = float(path("industrial_output_index")[year].mean())
    found["industry.group_a"] = float(path("group_a_index")[year].mean())
    found["industry.group_b"] = float(path("group_b_index")[year].mean())
    found["industry.steel"] = float(path("steel")[year].sum())
    found["defence.capacity"] = float(path("defence_capacity")[year].mean())
    found["people_1928"] = float(people[since])
    years = slice(month_index("1931-01"), month_index("1934-12") + 1)
    found["deaths.famine_1931_34"] = float(famine[years].sum())
    return found


def consumption_years(eaten: np.ndarray, dead: np.ndarray, people: np.ndarray) -> float:
    """What a person of the cohort consumed in all, the dead counted with zero from the month of death on.

    eaten : consumption per head in each month; dead : excess deaths; people : living at the month's start;
    all [months] from January 1928. With s the share not yet dead of ordinary causes and x the share not yet
    dead before the time, a month adds eaten × s × x, where

        s(t) = (1 − 0.015) ** (t / 12)                x(t) = Π over u ≤ t of (1 − dead(u) / people(u)).

    Assumptions: ordinary deaths are alike on both sides; an excess death falls on those born later and those
    alive in 1928 by their number; the cohort eats as all do; people in exile and camps, whom the indicator
    leaves out, eat as the others (which favours the side that holds more of them); those who fled the country
    eat as those who stayed.
    """
    months = np.arange(len(eaten))
    ordinary = (1.0 - ORDINARY_DEATHS) ** (months / YEAR)
    spared = np.cumprod(np.clip(1.0 - dead / np.maximum(people, 1.0), 0.0, 1.0))
    return float((eaten * ordinary * spared).sum())


def index_of(quantity: str) -> int:
    """Position of a quantity in `quantities`. ValueError for an unknown one."""
    return QUANTITIES.index(quantity)
