"""`perelom claims`: the essay's claims audited by rule against evidence and model."""

from __future__ import annotations

from typing import Any

from perelom.ensembles.plan import ROOT_SEED, SAMPLE

from .printing import print_json, progress_bar, say, show, table
from .running import Draws, Households, Json, Parameters, Seed, Seeds, Workers

DRAWS, SEEDS = 16, 1


def claims(
    *ids: str,
    draws: Draws = DRAWS,
    seeds: Seeds = SEEDS,
    households: Households = str(SAMPLE),
    seed: Seed = ROOT_SEED,
    parameters: Parameters = None,
    workers: Workers = None,
    json: Json = False,
) -> int:
    """Audit the essay's claims: supported, not supported, mixed or cannot be told, and why. 1 where a
    simulation failed. The rules were fixed before the model was asked (docs/claims.md).

    Parameters
    ----------
    ids
        Claims, as C27; by default all 61, which takes one simulation for each scenario, draw and seed.
    """
    from perelom.inference.auditing import audited
    from perelom.results.stamp import stamp

    document = audited(
        ids,
        bar=lambda words: progress_bar(words, quiet=json),
        draws=draws,
        seeds=seeds,
        seed=seed,
        households=households,
        parameters=parameters,
        workers=workers,
    )
    document["stamp"] = stamp()
    if json:
        print_json(document)
    else:
        _tell(document)
    for item, cause in document["failed"].items():
        say(f"{item} failed: {cause}")
    return 1 if document["failed"] else 0


def _tell(document: dict[str, Any]) -> None:
    """One claim after another where few are asked for, and the table of all."""
    for claim in document["claims"]:
        _tell_claim(claim)
    made = table("Verdicts", ["claim", "", "verdict", "confidence", "figure"])
    for claim in document["claims"]:
        made.add_row(
            claim["id"], claim["claim"], claim["verdict"], claim["confidence"], claim["figure"] or ""
        )
    show(
        made,
        f"{document['draws']} draws of the {document['parameters']}, {document['seeds']} seeds, "
        f"{document['households']} households; rules {document['rules_sha256'][:12]}.",
        "recalled: from memory of the work named, not checked. in-sample: seen while the model was fitted, "
        "so that agreement confirms nothing.",
    )


def _tell_claim(claim: dict[str, Any]) -> None:
    show(f"{claim['id']}  {claim['claim']}", f"  {claim['verdict']}, confidence {claim['confidence']}")
    show(f"  {claim['because']}")
    for test in claim["evidence"]["tests"]:
        sources = dict.fromkeys(
            s["source"] + (" (recalled)" if s["status"] == "recalled" else "")
            for number in test["numbers"]
            for s in number["sources"]
        )
        show(f"  {test['says']}: {'; '.join(sources)}")
    for beside in claim["beside"]:
        for case in beside["cases"]:
            if "q50" in case:
                band = f"{case['q50']:.4g} ({case['q05']:.4g} to {case['q95']:.4g})"
                how = f"{case['b']} against {case['a']}, {beside['as']}" if case["a"] else case["b"]
                show(f"  beside, not judged: {beside['says']}, {how}: {band}")
    for dispute in claim["disputed"]:
        show(f"  disputed: {dispute['text']} {'; '.join(dispute['sources'])}")
    show("")
