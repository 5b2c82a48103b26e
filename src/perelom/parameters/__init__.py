"""Declared parameters: unit, reference value, prior, source. Draws by inverse CDF from keyed uniforms."""

from .declared import Parameter, declared
from .draws import draw, quantile, values

__all__ = ["Parameter", "declared", "draw", "quantile", "values"]
