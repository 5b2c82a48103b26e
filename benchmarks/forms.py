"""The rules' ways of being written, by name: modules with `prepare(start)` and `run(state, months)`."""

FORMS = {
    "numba": "in_numba",
    "NumPy": "in_numpy",
    "polars": "in_polars",
    "mesa-frames": "in_mesa_frames",
    "Mesa": "in_mesa",
}
