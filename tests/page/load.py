"""Many readers at once, each moving a lever again and again: what they wait for, how the server grows.

    python tests/page/load.py --readers 50 --moves 4                # the real country
    python tests/page/load.py --readers 50 --moves 4 --fake 0.2     # simulations of 0.2 seconds

A reader asks for a comparison of history with a scenario of its own, follows the stream until the first curve
is there, and moves the lever again: the run it leaves is left. Prints one JSON document.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).parents[1]
HERE = "127.0.0.1"
PATIENCE = 600.0  # seconds for one answer, after which it counts as an error


@dataclass
class Seen:
    """What readers saw: seconds to a first curve, refusals in words, errors; and memory of the server, MB."""

    waits: list[float] = field(default_factory=list)
    refused: int = 0
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


@contextmanager
def server(fake: float | None, *options: str, port: int = 0) -> Iterator[tuple[int, int]]:
    """A server in a process of its own: (port, process id).

    fake : seconds of a simulation, None: real; port : 0 takes any that is free
    """
    program = [str(TESTS / "fake_country.py")] if fake is not None else ["-m", "perelom.cli"]
    environment = {**os.environ, "FAKE_SECONDS": str(fake or 0)}
    command = [sys.executable, *program, "serve", "--port", str(port), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr is not None
            found = None
            while not found:
                line = process.stderr.readline()
                assert line, "the server ended"
                found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield int(found[1]), process.pid
        finally:
            process.terminate()
            process.wait(60)


def memory(process: int) -> float:
    """Resident memory of a process, MB; Linux only, 0 elsewhere."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) / 1024


def move(port: int, value: float, seen: Seen, lock: threading.Lock) -> None:
    """One lever moved: asked, refused in words or followed to the first curve."""
    text = f"title: Mine\nextends: history\nfrom: 1928-01\nset:\n  exports.grain: {value}\n"
    body = json.dumps({"a": {"id": "history"}, "b": {"yaml": text}})
    begun = time.perf_counter()
    try:
        asking = http.client.HTTPConnection(HERE, port, timeout=PATIENCE)
        asking.request("POST", "/api/runs", body, {"Content-Type": "application/json"})
        answer = asking.getresponse()
        told = json.loads(answer.read())
        asking.close()
        if answer.status == 429:
            with lock:
                seen.refused += 1
                if "as many as this server takes" not in told["error"]["text"]:
                    seen.errors.append(f"a refusal without its limit: {told}")
            return
        assert answer.status == 202, f"{answer.status}: {told}"
        following = http.client.HTTPConnection(HERE, port, timeout=PATIENCE)
        address = f"/api/runs/{told['run']}/stream?indicators=consumption_per_head,grain_exported"
        following.request("GET", address)
        stream = following.getresponse()
        assert stream.status == 200, f"stream: {stream.status}"
        for line in stream:
            if line.startswith(b"event: done"):
                raise AssertionError("over without a curve")
            if line.startswith(b"event: draw"):
                break
        else:
            raise AssertionError("the stream ended without a curve")
        following.close()
        with lock:
            seen.waits.append(time.perf_counter() - begun)
    except (OSError, http.client.HTTPException, ValueError, AssertionError) as error:
        with lock:
            seen.errors.append(f"{type(error).__name__}: {error}")


def load(readers: int, moves: int, fake: float | None, *options: str) -> tuple[Seen, float]:
    """What so many readers see who move a lever so many times, and the seconds that it took."""
    seen, lock = Seen(), threading.Lock()

    def reader(number: int) -> None:
        for i in range(moves):
            move(port, 1_000 * (number + readers * i), seen, lock)
            with lock:
                seen.memory.append(memory(process))

    with server(fake, *options) as (port, process):
        move(port, 5e6, Seen(), lock)  # machine code is loaded, history read
        begun = time.perf_counter()
        crew = [threading.Thread(target=reader, args=(number,)) for number in range(readers)]
        for thread in crew:
            thread.start()
        for thread in crew:
            thread.join()
        return seen, time.perf_counter() - begun


def told(seen: Seen, seconds: float) -> dict[str, object]:
    """The figures of a load: waits in seconds, memory in MB of the first and the last third of the moves."""
    third = max(len(seen.memory) // 3, 1)
    return {
        "curves": len(seen.waits),
        "refused": seen.refused,
        "errors": seen.errors,
        "seconds": round(seconds, 2),
        "median_wait": round(statistics.median(seen.waits), 3) if seen.waits else None,
        "longest_wait": round(max(seen.waits), 3) if seen.waits else None,
        "memory_first": round(max(seen.memory[:third]), 1),
        "memory_last": round(max(seen.memory[-third:]), 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--moves", type=int, default=4)
    parser.add_argument("--fake", type=float, default=None, help="seconds of a simulation; real ones without")
    known, further = parser.parse_known_args()
    print(json.dumps(told(*load(known.readers, known.moves, known.fake, *further))))
