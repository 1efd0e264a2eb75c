"""The virus scanner: asked before anything else is done with a file, and nothing comes in without its clear yes."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.evidence.models import Evidence
from app.kit.db import Database, Scope
from app.kit.intake.scanner import Clamd, NoScanner, open_scanner
from tests.evidence.scanners import EICAR, little_clamd
from tests.evidence.test_views import stored, upload
from tests.factories.files import photo
from tests.factories.fillings import Started
from tests.services import free_port

pytestmark = pytest.mark.database


@pytest.fixture
def kept(database: Database, started: Started) -> Callable[[], int]:
    def count() -> int:
        with database.reading(Scope.tenant(started.tenant_id)) as session:
            return session.query(Evidence).count()

    return count


def test_clean_file_is_scanned_as_it_was_sent(
    app: Flask, owner: FlaskClient, started: Started, kept: Callable[[], int]
) -> None:
    sent = photo((1200, 900), gps=True)
    with little_clamd() as clamd:
        app.extensions["scanner"] = open_scanner(f"clamd://127.0.0.1:{clamd.port}")
        assert upload(owner, started, sent).status_code == 201
        assert clamd.heard == [sent] and kept() == 1


def test_what_is_found_is_named_and_nothing_kept(
    app: Flask, owner: FlaskClient, started: Started, kept: Callable[[], int]
) -> None:
    with little_clamd() as clamd:
        app.extensions["scanner"] = Clamd("127.0.0.1", clamd.port)
        answer = upload(owner, started, photo() + EICAR)
    assert answer.status_code == 422 and "Eicar-Signature" in answer.json["error"]["message"]
    assert kept() == 0 and not stored(app)


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK but", b"\xff\0"])
def test_no_clear_answer_means_not_now(
    app: Flask, owner: FlaskClient, started: Started, kept: Callable[[], int], says: bytes
) -> None:
    with little_clamd() as clamd:
        clamd.says = says
        app.extensions["scanner"] = Clamd("127.0.0.1", clamd.port)
        answer = upload(owner, started, photo())
    assert answer.status_code == 503 and "try again" in answer.json["error"]["message"]
    assert kept() == 0 and not stored(app)


def test_scanner_that_is_away_means_not_now(app: Flask, owner: FlaskClient, started: Started) -> None:
    app.extensions["scanner"] = Clamd("127.0.0.1", free_port())
    answer = upload(owner, started, photo())
    assert answer.status_code == 503 and "Nothing of it was kept" in answer.json["error"]["message"]
    page = upload(owner, started, photo(), json=False)
    assert page.status_code == 503 and "Nothing of it was kept" in page.text and not stored(app)


def test_addresses_of_scanners() -> None:
    assert isinstance(open_scanner(""), NoScanner) and isinstance(open_scanner("clamd://scan"), Clamd)
    with pytest.raises(ValueError, match="SCAN_URL"):
        open_scanner("http://scan:80")
