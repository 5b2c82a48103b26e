"""The description of the answers, OpenAPI 3.1: `/openapi.json`. A test holds it against the server."""

from __future__ import annotations

from functools import cache
from typing import Any

from perelom.results.stamp import stamp
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


BANDS = ("median", "low50", "high50", "low90", "high90")
LABEL = named("Label")
SAID = record({"en": rows(TEXT), "ru": rows(TEXT)})
BAND = named("Band")
SIDES = record({"a": BAND, "b": BAND, "difference": BAND})
CURVES = keyed(keyed(SIDES))

SCHEMAS: dict[str, Schema] = {
    "Label": record({"en": TEXT, "ru": TEXT}),
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
        }
    ),
    "Error": record(
        {
            "error": record({"text": TEXT, "found": TEXT, "allowed": TEXT, "hint": TEXT}),
            "problems": rows(named("Problem")),
            "text": TEXT,
        },
        ("problems", "text"),
    ),
    "Lane": record(
        {
            "instrument": TEXT,
            "region": MAYBE_TEXT,
            "campaign": TEXT,
            "steps": rows(
                record(
                    {
                        "from": MONTH,
                        "value": MAYBE_NUMBER,
                        "text": TEXT,
                        "source": TEXT,
                        "status": {"enum": ["", "verified", "recalled", "assumption"]},
                        "changed": TRUTH,
                    }
                )
            ),
        },
        ("campaign",),
    ),
    "Mode": record({"mode": {"enum": ["server", "static"]}, "pairs": rows(rows(TEXT))}, ("pairs",)),
    "Version": record(
        {
            "version": TEXT,
            "stamp": TEXT,
            "parameters": TEXT,
            "households": COUNT,
            "draws": COUNT,
            "limits": keyed(NUMBER),
        }
    ),
    "Vocabulary": record(
        {
            "regions": rows(record({"id": TEXT, "label": LABEL})),
            "indicators": rows(
                record(
                    {
                        "id": TEXT,
                        "unit": TEXT,
                        "unit_label": LABEL,
                        "label": LABEL,
                        "kind": TEXT,
                        "regional": TRUTH,
                        "summed_over_year": TRUTH,
                        "section": {"anyOf": [LABEL, {"type": "null"}]},
                        "key": TRUTH,
                        "logarithmic": TRUTH,
                        "readable": record({"factor": NUMBER, "unit": LABEL}),
                        "mechanisms": rows(TEXT),
                    }
                )
            ),
            "instruments": rows(
                record(
                    {
                        "id": TEXT,
                        "kind": TEXT,
                        "unit": TEXT,
                        "unit_label": LABEL,
                        "choices": rows(record({"id": TEXT, "label": LABEL})),
                        "low": MAYBE_NUMBER,
                        "high": MAYBE_NUMBER,
                        "regional": TRUTH,
                        "extensive": TRUTH,
                        "default": MAYBE_NUMBER,
                        "label": LABEL,
                        "meaning": TEXT,
                        "given": TEXT,
                    }
                )
            ),
            "months": {"const": N_MONTHS},
            "first": MONTH,
        }
    ),
    "Scenarios": rows(
        record(
            {
                "id": TEXT,
                "title": LABEL,
                "question": LABEL,
                "parent": MAYBE_TEXT,
                "period": record({"from": MONTH}),
            }
        )
    ),
    "Scenario": record(
        {
            "id": TEXT,
            "yaml": TEXT,
            "title": LABEL,
            "question": LABEL,
            "context": TEXT,
            "parent": MAYBE_TEXT,
            "hash": TEXT,
            "sources": rows(TEXT),
            "rules": COUNT,
            "lanes": rows(named("Lane")),
        }
    ),
    "Events": rows(
        record(
            {"id": TEXT, "month": MONTH, "from": MONTH, "to": MONTH, "label": LABEL}, ("month", "from", "to")
        )
    ),
    "Evidence": rows(
        record(
            {
                "first": {"type": "integer"},
                "last": {"type": "integer"},
                "moment": TRUTH,
                "low": MAYBE_NUMBER,
                "high": MAYBE_NUMBER,
                "rivals": rows(
                    record(
                        {
                            "value": NUMBER,
                            "low": NUMBER,
                            "high": NUMBER,
                            "series": TEXT,
                            "source": TEXT,
                            "status": {"enum": ["verified", "recalled"]},
                            "use": TEXT,
                            "note": TEXT,
                            "url": TEXT,
                            "rebase": TEXT,
                            "rebase_months": rows({"type": "integer"}),
                            "ratio": NUMBER,
                        },
                        ("value", "low", "high", "url", "rebase", "rebase_months", "ratio"),
                    )
                ),
            }
        )
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
        },
        ("at", "since", "sentences", "differences"),
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
    # the documents of two commands, with the version that made them and whether it is the installed one
    "Claims": {
        "type": "object",
        "required": ["stamp", "current", "claims", "draws", "households"],
        "properties": {
            "claims": rows({"type": "object", "required": ["id", "claim", "verdict", "because"]}),
            "stamp": TEXT,
            "current": TRUTH,
        },
    },
    "Verdict": {
        "type": "object",
        "required": ["stamp", "current", "verdict", "rerun"],
        "properties": {"verdict": {"type": "object"}, "stamp": TEXT, "current": TRUTH},
    },
    "Parameters": rows(
        record(
            {
                "id": TEXT,
                "unit": TEXT,
                "meaning": TEXT,
                "prior": record({"family": TEXT, "numbers": rows(NUMBER)}),
                "reference": NUMBER,
                "posterior": {
                    "anyOf": [
                        record({"median": NUMBER, "low": NUMBER, "high": NUMBER}),
                        {"type": "null"},
                    ]
                },
                "mark": TEXT,
                "source": TEXT,
                "mechanism": MAYBE_TEXT,
            }
        )
    ),
    "Sources": record(
        {
            "id": TEXT,
            "unit": TEXT,
            "label": LABEL,
            "mechanisms": rows(TEXT),
            "joins": rows({"type": "object", "required": ["series", "unit", "use", "reason", "figures"]}),
        }
    ),
    "Mechanisms": rows(
        record(
            {
                "id": TEXT,
                "name": TEXT,
                "does": TEXT,
                "instruments": rows(TEXT),
                "parameters": rows(TEXT),
                "indicators": rows(TEXT),
                "page": TEXT,
                "address": TEXT,
            }
        )
    ),
    "Geography": {
        "type": "object",
        "required": ["width", "height", "regions", "lakes", "source"],
        "properties": {
            "width": NUMBER,
            "height": NUMBER,
            "regions": keyed(record({"rings": rows(rows(rows(NUMBER))), "label": rows(NUMBER)})),
        },
    },
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


def _query(name: str, words: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": TEXT}


INDICATORS = _query("indicators", "ids by commas; by default those of the report")
REGION = _query("region", "one of the fourteen; by default the whole country")

# name: path, what it answers, its schema (or the media type of a file), further statuses, query
ROUTES: dict[str, tuple[str, str, str, tuple[int, ...], tuple[Schema, ...]]] = {
    "mode": ("/api/mode", "Whether there is a server behind the page", "Mode", (), ()),
    "version": ("/api/version", "Version, stamp, defaults and limits", "Version", (), ()),
    "vocabulary": ("/api/vocabulary", "Regions, indicators, instruments", "Vocabulary", (), ()),
    "scenarios": ("/api/scenarios", "The library", "Scenarios", (), ()),
    "scenario": ("/api/scenarios/{id}", "A scenario: text and lanes", "Scenario", (404,), ()),
    "events": ("/api/events", "Events that the model must show", "Events", (), ()),
    "evidence": (
        "/api/evidence/{indicator}",
        "Published figures, rivals together",
        "Evidence",
        (404, 409),
        (REGION, _query("run", "scale series of another base to this run's level")),
    ),
    "validate": ("/api/validate", "Check a scenario", "Validated", (400, 408, 413, 415, 422), ()),
    "ask": ("/api/runs", "Ask for a comparison", "Asked", (400, 408, 413, 415, 422, 429), ()),
    "run": (
        "/api/runs/{run}",
        "How far a comparison is, and what it shows",
        "Run",
        (404, 422),
        (INDICATORS, _query("places", "country or all"), _query("at", "month of the sentence")),
    ),
    "stream": (
        "/api/runs/{run}/stream",
        "Server-sent events: draw, failed, done",
        "text/event-stream",
        (404, 503),
        (INDICATORS,),
    ),
    "map": (
        "/api/runs/{run}/map",
        "Medians by region and month",
        "Map",
        (404, 409),
        (_query("indicator", "with values by region"), _query("which", "a, b or difference")),
    ),
    "csv": (
        "/api/runs/{run}/export.csv",
        "Quantiles as a long table",
        "text/csv",
        (404, 409),
        (INDICATORS, _query("places", "country or all")),
    ),
    "yaml": (
        "/api/runs/{run}/export.yaml",
        "A side's scenario",
        "application/yaml",
        (404,),
        (_query("which", "a or b"),),
    ),
    "report": ("/api/runs/{run}/report.html", "The report in one file", "text/html", (404, 409, 503), ()),
    "claims": ("/api/claims", "The claims audited", "Claims", (503,), ()),
    "verdict": ("/api/verdict", "The verdict", "Verdict", (503,), ()),
    "parameters": ("/api/parameters", "What is believed of each parameter", "Parameters", (), ()),
    "sources": ("/api/sources/{indicator}", "Series that measure an indicator", "Sources", (404,), ()),
    "mechanisms": ("/api/mechanisms", "The month in its order", "Mechanisms", (), ()),
    "geography": ("/api/geography", "The map of the regions", "Geography", (), ()),
    "mechanism_page": ("/mechanisms/{file}", "A mechanism's page, or its figure", "text/html", (404,), ()),
    "openapi": ("/openapi.json", "This description", "object", (), ()),
}
WORDS = {
    200: "the answer",
    202: "the run that answers it",
    400: "no JSON, or an unknown host",
    404: "there is no such thing",
    408: "the request did not arrive in time",
    409: "the run is not done",
    413: "the request is too large",
    415: "the body is not JSON",
    422: "refused, with every problem",
    429: "as many runs wait as may",
    503: "not here, or not now",
}


@cache
def description() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "perelom",
            "version": stamp(),
            "description": "Two futures of the Soviet economy and society, 1921-1940, side by side.",
        },
        "paths": {path: _path(name) for name, (path, *_) in ROUTES.items()},
        "components": {"schemas": SCHEMAS},
    }


def _path(name: str) -> dict[str, Any]:
    path, words, answer, statuses, query = ROUTES[name]
    method = "post" if name in REQUESTS else "get"
    inside = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters = [{"name": n, "in": "path", "required": True, "schema": TEXT} for n in inside]
    good = 202 if name == "ask" else 200
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": words,
        "parameters": [*parameters, *query],
        "responses": {
            str(good): {"description": WORDS[good], "content": _content(answer)},
            **{str(s): {"description": WORDS[s], "content": _content("Error")} for s in statuses},
        },
    }
    if name in REQUESTS:
        body = {"required": True, "content": {"application/json": {"schema": REQUESTS[name]}}}
        operation["requestBody"] = body
    return {method: operation}


def _content(answer: str) -> dict[str, Any]:
    if "/" in answer:
        return {answer: {"schema": TEXT}}
    schema = {"type": "object"} if answer == "object" else named(answer)
    return {"application/json": {"schema": schema}}
