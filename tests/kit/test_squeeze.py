"""Compression: what is squeezed, what is left alone, and that lengths tell nothing."""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kit.db import Database
from app.kit.squeeze import squeezed
from tests.factories.people import make_person

GZIP = {"Accept-Encoding": "br, gzip;q=0.8"}


def test_page_arrives_small_and_the_same(client: FlaskClient) -> None:
    plain, small = client.get("/sign-up"), client.get("/sign-up", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in ",".join(small.headers.getlist("Vary"))
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) * 0.7
    assert b"</html>" in gzip.decompress(small.data)


def test_length_of_a_page_changes_from_one_answer_to_the_next(client: FlaskClient) -> None:
    assert len({len(client.get("/sign-up", headers=GZIP).data) for _ in range(12)}) > 3


@pytest.mark.parametrize("padding", [0, 1, 99])
def test_stream_is_plain_gzip(padding: int) -> None:
    assert gzip.decompress(squeezed("渐云".encode() * 500, padding)) == "渐云".encode() * 500


def test_files_are_squeezed_once_and_known_again_by_their_tag(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        url = app.url_for("static", filename="css/app.css")
    first, again = client.get(url, headers=GZIP), client.get(url, headers=GZIP)
    assert first.data == again.data and first.headers["Content-Encoding"] == "gzip"
    tag = first.headers.get("ETag")
    if tag:
        assert client.get(url, headers={**GZIP, "If-None-Match": tag}).status_code == 304


def test_a_page_under_static_is_nobody_elses(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    """A wrong address under /static answers with a page: it names the reader and carries their token."""
    person, path = make_person(database), "/static/no-such-file"
    hers = gzip.decompress(sign_in(person).get(path, headers=GZIP).data).decode()
    theirs = gzip.decompress(app.test_client().get(path, headers=GZIP).data).decode()
    assert str(person.id) in hers and str(person.id) not in theirs


@pytest.mark.parametrize("accept", ["", "br", "gzip;q=0", "identity"])
def test_who_cannot_undo_it_gets_it_as_it_is(client: FlaskClient, accept: str) -> None:
    answer = client.get("/sign-up", headers={"Accept-Encoding": accept})
    assert "Content-Encoding" not in answer.headers and b"</html>" in answer.data


def test_fonts_small_answers_and_heads_are_left_alone(client: FlaskClient) -> None:
    for path, method in (("/static/fonts/JianyunSansSC-Regular.ttf", "GET"), ("/health/live", "GET"), ("/", "HEAD")):
        answer = client.open(path, method=method, headers=GZIP)
        assert answer.status_code == 200 and "Content-Encoding" not in answer.headers, path
