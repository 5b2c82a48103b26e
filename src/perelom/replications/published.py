"""Figures of the shipped evidence, as inputs of the replications: read, never copied."""

from __future__ import annotations

from functools import cache


@cache
def published(file: str, series: str, source: str, region: str | None = None) -> dict[str, float]:
    """Values of one series by period as it is written (`1930-03`, `1932/33`), in the unit of the file.

    file : as `economy/collectivization.csv`; source : words that the row's source begins with
    region : one of the fourteen, None for the country
    returns : rows whose source fits; of two for one period, the later in the file
    """
    from perelom.evidence import all_series

    found = {
        figure.period.text: figure.value
        for one in all_series()
        if one.file == file and one.id == series
        for figure in one.figures
        if figure.region == region and figure.source.startswith(source)
    }
    if not found:
        raise LookupError(f"no row of {series} in {file} has a source that begins with '{source}'")
    return found
