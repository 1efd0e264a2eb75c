"""Files behind answers, as people add, see, fetch and remove them."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.assessments.models import Assessment, AssessmentState
from app.events.models import Event
from app.evidence.models import Evidence
from app.kit.db import Database, Scope
from app.kit.storage import LocalStorage, StorageFull, erase_files
from app.tenants.models import Organisation, Role
from tests.factories.files import office, paper, photo, png_header
from tests.factories.fillings import Started, start_filling
from tests.factories.people import add_member, engage, make_person, make_provider

pytestmark = pytest.mark.database
QUESTION = "base-capture"
Enter = Callable[..., FlaskClient]


def upload(
    browser: FlaskClient, started: Started, content: bytes, name: str = "photo.jpg", *, json: bool = True, **more: str
) -> TestResponse:
    """Send a file as the script does, or as a plain form."""
    url = f"{started.url(more.pop('question', QUESTION))}/evidence"
    fields = {"file": (BytesIO(content), name, "application/x-whatever"), **more}
    headers = {"Accept": "application/json"} if json else {"Accept": "text/html"}
    return browser.post(url, data=fields, headers=headers, content_type="multipart/form-data")


def stored(app: Flask) -> list[Path]:
    """Every file in the storage."""
    return sorted(p for p in Path(app.extensions["storage"]._root).rglob("*") if p.is_file())


def rows(database: Database, tenant_id: UUID) -> list[Evidence]:
    """What the database knows."""
    with database.reading(Scope.tenant(tenant_id)) as session:
        return list(session.scalars(select(Evidence).order_by(Evidence.created_at)))


def submit(database: Database, started: Started, state: str = AssessmentState.SUBMITTED) -> None:
    """Move the assessment on."""
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.get_one(Assessment, started.assessment_id).state = state


def test_photo_is_kept_without_its_place_and_shown_small(
    app: Flask, owner: FlaskClient, started: Started, database: Database
) -> None:
    answer = upload(owner, started, photo((3000, 2000), gps=True), "车间 1 号.jpg")
    assert answer.status_code == 201 and "车间 1 号.jpg" in answer.json["shelf"]
    (row,) = rows(database, started.tenant_id)
    assert (row.kind, row.question_key, row.site_key, row.added_by_id) == ("jpg", QUESTION, "", started.owner.id)
    page = owner.get(started.url(QUESTION))
    assert f"/evidence/{row.id}/thumb" in page.text and "车间 1 号.jpg" in page.text
    got = owner.get(f"/evidence/{row.id}")
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E8%BD%A6%E9%97%B4%201%20%E5%8F%B7.jpg" in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff" and got.mimetype == "image/jpeg"
    assert got.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in got.headers["Cache-Control"]
    image = Image.open(BytesIO(got.data))
    assert max(image.size) == 2400 and not image.getexif() and len(got.data) == row.size
    thumb = owner.get(f"/evidence/{row.id}/thumb")
    assert max(Image.open(BytesIO(thumb.data)).size) == 320 and "attachment" not in str(thumb.headers)
    assert {p.name for p in stored(app)} == {f"{row.sha256}.jpg", f"{row.sha256}.thumb"}
    with database.reading(Scope.platform("test")) as session:
        assert session.query(Event).filter(Event.tag == "evidence.added").count() == 1


def test_pdf_and_office_files_are_kept_too(owner: FlaskClient, started: Started, database: Database) -> None:
    assert upload(owner, started, paper(), "report.PDF").status_code == 201
    assert upload(owner, started, office("xlsx"), "figures.xlsx").status_code == 201
    kept = rows(database, started.tenant_id)
    assert [row.name for row in kept] == ["report.pdf", "figures.xlsx"]
    assert owner.get(f"/evidence/{kept[0].id}/thumb").status_code == 404
    assert b"Canary" not in owner.get(f"/evidence/{kept[0].id}").data


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.jpg", "is empty"),
        (b"x", "tiny.pdf", "none of them"),
        (photo(), "contract.pdf", "name says one kind"),
        (paper(), "photo.jpg", "name says one kind"),
        (photo()[:500], "cut.jpg", "cut short or damaged"),
        (png_header(30_000, 30_000), "huge.png", "too many pixels"),
        (paper(secret="x"), "locked.pdf", "locked with a password"),
        (office(more={"word/vbaProject.bin": b"m"}), "macro.docx", "contains macros"),
        (office(more={"word/zeros.xml": b"0" * 30_000_000}), "bomb.docx", "extraordinarily large"),
        (b"GIF89a=1;alert(1)", "x.gif", "none of them"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.HEIC", "Most Compatible"),
    ],
)
def test_what_cannot_come_in_is_refused_in_plain_words(
    app: Flask, owner: FlaskClient, started: Started, content: bytes, name: str, words: str
) -> None:
    answer = upload(owner, started, content, name)
    assert answer.status_code == 422 and words in answer.json["error"]["message"]
    assert "not kept" in answer.json["error"]["message"] and not stored(app)


def test_plain_form_says_the_same_in_its_place(owner: FlaskClient, started: Started) -> None:
    wrong = upload(owner, started, b"x", json=False)
    assert wrong.status_code == 422 and "none of them" in wrong.text and "<h1>" in wrong.text
    nothing = owner.post(f"{started.url(QUESTION)}/evidence", data={}, headers={"Accept": "text/html"})
    assert nothing.status_code == 422 and "Choose a file first" in nothing.text
    right = upload(owner, started, photo(), json=False)
    assert right.status_code == 303 and right.location.endswith(f"/questions/{QUESTION}")


def test_only_this_route_takes_large_bodies_and_not_too_large_ones(
    app: Flask, owner: FlaskClient, started: Started
) -> None:
    most = app.config["SETTINGS"].evidence_file
    fits = photo() + b"\0" * (most - len(photo()))
    assert len(fits) > app.config["SETTINGS"].max_body
    assert upload(owner, started, fits).status_code == 201
    larger = upload(owner, started, fits + b"\0")
    assert larger.status_code == 422 and "at most 10 MB" in larger.json["error"]["message"]
    assert upload(owner, started, fits + b"\0" * 2_000_000).status_code == 413
    elsewhere = owner.post(started.url(QUESTION), data={"file": (BytesIO(fits), "a.jpg")})
    assert elsewhere.status_code == 413


def test_names_of_every_kind_are_made_safe(owner: FlaskClient, started: Started, database: Database) -> None:
    names = ["../../etc/passwd.jpg", "a\u202egpj.exe\u202c.jpg", "长" * 300 + ".jpg", "q;uote=.jpg"]
    for number, name in enumerate(names):
        assert upload(owner, started, photo((40 + number, 30)), name).status_code == 201
    kept = [row.name for row in rows(database, started.tenant_id)]
    assert kept == ["passwd.jpg", "agpj.exe.jpg", "长" * 100 + ".jpg", "q;uote=.jpg"]
    for row in rows(database, started.tenant_id):
        assert owner.get(f"/evidence/{row.id}").status_code == 200


def test_the_same_file_again_is_there_once_and_its_content_once_a_tenant(
    app: Flask, owner: FlaskClient, started: Started, database: Database, run_jobs: Callable[[], int]
) -> None:
    for _ in range(2):
        assert upload(owner, started, photo()).status_code == 201
    assert upload(owner, started, photo(), question="base-data-out").status_code in (201, 404)
    kept = rows(database, started.tenant_id)
    assert len([row for row in kept if row.question_key == QUESTION]) == 1 and len(stored(app)) == 2
    assert owner.post(f"/evidence/{kept[0].id}/remove").status_code == 303
    run_jobs()
    assert len(stored(app)) == (2 if len(kept) == 2 else 0)


def test_answers_and_assessments_hold_only_so_much(
    owner: FlaskClient, started: Started, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        assert upload(owner, started, photo((40 + number, 30))).status_code == 201
    seventh = upload(owner, started, photo((99, 30)))
    assert seventh.status_code == 409 and "6 files already" in seventh.json["error"]["message"]
    small = app.config["SETTINGS"].model_copy(update={"evidence_total": 1000, "evidence_per_answer": 50})
    monkeypatch.setitem(app.config, "SETTINGS", small)
    full = upload(owner, started, photo((98, 30)))
    assert full.status_code == 409 and "does not fit" in full.json["error"]["message"]


def test_removed_files_are_gone_for_good_and_two_tabs_may_both_try(
    app: Flask, owner: FlaskClient, started: Started, database: Database, run_jobs: Callable[[], int]
) -> None:
    upload(owner, started, photo())
    (row,) = rows(database, started.tenant_id)
    asked = owner.get(f"/evidence/{row.id}/remove")
    assert "cannot be undone" in asked.text
    assert owner.post(f"/evidence/{row.id}/remove").status_code == 303
    second = owner.post(f"/evidence/{row.id}/remove", headers={"Accept": "application/json"})
    assert second.status_code == 404
    run_jobs()
    assert not stored(app) and not rows(database, started.tenant_id)


def test_submitted_means_frozen_until_changes_are_requested(
    owner: FlaskClient, started: Started, database: Database
) -> None:
    upload(owner, started, photo())
    (row,) = rows(database, started.tenant_id)
    submit(database, started)
    late = upload(owner, started, photo((50, 50)))
    assert late.status_code == 409 and "submitted" in late.json["error"]["message"]
    gone = owner.post(f"/evidence/{row.id}/remove", headers={"Accept": "application/json"})
    assert gone.status_code == 409 and len(rows(database, started.tenant_id)) == 1
    listed = owner.get(f"/assessments/{started.assessment_id}/evidence")
    assert row.name in listed.text and "remove" not in listed.text
    assert owner.get(f"/evidence/{row.id}").status_code == 200
    submit(database, started, AssessmentState.CHANGES_REQUESTED)
    assert upload(owner, started, photo((50, 50))).status_code == 201


def test_a_viewer_sees_and_a_contributor_removes_only_their_own(
    owner: FlaskClient, started: Started, database: Database, sign_in: Enter
) -> None:
    upload(owner, started, photo())
    (row,) = rows(database, started.tenant_id)
    with database.reading() as session:
        firm = session.get_one(Organisation, started.tenant_id)
    viewer, helper = make_person(database), make_person(database)
    add_member(database, firm, viewer, Role.VIEWER)
    add_member(database, firm, helper, Role.CONTRIBUTOR)
    looking = sign_in(viewer)
    page = looking.get(started.url(QUESTION)).text
    assert row.name in page and "data-evidence" not in page and f"/evidence/{row.id}/remove" not in page
    assert upload(looking, started, photo((50, 50))).status_code == 403
    helping = sign_in(helper)
    assert f"/evidence/{row.id}/remove" not in helping.get(started.url(QUESTION)).text
    refused = helping.post(f"/evidence/{row.id}/remove", headers={"Accept": "application/json"})
    assert refused.status_code == 403 and "owner of the firm" in refused.json["error"]["message"]
    upload(helping, started, photo((60, 60)))
    mine = rows(database, started.tenant_id)[1]
    assert helping.post(f"/evidence/{mine.id}/remove").status_code == 303


@pytest.mark.parametrize(
    ("shares", "code"), [(["answers"], 403), (["evidence"], 403), (["answers", "drafts", "evidence"], 200)]
)
def test_a_consultant_sees_evidence_only_where_the_firm_shares_it(
    owner: FlaskClient, started: Started, database: Database, sign_in: Enter, shares: list[str], code: int
) -> None:

    upload(owner, started, photo())
    (row,) = rows(database, started.tenant_id)
    consultant, manager = make_person(database), make_person(database)
    provider = make_provider(database, make_person(database))
    add_member(database, provider, consultant, Role.CONSULTANT)
    add_member(database, provider, manager, Role.ACCOUNT_MANAGER)
    with database.reading() as session:
        firm = session.get_one(Organisation, started.tenant_id)
    engage(database, firm, provider, started.owner, tuple(shares))
    browser = sign_in(consultant)
    assert browser.get(f"/evidence/{row.id}").status_code == code
    assert browser.get(f"/assessments/{started.assessment_id}/evidence").status_code == code
    assert (row.name in browser.get(started.url(QUESTION)).text) == (code == 200)
    assert sign_in(manager).get(f"/evidence/{row.id}").status_code == 403


def test_a_neighbour_finds_no_file(owner: FlaskClient, started: Started, database: Database, sign_in: Enter) -> None:
    upload(owner, started, photo())
    (row,) = rows(database, started.tenant_id)
    with owner.application.app_context():
        neighbour = start_filling(database)
    browser = sign_in(neighbour.owner)
    for path in ("", "/thumb", "/remove"):
        assert browser.get(f"/evidence/{row.id}{path}").status_code == 404
    assert browser.post(f"/evidence/{row.id}/remove").status_code == 404
    assert upload(browser, started, photo()).status_code == 404
    with database.reading(Scope.tenant(neighbour.tenant_id)) as session:
        assert session.query(Evidence).count() == 0


def test_a_storage_that_fails_half_way_leaves_nothing(
    app: Flask, owner: FlaskClient, started: Started, database: Database, monkeypatch: pytest.MonkeyPatch,
    run_jobs: Callable[[], int],
) -> None:  # fmt: skip
    real, calls = LocalStorage.put, []

    def put(self: LocalStorage, key: str, content: bytes) -> None:
        calls.append(key)
        if len(calls) == 2:
            raise StorageFull("no space left")
        real(self, key, content)

    monkeypatch.setattr(LocalStorage, "put", put)
    answer = upload(owner, started, photo())
    assert answer.status_code == 503 and "Nothing of it was kept" in answer.json["error"]["message"]
    assert not rows(database, started.tenant_id) and len(stored(app)) == 1, "the thumbnail alone"
    _an_hour_passes(monkeypatch)
    run_jobs()
    assert not stored(app)
    assert upload(owner, started, photo()).status_code == 201


def test_a_process_that_dies_before_the_row_leaves_nothing(
    app: Flask, owner: FlaskClient, started: Started, database: Database, monkeypatch: pytest.MonkeyPatch,
    run_jobs: Callable[[], int],
) -> None:  # fmt: skip
    def die(*_args: object, **_more: object) -> None:
        raise RuntimeError("the process was killed here")

    with monkeypatch.context() as patch:
        patch.setattr("app.evidence.views.keep_evidence", die)
        patch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        assert upload(owner, started, photo()).status_code == 500
    assert len(stored(app)) == 2 and not rows(database, started.tenant_id)
    run_jobs()
    assert len(stored(app)) == 2, "not yet: an upload could still be under way"
    assert upload(owner, started, photo((99, 99))).status_code == 201
    _an_hour_passes(monkeypatch)
    run_jobs()
    (row,) = rows(database, started.tenant_id)
    assert {p.name for p in stored(app)} == {f"{row.sha256}.jpg", f"{row.sha256}.thumb"}


def _an_hour_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from app.kit import clock

    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)


def test_erasing_a_tenant_erases_its_files_and_no_other(
    app: Flask, owner: FlaskClient, started: Started, database: Database, sign_in: Enter
) -> None:
    upload(owner, started, photo())
    with app.app_context():
        neighbour = start_filling(database)
    upload(sign_in(neighbour.owner), neighbour, photo())
    assert len(stored(app)) == 4
    erase_files(app.extensions["storage"], started.tenant_id)
    erase_files(app.extensions["storage"], started.tenant_id)
    assert {p.parts[-3] for p in stored(app)} == {f"t{neighbour.tenant_id.hex}"} and len(stored(app)) == 2


def test_files_of_a_question_nobody_asks_are_refused(owner: FlaskClient, started: Started) -> None:
    assert upload(owner, started, photo(), question="no-such-question").status_code == 404
    wrong = upload(owner, started, photo(), site="elsewhere")
    assert wrong.status_code == 422 and re.search("site", wrong.json["error"]["message"])
