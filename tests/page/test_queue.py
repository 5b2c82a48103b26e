"""Runs: one for the same request, what fails harms nothing else, whoever leaves is not computed for."""

import threading
import time

import pytest

import fake_country
from perelom.ensembles import work
from perelom.page import queue as queues
from perelom.page import runs
from perelom.page.limits import Limits, Refused, asked
from perelom.page.queue import Queue

DEFAULTS = {"draws": 3, "seeds": 1, "households": 500, "seed": 1921}


def request(a="history", b="nep-continued", **more):
    return asked({"a": {"id": a}, "b": {"id": b}, **more}, Limits(), DEFAULTS)


@pytest.fixture
def made():
    """Makes queues and closes them."""
    found = []

    def make(workers=1, **limits):
        found.append(Queue(Limits(**limits), workers=workers))
        return found[-1]

    yield make
    for one in found:
        one.close()


@pytest.fixture
def held(monkeypatch):
    """Simulations wait until the gate is opened; the gate, and (households, seed, member) in their order."""
    gate, order = threading.Event(), []
    queues._warm_up.cache_clear()

    def simulate(levers, parameters, **options):
        if options["months"] > 2:
            assert gate.wait(300)
            order.append((options["households"], options["seed"], options["member"]))
        return fake_country.simulate(levers, parameters, **options)

    monkeypatch.setattr(work, "simulate", simulate)
    return gate, order


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """However slow the machine, no run is set aside unless a test says that its reader has left."""
    for module in (queues, runs):
        monkeypatch.setattr(module, "SET_ASIDE", 1e9)
    monkeypatch.setattr(queues, "DROPPED", 2e9)


def ended(run, seconds=300):
    """The run when it is over."""
    until = time.monotonic() + seconds
    while run.active:
        assert time.monotonic() < until, "the run does not end"
        time.sleep(0.01)
    return run


def test_the_same_request_is_one_run_and_any_difference_another(made):
    queue = made()
    run = queue.ask(request())
    assert queue.ask(request()) is run
    assert ended(queue.ask(request(draws=3))) is run
    others = [{"draws": 2}, {"seed": 1}, {"households": 501}, {"seeds": 2}, {"a": "bukharin"}]
    found = [queue.ask(request(**more)) for more in others]
    assert len({r.id for r in [run, *found]}) == 1 + len(others)
    assert queue.ask(request()) is run  # done, and kept


def test_history_is_simulated_once_for_all_who_compare_with_it(made, held):
    gate, order = held
    queue = made()
    runs = [queue.ask(request(b=name)) for name in ("nep-continued", "bukharin", "genetic-plan")]
    gate.set()
    for run in runs:
        ended(run)
    # a centre and three draws of four scenarios
    assert len(order) == 4 * (1 + 3)


def test_who_comes_later_sees_a_curve_before_others_have_all_their_draws(made, held):
    gate, order = held
    queue = made()
    first = queue.ask(request(draws=20))
    second = queue.ask(request(draws=20, seed=7))
    gate.set()
    ended(first), ended(second)
    seeds = [seed for _, seed, _ in order]
    # the centres of both come before the third simulation of anyone
    assert sorted(seeds[:4]) == [7, 7, 1921, 1921]
    assert abs(seeds[:20].count(7) - 10) <= 1


def test_a_full_queue_says_so_and_the_limit(made, held):
    gate, _ = held
    queue = made(queue=2)
    queue.ask(request(seed=1)), queue.ask(request(seed=2))
    with pytest.raises(Refused) as told:
        queue.ask(request(seed=3))
    assert told.value.status == 429
    assert "2 comparisons are waiting or being computed" in told.value.error["text"]
    assert told.value.error["allowed"] == "up to 2"
    assert queue.ask(request(seed=2)) is not None  # one that is there is no new one
    assert queue.state()["refused"] == 1
    gate.set()


def test_who_has_left_makes_room(made, held):
    gate, _ = held
    queue = made(queue=2)
    queue.ask(request(seed=1))
    left = queue.ask(request(seed=2))
    left.looked_at -= queues.SET_ASIDE + 1
    assert queue.ask(request(seed=3)) is not None
    with pytest.raises(Refused):
        queue.get(left.id)
    gate.set()


def test_a_run_that_nobody_looks_at_waits_until_someone_does(made, held):
    gate, order = held
    queue = made()
    run = queue.ask(request(draws=8))
    run.looked_at -= queues.SET_ASIDE + 1
    gate.set()
    time.sleep(0.3)
    assert run.active and len(order) <= 1  # what was in hand is finished, no more begun
    with queue.watching(queue.get(run.id)):
        assert ended(run).status == "done"


def test_a_draw_that_fails_is_told_with_its_cause_and_left_out(made, monkeypatch):
    monkeypatch.setenv("FAKE_FAILS", "1")
    run = ended(made().ask(request(draws=3)))
    assert run.status == "done"
    assert run.failures() == [{"draw": 1, "cause": "FloatingPointError: the barn is empty"}]
    from perelom.page.curves import answer

    told = answer(run, ("real_wage",), None, None)
    assert told["done"] == 2 and told["failed"] == run.failures()
    assert None not in told["curves"]["real_wage"]["USSR"]["difference"]["median"]
    import numpy as np

    import perelom as pl

    with pytest.warns(RuntimeWarning):
        held = pl.compare("history", "nep-continued", draws=3, seeds=1, households=500)["real_wage"].values
    median = np.median(held[[0, 2]], axis=0)
    assert told["curves"]["real_wage"]["USSR"]["difference"]["median"] == median.tolist()


def test_where_every_draw_fails_the_run_fails_and_the_next_does_not(made, monkeypatch):
    queue = made()

    def never(*args, **options):
        raise FloatingPointError("no country")

    monkeypatch.setattr(work, "simulate", never)
    run = ended(queue.ask(request()))
    assert run.status == "failed"
    assert [f["cause"] for f in run.failures()] == ["FloatingPointError: no country"] * 3
    monkeypatch.setattr(work, "simulate", fake_country.simulate)
    assert ended(queue.ask(request(seed=2))).status == "done"


def test_a_disk_that_refuses_harms_one_run_only(made, monkeypatch):
    queue = made()
    whole, refuse = queues._written, [True]

    def written(path, data):
        if refuse[0]:
            raise OSError(28, "No space left on device", str(path))
        return whole(path, data)

    monkeypatch.setattr(queues, "_written", written)
    run = ended(queue.ask(request()))
    assert run.status == "failed" and "No space left" in run.failures()[0]["cause"]
    refuse[0] = False
    assert ended(queue.ask(request(seed=2))).status == "done"


def test_a_run_is_given_its_time_and_no_more(made, monkeypatch):
    def slow(levers, parameters, **options):
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass
        return fake_country.simulate(levers, parameters, **options)

    monkeypatch.setattr(work, "simulate", slow)
    run = ended(made(seconds=0.5).ask(request(draws=60)))
    assert run.status == "done" and 1 <= len(run.complete) < 60
    causes = {f["cause"] for f in run.failures()}
    assert causes == {"not computed: a run may take 0.5 seconds of computing"}
    assert len(run.complete) + len(run.failures()) == 60


def test_results_are_kept_within_the_disk_that_is_allowed(made):
    queue = made(kept_bytes=1)
    runs = [ended(queue.ask(request(seed=seed))) for seed in range(4)]
    until = time.monotonic() + 300
    while queue.state()["kept"] != 1 and time.monotonic() < until:
        time.sleep(0.01)
    state = queue.state()
    assert state["kept"] == 1 and state["shared"] <= 4
    assert not runs[0].folder.exists()
    with pytest.raises(Refused) as told:
        queue.get(runs[0].id)
    assert told.value.status == 404 and "ask for it again" in told.value.error["hint"]


def test_nothing_stays_on_the_disk(made):
    queue = made()
    run = ended(queue.ask(request()))
    folder = run.folder.parent
    assert folder.is_dir()
    queue.close()
    assert not folder.exists()


def test_a_stream_tells_the_centre_first_then_draws_and_who_leaves_is_not_missed(client, here, held):
    import json

    gate, _ = held
    run = here.asked(client, draws=4)
    with client.stream("GET", f"/api/runs/{run}/stream"):
        pass  # gone before anything was computed
    gate.set()
    found = [(name, json.loads(data)) for name, data in here.events(client, run)]
    draws = [data for name, data in found if name == "draw"]
    assert [data["of"] for data in draws] == [4] * len(draws)
    assert [data["done"] for data in draws] == sorted({data["done"] for data in draws})
    for data in draws:
        assert data["basis"] == ("draws" if data["done"] else "centre")
        assert len(data["curves"]["real_wage"]["USSR"]["difference"]["median"]) == 240
    assert found[-1] == ("done", {"status": "done"})
    assert client.get(f"/api/runs/{run}").json()["done"] == 4
