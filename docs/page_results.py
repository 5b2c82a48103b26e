"""Results that the page ships: the claims audited and the verdict, with the version that made them.

    python docs/page_results.py claims.json verdict.json

The two files are what `perelom claims --json` and `perelom verdict --json` print (`make docs-page`), with the
stamp of the version that made them; the page says so where another version shows them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "src" / "perelom" / "page"
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
        if name not in document or "stamp" not in document:
            sys.exit(f"{path}: found {', '.join(document)}; expected what 'perelom {name} --json' prints")
        text = json.dumps(short(document), ensure_ascii=False, separators=(",", ":"))
        (PAGE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{name}.json: {len(text) / 1e3:.0f} kB, made by {document['stamp']}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit((__doc__ or "").strip())
    main(*sys.argv[1:])
