"""Declared parameters: unit, reference value, prior, source. Draws by inverse CDF from keyed uniforms."""

from .declared import Parameter, declared, with_references
from .draws import draw, quantile, values
from .shipped import Posterior, kinds, posterior

__all__ = [
    "Parameter",
    "Posterior",
    "declared",
    "draw",
    "kinds",
    "posterior",
    "quantile",
    "values",
    "with_references",
]
