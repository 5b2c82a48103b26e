"""What the server refuses, and in which words; every answer carries the headers that keep the page alone."""

import json

import pytest

from perelom.page.limits import Limits

SMALL = Limits(body_bytes=2_000, lines=50, draws=4, households=1_000, queue=2)


def told(answer) -> dict:
    """The error of an answer, in the form that the contract promises."""
    error = answer.json()["error"]
    assert set(error) == {"text", "found", "allowed", "hint", "russian"} and error["text"]
    assert set(error["russian"]) == {"text", "hint"}
    return error


def sides(**more):
    return {"a": {"id": "history"}, "b": {"id": "nep-continued"}, **more}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"draws": 5}, "draws is 5; expected a whole number from 1 to 4"),
        ({"draws": 0}, "draws is 0; expected a whole number from 1 to 4"),
        ({"draws": True}, "draws is True; expected a whole number"),
        ({"draws": "all"}, "draws is 'all'; expected a whole number"),
        ({"households": 1_001}, "households is 1001; expected a whole number from 1 to 1000"),
        ({"households": "all"}, "households is 'all'; expected a whole number from 1 to 1000"),
        ({"seeds": 3}, "seeds is 3; expected a whole number from 1 to 2"),
        ({"seed": -1}, "seed is -1; expected a whole number"),
        ({"seed": 1.5}, "seed is 1.5; expected a whole number"),
        ({"workers": 64}, "unknown key 'workers' in the request"),
        ({"a": {}}, "'a' must hold either 'id' or 'yaml'"),
        ({"a": {"id": "history", "yaml": "title: x"}}, "'a' must hold either 'id' or 'yaml'"),
        ({"a": {"id": "histori"}}, "unknown scenario 'histori'"),
        ({"a": {"id": ["history"]}}, "unknown scenario ['history']"),
        ({"a": {"id": "nep-continued"}}, "scenario 'nep-continued' is named more than once"),
        ({"a": {"yaml": 7}}, "found 7; expected a text"),
        ({"a": {"yaml": "title: x\n" * 60}}, "the scenario has 61 lines; this server reads up to 50"),
        ({"a": {"yaml": "title: x", "name": "../etc"}}, "name is '../etc'; expected up to 40 small letters"),
        ({"a": {"yaml": "title: x", "name": "history"}}, "'history' is a scenario of the library"),
    ],
)
def test_what_is_beyond_the_limits_is_refused_in_words(here, more, words):
    with here.served(limits=SMALL) as client:
        answer = client.post("/api/runs", json=sides(**more))
        assert answer.status_code == 422
        told(answer)
        assert any(words in problem["text"] for problem in answer.json()["problems"]), answer.text


def test_everything_is_refused_at_once(here):
    with here.served(limits=SMALL) as client:
        body = sides(draws=99, households=0, b={"yaml": "title: x\nset:\n  exports.grane: 1\n"})
        answer = client.post("/api/runs", json={**body, "a": {"id": "nobody"}})
        assert len(answer.json()["problems"]) == 3  # the text is read once the request itself is well formed


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(here):
    with here.served(limits=SMALL) as client:
        large = json.dumps({"yaml": "x" * 2_000})
        answer = client.post("/api/validate", content=large, headers={"content-type": "application/json"})
        assert answer.status_code == 413
        assert told(answer)["allowed"] == "2000 bytes"

        def parts():
            for _ in range(50):
                yield b'{"yaml": "' + b"x" * 100

        answer = client.post("/api/validate", content=parts(), headers={"content-type": "application/json"})
        assert answer.status_code == 413


def test_a_body_that_does_not_come_is_not_waited_for(here):
    import anyio

    from perelom.page.app import application

    sent = []

    async def receive():
        await anyio.sleep(5)
        return {"type": "http.request", "body": b"{", "more_body": True}

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/api/validate", "raw_path": b"/api/validate"}
    scope |= {
        "query_string": b"",
        "headers": headers,
        "http_version": "1.1",
        "root_path": "",
        "scheme": "http",
    }
    app = application(limits=Limits(body_seconds=0.05))
    anyio.run(app, scope, receive, send)
    assert sent[0]["status"] == 408


@pytest.mark.parametrize("body", ["", "{", "[1", '"' + "[" * 10, "[" * 5_000, "NaN}"])
def test_what_is_no_json_is_refused(client, body):
    answer = client.post("/api/runs", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert "JSON" in told(answer)["text"]


@pytest.mark.parametrize("body", ["[]", "7", "null", '"text"'])
def test_json_that_is_no_object_is_refused(client, body):
    for path in ("/api/runs", "/api/validate"):
        answer = client.post(path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_form_of_another_page_cannot_ask(client, kind):
    """A browser sends such bodies across sites without asking; JSON it does not."""
    answer = client.post("/api/runs", content=json.dumps(sides()), headers={"content-type": kind})
    assert answer.status_code == 415


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:1921", ""])
def test_a_name_that_was_made_to_point_here_gets_nothing(client, host):
    answer = client.get("/api/version", headers={"host": host})
    assert answer.status_code == 400
    assert "limits" not in answer.text
    assert client.get("/api/version", headers={"host": "localhost:1921"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/api/version", "/api/none", "/assets/app.js", "/none", "/openapi.json", "/api/scenarios/x"]
)
def test_every_answer_has_the_headers_that_keep_the_page_alone(client, path):
    headers = client.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"] and "http" not in str(policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["perelom-version"] == client.get("/api/version").json()["stamp"]
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


OUTSIDE = [
    "/../pyproject.toml",
    "/..%2f..%2fpyproject.toml",
    "/%2e%2e/app.py",
    "/..\\app.py",
    "/assets/../../app.py",
    "/assets/..%2f..%2fapp.py",
    "//etc/passwd",
    "/api/scenarios/..%2f..%2fetc%2fpasswd",
    "/api/scenarios/%2fetc%2fpasswd",
    "/api/scenarios/history.yaml",
    "/api/evidence/..%2f..%2fetc%2fpasswd",
    "/api/sources/..%2fclaims",
    "/api/runs/..%2f..%2fetc",
    "/api/runs/%00/map",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_address_reaches_the_file_system(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    told(answer)
    assert "root:" not in answer.text and "import " not in answer.text and "[project]" not in answer.text


@pytest.mark.parametrize(
    "parent",
    ["/etc/passwd", "../history.yaml", "./base.yaml", "history.yaml", "/tmp/x.yml", "history/../history"],
)
def test_no_scenario_from_outside_reaches_the_file_system(client, parent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("base.yaml", "history.yaml"):
        (tmp_path / name).write_text("title: secret\n")
    answer = client.post("/api/validate", json={"yaml": f"title: x\nextends: {parent}\n"}).json()
    assert not answer["valid"]
    (problem,) = answer["problems"]
    assert (problem["line"], problem["column"]) == (2, 10)
    assert problem["text"] == f"unknown scenario '{parent}'"
    assert "secret" not in str(answer)


def test_a_fault_of_the_server_does_not_tell_its_inner_parts(client, monkeypatch):
    from perelom.page import answers

    def broken(name):
        raise ValueError("/home/reader/secret")

    monkeypatch.setattr(answers, "scenario", broken)
    answer = client.get("/api/scenarios/history")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_a_report_may_run_its_own_script_and_reach_nobody(client, here):
    run = here.asked(client)
    here.finished(client, run)
    answer = client.get(f"/api/runs/{run}/report.html")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and policy.startswith("sandbox") and "http" not in policy
    assert answer.headers["content-disposition"].startswith("attachment")
