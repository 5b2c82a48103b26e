"""The store of a run: a folder that survives a kill at any moment.

manifest.json   what was asked, on what it rests (hashes, versions), and every item to be computed
scenarios/      the scenarios' texts with their parents, so that the run goes on when a file has moved
status.jsonl    what has happened, appended line by line
shards/         one file for each finished item
results.nc      labelled arrays, built from the shards when all is done
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from perelom.errors import InputError, refusal
from perelom.scenarios import Mixed, Scenario, from_text

from . import fingerprint
from .plan import Item, Plan
from .shards import Shard, hash_of_file, read_shard, write_whole
from .status import encoded, read_log

MANIFEST, STATUS, SHARDS, SCENARIOS, RESULTS = (
    "manifest.json",
    "status.jsonl",
    "shards",
    "scenarios",
    "results.nc",
)
FORMAT = "perelom run 1"


@dataclass
class Store:
    """An open store.

    done : sha256 of the shard by item; failed : cause by item; results : sha256 of results.nc
    stretches : seconds of work, for each time that it was begun or gone on with, to its last finished item
    """

    folder: Path
    manifest: dict[str, Any]
    plan: Plan
    done: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    results: str = ""
    stretches: list[float] = field(default_factory=list)

    @property
    def causes(self) -> dict[str, str]:
        """Why items failed, in an order that does not hang on which failed first."""
        return dict(sorted(self.failed.items()))

    @property
    def seconds(self) -> float:
        """Seconds of work so far, all stretches together."""
        return sum(self.stretches)

    @property
    def status(self) -> Path:
        return self.folder / STATUS

    def shard_path(self, item: Item) -> Path:
        return self.folder / SHARDS / f"{item.id}.npz"

    def missing(self) -> list[Item]:
        """Items that are not done; what failed before is tried again."""
        return [item for item in self.plan.items() if item.id not in self.done]

    def shard(self, item: Item) -> Shard:
        """A finished item. InputError where its file is not the one that was written."""
        path = self.shard_path(item)
        if not path.is_file() or hash_of_file(path) != self.done[item.id]:
            hint = f"list all damage: perelom verify {self.folder}"
            raise refusal("this shard is missing or was changed", hint, str(path))
        return read_shard(path)

    def note(self, entry: Mapping[str, Any]) -> None:
        """Takes an entry of the log into account."""
        if "elapsed" in entry and self.stretches:
            self.stretches[-1] = entry["elapsed"]
        match entry["event"]:
            case "begun":
                self.stretches.append(0.0)
            case "done":
                self.done[entry["item"]] = entry["sha256"]
                self.failed.pop(entry["item"], None)
            case "failed":
                self.failed[entry["item"]] = entry["cause"]
            case "results":
                self.results = entry["sha256"]


def create(folder: Path, plan: Plan, command: Mapping[str, Any], *, force: bool = False) -> Store:
    """A new store in a new or empty folder.

    command : what the face that asked needs to tell the results again; `rerun` is the line to type
    force : a run that is there already is removed first (its own files only). InputError where it cannot be
    """
    try:
        _make_room(folder, force)
        files = {SHARDS: folder / SHARDS, SCENARIOS: folder / SCENARIOS}
        manifest = manifest_of(plan, command)
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        sha256 = write_whole(folder / MANIFEST, text.encode())
        for path in files.values():
            path.mkdir()
        for scenario in plan.scenarios:
            for item in scenario.lineage:
                write_whole(folder / SCENARIOS / _scenario_file(item), item.text.encode())
        write_whole(folder / STATUS, encoded({"event": "created", "manifest": sha256, "at": now()}))
    except OSError as error:
        raise refusal(f"cannot be written: {error.strerror}", path=str(folder)) from None
    return Store(folder, manifest, plan)


def open_store(folder: Path) -> Store:
    """The store in a folder. InputError where there is none, or with all damage to manifest and log."""
    manifest = _read_manifest(folder)
    if not (folder / STATUS).is_file():
        raise refusal(
            f"{STATUS} is missing", "the run was never begun; start it again with --force", str(folder)
        )
    log = read_log(folder / STATUS)
    damage = log.damage
    begun = log.entries[0] if log.entries else {}
    if not damage and begun.get("manifest") != hash_of_file(folder / MANIFEST):
        damage.append(f"{MANIFEST} is not the one that the run began with")
    if damage:
        hint = "put the file back as it was, or start again with --force"
        raise InputError([p for words in damage for p in refusal(words, hint, str(folder)).problems])
    store = Store(folder, manifest, _plan(folder, manifest))
    for entry in log.entries:
        store.note(entry)
    return store


def damage(store: Store) -> list[str]:
    """Everything in the store that is not as it was written, in words; empty where all is well."""
    found = []
    for item in store.plan.items():
        if item.id in store.done:
            path = store.shard_path(item)
            if not path.is_file():
                found.append(f"{SHARDS}/{path.name} is missing")
            elif hash_of_file(path) != store.done[item.id]:
                found.append(f"{SHARDS}/{path.name} was changed")
    if store.results:
        path = store.folder / RESULTS
        if not path.is_file():
            found.append(f"{RESULTS} is missing")
        elif hash_of_file(path) != store.results:
            found.append(f"{RESULTS} was changed")
    return found


def refuse_drift(store: Store, *, allow_drift: bool = False) -> None:
    """InputError where going on would not give the bytes of an uninterrupted run.

    allow_drift : other versions of Python and libraries or another processor are accepted, other code never
    """
    problems = []
    if store.manifest["code"]["sha256"] != fingerprint.code_hash():
        begun = store.manifest["code"]["version"]
        words = f"the code has changed since the run began (version {begun}, now {version('perelom')})"
        problems += refusal(words, "start it again: " + store.manifest["command"]["rerun"]).problems
    here, there = fingerprint.machine(), store.manifest["machine"]
    apart = [name for name in here if here[name] != there.get(name)]
    if apart and not allow_drift:
        words = f"the run began with another {', '.join(apart)}: results would differ in the last digits"
        problems += refusal(words, "accept that with --allow-drift").problems
    if problems:
        raise InputError(problems)


def now() -> str:
    """This moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _make_room(folder: Path, force: bool) -> None:
    """An empty folder, or one in which only files stand that no run wrote."""
    if folder.exists() and not folder.is_dir():
        raise refusal("this is a file, not a folder", path=str(folder))
    if folder.is_dir() and any(folder.iterdir()):
        if not force:
            raise refusal(
                "the folder is not empty", "choose another, or replace its run with --force", str(folder)
            )
        if not is_store(folder):
            raise refusal(
                "the folder holds no run, so --force leaves it alone", "choose another", str(folder)
            )
        for name in (SHARDS, SCENARIOS):
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in (RESULTS, STATUS, MANIFEST):
            (folder / name).unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)


def is_store(folder: Path) -> bool:
    """Whether a run was begun in this folder."""
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("format") == FORMAT
    except (OSError, ValueError, AttributeError):
        return False


def _read_manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise refusal("there is no such folder", path=str(folder))
    if not (folder / MANIFEST).is_file():
        raise refusal(f"the folder holds no run ({MANIFEST} is missing)", path=str(folder))
    if not is_store(folder):
        raise refusal(f"{MANIFEST} is damaged or of another program", "put it back as it was", str(folder))
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def manifest_of(plan: Plan, command: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, on what it rests, and every item to be computed."""
    return {
        "format": FORMAT,
        "created": now(),
        "command": dict(command),
        "scenarios": [
            {
                "name": s.name,
                "title": s.title,
                "question": s.question,
                "hash": s.hash,
                "lineage": [{"name": x.name, "hash": x.hash, "file": _scenario_file(x)} for x in s.lineage],
            }
            for s in plan.scenarios
        ],
        "mixtures": [
            {"name": m.name, "taken": sorted(m.taken), "parameters": m.with_parameters} for m in plan.mixtures
        ],
        "draws": plan.draws,
        "seeds": plan.seeds,
        "seed": plan.root_seed,
        "households": "all" if plan.households is None else plan.households,
        "months": plan.months,
        "parameters": {"mode": plan.mode, "sha256": fingerprint.parameters_hash()},
        "evidence": {"sha256": fingerprint.evidence_hash()},
        "code": {"version": version("perelom"), "sha256": fingerprint.code_hash()},
        "machine": fingerprint.machine(),
        "items": [
            {
                "id": item.id,
                "scenario": plan.decided(item).name,
                "draw": item.draw,
                "seed": item.seed,
            }
            for item in plan.items()
        ],
    }


def _scenario_file(scenario: Scenario) -> str:
    return f"{scenario.name}-{scenario.hash[:8]}.yaml"


def _plan(folder: Path, manifest: Mapping[str, Any]) -> Plan:
    scenarios = tuple(_scenario(folder / SCENARIOS, entry) for entry in manifest["scenarios"])
    households = None if manifest["households"] == "all" else manifest["households"]
    return Plan(
        scenarios,
        manifest["draws"],
        manifest["seeds"],
        manifest["seed"],
        households,
        manifest["months"],
        manifest["parameters"]["mode"],
        tuple(
            Mixed(m["name"], scenarios[0], scenarios[1], frozenset(m["taken"]), m["parameters"])
            for m in manifest.get("mixtures", ())  # a run begun before there were any has none
        ),
    )


def _scenario(folder: Path, entry: Mapping[str, Any]) -> Scenario:
    """A scenario with its parents, from the texts in the store; refused where it decides something else."""
    scenario: Scenario | None = None
    for item in reversed(entry["lineage"]):
        path = folder / item["file"]
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise refusal("this scenario of the run is missing or cannot be read", path=str(path)) from None
        scenario = from_text(text, item["name"], parent=scenario, path=str(path))
        if scenario.hash != item["hash"]:
            words = "this scenario was changed since the run began, or the decrees it rests on were"
            raise refusal(words, "start the run again with --force", str(path))
    if scenario is None:
        raise refusal(f"{MANIFEST} names a scenario without a text", path=str(folder.parent))
    return scenario
