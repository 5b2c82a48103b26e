"""One question to several models: consumption without collectivization over consumption with it.

Each model is asked in its own terms, and none of them means the same by "without": what is put in the place
of collectivization stands beside every answer, with what the model can and can't say of it. A ratio of 1 is
no difference. 1928 is the first year of every span.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import cggt, feldman
from .allen_reduced import reduced

COLUMNS = ("1938", "1940", "1928-1938", "1928-1940")  # two years, and the sums since 1928
FAMINE = [0.0, 0.0, 0.0, 0.0, 2.0, 5.0]  # deaths of villagers beyond the ordinary, 1928-33, millions; assumed
MACHINES = {"V1": 3.0, "V2": 3.0, "I0": 10.0, "C0": 90.0}  # Feldman's two sectors, ratios in years; ours
MODERATE, FAST = 0.2, 0.5  # share of machines that make machines

Band = tuple[float, float, float]  # low, middle, high


@dataclass(frozen=True)
class Answer:
    """What a model says.

    family, model : the model, and which reading of it; without : what stands in the place of collectivization
    over : what it is compared with; ratios : low, middle and high by column, the columns that the model has
    status : published, calibrated, exact, illustrative; answers, silent : what it can and what it can't say
    """

    family: str
    model: str
    without: str
    over: str
    ratios: dict[str, Band]
    status: str
    answers: str
    silent: str


def columns(without: Sequence[float], over: Sequence[float]) -> dict[str, float]:
    """Ratios of two series of consumption by year from 1928, at least to 1940."""
    years = {"1938": slice(10, 11), "1940": slice(12, 13), "1928-1938": slice(11), "1928-1940": slice(13)}
    return {name: sum(without[span]) / sum(over[span]) for name, span in years.items()}


def published_models() -> list[Answer]:
    """The answers of the published models, as they are replicated here, and two as they were printed."""
    return [*_allen(), *_wedges(), *_two_sectors()]


def _allen() -> list[Answer]:
    hungry, spared = (
        reduced(T=12, excess=dead)["series"]["cons_head"] for dead in (FAMINE, [])
    )  # the dead raise what is left for each of the living: both, as a range
    courses = {
        "NEP farming, the same plan (e 0.23)": {"regime": "nep"},
        "NEP farming, a slow plan (e 0.07)": {"regime": "nep", "e": 0.07},
        "NEP farming, no soft budgets": {"regime": "nep", "labour": "cap"},
    }
    found = []
    for without, changes in courses.items():
        series = reduced(T=12, **changes)["series"]["cons_head"]
        by_dead, by_spared = columns(series, hungry), columns(series, spared)
        found.append(
            Answer(
                "Allen",
                "Allen, reduced",
                without,
                "collective farms; range: 7 m dead of 1932-33 left out or in",
                {
                    name: (
                        min(by_dead[name], by_spared[name]),
                        by_dead[name],
                        max(by_dead[name], by_spared[name]),
                    )
                    for name in COLUMNS
                },
                "illustrative",
                "migration and marketings by his equations, the farm system told apart from the plan",
                "his investment, budget and prices, which were not found; 1940 is beyond his years",
            )
        )
    found.append(
        Answer(
            "Allen",
            "Allen, as printed",
            "NEP farming, the same plan",
            "collective farms",
            {},
            "published",
            "that consumption at the end of the 1930s was slightly lower under NEP; no figure was found",
            "1940",
        )
    )
    return found


def _wedges() -> list[Answer]:
    history = cggt.reference_path(hole=True)
    start, e = history["start"], cggt.CANONICAL
    price = e["eta"] / (start["cA"] - e["gam"]) / ((1 - e["eta"]) / start["cM"])  # of food, before

    def eaten(path: dict) -> list[float]:
        return [m + price * a for m, a in zip(path["cM"], path["cA"], strict=True)]

    tsar = cggt.TSAR
    last = cggt.BARRIER_CUT[-1]
    courses = {
        "barriers of the Tsar's years kept": [tsar["tau_W"]],
        "half of the labour barrier cut": [(tsar["tau_W"] + w) / 2 for w in cggt.BARRIER_CUT],
        f"the labour barrier cut as in history, to {last:g}": cggt.BARRIER_CUT,
    }
    found = []
    for without, tau_W in courses.items():
        path = cggt.path(e, tsar, 1.0, 1.0, tau_W, tsar["tau_R"], tsar["tau_K"])
        ratios = columns(eaten(path), eaten(history))
        found.append(
            Answer(
                "wedges",
                "Two sectors with wedges",
                f"{without}, productivity kept",
                "the barrier cut and the productivity of the 1930s lost",
                {name: (ratio, ratio, ratio) for name, ratio in ratios.items()},
                "illustrative",
                "what a barrier and what lost productivity are worth, all else optimal",
                "why productivity was lost, and whether NEP would have kept it: that is put in",
            )
        )
    lost = 1 / (1 - 0.24)
    found.append(
        Answer(
            "wedges",
            "Cheremukhin et al., as printed",
            "trend of the Tsar's years, not NEP",
            "Stalin's wedges and productivity",
            {"1928-1940": (lost, lost, lost)},
            "published",
            "24 per cent of consumption above subsistence lost in 1928-40, by the abstract",
            "NEP: its table was not found; a year; the dead",
        )
    )
    return found


def _two_sectors() -> list[Answer]:
    def eaten(gamma: float) -> list[float]:
        return feldman.closed_form(gamma, t=[float(t) for t in range(13)], **MACHINES)["C"]

    ratios = columns(eaten(MODERATE), eaten(FAST))
    return [
        Answer(
            "Feldman-Domar",
            "Feldman-Domar",
            "the same plan",
            "the same plan",
            dict.fromkeys(COLUMNS, (1.0, 1.0, 1.0)),
            "exact",
            "nothing: there are no farms in it, so collectivization changes nothing",
            "food, labour, trade",
        ),
        Answer(
            "Feldman-Domar",
            "Feldman-Domar",
            f"a moderate plan, {MODERATE:g} of machines make machines",
            f"the fast plan, {FAST:g}",
            {name: (ratio, ratio, ratio) for name, ratio in ratios.items()},
            "illustrative",
            "when machines that make machines repay the consumer: after about eight years",
            "whether the fast plan needed collective farms",
        ),
    ]
