"""Inputs of a case, held against the annotations of its function; every fault at once, in words.

What an annotation may be: float, int, str, bool, Literal, list or dict[str, ...] of these, a TypedDict,
unions (`float | list[float]`, `float | None`), and Annotated with a Bound. Whole numbers are taken as floats.
Arguments that several functions share stand in a TypedDict, `**economy: Unpack[Economy]`.
"""

from __future__ import annotations

import inspect
import math
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import (
    Annotated,
    Any,
    Literal,
    NoReturn,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from perelom.errors import did_you_mean

SHOWN = 40  # characters of a refused value that are repeated


@dataclass(frozen=True)
class Bound:
    """Limits of a number: `low` and `high` may be reached, `above` and `below` may not."""

    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None

    def holds(self, value: float) -> bool:
        return (
            (self.low is None or value >= self.low)
            and (self.high is None or value <= self.high)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )

    def __str__(self) -> str:
        words = ((self.low, "at least"), (self.high, "at most"), (self.above, "above"), (self.below, "below"))
        return " and ".join(f"{word} {limit:g}" for limit, word in words if limit is not None)


Positive = Annotated[float, Bound(above=0)]
NotNegative = Annotated[float, Bound(low=0)]
Share = Annotated[float, Bound(low=0, high=1)]  # 0 and 1 allowed
Inside = Annotated[float, Bound(above=0, below=1)]  # 0 and 1 not allowed
Growth = Annotated[float, Bound(above=-1)]  # a year, as a share; at -1 nothing is left
Count = Annotated[int, Bound(low=1, high=100_000)]  # years, periods: what is done in a moment


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one input. field : as `inputs.gamma` or `inputs.X[2]`."""

    field: str
    found: str
    allowed: str
    hint: str = ""

    @property
    def message(self) -> str:
        return f"{self.field}: found {self.found}; allowed: {self.allowed}"


class Refused(ValueError):
    """Inputs for which the model has no answer: every fault found."""

    def __init__(self, faults: list[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.message for fault in faults))


def refuse(*faults: Fault | None) -> None:
    """Raises Refused with the faults that are not None; does nothing where there is none."""
    found = [fault for fault in faults if fault is not None]
    if found:
        raise Refused(found)


def read(function: Callable[..., Any], inputs: object) -> dict[str, Any]:
    """The arguments of a function from a case's inputs. Refused names every field that does not fit."""
    faults: list[Fault] = []
    hints, required = signature(function)
    arguments = _object("inputs", inputs, hints, required, faults)
    if faults:
        raise Refused(faults)
    return arguments


def signature(function: Callable[..., Any]) -> tuple[dict[str, Any], list[str]]:
    """The arguments of a function with their annotations, and which of them have to be given."""
    annotated = get_type_hints(function, include_extras=True)
    hints: dict[str, Any] = {}
    required: list[str] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:  # `**economy: Unpack[Economy]`
            (keys,) = get_args(annotated[name])
            more = get_type_hints(keys, include_extras=True)
            hints |= more
            required += [key for key in more if key in keys.__required_keys__]
        else:
            hints[name] = annotated[name]
            required += [name] if parameter.default is parameter.empty else []
    return hints, required


def _object(
    field: str, found: object, hints: dict[str, Any], required: list[str], faults: list[Fault]
) -> dict[str, Any]:
    if not isinstance(found, dict):
        faults.append(Fault(field, shown(found), f"an object with the keys {', '.join(hints)}"))
        return {}
    missing = [name for name in required if name not in found]
    for name in found:
        if name not in hints:
            near = did_you_mean(str(name), missing or hints)
            faults.append(Fault(f"{field}.{name}", "a key that is not known", ", ".join(hints), near))
    faults += [Fault(f"{field}.{name}", "nothing", described(hints[name])) for name in missing]
    return {
        name: _value(f"{field}.{name}", found[name], hints[name], faults) for name in hints if name in found
    }


def _value(field: str, found: object, hint: Any, faults: list[Fault]) -> Any:
    """`found` as `hint` wants it; where it does not fit, a fault is added and None returned."""
    plain, bounds = unwrapped(hint)
    origin = get_origin(plain)
    if origin in (Union, types.UnionType):
        return _one_of(field, found, plain, faults)
    if origin is list and isinstance(found, list):
        return [_value(f"{field}[{i}]", item, get_args(plain)[0], faults) for i, item in enumerate(found)]
    if origin is dict and isinstance(found, dict):
        hint = get_args(plain)[1]
        return {str(key): _value(f"{field}.{key}", item, hint, faults) for key, item in found.items()}
    if is_typeddict(plain):
        hints = get_type_hints(plain, include_extras=True)
        return _object(field, found, hints, sorted(plain.__required_keys__, key=list(hints).index), faults)
    if origin is Literal and isinstance(found, str):
        if found in get_args(plain):
            return found
        faults.append(Fault(field, shown(found), described(hint), did_you_mean(found, get_args(plain))))
        return None
    number = _number(found, plain) if plain in (float, int) else None
    if number is not None and all(bound.holds(number) for bound in bounds):
        return number
    if plain in (str, bool, type(None)) and isinstance(found, plain):
        return found
    faults.append(Fault(field, shown(found), described(hint)))
    return None


def _one_of(field: str, found: object, union: Any, faults: list[Fault]) -> Any:
    """By the first member that fits; else the faults of the member of the same shape, or of all together."""
    same_shape: list[Fault] = []
    for member in get_args(union):
        own: list[Fault] = []
        value = _value(field, found, member, own)
        if not own:
            return value
        if any(fault.field != field for fault in own):  # a list or an object: its items are at fault
            same_shape = own
    faults += same_shape or [Fault(field, shown(found), described(union))]
    return None


def _number(found: object, kind: type) -> float | int | None:
    """A finite number of this kind, or None. true and false are no numbers."""
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return None
    try:
        number = float(found)
    except OverflowError:
        return None
    if not math.isfinite(number):
        return None
    if kind is int:
        return int(number) if number == int(number) else None
    return number


def unwrapped(hint: Any) -> tuple[Any, list[Bound]]:
    """An annotation without its bounds, and these."""
    if get_origin(hint) is Annotated:
        plain, *extras = get_args(hint)
        return plain, [extra for extra in extras if isinstance(extra, Bound)]
    return hint, []


def described(hint: Any) -> str:
    """What an annotation allows, in words."""
    plain, bounds = unwrapped(hint)
    origin, parts = get_origin(plain), get_args(plain)
    if origin in (Union, types.UnionType):
        return " or ".join(described(part) for part in parts)
    if origin is list:
        return f"a list, each item {described(parts[0])}"
    if origin is Literal:
        return " or ".join(f"'{part}'" for part in parts)
    if origin is dict:
        return f"an object, each value {described(parts[1])}"
    if is_typeddict(plain):
        return f"an object with the keys {', '.join(get_type_hints(plain))}"
    words = {float: "a number", int: "a whole number", str: "text", bool: "true or false", type(None): "null"}
    return " ".join([words[plain], *map(str, bounds)])


def shown(value: object) -> str:
    """A refused value as it stood in the file, cut where it is long."""
    if isinstance(value, (dict, list)):
        kind, count = ("an object", "keys") if isinstance(value, dict) else ("a list", "items")
        return f"{kind} of {len(value)} {count}"
    words = {None: "null", True: "true", False: "false"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    text = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return f"'{text}'" if isinstance(value, str) else text


def no_answer(function: str, why: str) -> NoReturn:
    """Refuses inputs that fit one by one but lead to no finite number."""
    raise Refused([Fault("inputs", why, f"values for which {function} has a finite answer")])
