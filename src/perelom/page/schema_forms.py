"""Forms that the schemas of the answers are made of (JSON Schema, 2020-12)."""

from __future__ import annotations

from typing import Any

from perelom.vocabulary import N_MONTHS

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
TRUTH: Schema = {"type": "boolean"}
MONTH: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
PATH: Schema = {"type": "array", "items": MAYBE_NUMBER, "minItems": N_MONTHS, "maxItems": N_MONTHS}


def record(properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    """An object with these properties and no others; all are there but the optional ones."""
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def rows(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def keyed(item: Schema) -> Schema:
    """An object with any keys, each with such a value."""
    return {"type": "object", "additionalProperties": item}


def named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


LABEL = named("Label")
