"""An owner hands a report in: preview first, then a draft with its answers, and nothing of what was there is lost."""

import io
import json
import re
from collections.abc import Callable
from html import unescape
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfWriter

from app.accounts.models import User
from app.assessments.models import AnswerRevision, AnswerRow
from app.assessments.queries import list_assessments
from app.events.models import Event
from app.kit.db import Database, Scope
from app.reports.editions import share_edition
from app.reports.renderers.json import DATA_NAME, write_json
from app.tenants.models import Organisation, Role
from tests.factories.fillings import PROFILE, Started, start_filling
from tests.factories.people import add_member, make_person
from tests.reports.firms import FIRMS, document

pytestmark = pytest.mark.database
FORM = "/assessments/from-report/"
JSON = {"Accept": "application/json"}
SAID = {"mgmt-planning": "started", "op-office": "l2", "cloud-cost": "l1"}
Jobs = Callable[[], int]


def send(browser: FlaskClient, content: bytes, name: str = "report.json") -> tuple[int, str]:
    """Upload a file; the status and the page."""
    answer = browser.post(FORM, data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")
    return answer.status_code, unescape(answer.text)


def in_pdf(data: bytes) -> bytes:
    """A PDF that carries a data file."""
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_attachment(DATA_NAME, data)
    writer.write(target)
    return target.getvalue()


def keep(browser: FlaskClient, page: str, **more: str) -> str:
    """The second press; where it leads."""
    found = re.search(r'name="parcel" value="([^"]+)"', page)
    assert found is not None
    answer = browser.post(f"{FORM}keep", data={"parcel": found[1], **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def answer(browser: FlaskClient, place: str, question: str, value: str) -> None:
    sent = browser.post(f"{place}/questions/{question}", data={"value": value, "version": "0"}, headers=JSON)
    assert sent.status_code == 200, sent.text


def rows(database: Database, tenant_id: UUID) -> dict[str, AnswerRow]:
    """What the newest assessment holds."""
    with database.reading(Scope.tenant(tenant_id)) as session:
        newest = list_assessments(session, tenant_id)[0]
        return {row.question_key: row for row in session.query(AnswerRow).filter_by(assessment_id=newest.id)}


def data_file(browser: FlaskClient, started: Started, run_jobs: Jobs) -> bytes:
    """Answer, submit, and download the data of the result."""
    place = f"/assessments/{started.assessment_id}"
    for question, value in SAID.items():
        answer(browser, place, question, value)
    browser.post(f"{place}/submit", data={"declared": "yes"})
    report = re.search(r"/reports/([0-9a-f-]{36})", browser.get(f"{place}/result").text)
    assert report
    browser.post(f"/reports/{report[1]}/json", data={"speak": "en", "edition": "full"})
    run_jobs()
    assert "Data (JSON)" in browser.get(f"/reports/{report[1]}").text
    file = browser.get(f"/reports/{report[1]}/json/en")
    assert file.mimetype == "application/json"
    return file.data


def test_a_report_of_ones_own_becomes_the_next_draft(
    database: Database, started: Started, owner: FlaskClient, run_jobs: Jobs
) -> None:
    content = data_file(owner, started, run_jobs)
    status, page = send(owner, content)
    assert status == 200 and "Issued by this installation; it stands." in page and "3 answers fit" in page
    assert json.loads(content)["document"]["code"] in page and "furniture" in page.lower()
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert len(list_assessments(session, started.tenant_id)) == 1, "nothing is kept before the second press"
    opened = keep(owner, page)
    kept = rows(database, started.tenant_id)
    assert {key: row.prefilled for key, row in kept.items()} == dict.fromkeys(SAID, True)
    assert "3 answers taken over and not confirmed" in owner.get(f"{opened}/review").text
    keep(owner, page)  # a second press finds the draft and changes nothing
    assert {row.version for row in rows(database, started.tenant_id).values()} == {1}
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        (first, _) = session.query(Event).filter_by(tag="assessment.taken_over").order_by(Event.at).all()
        assert first.detail["answers"] == 3 and first.subject == f"assessment:{opened.rsplit('/', 1)[1]}"


def test_an_open_draft_keeps_its_answers_unless_its_owner_says_otherwise(
    database: Database, started: Started, owner: FlaskClient
) -> None:
    place = f"/assessments/{started.assessment_id}"
    answer(owner, place, "op-office", "l4")
    status, page = send(owner, in_pdf(write_json(document(FIRMS[0]))), "报告.pdf")
    assert status == 200 and "Not issued here" in page and "your firm is called" in page
    assert "An assessment is open already" in page
    assert keep(owner, page, answered="keep") == place
    kept = rows(database, started.tenant_id)
    assert kept["op-office"].value == '"l4"' and not kept["op-office"].prefilled and len(kept) > 40
    keep(owner, page, answered="replace")
    replaced = rows(database, started.tenant_id)["op-office"]
    assert replaced.version == 2 and replaced.prefilled
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        history = session.query(AnswerRevision).filter_by(question_key="op-office").all()
        assert sorted((one.version, one.value) for one in history)[0] == (1, '"l4"')
        assert len(list_assessments(session, started.tenant_id)) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file"),
        (b"no report at all", "This is no report of Jianyun"),
        (write_json(document(FIRMS[0])).replace(b'"headcount":12', b'"headcount":13', 1), "was changed"),
        (write_json(share_edition(document(FIRMS[0]))), "edition to share"),
        (write_json(document("shenzhen-languages-95")), "of another trade"),
        (b"{" * (2 * 1024 * 1024 - 64 * 1024 + 1), "too large"),
    ],
)
def test_a_file_that_is_no_use_says_why_and_keeps_nothing(
    database: Database, started: Started, owner: FlaskClient, content: bytes, said: str
) -> None:
    status, page = send(owner, content)
    assert status == 422 and said in page
    assert rows(database, started.tenant_id) == {}
    assert said not in unescape(owner.get(FORM, headers={"Accept-Language": "zh"}).text)


def test_a_preview_serves_nobody_else_and_nobody_without_the_right(
    database: Database, started: Started, owner: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    _, page = send(owner, write_json(document(FIRMS[0])))
    neighbour = sign_in(start_filling(database, profile=PROFILE.model_copy(update={"name": "邻居"})).owner)
    found = re.search(r'name="parcel" value="([^"]+)"', page)
    assert found
    assert neighbour.post(f"{FORM}keep", data={"parcel": found[1]}).status_code == 422
    assert rows(database, started.tenant_id) == {}
    reader = make_person(database)
    with database.reading() as session:
        firm = session.get_one(Organisation, started.tenant_id)
    add_member(database, firm, reader, Role.VIEWER)
    viewer = sign_in(reader)
    assert viewer.get(FORM).status_code == 403 and send(viewer, b"x")[0] == 403
    newcomer = sign_in(make_person(database))
    assert newcomer.get(FORM).status_code in (303, 403, 404)


def test_reading_strangers_files_is_slowed_down(database: Database, sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in(start_filling(database).owner)
    assert {send(browser, b"no report")[0] for _ in range(31)} == {422, 429}
