"""Schemas of what is asked and computed: requests, problems, runs, maps."""

from __future__ import annotations

from .schema_forms import (
    COUNT,
    LABEL,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    MONTH,
    NUMBER,
    PATH,
    TEXT,
    TRUTH,
    Schema,
    keyed,
    named,
    record,
    rows,
)

BANDS = ("median", "low50", "high50", "low90", "high90")
SAID = record({"en": rows(TEXT), "ru": rows(TEXT)})
BAND = named("Band")
SIDES = record({"a": BAND, "b": BAND, "difference": BAND})
CURVES = keyed(keyed(SIDES))
TOLD = record({"text": TEXT, "hint": TEXT})

RUNS: dict[str, Schema] = {
    "Band": record(
        {
            **dict.fromkeys(BANDS, PATH),
            "annual": record({"years": rows(COUNT), **dict.fromkeys(BANDS, rows(MAYBE_NUMBER))}),
        },
        ("annual",),
    ),
    "Problem": record(
        {
            "line": {"type": ["integer", "null"]},
            "column": {"type": ["integer", "null"]},
            "path": TEXT,
            "found": TEXT,
            "text": TEXT,
            "hint": TEXT,
            "russian": TOLD,
        }
    ),
    "Error": record(
        {
            "error": record({"text": TEXT, "found": TEXT, "allowed": TEXT, "hint": TEXT, "russian": TOLD}),
            "problems": rows(named("Problem")),
            "text": TEXT,
        },
        ("problems", "text"),
    ),
    "Validated": record(
        {
            "valid": TRUTH,
            "problems": rows(named("Problem")),
            "lanes": {"type": ["array", "null"], "items": named("Lane")},
            "title": LABEL,
            "parent": MAYBE_TEXT,
            "hash": TEXT,
        },
        ("title", "parent", "hash"),
    ),
    "Asked": record({"run": TEXT, "position": COUNT, "status": TEXT}),
    "Run": record(
        {
            "run": TEXT,
            "status": {"enum": ["queued", "running", "done", "failed"]},
            "position": COUNT,
            "done": COUNT,
            "of": COUNT,
            "failed": rows(record({"draw": COUNT, "cause": TEXT})),
            "stamp": TEXT,
            "a": TEXT,
            "b": TEXT,
            "draws": COUNT,
            "seeds": COUNT,
            "seed": COUNT,
            "households": COUNT,
            "parameters": TEXT,
            "first": MONTH,
            "months": COUNT,
            "basis": {"enum": ["centre", "draws", None]},
            "curves": CURVES,
            "at": MONTH,
            "since": {"type": ["string", "null"]},
            "sentence": {"anyOf": [LABEL, {"type": "null"}]},
            "sentences": SAID,
            "differences": keyed({"type": "object"}),
            "warnings": SAID,
            "deaths": rows(named("Toll")),
            "rests": named("Rests"),
        },
        ("at", "since", "sentences", "differences", "deaths", "rests"),
    ),
    "Map": record(
        {
            "run": TEXT,
            "indicator": TEXT,
            "which": {"enum": ["a", "b", "difference"]},
            "unit": TEXT,
            "unit_label": LABEL,
            "months": COUNT,
            "regions": keyed(PATH),
            "low": MAYBE_NUMBER,
            "high": MAYBE_NUMBER,
        }
    ),
    "Toll": record(
        {
            "indicator": TEXT,
            "first": MONTH,
            "last": MONTH,
            "places": keyed(keyed(record({"median": NUMBER, "low90": NUMBER, "high90": NUMBER}))),
            "published": keyed({"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}),
        }
    ),
    "Rests": record(
        {
            "scenarios": keyed(TEXT),
            "parameters": TEXT,
            "evidence": TEXT,
            "code": TEXT,
            "results": TEXT,
            "residual": NUMBER,
            "machine": keyed(TEXT),
        }
    ),
}
SIDE = {
    "oneOf": [
        record({"id": TEXT}),
        record({"yaml": TEXT, "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,39}$"}}, ("name",)),
    ]
}
REQUESTS: dict[str, Schema] = {
    "validate": record({"yaml": TEXT, "name": TEXT}, ("name",)),
    "ask": record(
        {"a": SIDE, "b": SIDE, "draws": COUNT, "seeds": COUNT, "households": COUNT, "seed": COUNT},
        ("draws", "seeds", "households", "seed"),
    ),
}
