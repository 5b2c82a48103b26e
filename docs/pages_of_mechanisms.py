"""Pages of mechanisms: fills the generated parts of docs/mechanisms/*.md and draws their figures.

    make docs-mechanisms                       # fill and draw all; names what is still to be written
    python docs/pages_of_mechanisms.py NAME …  # some mechanisms only
    python docs/pages_of_mechanisms.py --check # changes nothing; exit status 1 when something is stale

For authors. A mechanism `src/perelom/mechanisms/NAME.py` whose STEP stands in `world/month.py` has

* a page `docs/mechanisms/NAME.md`, written by hand, with two lines where the generated parts go:
      <!-- parameters -->
      <!-- figure -->
  and, where it answers to published figures, a third that names the indicators:
      <!-- evidence grain_harvest grain_yield -->
  What is generated goes between such a line and `<!-- end -->`; never edit there.
* a function `NAME(axes)` in `docs/figures_of_mechanisms.py` which draws the response of the mechanism alone,
  from its own pure functions at the reference parameters, into one matplotlib axes. Its docstring is the
  caption.

The parameters of a page are those that the functions of the file name (`p.X` or `par[0].X`), and the
functions that they call in other files of the folder. Run it again whenever a step, its parameters or its
figure changed.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

if __name__ == "__main__":  # where it is imported the setting would reach whatever else runs there
    os.environ["NUMBA_DISABLE_JIT"] = "1"  # the plain functions draw the figures: nothing to compile
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))  # this checkout, whatever is installed

import figures_of_mechanisms
import numpy as np
from matplotlib.figure import Figure

from perelom.evidence import joined_to, use_of
from perelom.mechanisms.steps import Step
from perelom.page.mechanisms import parameters_of as used_by
from perelom.page.mechanisms import steps_by_file
from perelom.parameters import Parameter, declared
from perelom.report.look import look
from perelom.vocabulary import declared_indicators

DOCS = Path(__file__).parent
PAGES, FIGURES = DOCS / "mechanisms", DOCS / "figures" / "mechanisms"
END = "<!-- end -->"
NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
HASH = re.compile(r"\b[mp][0-9a-f]{10}\b")  # name of a mark or a clip: a hash of its coordinates
SIZE = (5.4, 3.0)  # inches of a figure


def parameters_of(name: str) -> list[Parameter]:
    """The declared parameters that a mechanism uses, in order."""
    return [declared()[parameter] for parameter in used_by(name)]


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def prior(parameter: Parameter) -> str:
    """A prior as the table of parameters writes it."""
    family, a, b = parameter.prior
    return family if family == "fixed" else f"{family}({a:g}, {b:g})"


def code(names: list[str]) -> str:
    """Names as code, in their order; a dash where there are none."""
    return ", ".join(f"`{name}`" for name in names) or "-"


def parameters_part(name: str, step: Step) -> str:
    """The table of a mechanism's parameters, and what its step touches."""
    rows = [
        [f"`{p.id}`", p.unit, f"{p.reference:g}", prior(p), p.mark, p.source, p.meaning]
        for p in parameters_of(name)
    ]
    head = ["parameter", "unit", "reference", "prior", "mark", "source", "meaning"]
    levers = [read.removeprefix("lever.") for read in step.reads if read.startswith("lever.")]
    state = [read for read in step.reads if not read.startswith("lever.")]
    parts = [
        table(head, rows) if rows else "No declared parameter.",
        f"Instruments it reads: {code(sorted(levers))}.",
        f"State it reads: {code(sorted(state))}.",
        f"State it writes: {code(sorted(step.writes))}.",
        f"Random streams it draws from: {code(list(step.draws))}.",
    ]
    return "\n\n".join(parts)


def evidence_part(indicators: list[str]) -> str:
    """The published series that measure some indicators, by the use that they are put to."""
    rows = []
    for id in indicators:
        if id not in declared_indicators():
            raise ValueError(f"'{id}' is no indicator")
        found: dict[str, list[str]] = {}
        for join in joined_to(id):
            for figure in join.figures():
                if (use := use_of(join, figure)) != "none":
                    found.setdefault(use, []).append(join.series.id)
        uses = [f"{use}: {code(sorted(set(found[use])))}" for use in sorted(found)]
        rows.append([f"`{id}`", "; ".join(uses) or "none published that can be compared"])
    return table(["indicator", "published series"], rows)


def month_part(steps: dict[str, Step]) -> str:
    """The month in its order, with the pages that are written, and the parameters that no step names."""
    rows = [
        [
            str(i),
            f"[{step.name}]({name}.md)" if (PAGES / f"{name}.md").exists() else step.name,
            step.does,
            code(list(step.draws)),
        ]
        for i, (name, step) in enumerate(steps.items(), 1)
    ]
    used = {parameter.id for name in steps for parameter in parameters_of(name)}
    rest = [id for id in declared() if id not in used]
    return "\n\n".join(
        [
            table(["", "step", "does", "draws from"], rows),
            "Parameters that no step names, because they act when decrees are read or the first month is "
            f"made: {code(rest)}.",
        ]
    )


def filled(text: str, part: str, content: Callable[[list[str]], str]) -> str:
    """A page's text with one generated part put behind its line; ValueError where that line is missing.
    content: made from the names that the line gives."""
    mark = re.search(rf"<!-- {part}((?: [\w.]+)*) -->\n", text)
    if mark is None:
        raise ValueError(f"the line <!-- {part} --> is missing")
    after = text[mark.end() :]
    old, end, rest = after.partition(END + "\n")
    if end and "<!-- " not in old:
        after = rest
    return f"{text[: mark.end()]}{content(mark[1].split())}\n{END}\n{after}"


def picture(name: str) -> str:
    """The figure of a mechanism as SVG: the same bytes whenever it is drawn."""
    with look(page=True):
        figure = Figure(figsize=SIZE, layout="constrained")
        getattr(figures_of_mechanisms, name)(figure.subplots())
        buffer = StringIO()
        figure.savefig(buffer, format="svg", facecolor="white", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def same_picture(one: str, other: str) -> bool:
    """Whether two SVGs are the same but for the last digits of their coordinates."""
    one, other = HASH.sub("hash", one), HASH.sub("hash", other)
    if NUMBER.sub("", one) != NUMBER.sub("", other):
        return False
    a, b = (np.array([float(x) for x in NUMBER.findall(text)]) for text in (one, other))
    return bool(np.allclose(a, b, rtol=1e-6, atol=0.01))


def settle(path: Path, new: str, same, check: bool) -> list[str]:
    """Writes what changed, or says that it is stale."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if same(old, new):
        return []
    if check:
        return [f"{path.relative_to(DOCS.parent)}: out of date, run `make docs-mechanisms`"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(new, encoding="utf-8")
    return []


def page(name: str, step: Step, check: bool) -> list[str]:
    """Fills the page of one mechanism and draws its figure; what is wrong with it, in words."""
    path = PAGES / f"{name}.md"
    drawn = getattr(figures_of_mechanisms, name, None)
    if not path.exists():
        return [f"docs/mechanisms/{name}.md: not written yet"]
    try:
        text = filled(path.read_text(encoding="utf-8"), "parameters", lambda _: parameters_part(name, step))
        if "<!-- evidence " in text:
            text = filled(text, "evidence", evidence_part)
        if drawn is None:
            return [
                f"docs/figures_of_mechanisms.py: no figure {name}(axes)",
                *settle(path, text, str.__eq__, check),
            ]
        words = " ".join(drawn.__doc__.split())
        image = f"![{words}](../figures/mechanisms/{name}.svg)\n\n*{words}*"
        text = filled(text, "figure", lambda _: image)
    except ValueError as error:
        return [f"docs/mechanisms/{name}.md: {error}"]
    wrong = settle(FIGURES / f"{name}.svg", picture(name), same_picture, check)
    return wrong + settle(path, text, str.__eq__, check)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="mechanisms; all without any")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is missing or stale")
    asked = parser.parse_args(arguments)
    steps = steps_by_file()
    wrong = [f"{name}: no step of the month" for name in asked.names if name not in steps]
    for name, step in steps.items():
        if not asked.names or name in asked.names:
            wrong += page(name, step, asked.check)
    if not asked.names:
        path = PAGES / "README.md"
        text = filled(path.read_text(encoding="utf-8"), "month", lambda _: month_part(steps))
        wrong += settle(path, text, str.__eq__, asked.check)
        drawn = {path.stem for path in FIGURES.glob("*.svg")}
        written = {path.stem for path in PAGES.glob("*.md")} - {"README"}
        wrong += [f"{name}: a page or figure of no step" for name in sorted((drawn | written) - steps.keys())]
    print("\n".join(wrong) or "pages and figures of all mechanisms are up to date", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
