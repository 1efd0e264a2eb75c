"""What becomes of an issued report: retracted, issued anew, as draft or final; and who may do that."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from app.notices.models import Notice
from app.reports.models import Report
from app.reports.operations import request_file
from app.reports.queries import find_report, list_issues
from app.reports.renderers.files import Wanted
from app.reports.values import ReportDocument
from app.shares.models import SharePicture
from app.shares.operations import Wish, make_link
from app.tenants.models import Organisation, Role, Share
from tests.factories.people import add_member, make_person, make_provider
from tests.factories.plans import Planned, make_planned
from tests.house.test_races import press_twice

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
FINAL = {"status": "final", "classification": "internal"}


@pytest.fixture
def firm(app: Flask, database: Database) -> Planned:
    """A firm whose report is issued."""
    with app.app_context():
        return make_planned(database)


def issues(database: Database, firm: Planned) -> list[Report]:
    """The oldest first."""
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        return list(reversed(list_issues(session, firm.tenant_id, firm.assessment_id)))


def newest(database: Database, firm: Planned) -> str:
    return str(issues(database, firm)[-1].id)


def retract(browser: FlaskClient, report: str, reason: str = "Wrong revenue") -> None:
    answer = browser.post(f"/reports/{report}/retract", data={"reason": reason})
    assert answer.status_code == 303, answer.text


def reissue(browser: FlaskClient, report: str, **chosen: str) -> str:
    """The id of the report one lands on."""
    answer = browser.post(f"/reports/{report}/issue", data={"after": "1"} | FINAL | chosen)
    assert answer.status_code == 303, answer.text
    return str(answer.location.rpartition("/")[2])


def colleague(database: Database, firm: Planned, role: Role) -> User:
    person = make_person(database, lang="en")
    with database.reading() as session:
        organisation = session.get_one(Organisation, firm.tenant_id)
    add_member(database, organisation, person, role)
    return person


def test_a_retracted_report_is_shown_to_nobody_outside_and_says_so_everywhere(
    database: Database, firm: Planned, sign_in: Enter, client: FlaskClient
) -> None:
    told = colleague(database, firm, Role.VIEWER)
    owner, report = sign_in(firm.owner), newest(database, firm)
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        row = session.get_one(Report, issues(database, firm)[0].id)
        word = make_link(session, row, Wish(label="bank", days=7), by=None, at=clock.now())
        file = request_file(session, row, Wanted(lang="en"))
        file.state, file.storage_key = "ready", "-"
    retract(owner, report)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    shared = client.get(f"/s/{word}")
    assert shared.status_code == 410 and "retracted" in shared.text and "Wrong revenue" not in shared.text
    assert client.get(f"/s/{word}/pdf/en").status_code == 410
    assert "was retracted on" in client.get(f"/verify/{row.code}").text
    page = owner.get(f"/reports/{report}").text
    assert "Do not go by it" in page and "Wrong revenue" in page
    assert "was retracted on" in owner.get(firm.page("roadmap")).text
    warned = owner.get(f"/reports/{report}/pdf/en")
    assert warned.mimetype == "text/html" and "anyway=1" in warned.text
    assert owner.post(f"/reports/{report}/shares", data={"label": "x", "days": "7"}).text.count("retracted") >= 1
    assert owner.post(f"/reports/{report}/picture").status_code == 409
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        assert find_report(session, firm.tenant_id, firm.first_id) is None
        assert [one.name for one in session.query(Notice).filter_by(user_id=told.id)] == ["report-retracted"]
        assert "report.retracted" in {one.tag for one in session.query(Event)}


def test_a_picture_of_a_retracted_report_is_not_sent_on(
    app: Flask, database: Database, firm: Planned, sign_in: Enter
) -> None:
    owner, report = sign_in(firm.owner), newest(database, firm)
    picture = owner.post(f"/reports/{report}/picture").location
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        drawn = session.query(SharePicture).one()
        app.extensions["storage"].put("picture.png", b"drawn")
        drawn.state, drawn.storage_key = "ready", "picture.png"
    assert owner.get(f"{picture}/file").status_code == 200
    retract(owner, report)
    for path in (picture, f"{picture}/file"):
        assert owner.get(path).status_code == 409, "a picture to send on says nothing of a retraction"


def test_a_new_issue_takes_the_place_of_the_old_one(
    database: Database, firm: Planned, sign_in: Enter, client: FlaskClient
) -> None:
    owner, first = sign_in(firm.owner), newest(database, firm)
    second = reissue(owner, first, classification="confidential")
    old, new = issues(database, firm)
    assert str(new.id) == second and (old.state, new.state, new.number) == ("superseded", "issued", 2)
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        document = ReportDocument.model_validate_json(session.get_one(Report, new.id).document)
    assert document.issue is not None and document.issue.replaces == old.code
    cover = {fact.label.en: fact.value.en for fact in document.cover.facts}
    assert cover["Version"].startswith("Issue 2, Final") and cover["Classification"] == "Confidential"
    assert f"/reports/{second}" in owner.get(firm.page("roadmap")).text
    page = owner.get(f"/reports/{first}").text
    assert "A newer issue replaces this one" in page and f"/reports/{second}" in page
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "A newer issue replaces this report since" in client.get(f"/verify/{old.code}").text
    assert "stands" in client.get(f"/verify/{new.code}").text


def test_a_draft_leaves_the_final_issue_in_force(database: Database, firm: Planned, sign_in: Enter) -> None:
    owner, first = sign_in(firm.owner), newest(database, firm)
    draft = reissue(owner, first, status="draft")
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        assert str(getattr(find_report(session, firm.tenant_id, firm.first_id), "id", "")) == first
    assert "Draft" in owner.get(f"/reports/{draft}").text
    reissue(owner, draft, after="2")
    assert [one.state for one in issues(database, firm)] == ["superseded", "superseded", "issued"]


def test_two_people_press_at_once_and_one_issue_is_made(
    app: Flask, database: Database, firm: Planned, sign_in: Enter
) -> None:
    owner, first = sign_in(firm.owner), newest(database, firm)
    codes = press_twice(app, owner, f"/reports/{first}/issue", {"after": "1"} | FINAL)
    assert codes == [303, 303]
    assert [one.number for one in issues(database, firm)] == [1, 2]
    codes = press_twice(app, owner, f"/reports/{newest(database, firm)}/retract", {"reason": "wrong"})
    assert codes == [303, 303]
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        assert [one.tag for one in session.query(Event)].count("report.retracted") == 1


def test_what_was_typed_badly_is_asked_again(database: Database, firm: Planned, sign_in: Enter) -> None:
    owner, first = sign_in(firm.owner), newest(database, firm)
    assert owner.post(f"/reports/{first}/retract", data={"reason": " "}).status_code == 422
    long = owner.post(f"/reports/{first}/retract", data={"reason": "x" * 301})
    assert long.status_code == 422 and "x" * 301 in long.text
    assert owner.post(f"/reports/{first}/issue", data={"after": "1", "status": "secret"}).status_code == 422
    assert [one.state for one in issues(database, firm)] == ["issued"]


def test_a_result_has_nothing_to_retract(database: Database, firm: Planned, sign_in: Enter) -> None:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        result = session.query(Report).filter(Report.roadmap_id.is_(None)).one().id
    assert sign_in(firm.owner).post(f"/reports/{result}/retract", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize(("shares", "status"), [({Share.RESULTS}, 403), ({Share.RESULTS, Share.ANSWERS}, 303)])
def test_an_adviser_needs_to_see_the_answers(
    app: Flask, database: Database, firm: Planned, sign_in: Enter, shares: set[Share], status: int
) -> None:
    from app.tenants.models import Engagement

    adviser = make_person(database, lang="en")
    provider = make_provider(database, adviser)
    consultant = make_person(database, lang="en")
    add_member(database, provider, consultant, Role.CONSULTANT)
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        agreed = {
            "purpose": "advice",
            "shares": [one.value for one in shares],
            "agreed_by": firm.owner.id,
            "since_at": clock.now(),
        }
        session.add(Engagement(tenant_id=firm.tenant_id, provider_id=provider.id, **agreed))
    browser, report = sign_in(consultant), newest(database, firm)
    page = browser.get(f"/reports/{report}").text
    assert (f"/reports/{report}/retract" in page) == (status == 303)
    assert browser.post(f"/reports/{report}/retract", data={"reason": "wrong"}).status_code == status
    retract(sign_in(firm.owner), report, "Our revenue was misread")  # nothing more where the adviser did so
    told = "wrong" if status == 303 else "Our revenue was misread"
    assert (told in browser.get(f"/reports/{report}").text) == (status == 303), "the reason is for firm and advisers"
    if status == 303:
        assert browser.post(f"/reports/{report}/pdf").status_code == 409, "files go to the firm's own people"


def test_a_contributor_may_not(database: Database, firm: Planned, sign_in: Enter) -> None:
    browser, report = sign_in(colleague(database, firm, Role.CONTRIBUTOR)), newest(database, firm)
    for page in ("retract", "issue"):
        assert browser.post(f"/reports/{report}/{page}", data={"reason": "x"} | FINAL).status_code == 403
    assert "retract" not in browser.get(f"/reports/{report}").text
