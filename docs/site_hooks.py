"""What mkdocs does besides laying out the files of docs/: generated pages, tutorials, files outside docs/.

Generated pages (`reference_pages.PAGES`) are made at each build. A tutorial `tutorials/NAME.py` in the
percent format becomes the page `tutorials/NAME.md`. A link that leaves docs/ (a scenario, a source file) is
turned to a copy of that file within the site, so that the site stands alone, without any address outside.
"""

from __future__ import annotations

import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))

from reference_pages import PAGES
from tutorial_pages import tutorial_page

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"(?<=\]\()([^)#\s]+)(?=[)#])")
SECTION = re.compile(r"^<!-- README: (.+) -->$", re.MULTILINE)
COPIES = "repository"  # folder of the site in which files outside docs/ stand


def on_files(files: Files, config: Any) -> Files:
    """Adds generated pages, tutorials, the changelog, and files outside docs/ that a page links to."""
    for name, page in PAGES.items():
        files.append(File.generated(config, name, content=page()))
    for path in sorted((ROOT / "docs" / "tutorials").glob("*.py")):
        text = tutorial_page(path.read_text(encoding="utf-8"))
        files.append(File.generated(config, f"tutorials/{path.stem}.md", content=text))
    files.append(
        File.generated(config, "changelog.md", content=(ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    )
    wanted: set[str] = set()
    for file in list(files.documentation_pages()):
        wanted |= {inside for _, inside in outside(file.src_uri, file.content_string)}
    for inside in sorted(wanted):
        content = (ROOT / inside).read_text(encoding="utf-8")
        files.append(File.generated(config, copy_of(inside), content=content))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Puts sections of the README where a page asks for them; turns links that leave docs/ to the copies."""
    uri = page.file.src_uri
    markdown = SECTION.sub(lambda found: readme_section(found[1]), markdown)
    here = posixpath.dirname(uri)
    if uri == "changelog.md":
        markdown = LINK.sub(lambda found: found[1].removeprefix("docs/"), markdown)
    for link, inside in outside(uri, markdown):
        target = posixpath.relpath(copy_of(inside), here or ".")
        markdown = markdown.replace(f"]({link})", f"]({target})")
    return markdown


def outside(uri: str, markdown: str) -> list[tuple[str, str]]:
    """Links of a page that leave docs/ and lead to a file: as written, and from the repository's root."""
    found = []
    for link in dict.fromkeys(LINK.findall(markdown)):
        if "://" in link or link.startswith("mailto:"):
            continue
        path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(uri), link))
        if uri != "changelog.md" and not path.startswith("docs/") and (ROOT / path).is_file():
            found.append((link, path))
        elif uri == "changelog.md" and not link.startswith("docs/") and (ROOT / link).is_file():
            found.append((link, link))
    return found


def copy_of(inside: str) -> str:
    """Where a file of the repository stands in the site: as text, so that a browser shows it."""
    return f"{COPIES}/{inside}.txt"


def readme_section(title: str) -> str:
    """A section of the README with links as they are within docs/. ValueError where there is none."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError(f"README.md has no section '{title}'")
    return LINK.sub(lambda link: link[1].removeprefix("docs/"), found[1].strip())
