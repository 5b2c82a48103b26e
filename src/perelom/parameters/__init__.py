"""Declared parameters: unit, reference value, prior, source. Draws by inverse CDF from keyed uniforms."""

from .declared import Parameter, declared, with_references
from .draws import draw, normal_of, quantile, values
from .shipped import Posterior, kinds, posterior

__all__ = [
    "Parameter",
    "Posterior",
    "declared",
    "draw",
    "kinds",
    "normal_of",
    "posterior",
    "quantile",
    "values",
    "with_references",
]
