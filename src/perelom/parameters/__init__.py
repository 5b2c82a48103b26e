"""Declared parameters: unit, reference value, prior, source. Draws by inverse CDF from keyed uniforms."""

from .declared import Parameter, declared
from .draws import draw, quantile, values
from .shipped import Posterior, kinds, posterior

__all__ = ["Parameter", "Posterior", "declared", "draw", "kinds", "posterior", "quantile", "values"]
