"""The month: an ordered story. A step reads this month's value of what stands before it, last month's of
what stands after."""

from __future__ import annotations

from collections.abc import Iterable

from perelom.mechanisms import (
    accounts,
    attitudes,
    classes,
    collectivization,
    decisions,
    dekulakization,
    demography,
    exile,
    family,
    foreign_trade,
    goods,
    grain_market,
    harvest,
    herds,
    incomes,
    industrial_price,
    industry,
    kolkhoz,
    labour,
    levy,
    living,
    migration,
    money,
    nutrition,
    offer,
    procurement,
    repression,
    sowing,
    state_grain,
    traders,
    unrest,
    weather,
    womens_work,
    workplaces,
)
from perelom.mechanisms.steps import Step

STEPS: tuple[Step, ...] = (
    decisions.STEP,
    weather.STEP,
    kolkhoz.STEP,
    harvest.STEP,
    sowing.STEP,
    levy.STEP,
    offer.STEP,
    procurement.STEP,
    state_grain.STEP,
    grain_market.STEP,
    industrial_price.STEP,
    traders.STEP,
    goods.STEP,
    nutrition.STEP,
    herds.STEP,
    foreign_trade.STEP,
    industry.STEP,
    labour.STEP,
    workplaces.STEP,
    incomes.STEP,
    classes.STEP,
    collectivization.STEP,
    unrest.STEP,
    attitudes.STEP,
    dekulakization.STEP,
    womens_work.STEP,
    family.STEP,
    demography.STEP,
    repression.STEP,
    exile.STEP,
    migration.STEP,
    money.STEP,
    accounts.STEP,
    living.STEP,
)


def readers(instrument: str) -> list[str]:
    """Names of the steps that read an instrument."""
    names = {f"lever.{instrument}", "lever.*"}
    parts = instrument.split(".")
    names |= {f"lever.{'.'.join(parts[:k])}.*" for k in range(1, len(parts))}
    return [step.name for step in STEPS if names & set(step.reads)]


def movers(columns: Iterable[str]) -> list[str]:
    """Names of the steps that may write one of some columns."""
    wanted = set(columns) | {f"{column.split('.')[0]}.*" for column in columns}
    return [step.name for step in STEPS if wanted & set(step.writes)]
