"""Household passes as CUDA code: on the simulator, compiled without a device, on one where one is there."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from perelom.world.month import STEPS

PASSES = {k.run.py_func.__name__: k for step in STEPS for k in step.kernels if k.scope == "households"}
# passes found to change nothing in the toy country in June 1930; long counts take months in which they do
OUT_OF_SEASON = {"cut_grain", "divide", "sow_villages", "take_up_practice", "year_of_the_village"}
OUT_OF_SEASON |= {"open_cells", "seek_paid_work"}
LONG = bool(os.environ.get("PERELOM_LONG"))
# September 1921, January 1940, June 1930: each pass changes something in one of them. The simulator takes ten
# seconds a month
MONTHS = ("8", "228", "113")

cuda = pytest.importorskip("numba.cuda", reason="this numba has no CUDA target: pip install 'perelom[gpu]'")
compiler = pytest.mark.skipif(
    importlib.util.find_spec("numba_cuda") is None, reason="needs NVVM: pip install 'perelom[gpu]'"
)


def on_toy(simulated: bool) -> dict:
    """What tests/gpu_on_toy.py found, in a process of its own; on the simulator in June 1930 alone, unless
    long counts are asked for."""
    months = MONTHS[-1:] if simulated and not LONG else MONTHS
    program = Path(__file__).with_name("gpu_on_toy.py")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(program), *months],
        env=os.environ | ({"NUMBA_ENABLE_CUDASIM": "1"} if simulated else {}),
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_alike(found: dict, tolerance: float) -> None:
    for month, passes in found["passes"].items():
        assert set(passes) == set(PASSES)
        assert {name: far for name, (far, _) in passes.items() if far > tolerance} == {}, month
    idle = {name for name in PASSES if not any(passes[name][1] for passes in found["passes"].values())}
    allowed = set() if len(found["passes"]) == len(MONTHS) else OUT_OF_SEASON
    assert idle <= allowed, "passes that changed nothing prove nothing"


def test_the_simulated_passes_and_runs_are_those_of_the_host():
    found = on_toy(simulated=True)
    assert_alike(found, tolerance=1e-12)
    assert found["run"] <= 1e-12
    assert found["moved"] > found["state"], "columns have passed to and fro beyond the first copy"


@pytest.mark.skipif(not cuda.is_available(), reason="no CUDA device")
@compiler
def test_the_passes_on_a_device_are_those_of_the_host():
    # a month's pass; over a whole run a last digit can turn a count, so that runs are measured, not asserted
    assert_alike(on_toy(simulated=False), tolerance=1e-9)


def assembled(text: str) -> bytes:
    """Machine code of PTX for compute capability 9.0; a nvJitLinkError tells what does not assemble."""
    from cuda.bindings import nvjitlink

    linker = nvjitlink.create(1, ["-arch=sm_90"])
    try:
        source = text.encode() + b"\0"
        nvjitlink.add_data(linker, nvjitlink.InputType.PTX, source, len(source), "pass")
        nvjitlink.complete(linker)
        code = bytearray(nvjitlink.get_linked_cubin_size(linker))
        nvjitlink.get_linked_cubin(linker, code)
    finally:
        nvjitlink.destroy(linker)
    return bytes(code)


@compiler
@pytest.mark.parametrize("name", PASSES if LONG else list(PASSES)[::9])
def test_a_pass_compiles_to_ptx_without_a_device(name):
    from perelom.gpu.translate import ptx

    text = ptx(PASSES[name])
    assert text.count(".visible .entry") == 1 and ".target sm_90" in text
    assert "malloc" not in text and "ld.global.u8" not in text, "scratch on the heap, columns byte by byte"
    assert assembled(text).startswith(b"\x7fELF")


@compiler
def test_what_moves_columns_compiles():
    import numpy as np
    from numba import int64, typeof

    from perelom.gpu import copies

    words, places = typeof(np.zeros(1, np.uint64)), typeof(np.zeros(1, np.int64))
    text = cuda.compile_ptx(copies._move.py_func, (words, words, int64, places), cc=(9, 0))[0]
    assert assembled(text).startswith(b"\x7fELF")


@compiler
def test_no_multiplication_is_fused_with_an_addition():
    from perelom.gpu.translate import ptx

    # neither takes exp, log or a power, which themselves are made of fused multiplications
    text = ptx(PASSES["take_up_practice"]) + ptx(PASSES["share_and_think"])
    assert "mul.rn.f64" in text and "add.rn.f64" in text
    assert "fma" not in text


def test_a_run_on_a_device_keeps_no_checkpoints():
    from perelom.gpu.run import simulate_on_gpu

    with pytest.raises(ValueError, match="keeps no checkpoints"):
        simulate_on_gpu(None, {}, keep={3})  # type: ignore[arg-type]
