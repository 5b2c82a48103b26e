"""`perelom serve` and `perelom site`: the page with a server behind it, and the page without one."""

from __future__ import annotations

import shutil
import socket
import tempfile
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from perelom.ensembles.plan import ROOT_SEED, SAMPLE, plan
from perelom.errors import InputError, Problem, did_you_mean, refusal

from .printing import console, progress_bar, say
from .running import Draws, Households, Parameters, Seed, Workers, rerun_line

LOOPBACK = "127.0.0.1"
MODE = "api/mode.json"  # by which a site is known
PORT = 1921
BACKLOG = 2048  # connections that wait to be taken
HOUSEHOLDS, DRAWS = 5_000, 16


def serve(
    *,
    port: Annotated[int, Parameter(help="Port; 0 takes any that is free.")] = PORT,
    host: Annotated[str, Parameter(help="Address; by default this machine alone is answered.")] = LOOPBACK,
    households: Annotated[int, Parameter(help="Households of a comparison that names none.")] = HOUSEHOLDS,
    draws: Annotated[int, Parameter(help="Draws of a comparison that names none.")] = DRAWS,
    parameters: Parameters = None,
    workers: Workers = None,
) -> int:
    """Serve the page on this machine, until it is stopped. Nothing is sent anywhere."""
    from perelom.page.limits import Limits

    limits = Limits()
    problems: list[Problem] = []
    for name, value, low, high in (
        ("port", port, 0, 65_535),
        ("households", households, 1, limits.households),
        ("draws", draws, 1, limits.draws),
        ("workers", 1 if workers is None else workers, 1, 1_024),
    ):
        if not low <= value <= high:
            problems += refusal(f"{name} is '{value}'; expected a whole number from {low} to {high}").problems
    if problems:
        raise InputError(problems)
    plan([], parameters=parameters)  # refuses an unknown kind of parameters before anything is opened
    listening = _listening(host, port)
    import uvicorn

    from perelom.page.app import LOOPBACK as NAMES
    from perelom.page.app import STATIC, application

    alone = host in (LOOPBACK, "localhost", "::1")
    app = application(
        limits=limits,
        households=households,
        draws=draws,
        workers=workers,
        parameters=parameters,
        hosts=NAMES if alone else None,
    )
    shown = f"[{host}]" if ":" in host else host
    say(f"perelom: http://{shown}:{listening.getsockname()[1]} (stop with Ctrl-C)")
    if not alone:
        say(
            f"warning: {host} can be reached from other machines. There is no password; whoever reaches this "
            "port can let this machine compute, within the limits that /api/version tells."
        )
    if not (STATIC / "index.html").is_file():
        say("warning: the page has not been built in this checkout; the answers under /api are there")
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(settings).run(sockets=[listening])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. InputError where the address is not to be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)  # who calls the address that is told next waits, and is not refused
    except OSError as error:
        words = f"cannot listen on {host}, port {port}: {error.strerror or error}"
        raise refusal(words, "choose another with --port or --host; --port 0 takes a free one") from None
    return made


def site(
    out: Path,
    *,
    pair: Annotated[
        list[str] | None, Parameter(help="Two scenarios of the library as history:nep-continued; repeat it.")
    ] = None,
    draws: Draws = DRAWS,
    households: Households = str(SAMPLE),
    seed: Seed = ROOT_SEED,
    parameters: Parameters = None,
    force: Annotated[bool, Parameter(negative="", help="Write over a site that is in the folder.")] = False,
    workers: Workers = None,
) -> int:
    """Write the page as files for any web host: the same views, of pairs computed now, without rerunning.

    Parameters
    ----------
    out
        A new folder.
    """
    from perelom.page import mechanism_pages
    from perelom.page.app import STATIC
    from perelom.page.limits import Limits
    from perelom.page.site import library, results, runs_of, words, write
    from perelom.results import open_results

    pairs = _pairs(pair or ["history:nep-continued"])
    plans = {
        names: plan(list(names), draws=draws, households=households, seed=seed, parameters=parameters)
        for names in pairs
    }
    if not (STATIC / "index.html").is_file():
        raise refusal("the page has not been built in this checkout", "page/README.md tells how")
    if out.is_file():
        raise refusal("this is a file, not a folder", path=str(out))
    if out.is_dir() and any(out.iterdir()) and not (force and (out / MODE).is_file()):
        hint = "choose another; --force writes over a site of perelom only"
        raise refusal("the folder is not empty", hint, str(out))
    from perelom.results.making import make

    failed = 0
    try:
        shutil.copytree(STATIC, out, dirs_exist_ok=True)
        size = next(iter(plans.values())).households or 0
        mechanism_pages.write(out / "mechanisms")
        write(out, words(pairs, "static", Limits(), size, draws))
        write(out, library())
        for names, asked in plans.items():
            with tempfile.TemporaryDirectory(prefix="perelom-") as folder:
                command = {"name": "compare", "rerun": rerun_line("compare", list(names), asked)}
                with progress_bar(" and ".join(names)) as progress:
                    place = Path(folder) / "run"
                    store, tally = make(asked, place, command=command, workers=workers, progress=progress)
                for item, cause in tally.failed.items():
                    say(f"{item} failed: {cause}")
                failed += len(tally.failed)
                if tally.done:
                    (run,) = runs_of(asked, store)
                    with open_results(store.folder) as dataset:
                        write(out, results(run, dataset))
    except OSError as error:
        raise refusal(f"cannot be written: {error.strerror}", path=str(error.filename or out)) from None
    console().print(f"{out / 'index.html'}", soft_wrap=True)
    return 1 if failed else 0


def _pairs(asked: list[str]) -> list[tuple[str, str]]:
    """Pairs of scenarios of the library, each once. InputError with everything that is none."""
    from perelom.scenarios import names

    problems: list[Problem] = []
    found: dict[tuple[str, str], None] = {}
    for word in asked:
        a, colon, b = word.partition(":")
        if not colon or not a or not b:
            hint = "write --pair history:nep-continued"
            problems += refusal(f"'{word}' is not a pair of scenarios", hint).problems
            continue
        for name in (a, b):
            if name not in names():
                hint = did_you_mean(name, names()) or "'perelom scenarios' lists the library"
                problems += refusal(f"unknown scenario '{name}' in '{word}'", hint).problems
        found[a, b] = None
    if problems:
        raise InputError(problems)
    return list(found)
