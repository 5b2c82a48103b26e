"""What one reader may ask of the server, and how it says no: in words, with what was found and is allowed."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from perelom.errors import InputError, Problem, refusal
from perelom.scenarios import names
from perelom.vocabulary import N_MONTHS

from .texts import in_russian

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
RUN = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Limits:
    """What the server takes.

    body_bytes : of a request; lines : of a scenario; draws, seeds, households : of a run; seconds : of
    computing of one run; queue : runs that wait or are computed; kept_bytes : of results on the disk
    body_seconds : in which a request's body has to arrive; streams : open at once
    """

    body_bytes: int = 256 * 1024
    lines: int = 5_000
    draws: int = 64
    seeds: int = 2
    households: int = 20_000
    seconds: float = 60.0
    queue: int = 64
    kept_bytes: int = 2 * 2**30
    body_seconds: float = 10.0
    streams: int = 256

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Refused(Exception):
    """A request that is answered with an error.

    status : of HTTP; text, found, allowed, hint : what went wrong, for people; problems : of a scenario, as
    `/api/validate` tells them
    """

    def __init__(
        self,
        status: int,
        text: str,
        *,
        found: str = "",
        allowed: str = "",
        hint: str = "",
        problems: list[dict[str, Any]] | None = None,
    ):
        super().__init__(text)
        self.status = status
        self.error = {"text": text, "found": found, "allowed": allowed, "hint": hint}
        self.problems = problems

    def as_json(self) -> dict[str, Any]:
        russian = in_russian(self.error["text"], self.error["hint"])
        body: dict[str, Any] = {"error": {**self.error, "russian": russian}}
        if self.problems is not None:
            body["problems"] = self.problems
        if self.status == 429:
            body["text"] = self.error["text"]
        return body


@dataclass(frozen=True)
class Side:
    """One side of a comparison as it was asked for: a scenario of the library by `id`, or a text `yaml`."""

    id: str = ""
    yaml: str = ""
    name: str = ""


@dataclass(frozen=True)
class Asked:
    """A comparison that is within the limits."""

    a: Side
    b: Side
    draws: int
    seeds: int
    households: int
    seed: int


def asked(body: Any, limits: Limits, defaults: dict[str, int]) -> Asked:
    """A comparison from the body of a request. InputError with everything that is refused.

    defaults : draws, seeds, households and seed where the body names none
    """
    if not isinstance(body, dict):
        raise refusal("the body is not a JSON object", 'send {"a": {"id": "history"}, "b": {"id": …}}')
    problems = list(_unknown(body, ("a", "b", *defaults), "the request"))
    sides = {}
    for key in ("a", "b"):
        side, wrong = _side(body.get(key), key, limits)
        sides[key] = side
        problems += wrong
    highest = {"draws": limits.draws, "seeds": limits.seeds, "households": limits.households}
    numbers = {}
    for key, default in defaults.items():
        value = body.get(key, default)
        low, high = (0, 2**63 - 1) if key == "seed" else (1, highest[key])
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            words = f"{key} is {_short(value)}; expected a whole number from {low} to {high}"
            hint = "" if key == "seed" else f"more on your own machine: perelom compare --{key}"
            problems.append(Problem(key, None, None, words, hint))
            value = default
        numbers[key] = value
    if problems:
        raise InputError(problems)
    return Asked(sides["a"], sides["b"], **numbers)


def text_of(body: Any, limits: Limits) -> tuple[str, str]:
    """Text and name of a scenario from the body of a request to check it. InputError where it has none."""
    if not isinstance(body, dict):
        raise refusal("the body is not a JSON object", 'send {"yaml": "title: …"}')
    problems = list(_unknown(body, ("yaml", "name"), "the request"))
    if "yaml" not in body:
        problems += refusal("the request has no 'yaml'", 'send {"yaml": "title: …"}').problems
    side, wrong = _side({"name": "mine", **body}, "", limits)
    if problems or wrong:
        raise InputError([*problems, *wrong])
    return side.yaml, side.name


def _side(value: Any, key: str, limits: Limits) -> tuple[Side, list[Problem]]:
    """A side of a comparison and what is wrong with it. key : its place, for the words"""
    where = f"{key}." if key else ""
    if not isinstance(value, dict) or ("id" in value) == ("yaml" in value):
        words = f"'{key}' must hold either 'id' or 'yaml'"
        return Side(), [Problem(key, None, None, words, f'{{"{key}": {{"id": "history"}}}}')]
    problems = list(_unknown(value, ("id",) if "id" in value else ("yaml", "name"), f"'{key or 'body'}'"))
    if "id" in value:
        if value["id"] not in names():
            words = f"unknown scenario {_short(value['id'])}"
            problems.append(Problem(f"{where}id", None, None, words, "/api/scenarios lists the library"))
            return Side(), problems
        return Side(id=value["id"], name=value["id"]), problems
    text, name = value["yaml"], value.get("name", f"mine-{key}")
    if not isinstance(text, str):
        problems.append(Problem(f"{where}yaml", None, None, f"found {_short(text)}; expected a text"))
        return Side(), problems
    lines = text.count("\n") + 1
    if lines > limits.lines:
        words = f"the scenario has {lines} lines; this server reads up to {limits.lines}"
        problems.append(Problem(f"{where}yaml", None, None, words, "use 'extends' and say what differs"))
    if not isinstance(name, str) or not NAME.fullmatch(name):
        words = f"name is {_short(name)}; expected up to 40 small letters, digits and hyphens"
        problems.append(Problem(f"{where}name", None, None, words))
    elif name in names():
        words = f"'{name}' is a scenario of the library; give yours another name"
        problems.append(Problem(f"{where}name", None, None, words, f"such as 'my-{name}'"))
    return Side(yaml=text, name=str(name)), problems


def _unknown(value: dict[str, Any], known: tuple[str, ...], where: str) -> list[Problem]:
    hint = f"known: {', '.join(known)}"
    return [
        Problem(_short(k), None, None, f"unknown key {_short(k)} in {where}", hint)
        for k in value
        if k not in known
    ]


def _short(value: Any) -> str:
    """A value for a message, cut where it is long."""
    told = repr(value)
    return told if len(told) <= 60 else told[:57] + "…'"


def span(value: str | None, name: str) -> str | None:
    """A month asked for in a query. InputError for what is no month."""
    if value is None:
        return None
    from perelom.vocabulary import month_index

    try:
        month_index(value)
    except ValueError as error:
        raise refusal(f"{name}: {error}", f"{N_MONTHS} months, from 1921-01 to 1940-12") from None
    return value
