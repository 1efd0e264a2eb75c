"""A firm's consent that a provider may see it: found, agreed to, changed, withdrawn, and held to."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel

from app.accounts.models import User
from app.assessments.queries import catalogue, get_assessment
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from app.reports.models import Report
from app.reports.operations import publish_result
from app.tenants.models import Engagement, Organisation, Role
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled
from tests.factories.people import add_member, make_person, make_provider

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
GIVEN = {"purpose": "advice on the roadmap", "shares": ["results"], "days": "90"}


class Scene:
    """A firm with a report, and a provider with a consultant and an account manager."""

    def __init__(self, database: Database) -> None:
        self.owner, self.consultant, self.manager = (make_person(database) for _ in range(3))
        self.provider: Organisation = make_provider(database, make_person(database), "云上咨询 100%")
        add_member(database, self.provider, self.consultant, Role.CONSULTANT)
        add_member(database, self.provider, self.manager, Role.ACCOUNT_MANAGER)
        self.assessment = make_filled(database, self.owner)
        with database.begin() as session:
            (seat,) = list_seats(session, self.owner.id)
            self.tenant: UUID = seat.organisation_id
            session.open_scope(Scope.tenant(self.tenant))
            assessment = get_assessment(session, self.assessment)
            publish_result(session, assessment, catalogue=catalogue(), by=self.owner.id, at=clock.now())
            self.report = session.scalars(select(Report.id)).one()

    def seen_by(self, browser: FlaskClient) -> tuple[int, int, int]:
        """Statuses of the result, the report, and one question."""
        start = f"/assessments/{self.assessment}"
        paths = (f"{start}/result", f"/reports/{self.report}", f"{start}/questions/base-capture")
        answers = [browser.get(path) for path in paths]
        # A question of a closed assessment leads on to its review, which shows every answer.
        return tuple(200 if "/review" in one.headers.get("Location", "") else one.status_code for one in answers)  # type: ignore[return-value]


@pytest.fixture
def scene(app: Flask, database: Database) -> Scene:
    with app.app_context():
        return Scene(database)


def agree(owner: FlaskClient, scene: Scene, **changed: object) -> None:
    answer = owner.post("/firm/providers/agree", data={"provider": scene.provider.id, **GIVEN, **changed})
    assert answer.status_code == 303, answer.text


def test_an_owner_finds_a_provider_by_name_or_code(scene: Scene, sign_in: Enter) -> None:
    owner = sign_in(scene.owner)
    assert "Nobody outside may see your firm." in owner.get("/firm/providers").text
    for wanted in ("云上", str(scene.provider.code).lower(), "100%", ""):
        assert scene.provider.name in owner.get("/firm/providers", query_string={"q": wanted}).text, wanted
    for wanted in ("%%", "_", "Foshan", "x" * 500):
        assert scene.provider.name not in owner.get("/firm/providers", query_string={"q": wanted}).text, wanted
    for wrong in (scene.tenant, scene.owner.id, "x", " "):
        assert owner.get("/firm/providers/agree", query_string={"provider": wrong}).status_code == 404


def test_what_the_owner_agrees_to_is_recorded_shown_and_held_to(
    scene: Scene, sign_in: Enter, database: Database
) -> None:
    owner, consultant, manager = (sign_in(one) for one in (scene.owner, scene.consultant, scene.manager))
    assert scene.seen_by(consultant) == (404, 404, 404)
    agree(owner, scene)
    page = owner.get("/firm/providers").text
    assert "advice on the roadmap" in page and "without the list of answers" in page
    assert scene.seen_by(consultant) == scene.seen_by(manager) == (200, 200, 403)
    whole, part = owner.get(f"/reports/{scene.report}").text, consultant.get(f"/reports/{scene.report}").text
    assert 'id="answers"' in whole and 'id="answers"' not in part and 'id="dimensions"' not in part
    assert consultant.get("/firm/members").status_code == 404
    agree(owner, scene, shares=["results", "answers"], purpose="review", days="")
    assert scene.seen_by(consultant) == (200, 200, 200)
    assert scene.seen_by(manager) == (200, 200, 403), "account managers see results only"
    assert 'id="answers"' not in manager.get(f"/reports/{scene.report}").text
    assert consultant.post(f"/reports/{scene.report}/shares").status_code == 403, "nothing can be changed"
    assert consultant.post(f"/reports/{scene.report}/pdf").location.endswith("/pdf/en")
    assert manager.post(f"/reports/{scene.report}/pdf").location.endswith("?edition=share")
    assert manager.get(f"/reports/{scene.report}/pdf/en?edition=full").status_code == 200, "waits for the share edition"
    owner.post("/firm/providers/withdraw", data={"provider": scene.provider.id})
    assert scene.seen_by(consultant) == scene.seen_by(manager) == (404, 404, 404)
    with database.reading(Scope.tenant(scene.tenant)) as session:
        rows = session.scalars(select(Engagement).order_by(Engagement.since_at)).all()
        kept = [(row.purpose, row.shares, row.ended_at is not None) for row in rows]
        tags = session.scalars(select(Event.tag).where(Event.tag.startswith("engagement.")).order_by(Event.id)).all()
    assert kept == [("advice on the roadmap", ["results"], True), ("review", ["results", "answers"], True)]
    assert tags == ["engagement.agreed", "engagement.ended", "engagement.agreed", "engagement.ended"]


def test_consent_ends_with_its_time(scene: Scene, sign_in: Enter) -> None:
    agree(sign_in(scene.owner), scene)
    with travel(clock.now() + timedelta(days=91), tick=False):
        assert scene.seen_by(sign_in(scene.consultant)) == (404, 404, 404)
        assert "ended" in sign_in(scene.owner).get("/firm/providers").text


def test_only_an_owner_agrees_and_only_to_something(scene: Scene, sign_in: Enter, database: Database) -> None:
    helper: User = make_person(database)
    with database.reading() as session:
        firm = session.get_one(Organisation, scene.tenant)
    add_member(database, firm, helper, Role.CONTRIBUTOR)
    given = {"provider": scene.provider.id, **GIVEN}
    assert sign_in(helper).post("/firm/providers/agree", data=given).status_code == 403
    owner = sign_in(scene.owner)
    for wrong in ({"shares": []}, {"shares": ["everything"]}, {"purpose": ""}, {"purpose": "x" * 201}, {"days": "9"}):
        answer = owner.post("/firm/providers/agree", data={**given, **wrong})
        assert answer.status_code == 422, wrong
        assert scene.provider.name in answer.text
    assert scene.seen_by(sign_in(scene.consultant)) == (404, 404, 404)
