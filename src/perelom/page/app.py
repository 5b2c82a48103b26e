"""The server: routes, headers, and how a refusal is told. Answers are made in answers.py and curves.py."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from perelom.ensembles.plan import ROOT_SEED
from perelom.errors import InputError
from perelom.results.stamp import stamp

from . import answers, curves, mechanism_pages
from .limits import RUN, Limits, Refused, asked, span, text_of
from .mechanisms import mechanisms_in_order
from .openapi import description
from .queue import FILES, Queue, Run
from .reading import problems_of, scenario_of
from .report import STATIC, report

HOUSEHOLDS, DRAWS, SEEDS = 5_000, 16, 1  # of a comparison where a request says nothing
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
POLL, HEARTBEAT, OFTEN = (
    0.05,
    10.0,
    1.0,
)  # seconds: a look at a run; a sign of life; between two sets of curves
PARSED_AT_ONCE = 2  # scenarios; reading one takes Python's lock for up to seconds
JSON = "application/json"
SECURITY = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
# a report carries its style and its curves within it; it may load nothing and reach nobody
REPORT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data:"
)


class Answer(JSONResponse):
    """JSON in UTF-8; a number that is not finite would be a fault of ours."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


class Headers:
    """Puts the version stamp and the security headers on every answer, and refuses other hosts' names.

    hosts : names by which the server may be called, None for any: a page of elsewhere whose name was made to
    point here (DNS rebinding) gets nothing
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] | None):
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["perelom-version"] = stamp()
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        host = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and ":" in host else host
        if self.hosts is not None and name not in self.hosts:
            refused = Refused(400, "unknown host", found=host[:60], allowed=", ".join(self.hosts))
            await _refusal(refused)(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)


def application(
    *,
    limits: Limits | None = None,
    households: int = HOUSEHOLDS,
    draws: int = DRAWS,
    workers: int | None = None,
    parameters: str | None = None,
    hosts: tuple[str, ...] | None = LOOPBACK,
    static: Path = STATIC,
) -> Headers:
    """The server.

    households, draws : of a comparison where a request says nothing; workers : threads, by default one for
    each processor; parameters : kind, by default the posterior; hosts : names by which it may be called
    """
    limits = limits or Limits()
    faces = _Faces(limits, households, draws, workers or os.cpu_count() or 1, parameters, static)
    routes: list[BaseRoute] = [
        Route(path, face, methods=[method], name=name) for method, path, name, face in faces.routes()
    ]
    if static.is_dir():
        routes.append(Mount("/", StaticFiles(directory=static, html=True), name="page"))

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        app.state.queue = faces.open()
        yield
        faces.close()

    inner = Starlette(
        routes=routes,
        lifespan=life,
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)],
        exception_handlers={
            Refused: _on_refused,
            InputError: _on_input_error,
            HTTPException: _on_http,
            Exception: _on_fault,
        },
    )
    return Headers(inner, hosts)


class _Faces:
    """The routes' functions, with the queue that they share; it lives as long as the server does."""

    def __init__(
        self,
        limits: Limits,
        households: int,
        draws: int,
        workers: int,
        parameters: str | None,
        static: Path,
    ):
        self.limits = limits
        self.defaults = {
            "draws": min(draws, limits.draws),
            "seeds": SEEDS,
            "households": min(households, limits.households),
            "seed": ROOT_SEED,
        }
        self.workers, self.parameters, self.static = workers, parameters, static
        self._queue: Queue | None = None
        self._streams = 0
        self._parsing: anyio.CapacityLimiter | None = None

    def open(self) -> Queue:
        self._queue = Queue(self.limits, workers=self.workers, parameters=self.parameters)
        self._parsing = anyio.CapacityLimiter(PARSED_AT_ONCE)
        return self._queue

    def close(self) -> None:
        if self._queue is not None:
            self._queue.close()

    @property
    def queue(self) -> Queue:
        assert self._queue is not None
        return self._queue

    def routes(self) -> list[tuple[str, str, str, Callable[..., Any]]]:
        """Method, path, name in the description, function."""
        return [
            ("GET", "/api/mode", "mode", self.mode),
            ("GET", "/api/version", "version", self.version),
            ("GET", "/api/vocabulary", "vocabulary", _known(answers.vocabulary)),
            ("GET", "/api/scenarios", "scenarios", _known(answers.scenarios)),
            ("GET", "/api/scenarios/{id}", "scenario", self.scenario),
            ("GET", "/api/events", "events", _known(answers.events)),
            ("GET", "/api/evidence/{indicator}", "evidence", self.evidence),
            ("POST", "/api/validate", "validate", self.validate),
            ("POST", "/api/runs", "ask", self.ask),
            ("GET", "/api/runs/{run}", "run", self.run),
            ("GET", "/api/runs/{run}/stream", "stream", self.stream),
            ("GET", "/api/runs/{run}/map", "map", self.map),
            ("GET", "/api/runs/{run}/export.csv", "csv", self.csv),
            ("GET", "/api/runs/{run}/export.yaml", "yaml", self.yaml),
            ("GET", "/api/runs/{run}/report.html", "report", self.report),
            ("GET", "/api/claims", "claims", _known(lambda: answers.shipped("claims"))),
            ("GET", "/api/verdict", "verdict", _known(lambda: answers.shipped("verdict"))),
            ("GET", "/api/parameters", "parameters", _known(answers.parameters)),
            ("GET", "/api/sources/{indicator}", "sources", self.sources),
            ("GET", "/api/mechanisms", "mechanisms", _known(mechanisms_in_order)),
            ("GET", "/api/geography", "geography", _known(answers.geography)),
            ("GET", "/mechanisms/{file}", "mechanism_page", self.mechanism_page),
            ("GET", "/openapi.json", "openapi", _known(description)),
        ]

    def mode(self, request: Request) -> Answer:
        return Answer({"mode": "server"})

    def version(self, request: Request) -> Answer:
        defaults = self.defaults
        return Answer(answers.version(self.limits, defaults["households"], defaults["draws"]))

    def scenario(self, request: Request) -> Answer:
        return Answer(answers.scenario(request.path_params["id"]))

    def evidence(self, request: Request) -> Answer:
        indicator = request.path_params["indicator"]
        region, run = request.query_params.get("region"), request.query_params.get("run")
        if run is None:
            return Answer(answers.evidence(indicator, region or None))
        return Answer(curves.evidence_beside(self._run(run), indicator, region or None))

    def mechanism_page(self, request: Request) -> Response:
        """One of the known pages and figures; no path is looked up."""
        found = mechanism_pages.content(request.path_params["file"])
        if found is None:
            raise Refused(404, "there is no such page of a mechanism")
        return Response(found[0], media_type=found[1])

    def sources(self, request: Request) -> Answer:
        return Answer(answers.sources(request.path_params["indicator"]))

    async def validate(self, request: Request) -> Answer:
        body = await _body(request, self.limits)
        return Answer(await anyio.to_thread.run_sync(self._validated, body, limiter=self._parsing))

    def _validated(self, body: Any) -> dict[str, Any]:
        text, name = text_of(body, self.limits)
        try:
            found = answers.told(scenario_of(text, name))
        except InputError as error:
            return {"valid": False, "problems": problems_of(error), "lanes": None}
        return {"valid": True, "problems": [], **{k: found[k] for k in ("lanes", "title", "parent", "hash")}}

    async def ask(self, request: Request) -> Answer:
        body = await _body(request, self.limits)
        run = await anyio.to_thread.run_sync(self._asked, body, limiter=self._parsing)
        return Answer({"run": run.id, "position": self.queue.position(run), "status": run.status}, 202)

    def _asked(self, body: Any) -> Run:
        return self.queue.ask(asked(body, self.limits, self.defaults))

    def run(self, request: Request) -> Answer:
        run, query = self._run(request.path_params["run"]), request.query_params
        names, at = curves.chosen(query.get("indicators")), span(query.get("at"), "at")
        found = curves.answer(run, names, query.get("places"), at)
        return Answer({**found, "position": self.queue.position(run)})

    def map(self, request: Request) -> Answer:
        query = request.query_params
        run = self._run(request.path_params["run"])
        return Answer(curves.map_of(run, query.get("indicator", ""), query.get("which", "a")))

    def csv(self, request: Request) -> Response:
        run, query = self._run(request.path_params["run"]), request.query_params
        text = curves.as_csv(run, curves.chosen(query.get("indicators")), query.get("places") == "all")
        return _file(text, "text/csv", f"{'-'.join(run.names)}.csv")

    def yaml(self, request: Request) -> Response:
        which = request.query_params.get("which", "b")
        if which not in ("a", "b"):
            raise Refused(404, "unknown side", found=which[:60], allowed="a, b")
        scenario = self._run(request.path_params["run"]).plan.scenarios["ab".index(which)]
        return _file(scenario.text, "application/yaml", f"{scenario.name}.yaml")

    def report(self, request: Request) -> Response:
        run = self._run(request.path_params["run"])
        curves.finished(run)
        assert run.store is not None
        with FILES:
            text = report(run.store, self.static)
        found = _file(text, "text/html", f"{'-'.join(run.names)}.html")
        found.headers["content-security-policy"] = REPORT_POLICY
        return found

    async def stream(self, request: Request) -> Response:
        run = self._run(request.path_params["run"])
        names = curves.chosen(request.query_params.get("indicators"))
        if self._streams >= self.limits.streams:
            raise Refused(503, "too many readers are following runs", allowed=f"{self.limits.streams}")
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(self._followed(run, names), media_type="text/event-stream", headers=headers)

    async def _followed(self, run: Run, names: tuple[str, ...]) -> AsyncIterator[str]:
        """Events of a run until it is over: `draw` with the curves so far, `failed`, `done`."""
        loop = asyncio.get_running_loop()
        self._streams += 1
        seen, told_failed, shown, last, sign = -1, 0, -1, 0.0, loop.time()
        try:
            with self.queue.watching(run):
                yield "retry: 2000\n\n"
                while True:
                    over, now = not run.active, loop.time()
                    if run.change != seen or over:
                        seen = run.change
                        failures = run.failures()
                        for failure in failures[told_failed:]:
                            yield _event("failed", failure)
                        told_failed = len(failures)
                        draws = list(run.complete)
                        due = len(draws) > shown and (
                            shown <= 0 or len(draws) >= 2 * shown or now - last >= OFTEN
                        )
                        if due and not over and (draws or run.has_centre):
                            news = await anyio.to_thread.run_sync(_news, run, names, draws)
                            if news:
                                yield _event("draw", news)
                                shown, last, sign = len(draws), loop.time(), loop.time()
                    if over:
                        yield _event("done", {"status": run.status})
                        return
                    if now - sign >= HEARTBEAT:
                        yield ": waiting\n\n"
                        sign = now
                    await asyncio.sleep(POLL)
        finally:
            self._streams -= 1

    def _run(self, name: str) -> Run:
        if not RUN.fullmatch(name):
            raise Refused(404, "this is no run", found=name[:60], allowed="sixteen digits from 0 to f")
        return self.queue.get(name)


def _news(run: Run, names: tuple[str, ...], draws: list[int]) -> dict[str, Any] | None:
    """A `draw` event; None where the run has been finished meanwhile."""
    try:
        found = curves.so_far(run, names, draws)
    except FileNotFoundError:
        return None
    basis = "draws" if draws else "centre"
    return {"done": len(draws), "of": run.plan.draws, "basis": basis, "curves": found}


def _event(name: str, data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"event: {name}\ndata: {text}\n\n"


def _known(make: Callable[[], Any]) -> Callable[[Request], Answer]:
    """A route whose answer is the same for all."""

    def face(request: Request) -> Answer:
        return Answer(make())

    return face


async def _body(request: Request, limits: Limits) -> Any:
    """The JSON of a request, read no further than the limit. Refused (400, 408, 413, 415)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != JSON:
        raise Refused(415, "unknown kind of body", found=kind[:60] or "none", allowed=JSON)
    stated = request.headers.get("content-length", "0")
    too_large = Refused(
        413,
        "the request is too large",
        found=f"{stated} bytes" if stated.isdigit() else "",
        allowed=f"{limits.body_bytes} bytes",
        hint="a scenario needs to say only where it differs: use 'extends'",
    )
    if stated.isdigit() and int(stated) > limits.body_bytes:
        raise too_large
    data = bytearray()
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for part in request.stream():
                data += part
                if len(data) > limits.body_bytes:
                    raise too_large
    except TimeoutError:
        allowed = f"{limits.body_seconds:g} seconds"
        raise Refused(408, "the request did not arrive in time", allowed=allowed) from None
    except ClientDisconnect:
        raise Refused(400, "the request ended before it was whole") from None
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        found = str(error)[:120]
        raise Refused(400, "the body is not JSON", found=found, hint="send an object") from None


def _file(text: str, kind: str, name: str) -> Response:
    """A file to save."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(text.encode(), media_type=f"{kind}; charset=utf-8", headers=headers)


def _refusal(error: Refused) -> Answer:
    headers = {"retry-after": "60"} if error.status == 429 else None
    return Answer(error.as_json(), error.status, headers)


async def _on_refused(request: Request, error: Exception) -> Answer:
    assert isinstance(error, Refused)
    return _refusal(error)


async def _on_input_error(request: Request, error: Exception) -> Answer:
    """Everything that was refused in what the reader wrote (422)."""
    assert isinstance(error, InputError)
    first = error.problems[0]
    found = problems_of(error)
    told = Refused(422, first.message, found=found[0]["found"], hint=first.hint, problems=found)
    return _refusal(told)


async def _on_http(request: Request, error: Exception) -> Answer:
    """404 and 405 of the router, in the same form."""
    assert isinstance(error, HTTPException)
    words = {404: "there is nothing at this address", 405: "this method is not known here"}
    text = words.get(error.status_code, str(error.detail))
    refused = Refused(error.status_code, text, found=f"{request.method} {request.url.path[:80]}")
    return _refusal(refused)


async def _on_fault(request: Request, error: Exception) -> Answer:
    """A fault of this program: told without its inner parts, which stand in the server's log."""
    return _refusal(Refused(500, "the server made a mistake; its log tells which"))
