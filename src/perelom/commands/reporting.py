"""`perelom report`, `figure`, `export`: what people take away from a run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from perelom.ensembles.plan import DRAWS, SEEDS, plan
from perelom.errors import InputError, Problem, refusal
from perelom.vocabulary import N_MONTHS, REGIONS, month_index
from perelom.vocabulary import indicators as computed_indicators

from .printing import console, progress_bar, say
from .running import Draws, rerun_line
from .telling import Telling
from .writing import written

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from perelom.ensembles import Store

Force = Annotated[bool, Parameter(negative="", help="Replace the file where it is there already.")]
PICTURES = (".svg", ".png", ".pdf")


def report(
    *runs: str,
    out: Annotated[Path | None, Parameter(help="The HTML file; by default report.html in the run.")] = None,
    draws: Draws = DRAWS,
    force: Force = False,
) -> int:
    """Write the page with the results of a run in it: one HTML file that works offline and prints.

    Parameters
    ----------
    runs
        The folder of a run or a comparison; or scenarios, which are run first, each against the first.
    """
    folder = _folder(runs)
    path = out or (folder or Path()) / "report.html"
    with written(path, (".html",), force) as temporary, _finished(runs, folder, draws) as store:
        from perelom.page.report import STATIC
        from perelom.page.report import report as page

        if not (STATIC / "index.html").is_file():
            raise refusal("the page has not been built in this checkout", "page/README.md tells how")
        temporary.write_text(page(store), encoding="utf-8")
    console().print(f"{path}", soft_wrap=True)
    return 0


def figure(
    run: str,
    *indicators: str,
    region: Annotated[str | None, Parameter(help="One of the regions; by default the country.")] = None,
    maps: Annotated[
        bool, Parameter(name="--map", negative="", help="Maps of the regions instead of curves.")
    ] = False,
    waterfall: Annotated[
        bool,
        Parameter(negative="", help="The parts of the difference, of a comparison made with --decompose."),
    ] = False,
    at: Annotated[
        list[str] | None,
        Parameter(
            negative="",
            help="With --map: month or year, as 1930-03 or 1930; again for more; by default the last year. "
            "With --waterfall: one month, by default that of the comparison.",
        ),
    ] = None,
    decisions: Annotated[
        bool, Parameter(negative="", help="Number the main decisions on each chart.")
    ] = False,
    events: Annotated[
        bool, Parameter(negative="", help="Instead of indicators: the history against evidence by event.")
    ] = False,
    out: Annotated[Path, Parameter(help="The file: .svg, .png or .pdf.")] = Path("figure.svg"),
    draws: Draws = DRAWS,
    force: Force = False,
) -> int:
    """Draw indicators of a run for a paper: median, bands, published figures; maps; parts of a difference.

    Parameters
    ----------
    run
        The folder of a run or a comparison, or a scenario, which is run first.
    indicators
        Ids of indicators, a chart for each; with --map a row of maps for each and each time.
    """
    times = list(at or ())
    _refuse_charts(indicators, region, maps, times, decisions, events, waterfall)
    folder = _folder([run])
    with written(out, PICTURES, force) as temporary, _finished([run], folder, draws) as store:
        from perelom.parameters import values
        from perelom.report.events import events as turning_points
        from perelom.report.figures import chart, figure_of
        from perelom.report.look import look
        from perelom.report.maps import map_figure
        from perelom.report.validation import validation_figure
        from perelom.results import open_results

        with open_results(store.folder) as dataset:
            if events:
                made = validation_figure(dataset)
            elif waterfall:
                made = _waterfall(store, indicators, times)
            elif maps:
                made = map_figure(dataset, indicators, times)
            else:
                months = dataset.sizes["month"]
                numbered = turning_points(store.plan.scenarios, months, values()) if decisions else ()
                made = figure_of([chart(dataset, name, region) for name in indicators], numbered)
        with look():
            made.savefig(temporary, format=out.suffix[1:].lower(), metadata=_undated(out))
    console().print(f"{out}", soft_wrap=True)
    return 0


def export(
    run: Path,
    *indicators: str,
    to: Annotated[Literal["csv", "parquet", "xlsx"], Parameter(help="Kind of file.")],
    by: Annotated[Literal["region"] | None, Parameter(help="Also by region.")] = None,
    quantiles: Annotated[
        bool, Parameter(negative="", help="Quantiles over the draws instead of every draw.")
    ] = False,
    out: Annotated[Path | None, Parameter(help="The file; by default beside the run's results.")] = None,
    force: Force = False,
) -> int:
    """Write a run's results as one long table: scenario, draw, seed, month, region, indicator, unit, value.

    Parameters
    ----------
    run
        The folder of a run or a comparison.
    indicators
        Ids of indicators; by default all.
    """
    from perelom.results import open_results, tidy
    from perelom.results.asked import refuse_unknown

    store = _opened(run)
    refuse_unknown(indicators)
    names = list(dict.fromkeys(indicators or computed_indicators()))
    path = out or run / f"results.{to}"
    with open_results(store.folder) as dataset:
        regions = by == "region"
        tidy.refuse_format(to, tidy.rows(dataset, names, regions=regions, quantiles=quantiles))
        with written(path, (f".{to}",), force) as temporary:
            parts = tidy.table(dataset, names, regions=regions, quantiles=quantiles)
            count = tidy.write(temporary, parts, to)
    console().print(f"{path}", soft_wrap=True)
    say(f"{count:,} rows")
    return 0


def _waterfall(store: Store, names: Sequence[str], times: Sequence[str]) -> Figure:
    """Waterfalls of a comparison that was taken apart. InputError where it was not, or there is no value."""
    from perelom.report.waterfall import waterfall_figure
    from perelom.results.decomposition import Decomposition, decomposition

    command = store.manifest["command"]
    if command.get("decomposition") is None:
        words = "the differences of this run were not taken apart"
        raise refusal(words, "perelom compare A B --decompose --out FOLDER does", str(store.folder))
    how = Decomposition.of(command["decomposition"])
    found = decomposition(store.folder, how, at=times[0] if times else command.get("at"))
    parts = found["decomposition"]["parts"]
    problems = [
        problem
        for name in names
        if parts[name]["mean_a"] is None
        for problem in refusal(f"'{name}' has no value in {found['at']} in every draw").problems
    ]
    if problems:
        raise InputError(problems)
    return waterfall_figure(found, names)


def _refuse_charts(
    names: Sequence[str],
    region: str | None,
    maps: bool,
    at: Sequence[str],
    decisions: bool,
    events: bool,
    waterfall: bool,
) -> None:
    """InputError with everything about the figures that cannot be drawn, before anything is run."""
    from perelom.results.asked import refuse_unknown

    if events and (names or region or maps or at or decisions or waterfall):
        raise refusal("--events draws its own indicators", "leave out indicators and other options of charts")
    if not events and not names:
        hint = "perelom figure RUN grain_harvest real_wage; the panels of events: --events"
        raise refusal("which indicators?", hint)
    problems = []
    if waterfall:
        others = {"--region": region is not None, "--map": maps, "--decisions": decisions}
        for option in (name for name, is_given in others.items() if is_given):
            problems += refusal(f"{option} does not go with --waterfall").problems
        problems += _refused_month(at)
    elif maps:
        for option in ("--region",) * bool(region) + ("--decisions",) * decisions:
            problems += refusal(f"{option} does not go with --map, which shows every region").problems
        problems += _refused_times(at)
        region = region or REGIONS[0]  # any of them: a map needs values by region
    elif at:
        problems += refusal(
            "--at goes with --map and --waterfall", "curves show every month: leave it out"
        ).problems
    try:
        refuse_unknown(names, region)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)


def _refused_month(at: Sequence[str]) -> list[Problem]:
    """Problems of --at where one month is meant."""
    if len(at) > 1:
        return list(refusal(f"--waterfall shows one month; found {len(at)}: {', '.join(at)}").problems)
    problems = []
    for text in at:
        try:
            month_index(text)
        except ValueError as error:
            problems += refusal(str(error)).problems
    return problems


def _refused_times(at: Sequence[str]) -> list[Problem]:
    """Problems of --at with months or years that no run holds."""
    from perelom.report.mapped import span_of

    problems = []
    for text in at:
        try:
            span_of(text, N_MONTHS)
        except InputError as error:
            problems += error.problems
    return problems


def _folder(runs: Sequence[str]) -> Path | None:
    """The folder of a run, None for scenarios. InputError where neither can be meant.

    A folder called like a scenario of the library is meant only where it holds a run, be it a damaged one.
    """
    from perelom.ensembles.store import MANIFEST
    from perelom.scenarios import names

    if not runs:
        raise refusal("a report of what?", "perelom report RUN_FOLDER, or perelom report SCENARIO …")
    folders = [
        Path(name)
        for name in runs
        if Path(name).is_dir() and (name not in names() or (Path(name) / MANIFEST).exists())
    ]
    if folders and len(runs) > 1:
        raise refusal("one folder of a run, or scenarios: not both", "compare them: perelom compare A B")
    return folders[0] if folders else None


@contextmanager
def _finished(runs: Sequence[str], folder: Path | None, draws: int) -> Iterator[Store]:
    """A finished run: the one in a folder, or one of scenarios that is computed for the purpose."""
    if folder is not None:
        yield _opened(folder)
        return
    from perelom.ensembles.work import Interrupted

    temporary = Path(tempfile.mkdtemp(prefix="perelom-"))
    try:
        store = _computed(runs, temporary, draws)
    except Interrupted:
        raise  # what is finished stays, to be resumed
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    try:
        yield store
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _computed(names: Sequence[str], folder: Path, draws: int) -> Store:
    """Scenarios computed as `run` or `compare` would. RuntimeError where no simulation could be computed."""
    from perelom.results.making import make

    asked = plan(names, draws=draws, seeds=SEEDS if len(names) > 1 else 1)
    name = "compare" if len(names) > 1 else "run"
    telling = Telling(name, rerun_line(name, list(names), asked))
    with progress_bar("simulating") as watch:
        store, tally = make(asked, folder, command=asdict(telling), progress=watch, failure=watch.failed)
    if not tally.done:
        raise RuntimeError(f"no simulation could be computed: {next(iter(tally.failed.values()))}")
    return store


def _opened(folder: Path) -> Store:
    """The store of a finished run. InputError with all damage, or where the run is not at its end."""
    from perelom.ensembles import damage, open_store

    store = open_store(folder)
    found = damage(store)
    if found:
        hint = f"list it: perelom verify {folder}"
        raise InputError([p for words in found for p in refusal(words, hint, str(folder)).problems])
    if not store.results:
        raise refusal("the run is not finished", f"go on with it: perelom resume {folder}", str(folder))
    return store


def _undated(path: Path) -> dict[str, None]:
    """Metadata without a date, so that the same figure is the same file."""
    keys: dict[str, tuple[str, ...]] = {".svg": ("Date",), ".pdf": ("CreationDate",)}
    return dict.fromkeys(keys.get(path.suffix.lower(), ()))
