"""The rules in mesa-frames: an agent set kept as a polars frame; its step is the expressions of in_polars."""

from __future__ import annotations

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

import in_polars
from rules import COLUMNS, SLOTS, SUMS, parameters


class Households(AgentSetPolars):
    """All households of the country."""

    def __init__(self, model: Country, frame: pl.DataFrame):
        super().__init__(model)
        # the library's identifiers are whole numbers with a sign
        self += frame.with_columns(unique_id=pl.col("number").cast(pl.Int64))

    def step(self) -> None:
        identifiers = self.agents["unique_id"]
        frame, of_month = in_polars.month_of(self.agents, self.model.month, self.model.parameters)
        self.agents = frame.with_columns(identifiers)
        self.model.sums.append(of_month)


class Country(ModelDF):
    """The month is the agent set's step."""

    def __init__(self, frame: pl.DataFrame):
        super().__init__(seed=6)
        self.parameters, self.month, self.sums = parameters(), 0, []
        self.agents += Households(self, frame)

    def step(self) -> None:
        self.agents.do("step")
        self.month += 1


def prepare(start: dict[str, np.ndarray]) -> Country:
    """The state in this form's own storage."""
    return Country(in_polars.prepare(start))


def run(model: Country, months: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Runs the months; returns sums [months, len(SUMS)] and the last state."""
    for _ in range(months):
        model.step()
    (households,) = model.agents._agentsets
    columns = {name: households.agents[name].to_numpy().reshape(-1, SLOTS) for name in COLUMNS}
    return np.array(model.sums).reshape(months, len(SUMS)), columns
