"""The description of the answers, OpenAPI 3.1: `/openapi.json`. A test holds it against the server."""

from __future__ import annotations

from functools import cache
from typing import Any

from perelom.results.stamp import stamp

from .schema_forms import TEXT, Schema, named
from .schemas_known import KNOWN
from .schemas_runs import REQUESTS, RUNS


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
        "components": {"schemas": KNOWN | RUNS},
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
