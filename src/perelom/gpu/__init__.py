"""Household passes on a CUDA device, from the source of the mechanisms (extra `[gpu]`, docs/gpu.md).

`run.simulate_on_gpu` runs one draw; `python -m perelom.gpu` measures it where a device is. Nothing of the
rest of the package imports this folder, and no mechanism is written a second time in it.
"""
