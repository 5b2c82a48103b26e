# %% [markdown]
# # An ensemble on Dask
#
# *The same comparison, computed by the workers of a Dask scheduler.* Scheduler and workers are here processes of this
# machine; on a cluster they run elsewhere and all else is the same ([On many machines](../cluster.md)). It needs the extra
# `[cluster]`.
#
# ## A scheduler and two workers
#
# On a cluster its own start-up does this. A worker needs the same version of perelom and of the libraries; one that differs
# is refused in words.

# %%
import tempfile
from pathlib import Path

from distributed import LocalCluster

from perelom.ensembles import open_store, plan
from perelom.ensembles.work import Crew
from perelom.results import comparison, open_results
from perelom.results.making import make

if __name__ == "__main__":  # workers are processes that read this file again
    folder = Path(tempfile.mkdtemp())
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0)
    print(cluster.scheduler_address)

# %% [markdown]
# ## The plan
#
# What is to be computed: scenarios × draws × seeds, nothing run yet. Equal plans have equal numbers, whoever computes them.

# %%
if __name__ == "__main__":
    asked = plan(["history", "nep-continued"], draws=2, seeds=2, households=2000, to="1928-12")
    print(len(asked), "simulations")

# %% [markdown]
# ## The work
#
# Workers send the bytes of each finished simulation back; they are on this machine's disk before the next is asked for. What
# a kill loses is what was in flight; `perelom resume FOLDER` goes on.

# %%
if __name__ == "__main__":
    command = {"name": "python", "rerun": "docs/tutorials/ensemble.py"}
    crew = Crew(cluster=cluster.scheduler_address)
    store, tally = make(asked, folder / "on-dask", command=command, workers=crew)
    print(f"{tally.done} done, {len(tally.failed)} failed")
    cluster.close()

# %% [markdown]
# ## The same bytes
#
# One thread of this machine gives the same numbers to the last bit, and a shard's hash says so.

# %%
if __name__ == "__main__":
    alone, _ = make(asked, folder / "alone", command=command, workers=1)
    here, there = (open_results(s.folder).load() for s in (alone, store))
    assert here.equals(there)
    assert open_store(store.folder).missing() == []

# %% [markdown]
# ## The result
#
# `comparison` is what `perelom compare --json` prints; `open_results` reads from the file only what is used, so that memory
# stays flat however many draws there are.

# %%
if __name__ == "__main__":
    found = open_results(store.folder)
    print(found["grain_procured"].dims)
    for name, row in list(comparison(found)["differences"].items())[:5]:
        print(name, row["median"], row["unit"])
