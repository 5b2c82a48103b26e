"""`perelom serve` and `perelom site`: the page with a server behind it, and the page without one."""

from __future__ import annotations

import socket
from typing import Annotated

from cyclopts import Parameter

from perelom.errors import InputError, Problem, refusal

from .printing import say
from .running import Parameters, Workers

LOOPBACK = "127.0.0.1"
PORT = 1921
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
    from perelom.ensembles.plan import plan

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
    except OSError as error:
        words = f"cannot listen on {host}, port {port}: {error.strerror or error}"
        raise refusal(words, "choose another with --port or --host; --port 0 takes a free one") from None
    return made
