"""A calibration's runs on a Dask cluster: the same numbers as on this machine, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from perelom.ensembles import cluster as ensembles_cluster
from perelom.errors import InputError
from perelom.inference import cluster
from perelom.inference.country import course, fitted_checks
from perelom.inference.settings import Settings
from perelom.parameters import declared

NAMES = ("famine_hazard", "seed_rate")
pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def address():
    """A scheduler with one worker, a process of its own, on this machine's own network."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as local:
        yield local.scheduler_address
        cluster.connected(local.scheduler_address).close()


@pytest.mark.slow
def test_points_run_on_a_cluster_give_the_numbers_of_this_machine(address):
    here = course(Settings(households=500), fitted_checks(), workers=1)
    there = replace(here, cluster=address)
    points = np.array([[declared()[name].reference * by for name in NAMES] for by in (0.9, 1.1)])
    local, remote = (way.simulator(NAMES, 0.25)(points) for way in (here, there))
    assert np.isfinite(local).any() and local.tobytes() == remote.tobytes()


def test_a_worker_with_other_code_is_refused(address, monkeypatch):
    assert cluster.on_cluster(address, abs, [-1, -2]) == [1, 2]
    here = {**cluster.about(), "code": "changed since the workers were started"}
    monkeypatch.setattr(cluster, "about", lambda: here)
    with pytest.raises(InputError, match="other code"):
        cluster.on_cluster(address, abs, [-1, -2])


def test_an_address_where_nothing_answers_is_refused(monkeypatch):
    monkeypatch.setattr(ensembles_cluster, "PATIENCE", 1)
    with pytest.raises(InputError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        cluster.on_cluster("tcp://127.0.0.1:9", abs, [1])
