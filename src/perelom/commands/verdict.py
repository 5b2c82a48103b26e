"""`perelom verdict`: NEP and its rivals against history, row by row, and for whom it flips."""

from __future__ import annotations

import json as jsonlib
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from perelom.ensembles.plan import DRAWS, ROOT_SEED, SAMPLE, SEEDS, Plan, plan
from perelom.errors import InputError, refusal

from .printing import print_json, progress_bar, say, show
from .running import Draws, Force, Households, Json, Parameters, Seed, Seeds, Workers

OUT_FILES = ("verdict.json", "verdict.csv")


def verdict(
    *rivals: str,
    draws: Draws = DRAWS,
    seeds: Seeds = SEEDS,
    households: Households = str(SAMPLE),
    seed: Seed = ROOT_SEED,
    parameters: Parameters = None,
    neps_only: Annotated[
        bool, Parameter(negative="", help="Only the three NEPs, without rival courses.")
    ] = False,
    where_it_flips: Annotated[
        bool, Parameter(negative="", help="Under which parameters and for which readers history is ahead.")
    ] = False,
    compare_parameters: Annotated[
        list[str] | None,
        Parameter(
            consume_multiple=True,
            negative="",
            help="How the headline moves with the kind of parameters: prior posterior without-E1 …",
        ),
    ] = None,
    every_row: Annotated[bool, Parameter(negative="", help="Every row, not the headline alone.")] = False,
    out: Annotated[
        Path | None, Parameter(help="A folder for verdict.json and verdict.csv (every pair, draw and seed).")
    ] = None,
    force: Force = False,
    workers: Workers = None,
    json: Json = False,
) -> int:
    """Hold NEP and its rivals against history, row by row: consumption, deaths by cause, births, capital,
    industry, defence. No score, no price of a life. 1 where a simulation failed.

    Parameters
    ----------
    rivals
        Further courses beside the three NEPs: names of the library or YAML files; by default a list of them.
    """
    from perelom.inference.verdict import NEPS, scenarios_of
    from perelom.results.stamp import stamp

    kinds = [_kind(word) for word in compare_parameters or ()]
    _refuse(rivals, kinds, parameters, neps_only, where_it_flips, out, force)
    names = scenarios_of([] if neps_only or kinds else rivals or None)
    plans = [
        plan(names, draws=draws, seeds=seeds, seed=seed, households=households, parameters=kind)
        for kind in kinds or [parameters]
    ]
    flips = [*NEPS, *rivals] if where_it_flips else []
    document, failed, rows = _computed(plans, bool(kinds), flips, workers, json)
    document["stamp"] = stamp()
    document["rerun"] = _rerun(names, plans[0], kinds, neps_only, where_it_flips)
    if out is not None:
        _write(out, document, rows)
    if json:
        print_json(document)
    else:
        from .verdict_tables import tell

        show(*tell(document, every_row))
        show(f"\nRerun: {document['rerun']}")
    for item, cause in failed.items():
        say(f"{item} failed: {cause}")
    return 1 if failed else 0


def _computed(
    plans: Sequence[Plan], several: bool, flips: Sequence[str], workers: int | None, quiet: bool
) -> tuple[dict[str, Any], dict[str, str], list[tuple[Any, ...]]]:
    """The document, what failed, and the long table of every value. flips : courses of which it is told when
    history comes out ahead."""
    from perelom.inference.verdict import moved
    from perelom.inference.verdict import verdict as table_of
    from perelom.inference.verdict_runs import measure_all

    tables: dict[str, dict[str, Any]] = {}
    failed: dict[str, str] = {}
    rows: list[tuple[Any, ...]] = []
    document: dict[str, Any] = {}
    for asked in plans:
        with progress_bar(f"simulating ({asked.mode})", quiet=quiet) as progress:
            measured = measure_all(asked, workers=workers, progress=progress)
        tables[asked.mode] = table_of(measured, asked)
        failed |= {f"{asked.mode}/{k}" if several else k: v for k, v in measured.failed.items()}
        rows += measured.long(asked.mode)
        if flips:
            from perelom.inference.discovery import where_it_flips

            names = {Path(name).stem for name in flips}
            courses = [name for name in measured.scenarios if name in names]
            document["where_it_flips"] = {
                at: where_it_flips(measured, courses, at, seed=asked.root_seed) for at in measured.horizons
            }
    first = next(iter(tables.values()))
    document = {"verdict": first, **document}
    if several:
        document["compare_parameters"] = moved(tables)
    return document, failed, rows


def _kind(word: str) -> str:
    """A kind of parameters as plans know it: `without-E4` is short for `posterior:without-E4`."""
    return f"posterior:{word}" if word.startswith("without-") else word


def _refuse(
    rivals: Sequence[str],
    kinds: Sequence[str],
    parameters: str | None,
    neps_only: bool,
    flips: bool,
    out: Path | None,
    force: bool,
) -> None:
    """InputError with everything about the words that does not go together."""
    problems = []
    if neps_only and rivals:
        words = f"--neps-only leaves no room for {', '.join(rivals)}"
        problems += refusal(words, "name rivals, or ask for the three NEPs alone").problems
    if kinds and rivals:
        problems += refusal("--compare-parameters shows the three NEPs and takes no rivals").problems
    if kinds and parameters:
        hint = f"name it among the kinds: --compare-parameters {' '.join([parameters, *kinds])}"
        problems += refusal("--parameters and --compare-parameters say the same thing twice", hint).problems
    if kinds and flips:
        problems += refusal(
            "--where-it-flips reads one kind of parameters", "give it by --parameters"
        ).problems
    if len(kinds) == 1:
        problems += refusal(f"one kind of parameters, '{kinds[0]}', cannot be compared", "name two").problems
    twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
    problems += [p for kind in twice for p in refusal(f"'{kind}' is named more than once").problems]
    if out is not None and out.is_file():
        problems += refusal("this is a file, not a folder", path=str(out)).problems
    elif out is not None and not force and any((out / name).exists() for name in OUT_FILES):
        problems += refusal("a verdict is there already", "replace it with --force", str(out)).problems
    if problems:
        raise InputError(problems)


def _write(out: Path, document: dict[str, Any], rows: Sequence[tuple[Any, ...]]) -> None:
    """verdict.json and verdict.csv in a folder. InputError where it cannot be written."""
    import csv

    try:
        out.mkdir(parents=True, exist_ok=True)
        text = jsonlib.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
        (out / OUT_FILES[0]).write_text(text + "\n", encoding="utf-8")
        with (out / OUT_FILES[1]).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow(("parameters", "scenario", "at", "draw", "seed", "row", "value"))
            writer.writerows(rows)
    except OSError as error:
        raise refusal(f"cannot be written: {error.strerror}", path=str(out)) from None


def _rerun(names: Sequence[str], asked: Plan, kinds: Sequence[str], neps_only: bool, flips: bool) -> str:
    """The command that gives these results again, with every default written out."""
    from perelom.inference.verdict import HISTORY, NEPS, RIVALS

    rivals = [name for name in names if name not in (HISTORY, *NEPS)]
    words = ["perelom", "verdict", *([] if tuple(rivals) == RIVALS else rivals)]
    words += ["--draws", str(asked.draws), "--seeds", str(asked.seeds), "--seed", str(asked.root_seed)]
    words += ["--households", "all" if asked.households is None else str(asked.households)]
    words += ["--compare-parameters", *kinds] if kinds else ["--parameters", asked.mode]
    words += ["--neps-only"] if neps_only else []
    words += ["--where-it-flips"] if flips else []
    return shlex.join(words)
