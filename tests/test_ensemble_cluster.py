"""A run on a Dask cluster: the bytes of a local run, a worker killed in mid-run, and who is refused.

A scheduler and two workers as processes of their own, over this machine's own network.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import fake_country
from perelom import cli
from perelom.cli import main
from perelom.ensembles import cluster, create, open_store, plan, work
from perelom.ensembles.work import Crew, Interrupted
from perelom.errors import InputError
from perelom.results.making import finish, make

pytest.importorskip("distributed")
COMMAND = {"name": "compare", "rerun": ""}


def left(words: str, code: int):
    """In place of the end of the process, which would be that of the tests."""
    raise AssertionError(f"{words} (status {code})")


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    monkeypatch.setattr(cli, "_leave", left)
    monkeypatch.setattr(cluster, "LOOK", 1)


class Cluster:
    """A scheduler and its workers, each a process that can be killed."""

    def __init__(self, folder: Path, **env: str):
        self.folder = folder
        self.env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(Path(fake_country.__file__).parent), *sys.path]),
            "FAKE_SECONDS": "0.15",
            **env,
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler, log = self._started(scheduler)
        self.address = self._told(log, r"Scheduler at:\s+(tcp://[\d.:]+)")

    def worker(self, **env: str) -> subprocess.Popen[bytes]:
        """A further worker, once the scheduler knows it."""
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"]
        where = ["--host", "127.0.0.1", "--local-directory", str(self.folder)]
        process, log = self._started(["worker", self.address, *options, *where], **env)
        self._told(log, r"Registered to:\s+(\S+)")
        return process

    def _started(self, words: list[str], **env: str) -> tuple[subprocess.Popen[bytes], Path]:
        log = self.folder / f"{len(self.processes)}.log"
        command = [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]]
        with log.open("wb") as file:
            process = subprocess.Popen(command, env={**self.env, **env}, stdout=file, stderr=file)
        self.processes.append(process)
        return process, log

    def _told(self, log: Path, pattern: str) -> str:
        for _ in range(6000):
            found = re.search(pattern, log.read_text())
            if found:
                return found.group(1)
            time.sleep(0.02)
        raise AssertionError(log.read_text())

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("dask"))
    made.worker()
    made.worker()
    yield made
    made.close()


def planned(draws=4):
    return plan(["history", "nep-continued"], draws=draws, to="1922-12")


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "simulate", fake_country.simulate)
        return make(planned(), tmp_path_factory.mktemp("local") / "run", command=COMMAND, workers=2)[0]


def killed_after(process: subprocess.Popen[bytes], items: int):
    def kill(finished: int, total: int) -> None:
        if finished == items:
            process.send_signal(signal.SIGKILL)

    return kill


def test_a_worker_killed_in_mid_run_changes_no_byte(dask, local, tmp_path):
    third = dask.worker()
    crew = Crew(cluster=dask.address)
    store, tally = make(
        planned(), tmp_path / "run", command=COMMAND, workers=crew, progress=killed_after(third, 2)
    )
    assert third.wait() == -signal.SIGKILL
    assert tally.failed == {} and store.done == local.done
    assert store.results == local.results


def test_a_run_begun_here_goes_on_there(dask, local, tmp_path):
    store = create(tmp_path / "run", planned(), COMMAND)

    def stop(finished: int, total: int) -> None:
        if finished == 3:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        finish(store, workers=1, progress=stop)
    assert main(["resume", str(store.folder), "--cluster", dask.address, "--json"]) == 0
    assert open_store(store.folder).done == local.done


def test_a_draw_that_raises_there_fails_alone(dask, tmp_path, monkeypatch):
    monkeypatch.setattr(work, "simulate", fake_country.fails)
    store, _ = make(planned(), tmp_path / "run", command=COMMAND, workers=Crew(cluster=dask.address))
    cause = "FloatingPointError: the barn is empty"
    assert store.causes == {f"s{s}-d00001-k0": cause for s in (0, 1)} and len(store.done) == 6


def test_workers_of_another_kind_are_refused_unless_drift_is_allowed(dask, tmp_path, monkeypatch, capsys):
    here = cluster.about()
    monkeypatch.setattr(cluster, "about", lambda: {**here, "numpy": "1.0", "cpu": "another"})
    asked = ["run", "history", "--draws", "2", "--to", "1921-12", "--cluster", dask.address]
    assert main([*asked, "--out", str(tmp_path / "run")]) == 2
    told = capsys.readouterr().err
    assert "differs in what the last digits hang on: numpy " in told and "(here 1.0); cpu " in told
    assert "--allow-drift" in told and "2 errors; nothing was run." in told
    assert not (tmp_path / "run").exists()
    assert main([*asked, "--out", str(tmp_path / "run"), "--allow-drift"]) == 0


def test_workers_with_other_code_are_refused_even_so(dask, tmp_path, monkeypatch, capsys):
    here = cluster.about()
    monkeypatch.setattr(cluster, "about", lambda: {**here, "code": "0" * 64})
    asked = ["run", "history", "--draws", "2", "--out", str(tmp_path / "run"), "--cluster", dask.address]
    assert main([*asked, "--allow-drift"]) == 2
    assert "has other code of perelom" in capsys.readouterr().err and not (tmp_path / "run").exists()


def test_a_worker_that_comes_later_and_differs_stops_the_run_resumably(dask, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "inspect", lambda address, allow_drift: {})
    here = cluster.about()
    monkeypatch.setattr(cluster, "about", lambda: {**here, "numba": "0.1"})
    store = create(tmp_path / "run", planned(), COMMAND)
    with pytest.raises(Interrupted, match=r"differs in what the last digits hang on: numba .* \(here 0\.1\)"):
        finish(store, workers=Crew(cluster=dask.address))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--cluster", "tcp://127.0.0.1:9"], "no scheduler answers at tcp://127.0.0.1:9"),
        (["--cluster", "here"], "'here' is no address of a scheduler"),
        (["--cluster", "tcp://127.0.0.1:9", "--processes"], "a cluster has its own workers"),
        (["--cluster", "tcp://127.0.0.1:9", "--workers", "2"], "a cluster has its own workers"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(tmp_path, capsys, options, words):
    assert main(["run", "history", "--out", str(tmp_path / "run"), *options]) == 2
    assert words in capsys.readouterr().err and not (tmp_path / "run").exists()


def test_a_draw_that_takes_its_worker_down_is_recorded_and_the_rest_stands(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "AHEAD", 1)  # what waits at a worker that goes would count as at fault
    own = Cluster(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0", FAKE_KILLED="1")
    try:
        for _ in range(3):  # two scenarios of that draw take two of them down
            own.worker()
        crew = Crew(cluster=own.address)
        store, tally = make(planned(), tmp_path / "run", command=COMMAND, workers=crew)
        assert tally.failed == {f"s{s}-d00001-k0": "1 of its workers ended while at it" for s in (0, 1)}
        assert len(store.done) == 6
    finally:
        own.close()


def test_a_scheduler_without_workers_is_refused_and_one_that_goes_stops_the_run(tmp_path, monkeypatch):
    own = Cluster(tmp_path)
    try:
        monkeypatch.setattr(cluster, "PATIENCE", 2)
        with pytest.raises(InputError, match="has no workers"):
            Crew(cluster=own.address).refuse()
        own.worker()
        store = create(tmp_path / "run", planned(), COMMAND)
        watch = killed_after(own.scheduler, 2)
        with pytest.raises(Interrupted, match="the scheduler"):
            finish(store, workers=Crew(cluster=own.address), progress=watch)
        assert 2 <= len(open_store(store.folder).done) < 8
    finally:
        own.close()


def test_a_run_waits_for_a_worker_when_the_last_one_went(tmp_path, local):
    own = Cluster(tmp_path)
    try:
        only = own.worker()
        threads: list[threading.Thread] = []

        def kill(finished: int, total: int) -> None:
            if finished == 2:
                only.kill()
                threads.append(threading.Thread(target=own.worker))
                threads[0].start()

        crew = Crew(cluster=own.address)
        store, _ = make(planned(), tmp_path / "run", command=COMMAND, workers=crew, progress=kill)
        threads[0].join()
        assert store.done == local.done
    finally:
        own.close()
