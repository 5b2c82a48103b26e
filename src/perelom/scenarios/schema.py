"""JSON Schema (draft 2020-12) of scenario files, for editors. The reader stays the judge of a file."""

from __future__ import annotations

import re
from typing import Any

from perelom.vocabulary import (
    COUNTRY,
    FIRST_MONTH,
    LAST_MONTH,
    REGIONS,
    Instrument,
    allowed_suffixes,
    indicators,
    instruments,
)

from .deciding import STATUSES
from .decrees import FAMILIES
from .values import measured_in, unit_of

MONTH = "^19(2[1-9]|3[0-9]|40)-(0[1-9]|1[0-2])$"
NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
Schema = dict[str, Any]


def schema() -> Schema:
    """The schema of a scenario file. Every valid file passes; bounds are not checked behind a suffix."""
    text = {"type": "string", "minLength": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "perelom scenario",
        "description": f"Dated decisions, {FIRST_MONTH} to {LAST_MONTH}",
        "type": "object",
        "required": ["title"],
        "additionalProperties": False,
        "properties": {
            "title": _text(),
            "question": _text(),
            "context": _text(),
            "extends": {**text, "description": "name of a scenario, or a path to its file"},
            "from": {"$ref": "#/$defs/month"},
            "until": {"$ref": "#/$defs/month", "description": "up to and without this month"},
            "set": _levers(),
            "rules": {"type": ["array", "null"], "items": {"$ref": "#/$defs/rule"}},
            "parameters": _parameters(),
            "sources": {"type": ["array", "null"], "items": _text()},
        },
        "$defs": {
            "month": {"type": "string", "pattern": MONTH},
            "region": {"enum": list(REGIONS)},
            "rule": _rule(),
        },
    }


def _text() -> Schema:
    """Text as YAML may hand it over: a title such as 1928 arrives as a number."""
    return {"type": ["string", "number", "boolean"], "minLength": 1}


def _levers() -> Schema:
    properties = {name: _decision(lever) for name, lever in instruments().items()}
    return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}


def _value(lever: Instrument) -> Schema:
    """One value of a lever: a choice, a list of choices, a number within bounds, or a number with a unit."""
    if lever.kind == "enum":
        return {"enum": list(lever.choices)}
    if lever.kind == "set":
        return {"type": "array", "items": {"enum": list(lever.choices)}, "uniqueItems": True}
    number: Schema = {"type": "integer" if lever.kind == "class" else "number"}
    if lever.low is not None:
        number["minimum"] = lever.low
    if lever.high is not None:
        number["maximum"] = lever.high
    return {"anyOf": [number, _with_suffix(unit_of(lever))]}


def _with_suffix(unit: str) -> Schema:
    """Text of a number with one of the suffixes that fit a unit: `12 Mt`."""
    suffixes = "|".join(re.escape(name).replace("\\ ", " ") for name in allowed_suffixes(unit))
    ending = rf"(\s*({suffixes}))?" if suffixes else ""
    return {"type": "string", "pattern": rf"^\s*{NUMBER}{ending}\s*$"}


def _with_origin(value: Schema) -> Schema:
    """A value, or a value with where it comes from."""
    origin = {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": value,
            "source": _text(),
            "note": _text(),
            "status": {"enum": list(STATUSES)},
        },
    }
    return {"anyOf": [value, origin]}


def _dated(value: Schema, extra: Schema) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "patternProperties": {MONTH: _with_origin(value)},
        "properties": extra,
    }


def _ramp(value: Schema) -> Schema:
    return {
        "type": "object",
        "minProperties": 2,
        "additionalProperties": False,
        "patternProperties": {MONTH: _with_origin(value)},
    }


def _decision(lever: Instrument) -> Schema:
    """Every form that a lever may take in `set`."""
    value = _value(lever)
    extra: Schema = {} if lever.kind in ("enum", "set", "class") else {"ramp": _ramp(value)}
    forms = [_with_origin(value), _dated(value, extra)]
    families = [name for name, instrument in FAMILIES.items() if instrument == lever.id]
    campaigns = {
        "type": "object",
        "required": ["decrees"],
        "additionalProperties": False,
        "properties": {"decrees": {"enum": families}},
    }
    if families:
        forms.append(campaigns)
    if lever.regional:
        regions = {"anyOf": list(forms)}
        named = {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"$ref": "#/$defs/region"},
            "additionalProperties": regions,
        }
        forms = [_with_origin(value), _dated(value, {**extra, "by_region": named})]
        if families:
            both = {**campaigns["properties"], "by_region": named}
            forms.append({**campaigns, "properties": both})
    return {"description": f"{lever.meaning or lever.id} ({measured_in(lever)})", "anyOf": forms}


def _rule() -> Schema:
    return {
        "type": "object",
        "required": ["when", "set"],
        "additionalProperties": False,
        "properties": {
            "when": _conditions(),
            "for": {"type": ["integer", "string"], "pattern": r"^[0-9]+(\s+months?)?$", "minimum": 1},
            "until": _conditions(),
            "set": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {name: _effect(lever) for name, lever in instruments().items()},
            },
            "because": _text(),
        },
    }


def _effect(lever: Instrument) -> Schema:
    value = _value(lever)
    if not lever.regional:
        return value
    regions = {"type": "object", "propertyNames": {"$ref": "#/$defs/region"}, "additionalProperties": value}
    by_region = {
        "type": "object",
        "required": ["by_region"],
        "additionalProperties": False,
        "properties": {"by_region": {**regions, "minProperties": 1}},
    }
    return {"anyOf": [value, by_region]}


def _conditions() -> Schema:
    properties = {}
    for name, indicator in indicators().items():
        threshold = {"anyOf": [{"type": "number"}, _with_suffix(indicator.unit)]}
        places = [COUNTRY, *REGIONS] if indicator.regional else [COUNTRY]
        properties[name] = {
            "description": f"{indicator.label} ({indicator.unit})",
            "type": "object",
            "additionalProperties": False,
            "properties": {"below": threshold, "above": threshold, "region": {"enum": places}},
            "anyOf": [{"required": ["below"]}, {"required": ["above"]}],
        }
    return {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": properties}


def _parameters() -> Schema:
    from perelom.parameters import declared

    properties = {
        name: _with_origin({"anyOf": [{"type": "number"}, _with_suffix(parameter.unit)]})
        for name, parameter in declared().items()
    }
    return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}
