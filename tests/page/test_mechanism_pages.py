"""Pages of mechanisms from a server and in a site: all there, no link that leads nowhere, nothing else."""

import re

import pytest

from conftest import served
from perelom.page import mechanism_pages
from perelom.page.mechanisms import mechanisms_in_order


@pytest.mark.parametrize("one", mechanisms_in_order(), ids=lambda one: one["id"])
def test_every_mechanism_has_its_page_and_its_figure(one):
    page, kind = mechanism_pages.content(f"{one['id']}.html")
    text = page.decode()
    assert kind == "text/html" and "<h1>" in text and f'src="{one["id"]}.svg"' in text
    assert one["address"] == f"mechanisms/{one['id']}.html"
    assert "<!--" not in text and "](" not in text


def test_links_lead_to_files_that_are_there(tmp_path):
    mechanism_pages.write(tmp_path)
    there = {path.name for path in tmp_path.iterdir()}
    assert there == set(mechanism_pages.files())
    for path in tmp_path.glob("*.html"):
        for to in re.findall(r'(?:href|src)="([^"]*)"', path.read_text(encoding="utf-8")):
            assert to.partition("#")[0] in there, f"{path.name} leads to {to}"


def test_the_server_gives_them_and_nothing_beside_them():
    with served() as client:
        answer = client.get("/mechanisms/harvest.html")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert client.get("/mechanisms/harvest.svg").headers["content-type"].startswith("image/svg+xml")
        assert client.get("/mechanisms/page.css").status_code == 200
        for other in ("README.html", "none.html", "..%2Fpyproject.toml", "harvest.md", "mechanism_pages.css"):
            assert client.get(f"/mechanisms/{other}").status_code == 404
