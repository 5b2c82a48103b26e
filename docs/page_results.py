"""Results that the page ships: the claims audited and the verdict, with the version that made them.

    python docs/page_results.py claims.json verdict.json

The two files are what `perelom claims --json` and `perelom verdict --json` print. They are written into the
package with the stamp of the version that is installed, so run it with the version that made them
(`make docs-page`); the page says so where another version shows them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1] / "src"
sys.path.insert(0, str(PACKAGE))  # this checkout, whatever is installed

from perelom.results.stamp import stamp  # noqa: E402

PAGE = PACKAGE / "perelom" / "page"
FIGURES = 7  # that count; the page shows three


def short(value: Any) -> Any:
    """Plain data with numbers in seven figures."""
    if isinstance(value, float):
        return float(f"{value:.{FIGURES}g}")
    if isinstance(value, dict):
        return {key: short(item) for key, item in value.items()}
    return [short(item) for item in value] if isinstance(value, list) else value


def main(claims: str, verdict: str) -> None:
    for name, path in (("claims", claims), ("verdict", verdict)):
        document = json.loads(Path(path).read_text(encoding="utf-8"))
        if name not in document:
            sys.exit(f"{path}: found {', '.join(document)}; expected what 'perelom {name} --json' prints")
        text = json.dumps({"stamp": stamp(), **short(document)}, ensure_ascii=False, separators=(",", ":"))
        (PAGE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{name}.json: {len(text) / 1e3:.0f} kB, {stamp()}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit((__doc__ or "").strip())
    main(*sys.argv[1:])
