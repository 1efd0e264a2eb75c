"""The edge of the house: clean text, headers, error pages, static files."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, jsonify, request
from flask.testing import FlaskClient

from app.config import Settings
from app.kit.access import access
from app.kit.web import safe_next

pytestmark = pytest.mark.database
trial = Blueprint("trial", __name__)


@trial.route("/trial/echo", methods=["GET", "POST"])
@access("anyone")
def echo() -> Any:
    """What arrived."""
    if request.is_json:
        return jsonify(request.get_json())
    return jsonify(args=request.args, form=request.form)


@trial.get("/trial/crash")
@access("anyone")
def crash() -> str:
    """A fault of ours."""
    raise ZeroDivisionError("secret detail")


@trial.get("/trial/crash/<word>")
@access("anyone")
def crash_behind(word: str) -> str:
    """A fault of ours behind a secret address."""
    raise ZeroDivisionError("detail")


@pytest.fixture
def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The application with the two routes above."""
    from app import factory
    from app.kit.db import db

    real = factory.screens()
    monkeypatch.setattr(factory, "screens", lambda: (*real, trial))
    built = factory.create_app(settings)
    built.config["PROPAGATE_EXCEPTIONS"] = False
    yield built
    db.dispose()


def test_text_is_canonical_once_inside(client: FlaskClient) -> None:
    answer = client.post("/trial/echo", data={"name": "  Cafe\u0301\r\n\x07x "})
    assert answer.get_json()["form"] == {"name": "Caf\u00e9\nx"}
    assert client.post("/trial/echo", json={"a": ["e\u0301"]}).get_json() == {"a": ["\u00e9"]}
    assert client.get("/trial/echo?q=%2527").get_json()["args"] == {"q": "%27"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.post("/trial/echo", data={"name": "a\x00b"}),
        lambda c: c.post(
            "/trial/echo", data=b"name=%ff%fe", headers={"Content-Type": "application/x-www-form-urlencoded"}
        ),
        lambda c: c.post("/trial/echo", data=b'{"a": "\\ud800"}', headers={"Content-Type": "application/json"}),
        lambda c: c.post("/trial/echo", data=b'{"a": "\\u0000"}', headers={"Content-Type": "application/json"}),
        lambda c: c.get("/trial/echo?q=%ff"),
        lambda c: c.get("/trial/echo?%ff=1"),
        lambda c: c.get("/trial/%ff"),
        lambda c: c.get("/trial/%00"),
    ],
)
def test_what_is_no_text_is_refused(client: FlaskClient, ask: Callable[[FlaskClient], Any]) -> None:
    answer = ask(client)
    assert answer.status_code == 400, answer.text
    assert "500" not in answer.text


def test_the_refusal_names_the_field(client: FlaskClient) -> None:
    english = {"Accept-Language": "en"}
    assert "name: This text contains a NUL" in client.post("/trial/echo", data={"name": "\x00"}, headers=english).text
    chinese = {"Accept-Language": "zh-CN"}
    assert "name: 内容里有空字符" in client.post("/trial/echo", data={"name": "\x00"}, headers=chinese).text


def test_bodies_have_a_limit(client: FlaskClient) -> None:
    assert client.post("/trial/echo", data={"name": "x" * 3_000_000}).status_code == 413


def test_posts_need_a_token(client: FlaskClient) -> None:
    assert client.post("/trial/echo", data={"a": "b"}, token=False).status_code == 400  # type: ignore[call-arg]


def test_every_answer_carries_the_headers(client: FlaskClient) -> None:
    for path in ("/sign-in", "/nothing", "/trial/crash", "/health/live"):
        headers = client.get(path).headers
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in headers["Cache-Control"]
        assert "Cookie" in headers["Vary"]
        assert headers["X-Request-Id"]


def test_a_crash_shows_a_reference_and_no_detail(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/trial/crash", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert "Something went wrong on our side" in answer.text


def test_a_crash_behind_a_secret_address_does_not_log_it(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[object] = []
    monkeypatch.setattr("app.kit.web._log.error", lambda *said, **more: logged.append((said, more["path"])))
    assert client.get("/trial/crash/s3cretword").status_code == 500
    assert "/trial/crash/<word>" in str(logged) and "s3cretword" not in str(logged)


def test_all_missing_pages_are_the_same_bytes(client: FlaskClient) -> None:
    client.get("/sign-in")
    first, second = client.get("/nothing"), client.get("/neither")
    assert first.status_code == second.status_code == 404
    assert first.data.replace(b"/nothing", b"") == second.data.replace(b"/neither", b"")


def test_scripts_get_json(client: FlaskClient) -> None:
    answer = client.get("/nothing", headers={"Accept": "application/json", "Accept-Language": "en"})
    assert answer.get_json() == {"error": {"status": 404, "message": "There is nothing here", "reference": None}}


def test_static_files_have_lasting_names(app: Flask, client: FlaskClient) -> None:
    from flask import url_for

    with app.test_request_context():
        path = url_for("static", filename="css/base.css")
    assert path != "/static/css/base.css"
    assert "immutable" in client.get(path).headers["Cache-Control"]
    assert client.get("/static/css/base.css").status_code == 200
    assert client.get("/static/../config.py").status_code == 404


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/home?x=1", "/home?x=1"),
        ("", "/"),
        (None, "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https:evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_safe_next(given: str | None, expected: str) -> None:
    assert safe_next(given) == expected


def test_health(client: FlaskClient) -> None:
    assert client.get("/health/live").get_json() == {"status": "live"}
    assert client.get("/health/ready").get_json() == {"status": "ready"}


def test_static_files_cannot_be_taken_for_something_else(client: FlaskClient) -> None:
    headers = client.get("/static/css/base.css").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Access-Control-Allow-Origin" not in headers


def test_a_host_we_do_not_serve_is_answered_plainly(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["jianyun.example"])
    answer = client.get("/sign-in")
    assert answer.status_code == 400 and "</h1>" in answer.text
    assert "the error page itself failed" not in caplog.text
