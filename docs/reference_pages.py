"""Pages made from the package itself whenever the site is built; none is kept in the repository.

make docs                            # the whole site
python docs/reference_pages.py DIR   # the pages alone, as Markdown
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))  # this checkout, whatever is installed

from reference_commands import commands_page
from reference_python import python_page
from reference_words import indicators_page, instruments_page, parameters_page, sources_page

PAGES: dict[str, Callable[[], str]] = {
    "reference/instruments.md": instruments_page,
    "reference/indicators.md": indicators_page,
    "reference/parameters.md": parameters_page,
    "reference/sources.md": sources_page,
    "reference/commands.md": commands_page,
    "reference/python.md": python_page,
}


def main(folder: str) -> int:
    """Writes the pages below a folder."""
    for name, page in PAGES.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(), encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("which folder? python docs/reference_pages.py DIR")
    sys.exit(main(sys.argv[1]))
