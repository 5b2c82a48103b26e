"""The committed page is what its source gives; its types, and tests of its pure parts, hold."""

import filecmp
import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = "src/perelom/page/static"
MAP = "src/perelom/report/regions_map.json"  # the one file outside its folder that the page is built with
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "network")


def npm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["npm", *words], cwd=folder, capture_output=True, text=True, timeout=600)


def installed_as_locked(page: Path) -> bool:
    """Whether the libraries that are there are those of the lock file."""
    kept = page / "node_modules" / ".package-lock.json"
    if not kept.is_file():
        return False
    locked = json.loads((page / "package-lock.json").read_text())["packages"]
    there = json.loads(kept.read_text())["packages"]
    return all(locked.get(name, {}).get("version") == item["version"] for name, item in there.items())


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The source of the page in a folder of its own, with its libraries."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Node is not installed: the page cannot be built here")
    root = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT / "page", root / "page", ignore=shutil.ignore_patterns("node_modules"))
    (root / MAP).parent.mkdir(parents=True)
    shutil.copy(ROOT / MAP, root / MAP)
    if installed_as_locked(ROOT / "page"):
        (root / "page" / "node_modules").symlink_to(ROOT / "page" / "node_modules")
        return root
    done = npm(root / "page", "ci", "--no-audit", "--no-fund")
    if done.returncode and any(word in done.stderr for word in NO_NETWORK):
        pytest.skip("the libraries of the page cannot be fetched here")
    assert done.returncode == 0, done.stderr
    return root


@pytest.mark.parametrize("words", [("run", "check"), ("test",)], ids=["types", "tests"])
def test_the_source_is_sound(copy, words):
    done = npm(copy / "page", *words)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_committed_page_is_built_from_the_source(copy):
    done = npm(copy / "page", "run", "build")
    assert done.returncode == 0, done.stdout + done.stderr
    built, committed = (
        {str(f.relative_to(root / STATIC)) for f in (root / STATIC).rglob("*") if f.is_file()}
        for root in (copy, ROOT)
    )
    assert built == committed
    _, differ, missing = filecmp.cmpfiles(copy / STATIC, ROOT / STATIC, sorted(built), shallow=False)
    assert not differ and not missing, "cd page && npm ci && npm run build, and commit what changes"
