"""Comparisons that readers asked for: waiting, being computed, kept. The same request is one run.

A few threads take one simulation after another, from the run that has had fewest so far: whoever moves a
lever first sees the run at the centre of the posterior, then the draws as they finish. Simulations are shared
by runs that need the same one (history, most often). A run that nobody looks at any more is set aside.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from perelom.ensembles import work
from perelom.ensembles.plan import plan
from perelom.ensembles.store import RESULTS, SHARDS
from perelom.ensembles.tasks import Simulate, compute
from perelom.parameters import values
from perelom.results.building import write_results
from perelom.scenarios import Scenario

from .limits import Asked, Limits, Refused, Side
from .preview import Courses
from .reading import of_library, scenario_of
from .runs import FILES, SET_ASIDE, Run, Task, every_simulation, new_run, run_id, simulation_id, store_of

DROPPED = 60.0  # seconds after which a run that nobody asks about is forgotten
OF_SHARED = 0.25  # share of the disk for simulations that runs share
NICE = 5  # of the threads that compute draws: a preview goes before them
LEFT = 3.0  # seconds in which a run that nobody follows any more is still computed
LOOKED_AT = 16  # next simulations of a run that a thread considers


class Queue:
    """The runs of a server, and the threads that compute them.

    workers : threads, beside one for previews; folder : for results, removed when the queue is closed
    """

    def __init__(self, limits: Limits, *, workers: int, parameters: str | None = None):
        self.limits = limits
        self.parameters = parameters
        self.refused = 0
        self._folder = Path(tempfile.mkdtemp(prefix="perelom-page-"))
        self._pool_folder = self._folder / "shared"
        self._pool_folder.mkdir()
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._pool: OrderedDict[str, str] = OrderedDict()  # sha256 of the file by what was computed
        self._in_flight: set[str] = set()
        self._courses = Courses()
        self._number = 0
        self._closing = False
        self._news = threading.Condition()
        self._warming = threading.Lock()
        self._threads = [
            threading.Thread(target=self._work, args=(i == workers,), name=f"perelom-page-{i}", daemon=True)
            for i in range(workers + 1)
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Ends the threads after what they have in hand, and removes all results."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        for thread in self._threads:
            thread.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    def ask(self, request: Asked) -> Run:
        """The run of a request, a new one or the one that is there. InputError; Refused (429) when full."""
        asked = plan(
            [_scenario(request.a), _scenario(request.b)],
            draws=request.draws,
            seeds=request.seeds,
            seed=request.seed,
            households=request.households,
            parameters=self.parameters,
        )
        name = run_id(asked)
        with self._news:
            now = time.monotonic()
            if name not in self._runs:
                self._make_room(now)
                self._number += 1
                self._runs[name] = new_run(name, asked, self._folder / name, self._number)
            run = self._runs[name]
            self._touch(run, now)
            self._news.notify_all()
            return run

    def get(self, name: str) -> Run:
        """A run that is waiting, computed or kept. Refused (404) for another."""
        with self._news:
            run = self._runs.get(name)
            if run is None:
                raise Refused(
                    404,
                    "there is no such run, or its result is no longer kept",
                    found=name[:60],
                    hint="ask for it again with POST /api/runs: the same request gives the same numbers",
                )
            self._touch(run, time.monotonic())
            self._news.notify_all()
            return run

    def position(self, run: Run) -> int:
        """How many runs are served before this one; 0 where it is computed or done."""
        with self._news:
            if run.status != "queued":
                return 0
            now = time.monotonic()
            turn = (run.started, run.number)
            others = (r for r in self._runs.values() if r.active and r is not run and r.wanted(now))
            return sum((r.started, r.number) < turn for r in others)

    @contextmanager
    def watching(self, run: Run) -> Iterator[None]:
        """While it lasts, someone looks at the run."""
        with self._news:
            run.watchers += 1
            self._news.notify_all()
        try:
            yield
        finally:
            with self._news:
                run.watchers -= 1
                # whoever followed it has moved on, or asks again in a moment
                run.looked_at = time.monotonic() - (0.0 if run.watchers else SET_ASIDE - LEFT)

    def state(self) -> dict[str, int]:
        """How many runs are active and kept, bytes on the disk, requests refused as the queue was full."""
        with self._news:
            return {
                "active": sum(r.active for r in self._runs.values()),
                "kept": sum(not r.active for r in self._runs.values()),
                "kept_bytes": sum(r.kept_bytes for r in self._runs.values()),
                "shared": len(self._pool),
                "refused": self.refused,
            }

    # what follows is called with the lock held, unless its name says that it is a thread's work

    def _touch(self, run: Run, now: float) -> None:
        run.looked_at = now
        self._runs.move_to_end(run.id)

    def _make_room(self, now: float) -> None:
        """Forgets runs that nobody looks at any more. Refused (429) where as many wait as may."""
        active = [r for r in self._runs.values() if r.active]
        full = len(active) >= self.limits.queue
        for run in active:
            # where there is no room, whoever has moved on is not waited for
            patience = SET_ASIDE - LEFT if full else DROPPED
            if not run.in_hand and not run.watchers and now - run.looked_at >= patience:
                self._forget(run)
        if sum(r.active for r in self._runs.values()) >= self.limits.queue:
            self.refused += 1
            raise Refused(
                429,
                f"{self.limits.queue} comparisons are waiting or being computed, as many as this server "
                "takes at once. Please ask again in a minute.",
                found=f"{self.limits.queue} waiting",
                allowed=f"up to {self.limits.queue}",
                hint="a comparison of your own machine waits for nobody: perelom compare",
            )

    def _forget(self, run: Run) -> None:
        del self._runs[run.id]
        shutil.rmtree(run.folder, ignore_errors=True)

    def _choose(self, previews: bool) -> tuple[Run, Task, str] | None:
        """The next simulation: of the run that has had fewest, the oldest of equals.

        No draw is begun while a preview is waited for: threads hinder one another. previews : only those
        """
        now = time.monotonic()
        waiting = [r for r in self._runs.values() if r.active and r.tasks and r.wanted(now)]
        previews = previews or any(r.previews for r in waiting)
        for run in sorted(waiting, key=lambda r: (r.started, r.number)):
            for i, task in enumerate(run.tasks[:LOOKED_AT]):
                key = simulation_id(run, task)
                if key not in self._in_flight and (task.centre or not previews):
                    del run.tasks[i]
                    self._in_flight.add(key)
                    run.started += 1
                    run.in_hand += 1
                    run.status = "running"
                    return run, task, key
        return None

    def _work(self, previews: bool) -> None:
        """A thread: one simulation after another, once the machine code has been loaded.

        previews : it takes only those at a centre, so that a lever just moved waits for no draw of others
        """
        if not previews and hasattr(os, "setpriority"):  # of this thread alone, on Linux
            own = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, own, min(os.getpriority(os.PRIO_PROCESS, own) + NICE, 19))
        with self._warming:
            _warm_up()
        while True:
            with self._news:
                chosen = self._choose(previews)
                while chosen is None and not self._closing:
                    self._news.wait(timeout=1.0)
                    chosen = self._choose(previews)
            if chosen is None or self._closing:
                return
            run, task, key = chosen
            begun = time.thread_time()
            try:
                cause, sha256 = self._simulated(run, task, key)
            except (
                Exception
            ) as error:  # a full disk, or a fault of this program: told, and the thread goes on
                cause, sha256 = f"{type(error).__name__}: {error}", ""
            with self._news:
                self._in_flight.discard(key)
                self._note(run, task, cause, sha256, time.thread_time() - begun)
                finished = run.active and not run.tasks and not run.in_hand
                if finished:
                    run.in_hand += 1  # nobody else finishes it, nobody forgets it
                self._news.notify_all()
            if finished:
                self._finish(run)

    def _simulated(self, run: Run, task: Task, key: str) -> tuple[str, str]:
        """A thread's work: computes a simulation, or takes the one that another run computed. Cause of its
        failure and sha256 of its file, one of them empty."""
        store = store_of(run, task)
        path, shared = store.shard_path(task.item), self._pool_folder / key
        with self._news:
            if key in self._pool:
                self._pool.move_to_end(key)
                os.link(shared, path)
                return "", self._pool[key]
        engine: Simulate = work.simulate
        if task.centre:
            engine = partial(self._courses.simulate, engine, store.plan.scenarios[task.item.scenario])
        computed = compute(store.plan, task.item, engine)
        if computed.cause:
            return computed.cause, ""
        sha256 = _written(shared, computed.data)
        with self._news:
            os.link(shared, path)
            self._pool[key] = sha256
            most = int(self.limits.kept_bytes * OF_SHARED / len(computed.data))
            while len(self._pool) > max(most, 4):
                (self._pool_folder / self._pool.popitem(last=False)[0]).unlink(missing_ok=True)
        return "", sha256

    def _note(self, run: Run, task: Task, cause: str, sha256: str, seconds: float) -> None:
        """Takes a finished simulation into account."""
        run.in_hand -= 1
        run.seconds += seconds
        run.change += 1
        if task.centre:
            run.previews -= 1
            if not cause:
                run.centre_sides.add(task.item.scenario)
            return
        if run.store is not None:
            name = task.item.id
            entry = {"event": "failed", "cause": cause} if cause else {"event": "done", "sha256": sha256}
            run.store.note({"item": name, **entry})
            if not cause and all(i.id in run.store.done for i in every_simulation(run.plan, task.item.draw)):
                run.complete.append(task.item.draw)
        if cause:
            run.failed[task.item.id] = cause
        if run.seconds > self.limits.seconds and run.tasks:
            words = f"not computed: a run may take {self.limits.seconds:g} seconds of computing"
            for left in run.tasks:
                if not left.centre:
                    run.failed[left.item.id] = words
                    if run.store is not None:
                        run.store.note({"event": "failed", "item": left.item.id, "cause": words})
            run.tasks.clear()

    def _finish(self, run: Run) -> None:
        """A thread's work: builds the results of a run of which nothing is left to compute."""
        status = "failed"
        try:
            if run.store is not None and run.store.done:
                path = run.store.folder / RESULTS
                with FILES:
                    write_results(path, run.store)
                status = "done"
                run.kept_bytes = path.stat().st_size
        except Exception as error:
            run.failed.setdefault("results", f"{type(error).__name__}: {error}")
        if run.store is not None:
            shutil.rmtree(run.store.folder / SHARDS, ignore_errors=True)
        shutil.rmtree(run.folder / "centre", ignore_errors=True)
        with self._news:
            run.in_hand = 0
            run.status = status
            run.change += 1
            self._let_go()
            self._news.notify_all()

    def _let_go(self) -> None:
        """Removes the results looked at longest ago, until the rest fits on the disk that is allowed."""
        kept = [r for r in self._runs.values() if not r.active and not r.watchers]
        most = self.limits.kept_bytes * (1 - OF_SHARED)
        while len(kept) > 1 and sum(r.kept_bytes for r in self._runs.values()) > most:
            self._forget(kept.pop(0))


@cache
def _warm_up() -> None:
    """Two months of a small country, so that the first reader doesn't wait for machine code to be loaded."""
    reference = values("reference")
    work.simulate(
        of_library("history").levers(reference), reference, seed=0, member=0, households=500, months=2
    )


def _scenario(side: Side) -> Scenario:
    return of_library(side.id) if side.id else scenario_of(side.yaml, side.name)


def _written(path: Path, data: bytes) -> str:
    """Writes a file that nobody reads before it is named, and returns its sha256. It need not outlive a
    crash: results of the server are gone with it."""
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()
