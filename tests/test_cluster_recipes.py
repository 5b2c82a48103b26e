"""The recipes of docs/cluster.md parse and fit together; what docs/cost_tables.py computes."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from perelom.cli import COMMANDS

DOCS = Path(__file__).parents[1] / "docs"


def recipes(language: str) -> list[str]:
    """The blocks of code of one language on the page."""
    page = (DOCS / "cluster.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.S | re.M)


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_the_shell_of_the_recipes_parses():
    (slurm,) = recipes("bash")
    (kubernetes,) = recipes("yaml")
    jobs = [o for o in YAML(typ="safe").load_all(kubernetes) if o["kind"] == "Job"]
    inner = [c["args"][0] for job in jobs for c in job["spec"]["template"]["spec"]["containers"]]
    assert inner and slurm.startswith("#!/bin/bash\n#SBATCH ")
    for script in (slurm, *inner, *recipes("sh")):
        found = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True)
        assert found.returncode == 0, found.stderr


def test_the_objects_of_kubernetes_fit_together():
    (text,) = recipes("yaml")
    objects = list(YAML(typ="safe").load_all(text))
    assert all({"apiVersion", "kind", "metadata", "spec"} <= o.keys() for o in objects)
    by_kind = {(o["kind"], o["metadata"]["name"]): o["spec"] for o in objects}
    assert len(by_kind) == len(objects)
    pods = {}
    for (kind, name), spec in by_kind.items():
        if kind == "Deployment":
            labels = spec["template"]["metadata"]["labels"]
            assert labels == spec["selector"]["matchLabels"], name
            pods[name] = labels
    assert by_kind["Service", "perelom-scheduler"]["selector"] == pods["perelom-scheduler"]
    assert set(re.findall(r"tcp://([\w-]+):8786", text)) == {"perelom-scheduler"}
    (job,) = (spec["template"]["spec"] for (kind, _), spec in by_kind.items() if kind == "Job")
    claims = {v["name"]: v["persistentVolumeClaim"]["claimName"] for v in job["volumes"]}
    assert all(("PersistentVolumeClaim", name) in by_kind for name in claims.values())
    for container in job["containers"]:
        assert {mount["name"] for mount in container["volumeMounts"]} <= claims.keys()


def test_commands_and_options_of_the_recipes_are_there():
    page = (DOCS / "cluster.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\s*perelom (\w+) (.*)", page, re.M)
    assert {name for name, _ in lines} == {"compare", "resume"} and {n for n, _ in lines} <= COMMANDS.keys()
    from inspect import signature

    from perelom.commands import running

    for name, rest in lines:
        known = signature(getattr(running, name)).parameters
        for option in re.findall(r"--([\w-]+)", rest):
            assert option.replace("-", "_") in known, (name, option)


@pytest.fixture(scope="module")
def cost_tables():
    spec = importlib.util.spec_from_file_location("cost_tables", DOCS / "cost_tables.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_what_a_large_posterior_costs_follows_from_the_parts(cost_tables):
    """At a millionth of a core-second a household, 28.2 core-seconds a draw: 10,000 draws are 3.27 days."""
    largest = cost_tables.Cost(1_000_000, 1.0, 1.0, 0.0)
    one, many = (cost_tables.posterior(cores, largest, 50.0, 2**20) for cores in (1, 256))
    assert one.days == pytest.approx(3.268, abs=0.001) and many.days * 256 == pytest.approx(one.days)
    assert many.memory == 256 * one.memory == pytest.approx(256 * 1.315, rel=0.001)
    assert one.disk == many.disk == pytest.approx(2 * 10_000 / 1024)


def test_the_power_of_growth(cost_tables):
    costs = [cost_tables.Cost(n, 3e-6 * n**1.2, 0.0, 0.0) for n in (1_000, 10_000)]
    assert cost_tables.power(costs, 1) == "size^1.20" and cost_tables.power(costs, 0) == "–"


def test_every_table_has_its_place_on_the_page(cost_tables):
    names = ("machine", "households", "months", "draws", "regions", "posterior")
    page = cost_tables.filled((DOCS / "cost.md").read_text(encoding="utf-8"), dict.fromkeys(names, "here"))
    assert page.count("\nhere\n<!-- end -->") == len(names)
    with pytest.raises(ValueError, match="0 places <!-- nowhere -->"):
        cost_tables.filled(page, {"nowhere": ""})
