"""The store of a run: nothing finished is lost, nothing damaged is used, nothing differs after a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import fake_country
from perelom.cli import main
from perelom.ensembles import Item, create, damage, first_difference, open_store, plan, refuse_drift, work
from perelom.ensembles.shards import read_shard
from perelom.ensembles.status import Log, encoded, read_log
from perelom.errors import InputError
from perelom.results import open_results
from perelom.results.making import finish, make
from perelom.scenarios import load

FAKE = [sys.executable, str(Path(fake_country.__file__))]


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr(work, "simulate", fake_country.simulate)


def planned(draws=2, seeds=1, scenarios=("history", "nep-continued"), **options):
    return plan(list(scenarios), draws=draws, seeds=seeds, to="1930-12", **options)


def made(folder, draws=2, seeds=1, workers=1, **options):
    return make(
        planned(draws, seeds, **options), folder, command={"name": "compare", "rerun": ""}, workers=workers
    )[0]


def same_data(a: Path, b: Path) -> bool:
    with open_results(a) as one, open_results(b) as other:
        return (
            one.identical(other.assign_attrs(one.attrs))
            and one.attrs["identities"] == other.attrs["identities"]
        )


def test_items_are_the_same_alone_among_many_and_on_two_threads(tmp_path):
    alone = made(tmp_path / "alone", draws=2, seeds=1, parameters="prior")
    many = made(tmp_path / "many", draws=5, seeds=2, workers=2, parameters="prior")
    assert len(many.done) == 20
    assert all(many.done[item] == alone.done[item] for item in alone.done)


def test_one_draw_takes_the_centre_of_the_posterior_and_pairs_share_parameters():
    assert planned(1).mode == "posterior:centre" and planned(2).mode == "posterior"
    many = planned(3, 2)
    for draw in range(3):
        told = [many.parameters(Item(s, draw, k)) for s in range(2) for k in range(2)]
        assert all(parameters == told[0] for parameters in told)
    assert many.parameters(Item(0, 0, 0)) != many.parameters(Item(0, 1, 0))
    members = [item.member for item in many.items() if item.scenario == 0]
    assert len(set(members)) == len(members)


def test_a_scenario_keeps_its_own_assumptions_in_every_draw():
    mine = load("history").extend("mine", parameters={"weather_slope": 1.5})
    many = planned(2, scenarios=[mine])
    assert {many.parameters(item)["weather_slope"] for item in many.items()} == {1.5}


def test_first_difference_of_kin():
    history, nep, reformed = (load(n) for n in ("history", "nep-continued", "nep-reformed"))
    assert first_difference(history, history) == 240
    assert first_difference(history, nep) == first_difference(nep, history) == nep.first_change
    assert first_difference(nep, reformed) <= max(nep.first_change, reformed.first_change)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"draws": -1}, "draws is '-1'; expected a whole number from 1"),
        ({"draws": 0}, "draws is '0'"),
        ({"seeds": 0}, "seeds is '0'"),
        (
            {"households": "many"},
            "households is 'many'; expected a whole number from 1 to 1000000000 or 'all'",
        ),
        ({"households": "-5"}, "households is '-5'"),
        ({"to": "1941-01"}, "month 1941-01 is outside 1921-01 … 1940-12"),
        ({"parameters": "posterior:without-E99"}, "unknown kind of parameters"),
        ({"parameters": "prio"}, "did you mean 'prior'?"),
    ],
)
def test_what_cannot_be_done_is_refused(asked, words):
    with pytest.raises(InputError) as refused:
        plan(["history"], **asked)
    assert words in str(refused.value)


def test_all_problems_are_told_at_once():
    with pytest.raises(InputError) as refused:
        plan(["history", "histroy", "history"], draws=-1, to="1930-13")
    told = str(refused.value)
    assert "did you mean 'history'?" in told and "named more than once" in told
    assert "4 errors; nothing was run." in told


def test_a_folder_with_files_is_refused_and_only_a_run_is_replaced(tmp_path):
    folder = tmp_path / "run"
    made(folder)
    (folder / "report.html").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        made(folder)
    create(folder, planned(), {"name": "compare", "rerun": ""}, force=True)
    assert (folder / "report.html").read_text() == "mine"
    assert not (folder / "results.nc").exists() and not list((folder / "shards").iterdir())
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "thesis.txt").write_text("ten years of work")
    with pytest.raises(InputError, match="leaves it alone"):
        create(strange, planned(), {}, force=True)
    assert [p.name for p in strange.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("place", ["file/run", "file"])
def test_an_unwritable_place_is_refused(tmp_path, place):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError):
        made(tmp_path / place)


def test_a_refused_number_of_workers_writes_nothing(tmp_path):
    with pytest.raises(InputError, match="workers is '0'"):
        made(tmp_path / "run", workers=0)
    assert not (tmp_path / "run").exists()


def test_the_manifest_says_what_the_run_rests_on(tmp_path):
    manifest = made(tmp_path / "run").manifest
    assert manifest["scenarios"][1]["hash"] == load("nep-continued").hash
    assert len(manifest["items"]) == 4
    for key in ("parameters", "evidence", "code"):
        assert len(manifest[key]["sha256"]) == 64
    assert {"python", "numpy", "numba", "cpu_features"} <= set(manifest["machine"])


def interrupted(folder: Path, after: int, draws=3):
    """A store in which only so many items are done."""
    store = create(folder, planned(draws), {"name": "compare", "rerun": "perelom compare"})

    def stop(finished: int, total: int) -> None:
        if finished == after:
            raise KeyboardInterrupt

    with pytest.raises(work.Interrupted):
        finish(store, workers=1, progress=stop)
    return open_store(folder)


def test_an_interrupted_run_goes_on_bit_for_bit(tmp_path):
    whole = made(tmp_path / "whole", draws=3)
    store = interrupted(tmp_path / "part", after=2)
    assert len(store.done) == 2
    finish(store, workers=2)
    assert store.done == whole.done
    assert same_data(store.folder, whole.folder)


def test_a_torn_last_line_counts_for_nothing(tmp_path):
    store = interrupted(tmp_path / "run", after=3)
    data = store.status.read_bytes()
    store.status.write_bytes(data[:-20])
    again = open_store(store.folder)
    assert len(again.done) == 2
    finish(again)
    assert not damage(open_store(store.folder)) and len(open_store(store.folder).done) == 6


def test_other_damage_to_the_log_is_refused(tmp_path):
    store = interrupted(tmp_path / "run", after=3)
    lines = store.status.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"done", b"gone")
    store.status.write_bytes(b"".join(lines))
    with pytest.raises(InputError, match=r"line 3 is damaged"):
        open_store(store.folder)


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_line_taken_out_of_the_log_is_found(tmp_path, gone):
    store = interrupted(tmp_path / "run", after=3)
    lines = store.status.read_bytes().splitlines(keepends=True)
    del lines[gone]
    store.status.write_bytes(b"".join(lines))
    with pytest.raises(InputError, match=rf"line {gone + 1} is damaged .*a line before it is missing"):
        open_store(store.folder)


def test_lines_of_the_log_in_another_order_are_found(tmp_path):
    store = interrupted(tmp_path / "run", after=3)
    lines = store.status.read_bytes().splitlines(keepends=True)
    lines[2], lines[3] = lines[3], lines[2]
    store.status.write_bytes(b"".join(lines))
    with pytest.raises(InputError, match="line 3 is damaged"):
        open_store(store.folder)


def test_a_changed_manifest_and_a_changed_scenario_are_refused(tmp_path):
    store = interrupted(tmp_path / "run", after=1)
    path = store.folder / "manifest.json"
    text = path.read_text()
    path.write_text(text.replace('"draws": 3', '"draws": 4'))
    with pytest.raises(InputError, match="not the one that the run began with"):
        open_store(store.folder)
    path.write_text(text)
    scenario = next((store.folder / "scenarios").glob("nep-continued*"))
    scenario.write_text(scenario.read_text() + "parameters: {weather_slope: 2}\n")
    with pytest.raises(InputError):
        open_store(store.folder)


def test_verify_counts_nothing_where_a_scenario_was_changed(tmp_path, capsys):
    store = made(tmp_path / "run")
    scenario = next((store.folder / "scenarios").glob("nep-continued*"))
    scenario.write_text(scenario.read_text() + "parameters: {weather_slope: 2}\n")
    assert main(["verify", str(store.folder)]) == 1
    told = capsys.readouterr().out
    assert "was changed since the run began" in told and "simulations done" not in told
    assert main(["verify", str(store.folder), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["done"] is None


def test_damage_is_listed(tmp_path):
    store = made(tmp_path / "run")
    assert damage(store) == []
    shards = sorted((store.folder / "shards").iterdir())
    shards[0].unlink()
    shards[1].write_bytes(shards[1].read_bytes()[:-1] + b"x")
    (store.folder / "results.nc").write_bytes(b"")
    told = damage(open_store(store.folder))
    assert told == [
        f"shards/{shards[0].name} is missing",
        f"shards/{shards[1].name} was changed",
        "results.nc was changed",
    ]


def test_other_code_is_refused_and_another_machine_only_with_leave(tmp_path, monkeypatch):
    store = interrupted(tmp_path / "run", after=1)
    refuse_drift(store)
    store.manifest["machine"]["numpy"] = "1.0"
    with pytest.raises(InputError, match="another numpy"):
        refuse_drift(store)
    refuse_drift(store, allow_drift=True)
    store.manifest["code"]["sha256"] = "0" * 64
    with pytest.raises(InputError, match="code has changed"):
        refuse_drift(store, allow_drift=True)


def test_a_failed_item_is_recorded_and_harms_no_other(tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_FAILS", "1")
    store = made(tmp_path / "run", draws=3)
    assert store.failed == {f"s{s}-d00001-k0": "FloatingPointError: the barn is empty" for s in (0, 1)}
    with open_results(store.folder) as found:
        harvest = found["grain_harvest"]
        assert bool(harvest.isel(draw=1).isnull().all()) and not bool(
            harvest.isel(draw=[0, 2]).isnull().any()
        )
    monkeypatch.delenv("FAKE_FAILS")
    again = open_store(store.folder)
    assert finish(again).failed == {}
    assert same_data(again.folder, made(tmp_path / "whole", draws=3).folder)


def test_a_shard_holds_the_record(tmp_path):
    store = made(tmp_path / "run", draws=1, scenarios=["history"])
    item = Item(0, 0, 0)
    parameters = store.plan.parameters(item)
    levers = store.plan.scenarios[0].levers(parameters)
    told = fake_country.simulate(levers, parameters, seed=1921, member=0, households=20_000, months=120)
    shard = read_shard(store.shard_path(item))
    assert np.array_equal(shard.national, told.record[:, :, -1])
    assert shard.identities == told.identities
    with open_results(store.folder) as found:
        assert np.array_equal(found["population"].values[0], told.record[:, found_position("population"), -1])
        regional = found["population_by_region"].values[0]
        assert np.array_equal(regional, told.record[:, found_position("population"), :-1])


def found_position(name: str) -> int:
    return fake_country.indicator_index()[name]


def test_one_process_at_a_time(tmp_path):
    store = interrupted(tmp_path / "run", after=1)
    with Log(store.status), pytest.raises(InputError, match="another process"):
        finish(store)


def test_the_log_reads_what_it_wrote(tmp_path):
    path = tmp_path / "status.jsonl"
    path.write_bytes(encoded({"event": "created", "cause": "голод"}))
    with Log(path) as log:
        log.add({"event": "done", "item": "x"})
    found = read_log(path)
    assert [e["event"] for e in found.entries] == ["created", "done"] and found.damage == []
    assert found.whole == path.stat().st_size and "check" in json.loads(path.read_bytes().splitlines()[0])


def wait_for_items(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the process has finished one more item than stood there, or has ended."""
    status = folder / "status.jsonl"
    before = len(status.read_bytes().splitlines()) if status.exists() else 1
    for _ in range(1000):
        if process.poll() is not None or (status.exists() and len(status.read_bytes().splitlines()) > before):
            return
        time.sleep(0.01)
    raise AssertionError("no item was finished in ten seconds")


def test_ctrl_c_ends_with_three_and_the_command_to_go_on(tmp_path):
    folder = tmp_path / "run"
    command = [*FAKE, "run", "history", "--draws", "20", "--workers", "1", "--out", str(folder)]
    slow = {**os.environ, "FAKE_SECONDS": "0.1"}
    process = subprocess.Popen(command, env=slow, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for_items(folder, process)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 3
    assert f"perelom resume {folder}" in told.decode() and "Traceback" not in told.decode()
    assert subprocess.run([*FAKE, "resume", str(folder)], capture_output=True).returncode == 0
