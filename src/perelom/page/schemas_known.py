"""Schemas of what is known before anything is computed: words, scenarios, evidence, audits, origins."""

from __future__ import annotations

from perelom.vocabulary import N_MONTHS

from .schema_forms import (
    COUNT,
    LABEL,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    MONTH,
    NUMBER,
    TEXT,
    TRUTH,
    Schema,
    keyed,
    named,
    record,
    rows,
)

KNOWN: dict[str, Schema] = {
    "Label": record({"en": TEXT, "ru": TEXT}),
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
                        "suffixes": rows(TEXT),
                        "given": {"anyOf": [LABEL, {"type": "null"}]},
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
    # the documents of two commands, with the version that made them and whether it is the installed one
    "Claims": {
        "type": "object",
        "required": ["stamp", "current", "russian", "claims", "draws", "households"],
        "properties": {
            "claims": rows({"type": "object", "required": ["id", "claim", "verdict", "because"]}),
            "stamp": TEXT,
            "current": TRUTH,
            "russian": keyed(TEXT),
        },
    },
    "Verdict": {
        "type": "object",
        "required": ["stamp", "current", "russian", "verdict", "rerun"],
        "properties": {
            "verdict": {"type": "object"},
            "stamp": TEXT,
            "current": TRUTH,
            "russian": keyed(TEXT),
        },
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
                "does": LABEL,
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
