"""Text made to be slow, and bodies made to break: the edge answers at once and below 500."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kit.words import MARKS, canonical

FLOOD = "a" + "\u0301\u0323" * 100_000
BODIES = (
    b"null",
    b"[1]",
    b'"x"',
    b"1",
    b"{",
    b"[" * 100_000,
    b'{"a":' * 600 + b"1" + b"}" * 600,
    b"9" * 6000,
    b"\xff",
    b'{"email":[1],"password":{"a":1}}',
    b'{"email":NaN}',
    b'{"email":true,"password":1e999}',
)


def test_a_flood_of_accents_is_thinned_in_no_time() -> None:
    began = time.perf_counter()
    clean = canonical(FLOOD, limit=1_000_000)
    assert time.perf_counter() - began < 2, "normalising long runs takes time squared"
    assert len(clean) <= MARKS + 1


def test_text_cannot_turn_the_line_round() -> None:
    assert canonical("a\u202egpj.exe\u2066b\u2069") == "agpj.exeb"


@pytest.mark.parametrize("text", ["Việt Nam", "क्षेत्र", "e\u0301" * 500, "a" + "\u0301" * MARKS, "木" * 4000, "👨‍👩‍👧"])
def test_honest_accents_stay(text: str) -> None:
    import unicodedata

    assert canonical(text) == unicodedata.normalize("NFC", text)


@pytest.mark.database
@pytest.mark.parametrize("field", ["email", "password", "name"])
def test_a_flood_does_not_hold_the_server(client: FlaskClient, field: str) -> None:
    client.renew_token()  # type: ignore[attr-defined]
    began = time.perf_counter()
    for path in ("/sign-in", "/sign-up"):
        answer = client.post(path, data={"email": "a@firm.example", "password": "x", field: FLOOD[:200_000]})
        assert answer.status_code < 500
    assert time.perf_counter() - began < 4


@pytest.mark.database
@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/reset-password", "/confirm"])
@pytest.mark.parametrize(
    "body",
    BODIES,
    ids=lambda body: body[:20].decode(errors="replace"),
)
def test_no_json_breaks_the_open_forms(app: Flask, client: FlaskClient, path: str, body: bytes) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.post(path, data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code < 500
