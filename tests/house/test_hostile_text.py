"""Names and notes made to break pages and reports: shown as they were typed, and nothing more.

Every page and every file of this firm and of a provider is walked by `tests/attack/test_bait.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from app.accounts.models import User
from app.assessments.models import AnswerRow
from app.companies.models import Company, EquipmentGroup, Site, Workload
from app.delegations.models import Delegation
from app.kit import clock
from app.kit.access import ANYONE
from app.kit.db import Database, Scope
from app.kit.intake.names import clean_name
from app.kit.intake.values import Kind
from app.kit.pdf import PdfResult
from app.kit.storage import Storage
from app.reports.models import Report
from app.reports.renderers.html import render_html
from app.reports.renderers.pdf import print_document
from app.reports.values import ReportDocument
from app.shares.models import ShareLink
from app.shares.operations import Target, Wish, make_link, request_picture
from app.tenants.queries import list_seats
from tests.factories.authenticators import keep_passkey
from tests.factories.consents import keep_ask
from tests.factories.edits import set_by_hand
from tests.factories.evidence import attach
from tests.factories.filings import make_filled
from tests.factories.notices import keep_notice
from tests.factories.orders import keep_desk_rows
from tests.factories.people import make_person
from tests.factories.practices import keep_offer
from tests.house.test_neighbours import House, packed
from tests.house.test_races import MEANS

pytestmark = pytest.mark.database
BITE = "\"'><img src=x onerror=bite(1)><script>bite(2)</script></title></svg><b id=bite>{{7*7}}{%x%}${7*7}%(n)s{0}"
NAME = ("=\u202eA\u2066\u200b木" + BITE)[:120]
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control", "Vary")


class Inspector(HTMLParser):
    """Collects what a page may not hold: scripts and styles of its own, handlers, foreign addresses, our bait."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.faults.append(f"inline script {attrs}")
        if tag in ("style", "iframe", "object", "embed", "base") or given.get("id") == "bite" or "bite(1)" in given:
            self.faults.append(f"{tag} {attrs}")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.faults.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action") and (value or "")[:11].strip().lower().startswith(
                ("javascript", "data:text")
            ):
                self.faults.append(f"{tag} {name}={value}")
        if tag in ("script", "img", "link") and (given.get("src") or given.get("href") or "/")[:2] in ("//", "ht", "x"):
            self.faults.append(f"foreign {tag} {attrs}")


def faults_in(page: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(page)
    assert "<img src=x" not in page
    assert "<script>bite" not in page
    assert "\n49" not in page
    assert ">49<" not in page
    return inspector.faults


def _poison(database: Database, person: User, storage: Storage) -> House:
    filled = make_filled(database, person)
    with database.begin() as session:
        (seat,) = list_seats(session, person.id)
        session.open_scope(Scope.tenant(seat.organisation_id))
        company = session.scalars(select(Company)).one()
        company.name, company.town = NAME, NAME[:80]
        named: tuple[tuple[type[Any], str], ...] = ((Site, "plant"), (Workload, "system"), (EquipmentGroup, "machine"))
        for model, key in named:
            for row in session.scalars(select(model)):
                row.name = NAME
            row.key = key
            if model is Workload:
                row.vendor = NAME
        for answer in session.scalars(select(AnswerRow)):
            answer.note = NAME
        file = attach(session, storage, filled, b"picture")
        file.name = clean_name(NAME, Kind.JPEG, nameless="photo")
    keys = {"/sites/": "plant", "/systems/": "system", "/machines/": "machine"}
    return House(person, seat.organisation_id, filled, filled, filled, filled, file.id, keys)


@pytest.fixture
def house(
    app: Flask,
    database: Database,
    sign_in: Callable[..., FlaskClient],
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> House:
    """A firm whose every word is bait, with a result, a roadmap and a report."""
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", lambda *_: PdfResult(content=b"%PDF", pages=1))
    poisoned = _poison(database, make_person(database), app.extensions["storage"])
    browser, start = sign_in(poisoned.owner), f"/assessments/{poisoned.assessment_id}"
    assert faults_in(browser.get(f"{start}/review").text) == []
    assert faults_in(browser.get(f"{start}/questions/base-capture").text) == []
    assert browser.post(f"{start}/submit", data={"declared": "yes"}).status_code == 303
    assert browser.post(f"{start}/means", data=MEANS).status_code == 303
    run_jobs()
    with database.begin(Scope.tenant(poisoned.tenant_id)) as session:
        report = session.scalars(select(Report).where(Report.roadmap_id.is_not(None))).one()
        make_link(session, report, Wish(label=NAME[:80], days=7), by=None, at=clock.now())
        (link,) = session.scalars(select(ShareLink)).all()
        picture = request_picture(session, report, Target(address="http://localhost/", link=link), lang="en")
        part = {"section_key": "factory", "lang": "zh", "due_on": clock.today(), "name": NAME[:80]}
        session.add(given := Delegation(assessment_id=poisoned.assessment_id, **part))
        session.flush()
        keys = {**poisoned.keys, "/pictures/": str(picture.id), "/delegations/": str(given.id)}
        keys["/packs/"] = packed(session, report, poisoned.owner)
        keys["received"] = str(keep_offer(session, NAME))
        keys |= keep_desk_rows(session, poisoned.owner, NAME[:100])
        keys["edit"] = str(set_by_hand(session, poisoned.assessment_id, NAME).id)
        keys["/asks/"] = str(keep_ask(session, poisoned.tenant_id, NAME[:120]).id)
        keys["/passkeys/"] = str(keep_passkey(session, poisoned.owner, NAME[:60]).id)
        notice_id = keep_notice(session, poisoned.owner, poisoned.tenant_id, NAME)
        return replace(poisoned, report_id=report.id, link_id=link.id, notice_id=notice_id, keys=keys)


def test_reports_quote_bait_literally(house: House, database: Database) -> None:
    with database.reading(Scope.tenant(house.tenant_id)) as session:
        kept = session.scalars(select(Report.document).where(Report.id == house.report_id)).one()
    document = ReportDocument.model_validate_json(kept)
    for lang in ("zh", "en"):
        page = render_html(document, lang, "screen", stylesheets=("/report.css",))
        assert "bite(2)" in page
        assert faults_in(page) == []
        assert faults_in(render_html(document, lang, "paper")) == []
    printed = print_document(document, "en")
    assert not [line for line in printed.warnings if "blocked" in line or "Failed to load" in line]
    assert "{{7*7}}" in "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(printed.content)).pages)


def test_open_pages_and_refusals_carry_the_headers(app: Flask, client: FlaskClient) -> None:
    table = app.extensions["access_table"]
    for rule in app.url_map.iter_rules():
        if "<" in rule.rule or ("GET" in (rule.methods or ())) is False:
            continue
        if table[rule.endpoint, "GET"].permission == ANYONE:
            answer = client.get(rule.rule)
            assert all(name in answer.headers for name in HEADERS), rule.rule
            if answer.mimetype == "text/html":
                assert faults_in(answer.text) == [], rule.rule
    for answer in (
        client.get("/nothing"),
        client.get("/%00"),
        client.post("/sign-in", data={}, token=False),
        client.post("/health"),
        client.post("/sign-in", data={"name": "x" * 3_000_000}),
        client.get("/home"),
        client.get("/firm"),
        client.options("/sign-in"),
    ):
        assert all(name in answer.headers for name in HEADERS), answer.request.path
