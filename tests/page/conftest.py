"""The server with a country that takes no time behind it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import fake_country
from perelom.ensembles import work


@pytest.fixture(autouse=True)
def no_time(monkeypatch):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)


@contextmanager
def served(**options) -> Iterator:
    """A client of a server; `options` as of `application`."""
    from starlette.testclient import TestClient

    from perelom.page.app import application

    app = application(**{"households": 500, "draws": 3, "workers": 2, **options})
    with TestClient(app, base_url="http://127.0.0.1:1921", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client():
    with served() as found:
        yield found


def asked(client, a="history", b="nep-continued", **more) -> str:
    """A comparison asked for; its run."""
    sides = [side if isinstance(side, dict) else {"id": side} for side in (a, b)]
    answer = client.post("/api/runs", json={"a": sides[0], "b": sides[1], **more})
    assert answer.status_code == 202, answer.text
    return answer.json()["run"]


def events(client, run, query="indicators=real_wage") -> list[tuple[str, str]]:
    """A run's stream to its end, (event, data)."""
    found, name = [], ""
    with client.stream("GET", f"/api/runs/{run}/stream?{query}") as stream:
        for line in stream.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found.append((name, line.removeprefix("data: ")))
    return found


def finished(client, run, query="") -> dict:
    """The answer of a run that is done."""
    events(client, run)
    return client.get(f"/api/runs/{run}?{query}").json()


class Here:
    """What tests of this folder share."""

    served = staticmethod(served)
    asked = staticmethod(asked)
    events = staticmethod(events)
    finished = staticmethod(finished)


@pytest.fixture
def here() -> type[Here]:
    return Here
