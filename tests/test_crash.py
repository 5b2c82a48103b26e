"""What a run survives: a kill at any moment, of the program or of a process of its crew, and a full disk."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

import fake_country
from perelom import cli
from perelom.cli import main
from perelom.ensembles import create, open_store, plan, work
from perelom.ensembles.status import Log, encoded, read_log
from perelom.results import comparison, open_results, summary
from perelom.results.making import finish, make

FAKE = [sys.executable, str(Path(fake_country.__file__))]
KILLS = 100 if os.environ.get("PERELOM_LONG") else 5
ASKED = ["history", "nep-continued", "--draws", "2", "--seeds", "2", "--to", "1924-12", "--workers", "2"]
ITEMS = 8


def left(words: str, code: int):
    """In place of the end of the process, which would be that of the tests."""
    raise AssertionError(f"{words} (status {code})")


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    monkeypatch.setattr(cli, "_leave", left)


@dataclass(frozen=True)
class Whole:
    """A run that nothing happened to: its files, what it printed, how long it worked."""

    shards: dict[str, str]
    results: str
    told: dict[str, Any]
    seconds: float


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Whole:
    folder = tmp_path_factory.mktemp("whole") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "simulate", fake_country.simulate)
        process = started(folder)
        began = until_begun(folder, process)
        process.join()
    told = (folder.parent / "run.json").read_bytes()
    assert process.exitcode == 0
    return Whole(open_store(folder).done, sha256(folder / "results.nc"), untimed(told), time.time() - began)


def started(folder: Path, *options: str, **env: str) -> BaseProcess:
    """The command in a process of its own, which need not import anything; what it prints goes to a file."""
    words = ["compare", *ASKED, "--json", "--out", str(folder), *options]
    process = get_context("fork").Process(target=run_command, args=(words, f"{folder}.json", env))
    process.start()
    return process


def run_command(words: list[str], told: str, env: dict[str, str]) -> NoReturn:
    os.environ.update({"FAKE_SECONDS": "0.06", **env})
    sys.modules["__main__"] = ModuleType("__main__")  # spawned processes need nothing of the tests' program
    for number, name in ((1, told), (2, os.devnull)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    code = main(words)
    sys.stdout.flush()
    os._exit(code)


def until_begun(folder: Path, process: BaseProcess) -> float:
    """Waits until the run stands in its folder, or the process has ended."""
    while process.is_alive() and not (folder / "status.jsonl").exists():
        time.sleep(0.01)
    return time.time()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def untimed(told: bytes | str) -> dict[str, Any]:
    """The JSON that was printed, key by key in its order, without the seconds that the work took."""
    found = json.loads(told)
    assert found.pop("seconds") > 0
    return dict(enumerate(found.items()))


def crew_of(process: BaseProcess) -> list[int]:
    """Ids of the processes of a run's crew."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == process.pid and b"spawn_main" in (stat.parent / "cmdline").read_bytes():
                found.append(int(stat.parent.name))
        except (OSError, ValueError, IndexError):  # it has ended meanwhile
            continue
    return found


@pytest.mark.parametrize("kill", range(KILLS))
def test_killed_at_any_moment_the_results_are_the_same(tmp_path, capsys, whole, kill):
    """SIGKILL at a moment drawn by chance: to the program, on threads or on processes, or to one of these."""
    chance = random.Random(kill)
    way, victim = chance.choice([("threads", "run")] * 2 + [("processes", "run"), ("processes", "crew")])
    options = ["--processes"] if way == "processes" else []
    folder = tmp_path / "killed"
    process = started(folder, *options)
    until_begun(folder, process)
    # processes take a while to be there; one in ten moments lies after the end
    time.sleep(chance.uniform(0, 1.1) * (whole.seconds + (2 if options else 0)))
    crew = crew_of(process) if victim == "crew" else [process.pid]
    if crew and process.is_alive():
        os.kill(chance.choice(crew), signal.SIGKILL)
    process.join()
    assert victim == "run" or process.exitcode == 0, "a crew that lost one of its processes goes on"
    code = main(["resume", str(folder), "--json"])
    told = capsys.readouterr()
    assert code == 0, told.err
    assert untimed(told.out) == whole.told
    assert open_store(folder).done == whole.shards
    assert sha256(folder / "results.nc") == whole.results
    assert main(["verify", str(folder)]) == 0
    assert not list(folder.rglob("*.part"))


def test_a_finished_run_is_told_again_byte_for_byte(tmp_path, capsys):
    folder = tmp_path / "run"
    assert main(["compare", *ASKED, "--json", "--out", str(folder)]) == 0
    told = capsys.readouterr().out
    assert main(["resume", str(folder), "--json"]) == 0
    assert capsys.readouterr().out == told


def test_processes_give_the_bytes_of_threads(tmp_path, whole):
    store, _ = make(planned(), tmp_path / "run", command={"rerun": ""}, workers=work.Crew(2, processes=True))
    assert store.done == whole.shards


def planned():
    return plan(["history", "nep-continued"], draws=2, seeds=2, to="1924-12")


def test_a_simulation_that_kills_its_process_fails_alone(tmp_path):
    """As the system does when it is out of memory: the draw is recorded with the cause, the rest stands."""
    folder = tmp_path / "run"
    process = started(folder, "--processes", FAKE_KILLED="1")
    process.join()
    told = Path(f"{folder}.json").read_bytes()
    assert process.exitcode == 1
    store = open_store(folder)
    assert store.causes.keys() == {"s0-d00001-k0", "s1-d00001-k0"} and len(store.done) == ITEMS - 2
    for cause in store.causes.values():
        assert "was ended by signal 9 (SIGKILL; a system that is out of memory does this), 2 times" in cause
    found = json.loads(told)
    assert found["draws"] == 1 and found["failed"] == store.causes
    assert finish(store).failed == {}


def test_a_process_killed_once_costs_nothing(tmp_path, whole):
    process = started(tmp_path / "run", "--processes", FAKE_KILLED="1", FAKE_ONCE=str(tmp_path / "once"))
    process.join()
    told = (tmp_path / "run.json").read_bytes()
    assert process.exitcode == 0 and (tmp_path / "once").exists()
    assert untimed(told) == whole.told and open_store(tmp_path / "run").done == whole.shards


def test_a_process_killed_as_it_is_born_is_not_waited_for(tmp_path, whole):
    """Killed before it has read what it is given: the run goes on with another."""
    folder = tmp_path / "newborn"
    process = started(folder, "--processes")
    while not (crew := crew_of(process)) and process.is_alive():
        time.sleep(0.001)
    os.kill(crew[0], signal.SIGKILL)
    process.join(60)
    assert process.exitcode == 0
    assert sha256(folder / "results.nc") == whole.results


def test_a_failure_is_told_when_it_happens_and_at_the_end(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FAKE_FAILS", "1")
    folder = tmp_path / "run"
    assert main(["compare", *ASKED, "--out", str(folder)]) == 1
    told = capsys.readouterr().err.splitlines()
    cause = "FloatingPointError: the barn is empty"
    assert "s0-d00001-k0 failed: " + cause in told and "s1-d00001-k0 failed: " + cause in told
    assert f"s0-d00001-k0, s1-d00001-k0 failed: {cause}" in told
    again = f"2 simulations failed and are left out; to try them again: perelom resume {folder}"
    assert told[-1] == again


def limited(bytes_: int):
    """For a process whose files may grow so far and no further."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))


@pytest.mark.parametrize(("room", "kept"), [(300_000, 0), (2_000_000, ITEMS)], ids=["shard", "results"])
def test_a_file_that_the_system_refuses_stops_the_run_resumably(tmp_path, capsys, whole, room, kept):
    folder = tmp_path / "run"
    command = [*FAKE, "compare", *ASKED, "--out", str(folder)]
    process = subprocess.run(command, preexec_fn=limited(room), capture_output=True, text=True)
    assert process.returncode == 3, process.stderr
    assert f"perelom resume {folder}" in process.stderr and "Traceback" not in process.stderr
    assert f"{kept} of {ITEMS} simulations are kept" in process.stderr
    assert not list(folder.rglob("*.part"))
    assert main(["resume", str(folder), "--json"]) == 0
    assert untimed(capsys.readouterr().out) == whole.told


IN_A_SMALL_DISK = """
mount -t tmpfs -o size=1500k none "$1" || exit 77
shift; folder="$1"; shift
"$@" --out "$folder"; first=$?
mount -o remount,size=64m none "$(dirname "$folder")"
"$1" "$2" resume "$folder" --json || exit 78
exit $first
"""


@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode,
    reason="no disk of its own can be had here (unshare -rm)",
)
def test_a_disk_that_fills_stops_the_run_resumably(tmp_path, whole):
    folder = tmp_path / "disk" / "run"
    folder.parent.mkdir()
    script = ["unshare", "-rm", "bash", "-c", IN_A_SMALL_DISK, "bash", str(folder.parent), str(folder)]
    process = subprocess.run([*script, *FAKE, "compare", *ASKED], capture_output=True, text=True)
    assert process.returncode == 3, process.stderr
    assert "No space left on device" in process.stderr and f"perelom resume {folder}" in process.stderr
    assert untimed(process.stdout) == whole.told


class FullDisk:
    """A file that takes ten bytes more and then refuses."""

    def __init__(self, file):
        self.file, self.taken = file, 0

    def write(self, data):
        if self.taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.taken = self.file.write(bytes(data)[:10])
        return self.taken

    def __getattr__(self, name):
        return getattr(self.file, name)


def test_a_line_of_the_log_that_finds_no_room_leaves_no_piece_behind(tmp_path):
    path = tmp_path / "status.jsonl"
    path.write_bytes(encoded({"event": "created"}))
    before = path.read_bytes()
    with Log(path) as log:
        plain, log.file = log.file, FullDisk(log.file)
        with pytest.raises(OSError, match="No space left on device"):
            log.add({"event": "done", "item": "x"})
        assert path.read_bytes() == before
        log.file = plain
        log.add({"event": "done", "item": "x"})
    assert [entry["event"] for entry in read_log(path).entries] == ["created", "done"]


def test_seconds_are_those_of_all_stretches(tmp_path):
    store = create(tmp_path / "run", planned(), {"rerun": ""})
    with pytest.raises(work.Interrupted):
        finish(store, workers=1, progress=stop_after(2))
    one = open_store(tmp_path / "run").seconds
    tally = finish(store, workers=1)
    assert len(store.stretches) == 2 and tally.seconds == open_store(tmp_path / "run").seconds > one > 0


def stop_after(items: int):
    def stop(finished: int, total: int) -> None:
        if finished == items:
            raise KeyboardInterrupt

    return stop


def peaks(folder: Path, draws: int) -> list[float]:
    """Peak memory, MB, of computing so many draws of two scenarios, and of telling them. One thread: what two
    have in hand at once is left to chance."""
    asked = plan(["history", "nep-continued"], draws=draws, households=2000, to="1922-12")
    found = [peak(lambda: make(asked, folder, command={"rerun": ""}, workers=1))]
    with open_results(folder, cache=False) as dataset:
        return [*found, peak(lambda: summary(dataset, by_region=True)), peak(lambda: comparison(dataset))]


def peak(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_draws(tmp_path, monkeypatch):
    """Six further draws hold 2.2 MB of records. With five, what is kept of the parents' levers is full."""
    for module in ("bands", "comparison"):
        monkeypatch.setattr(sys.modules[f"perelom.results.{module}"], "READ", 2**13)
    few, many = peaks(tmp_path / "few", 5), peaks(tmp_path / "many", 11)
    for one, other in zip(few, many, strict=True):
        assert other - one < 1


def test_bands_read_in_pieces_are_those_read_whole(tmp_path, monkeypatch):
    store, _ = make(planned(), tmp_path / "run", command={"rerun": ""}, workers=2)
    with open_results(store.folder) as dataset:
        whole = [tell(dataset, by_region=True, annual=True) for tell in (summary, comparison)]
        for module in ("bands", "comparison"):
            monkeypatch.setattr(sys.modules[f"perelom.results.{module}"], "READ", 1)
        assert [tell(dataset, by_region=True, annual=True) for tell in (summary, comparison)] == whole
