"""An adviser fills the ordinary questionnaire for a firm: marked, shown, and confirmed before it counts."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.assessments.models import AnswerRevision, AnswerRow, Assessment
from app.events.models import Event
from app.kit.db import Database, Scope
from tests.factories.fillings import Started
from tests.factories.people import engage_adviser

Enter = Callable[..., FlaskClient]
SAID = (("op-planning", "l2"), ("op-quality", "l1"), ("base-capture", "energy"))
JSON = {"Accept": "application/json"}


def rows(database: Database, started: Started) -> dict[str, AnswerRow]:
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        return {one.question_key: one for one in session.query(AnswerRow)}


def test_what_an_adviser_fills_in_waits_for_the_firms_word(
    started: Started, owner: FlaskClient, database: Database, sign_in: Enter
) -> None:
    adviser = sign_in(engage_adviser(database, started.owner, started.tenant_id, "Yunfan"))
    page = adviser.get(started.url("op-planning")).text
    assert "You fill this in for" in page and "answering is for owners" not in page and "/undo" not in page
    for question, value in SAID:
        said = {"value": value, "version": "0", "note": "as Li said"}
        assert adviser.post(started.url(question), data=said, headers=JSON).json == (
            adviser.post(started.url(question), data=said, headers=JSON).json
        ), "saying it again confirms nothing"
    kept = rows(database, started)["op-planning"]
    assert (kept.proxy, kept.version) == (True, 1) and kept.given_by.endswith("(Yunfan)")
    assert adviser.post(f"/assessments/{started.assessment_id}/confirm").status_code == 403
    review = f"/assessments/{started.assessment_id}/review"
    assert "3 answers the firm has not confirmed" in adviser.get(review).text


@pytest.mark.database
def test_the_firm_confirms_before_it_hands_in(
    started: Started, owner: FlaskClient, database: Database, sign_in: Enter
) -> None:
    adviser = sign_in(engage_adviser(database, started.owner, started.tenant_id, "Yunfan"))
    review, submit = f"/assessments/{started.assessment_id}/review", f"/assessments/{started.assessment_id}/submit"
    for question, value in SAID:
        adviser.post(started.url(question), data={"value": value, "version": "0"}, headers=JSON)
    page = owner.get(started.url("op-planning")).text
    assert "Answered on your behalf by" in page and "(Yunfan)" in page and "It holds" in page
    assert "3 answers were given on your behalf" in owner.get("/home").text
    page = owner.get(review).text
    assert "3 answers given on your behalf" in page and "Submit and see" not in page
    refused = owner.post(submit, data={"declared": "yes"})
    assert refused.status_code == 303 and refused.headers["Location"].endswith("/review#behalf")
    assert "not confirmed yet" in owner.get(review).text

    confirm = f"/assessments/{started.assessment_id}/confirm"
    owner.post(started.url("op-quality"), data={"value": "l1", "version": "1"}, headers=JSON)
    owner.post(confirm, data={"one": "op-planning||1", "seen": ["base-capture||1"]})
    adviser.post(started.url("base-capture"), data={"value": "none", "version": "1"}, headers=JSON)
    owner.post(confirm, data={"seen": ["base-capture||1", "nothing||1", "x"]})
    proxied = {name: one.proxy for name, one in rows(database, started).items()}
    assert proxied == {"op-planning": False, "op-quality": False, "base-capture": True}, "what changed is not confirmed"
    owner.post(confirm, data={"seen": ["base-capture||2"]})
    past = owner.get(f"{started.url('op-planning')}/history").text
    assert "on the firm's behalf" in past and "confirmed what was given" in past and "by a link" not in past
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        told = session.query(AnswerRevision).filter_by(question_key="op-planning").order_by(AnswerRevision.version)
        assert [(one.proxy, one.given_by != "", one.value) for one in told] == [
            (True, True, '"l2"'), (False, False, '"l2"'),
        ]  # fmt: skip
        assert session.query(Event).filter_by(tag="assessment.confirmed").count() == 2
    assert owner.post(submit, data={"declared": "yes"}).headers["Location"].endswith("/result")
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert session.get_one(Assessment, started.assessment_id).state == "submitted"


def test_an_adviser_who_may_not_see_drafts_fills_nothing(started: Started, database: Database, sign_in: Enter) -> None:
    adviser = sign_in(engage_adviser(database, started.owner, started.tenant_id, "Yunfan", ("answers", "results")))
    url = started.url("op-planning")
    assert adviser.get(url).status_code == 403
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.get_one(Assessment, started.assessment_id).state = "changes-requested"
    page = adviser.get(url)
    assert page.status_code == 200 and "answering is for owners" in page.text
    assert adviser.post(url, data={"value": "l2", "version": "0"}, headers=JSON).status_code == 403
    assert rows(database, started) == {}
