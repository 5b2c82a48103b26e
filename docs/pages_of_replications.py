"""Pages of published models: fills the generated parts of docs/replications/*.md and draws their figures.

    make docs-replications                      # fill and draw all; names what is still to be written
    python docs/pages_of_replications.py NAME …  # some models only
    python docs/pages_of_replications.py --check # changes nothing; exit status 1 when something is stale

For authors. A model `src/perelom/replications/NAME.py` that stands in `registry.MODELS` has

* a page `docs/replications/NAME.md`, written by hand, with two lines where the generated parts go:
      <!-- headlines -->
      <!-- figure -->
  What is generated goes between such a line and `<!-- end -->`; never edit there.
* a function `NAME(axes)` in `docs/figures_of_replications.py`, whose docstring is the caption.

The index `docs/replications/README.md` has a line `<!-- models -->` for the table of all.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))  # this checkout, whatever is installed

import figures_of_replications
from matplotlib.figure import Figure
from pages_of_mechanisms import SIZE, filled, table

from perelom.replications import MODELS, compared, model
from perelom.replications.comparison import VERDICTS, figure_words, reasons
from perelom.report.look import look

DOCS = Path(__file__).parent
PAGES, FIGURES = DOCS / "replications", DOCS / "figures" / "replications"
DIGITS = 6  # of a figure in a table: the same on every machine


def headlines_part(document: dict[str, Any]) -> str:
    """A model's figures, and where ours differs and why."""
    rows = [
        [
            row["says"],
            figure_words(row["published"], row["unit"], DIGITS),
            figure_words(_rounded(row["ours"]), row["unit"], DIGITS),
            f"{row['tolerance']:g}" if isinstance(row["published"], int | float) else "–",
            row["status"],
            row["mark"],
            VERDICTS[row["passed"]],
        ]
        for row in document["figures"]
    ]
    head = ["figure", "published, or solved beforehand", "ours", "tolerance", "status", "known", ""]
    says = {row["name"]: row["says"] for row in document["figures"]}
    why = [
        f"* {'; '.join(says[name] for name in names)}: {reason}."
        for reason, names in reasons(document).items()
    ]
    return "\n\n".join(
        [table(head, rows), *(["Where ours differs or is not compared:", "\n".join(why)] if why else [])]
    )


def _rounded(ours: float | str | None) -> float | str | None:
    """What is nothing but the last digits of a sum is 0."""
    return 0.0 if isinstance(ours, float) and abs(ours) < 1e-9 else ours


def models_part(documents: list[dict[str, Any]]) -> str:
    """The table of all models with the count of their figures."""
    rows = []
    for document in documents:
        passed = [row["passed"] for row in document["figures"]]
        counts = [str(sum(one is verdict for one in passed)) for verdict in VERDICTS]
        functions = ", ".join(f"`{name}`" for name in document["functions"])
        rows.append(
            [
                f"[{document['name']}]({document['name']}.md)",
                document["title"],
                document["status"],
                *counts,
                functions,
            ]
        )
    return table(["model", "", "status", *VERDICTS.values(), "functions for `--case`"], rows)


def draw(name: str, path: Path) -> None:
    """The figure of a model as PNG."""
    with look():
        figure = Figure(figsize=SIZE, layout="constrained")
        getattr(figures_of_replications, name)(figure.subplots())
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=150, facecolor="white", metadata={"Software": None})


def settle(path: Path, new: str, check: bool) -> list[str]:
    """Writes a page that changed, or says that it is stale."""
    if path.read_text(encoding="utf-8") == new:
        return []
    if check:
        return [f"docs/replications/{path.name}: out of date, run `make docs-replications`"]
    path.write_text(new, encoding="utf-8")
    return []


def page(document: dict[str, Any], check: bool) -> list[str]:
    """Fills the page of one model and draws its figure; what is wrong with it, in words."""
    name = document["name"]
    path, image = PAGES / f"{name}.md", FIGURES / f"{name}.png"
    if not path.exists():
        return [f"docs/replications/{name}.md: not written yet"]
    drawn = getattr(figures_of_replications, name, None)
    if drawn is None:
        return [f"docs/figures_of_replications.py: no figure {name}(axes)"]
    words = " ".join(drawn.__doc__.split())
    try:
        text = filled(path.read_text(encoding="utf-8"), "headlines", lambda _: headlines_part(document))
        shown = f"![{words}](../figures/replications/{name}.png)\n\n*{words}*"
        text = filled(text, "figure", lambda _: shown)
    except ValueError as error:
        return [f"docs/replications/{name}.md: {error}"]
    if not check:
        draw(name, image)
    missing = [] if image.exists() else [f"docs/figures/replications/{name}.png: not drawn"]
    return missing + settle(path, text, check)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="models; all without any")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is missing or stale")
    asked = parser.parse_args(arguments)
    documents = [compared(model(name)) for name in asked.names or MODELS]
    wrong = [words for document in documents for words in page(document, asked.check)]
    if not asked.names:
        index = PAGES / "README.md"
        text = filled(index.read_text(encoding="utf-8"), "models", lambda _: models_part(documents))
        wrong += settle(index, text, asked.check)
    print("\n".join(wrong) or "pages and figures of all published models are up to date", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
