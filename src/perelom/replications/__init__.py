"""Published models, each alone: pure functions over plain numbers and lists, apart from the simulator.

A model is one file NAME.py. It exports its functions (numbers and lists in, a dict out, no randomness) and

    TITLE      what the model is about, in one line
    SOURCE     the work it replicates
    STATUS     exact, calibrated or illustrative: what the module as a whole may claim
    CASES      {full name of a case: function}, as {"threshold.list": from_list}
    HEADLINES  the figures that `perelom replicate` sets side by side, see `headline.Headline`

and is named in `registry.MODELS`. Inputs of a case are held against the annotations of its function, see
`inputs`. What only the model itself can refuse it refuses by `inputs.refuse`, every fault at once.
"""

from .comparison import compared
from .headline import Headline
from .inputs import Fault, Refused, refuse
from .registry import MODELS, Model, model, models, solve

__all__ = [
    "MODELS",
    "Fault",
    "Headline",
    "Model",
    "Refused",
    "compared",
    "model",
    "models",
    "refuse",
    "solve",
]
