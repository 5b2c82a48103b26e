"""The description of the answers is that of the server: every route, every answer, every refusal."""

import json

import jsonschema
import pytest
from starlette.routing import Route

from perelom.page.app import application
from perelom.page.curves import SHOWN
from perelom.page.openapi import ROUTES, description
from perelom.scenarios import names

PLAIN = sorted({path for path, *_ in ROUTES.values() if "{" not in path} - {"/api/validate", "/api/runs"})
DESCRIBED = description()


def schema(path: str, method: str = "get", status: int = 200) -> dict:
    """The schema of an answer, with the components that it names."""
    answer = DESCRIBED["paths"][path][method]["responses"][str(status)]["content"]["application/json"]
    return {**answer["schema"], "components": DESCRIBED["components"]}


def holds(answer, path: str, method: str = "get", status: int = 200) -> dict:
    """The JSON of an answer, which must be as it is described."""
    assert answer.status_code == status, answer.text
    jsonschema.validate(answer.json(), schema(path, method, status))
    return answer.json()


def test_every_route_is_described_and_nothing_else():
    routes = [route for route in application().app.routes if isinstance(route, Route)]
    served = {(route.path, (route.methods or set()) - {"HEAD"} == {"POST"}) for route in routes}
    described = {
        (path, method == "post") for path, methods in DESCRIBED["paths"].items() for method in methods
    }
    assert served == described
    for found in DESCRIBED["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(found)
    used = json.dumps(DESCRIBED)
    for name in DESCRIBED["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in used, f"{name} is described and answered nowhere"


@pytest.mark.parametrize("path", PLAIN)
def test_answers_that_are_the_same_for_all(client, path):
    holds(client.get(path), path)


def test_every_scenario_and_its_lanes(client):
    for name in names():
        found = holds(client.get(f"/api/scenarios/{name}"), "/api/scenarios/{id}")
        assert found["yaml"].startswith("title:") or "title:" in found["yaml"]
        changed = [step for lane in found["lanes"] for step in lane["steps"] if step["changed"]]
        assert (
            changed if found["parent"] is not None and not found["rules"] else found["parent"] or not changed
        )


def test_evidence_and_sources_of_every_curve(client):
    for name in SHOWN:
        for entry in holds(client.get(f"/api/evidence/{name}"), "/api/evidence/{indicator}"):
            ends = [r[k] for r in entry["rivals"] for k in ("value", "low", "high") if k in r]
            assert (entry["low"], entry["high"]) == ((min(ends), max(ends)) if ends else (None, None))
        holds(client.get(f"/api/sources/{name}"), "/api/sources/{indicator}")
    found = client.get("/api/evidence/population?region=ukraine")
    assert holds(found, "/api/evidence/{indicator}")


def test_a_run_from_the_question_to_the_last_file(client, here):
    body = {"a": {"id": "history"}, "b": {"id": "bukharin"}, "draws": 2, "households": 500}
    run = holds(client.post("/api/runs", json=body), "/api/runs", "post", 202)["run"]
    early = holds(client.get(f"/api/runs/{run}"), "/api/runs/{run}")
    assert early["status"] in ("queued", "running", "done")
    found = here.events(client, run)
    assert found[-1] == ("done", '{"status":"done"}')
    done = holds(client.get(f"/api/runs/{run}?at=1937-12"), "/api/runs/{run}")
    assert (done["status"], done["basis"], done["done"], done["at"]) == ("done", "draws", 2, "1937-12")
    assert set(done["curves"]) == set(SHOWN)
    for which in ("a", "b", "difference"):
        address = f"/api/runs/{run}/map?indicator=livestock_horses&which={which}"
        holds(client.get(address), "/api/runs/{run}/map")
    scaled = holds(client.get(f"/api/evidence/real_wage?run={run}"), "/api/evidence/{indicator}")
    assert any("ratio" in r and "value" in r for entry in scaled for r in entry["rivals"])
    for name, kind in (
        ("export.csv", "text/csv"),
        ("export.yaml", "application/yaml"),
        ("report.html", "text/html"),
    ):
        answer = client.get(f"/api/runs/{run}/{name}")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)
    assert (
        client.get(f"/api/runs/{run}/export.yaml?which=a").text
        == client.get("/api/scenarios/history").json()["yaml"]
    )


def test_a_scenario_is_checked_with_every_problem_in_its_place(client):
    text = (
        "title: x\nextends: history\nfrom: 1928-01\nset:\n  exports.grane: 1 Mt\n  plan.heavy_share: 140 %\n"
    )
    found = holds(client.post("/api/validate", json={"yaml": text}), "/api/validate", "post")
    assert not found["valid"] and found["lanes"] is None
    assert [(p["line"], p["column"], p["found"]) for p in found["problems"]] == [
        (5, 3, "exports.grane"),
        (6, 21, "140 %"),
    ]
    assert "did you mean 'exports.grain'?" in found["problems"][0]["hint"]
    good = text.replace("grane", "grain").replace("140 %", "40 %")
    found = holds(client.post("/api/validate", json={"yaml": good}), "/api/validate", "post")
    assert found["valid"]
    lanes = {lane["instrument"]: lane for lane in found["lanes"] if lane["region"] is None}
    step = lanes["plan.heavy_share"]["steps"][-1]
    assert (step["from"], step["value"], step["changed"]) == ("1928-01", 0.4, True)
    assert not any(step["changed"] for step in lanes["levy.rate"]["steps"])


@pytest.mark.parametrize(
    ("method", "address", "path", "status"),
    [
        ("get", "/api/scenarios/none", "/api/scenarios/{id}", 404),
        ("get", "/api/evidence/none", "/api/evidence/{indicator}", 404),
        ("get", "/api/evidence/real_wage?region=ukraine", "/api/evidence/{indicator}", 404),
        ("get", "/api/sources/none", "/api/sources/{indicator}", 404),
        ("get", "/api/runs/0123456789abcdef", "/api/runs/{run}", 404),
        ("get", "/api/runs/0123456789abcdef/stream", "/api/runs/{run}/stream", 404),
        ("get", "/api/runs/none/map", "/api/runs/{run}/map", 404),
        ("post", "/api/runs", "/api/runs", 415),
        ("post", "/api/validate", "/api/validate", 415),
    ],
)
def test_a_refusal_is_told_as_it_is_described(client, method, address, path, status):
    holds(getattr(client, method)(address), path, method, status)


def test_what_is_asked_of_a_run_is_checked(client, here):
    run = here.asked(client)
    here.finished(client, run)
    assert client.get(f"/api/runs/{run}?indicators=nobody").status_code == 404
    assert client.get(f"/api/runs/{run}?places=mars").status_code == 404
    assert client.get(f"/api/runs/{run}?at=1950-01").status_code == 422
    assert client.get(f"/api/runs/{run}/map?indicator=real_wage").status_code == 404
    assert client.get(f"/api/runs/{run}/map?indicator=population&which=c").status_code == 404
    assert client.get(f"/api/runs/{run}/export.yaml?which=c").status_code == 404
