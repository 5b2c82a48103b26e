"""The words of the model: months, regions, instruments, indicators, units. Everything else imports from
here."""

from .calendar import FIRST_MONTH, FIRST_YEAR, LAST_MONTH, MONTHS, N_MONTHS, month_index, month_text
from .indicators import Indicator, declared_indicators, indicator_index, indicators
from .instruments import Instrument, fed_in, instruments, lever_index
from .regions import COUNTRY, N_REGIONS, PLACES, REGION_INDEX, REGION_LABELS, REGIONS
from .units import allowed_suffixes, dimension, parse_quantity

__all__ = [
    "COUNTRY",
    "FIRST_MONTH",
    "FIRST_YEAR",
    "LAST_MONTH",
    "MONTHS",
    "N_MONTHS",
    "N_REGIONS",
    "PLACES",
    "REGIONS",
    "REGION_INDEX",
    "REGION_LABELS",
    "Indicator",
    "Instrument",
    "allowed_suffixes",
    "declared_indicators",
    "dimension",
    "fed_in",
    "indicator_index",
    "indicators",
    "instruments",
    "lever_index",
    "month_index",
    "month_text",
    "parse_quantity",
]
