"""The server: its routes and what each answers. Answers are made in answers.py and curves.py."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from perelom.ensembles.plan import ROOT_SEED
from perelom.errors import InputError

from . import answers, curves, mechanism_pages
from .headers import REPORT_POLICY, Headers
from .limits import RUN, Limits, Refused, asked, span, text_of
from .mechanisms import mechanisms_in_order
from .messages import Answer, body_of, file_of, on_fault, on_http, on_input_error, on_refused
from .openapi import description
from .queue import Queue
from .reading import problems_of, scenario_of
from .report import STATIC, report
from .runs import FILES, Run
from .streams import followed

HOUSEHOLDS, DRAWS, SEEDS = 5_000, 16, 1  # of a comparison where a request says nothing
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
PARSED_AT_ONCE = 2  # scenarios; reading one takes Python's lock for up to seconds


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
            Refused: on_refused,
            InputError: on_input_error,
            HTTPException: on_http,
            Exception: on_fault,
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
        body = await body_of(request, self.limits)
        return Answer(await anyio.to_thread.run_sync(self._validated, body, limiter=self._parsing))

    def _validated(self, body: Any) -> dict[str, Any]:
        text, name = text_of(body, self.limits)
        try:
            found = answers.told(scenario_of(text, name))
        except InputError as error:
            return {"valid": False, "problems": problems_of(error), "lanes": None}
        return {"valid": True, "problems": [], **{k: found[k] for k in ("lanes", "title", "parent", "hash")}}

    async def ask(self, request: Request) -> Answer:
        body = await body_of(request, self.limits)
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
        return file_of(text, "text/csv", f"{'-'.join(run.names)}.csv")

    def yaml(self, request: Request) -> Response:
        which = request.query_params.get("which", "b")
        if which not in ("a", "b"):
            raise Refused(404, "unknown side", found=which[:60], allowed="a, b")
        scenario = self._run(request.path_params["run"]).plan.scenarios["ab".index(which)]
        return file_of(scenario.text, "application/yaml", f"{scenario.name}.yaml")

    def report(self, request: Request) -> Response:
        run = self._run(request.path_params["run"])
        curves.finished(run)
        assert run.store is not None
        with FILES:
            text = report(run.store, self.static)
        found = file_of(text, "text/html", f"{'-'.join(run.names)}.html")
        found.headers["content-security-policy"] = REPORT_POLICY
        return found

    async def stream(self, request: Request) -> Response:
        run = self._run(request.path_params["run"])
        names = curves.chosen(request.query_params.get("indicators"))
        if self._streams >= self.limits.streams:
            raise Refused(503, "too many readers are following runs", allowed=f"{self.limits.streams}")
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(self._counted(run, names), media_type="text/event-stream", headers=headers)

    async def _counted(self, run: Run, names: tuple[str, ...]) -> AsyncIterator[str]:
        """The events of a run, counted among the open streams."""
        self._streams += 1
        try:
            async for event in followed(self.queue, run, names):
                yield event
        finally:
            self._streams -= 1

    def _run(self, name: str) -> Run:
        if not RUN.fullmatch(name):
            raise Refused(404, "this is no run", found=name[:60], allowed="sixteen digits from 0 to f")
        return self.queue.get(name)


def _known(make: Callable[[], Any]) -> Callable[[Request], Answer]:
    """A route whose answer is the same for all."""

    def face(request: Request) -> Answer:
        return Answer(make())

    return face
