"""The course of a review as rules, and what two people at once, a lost consent and a neighbour make of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.assessments.models import OPEN_STATES, Assessment, AssessmentState
from app.assessments.queries import catalogue, get_assessment
from app.content.catalogue import MAIN
from app.kit import clock
from app.kit.db import Database, HouseSession, Scope
from app.kit.errors import Conflict
from app.kit.jobs import enqueue
from app.reports.operations import publish_result
from app.results.models import ReviewedSheet
from app.results.queries import find_reviewed, list_scorecards
from app.reviews.courses import COURSE, Act, follow
from app.reviews.judging import Seen, list_items
from app.reviews.models import Review, ReviewTerms, Step, Verdict
from app.reviews.operations import (
    release_review,
    reopen_review,
    request_changes,
    sign_off,
    take_review,
)
from app.reviews.queries import find_review, list_verdicts, list_waiting, read_round
from app.reviews.verdicts import agree_to_plain
from app.tenants.changes import end_agreement
from app.tenants.models import Role
from tests.factories.consents import run_out
from tests.factories.evidence import attach
from tests.factories.people import add_member, make_person, make_provider
from tests.factories.reviewing import Reviewed, make_reviewed

Enter = Callable[..., FlaskClient]
S = AssessmentState


@given(st.lists(st.sampled_from(Act), max_size=12))
def test_any_order_of_acts_stays_on_the_course(acts: list[Act]) -> None:
    state = S.SUBMITTED
    for act in acts:
        starts, end = COURSE[act]
        if state in starts:
            state = follow(state, act)
            assert state == (end or state)
        else:
            with pytest.raises(Conflict):
                follow(state, act)
        assert state in {S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.SIGNED_OFF}
        assert (state in OPEN_STATES) == (state == S.CHANGES_REQUESTED), "answers change only when asked for"


def do(session: HouseSession, firm: Reviewed, act: Act) -> None:
    """One act as the house does it."""
    assessment, who = get_assessment(session, firm.assessment_id, hold="state"), firm.reviewer()
    content = catalogue()
    if act is Act.TAKE:
        take_review(session, assessment, who)
    elif act is Act.REQUEST:
        request_changes(session, assessment, who, note="please")
    elif act is Act.RESUBMIT:
        publish_result(session, assessment, catalogue=content, by=firm.owner.id, at=clock.now())
    elif act is Act.SIGN:
        settle(session, firm, assessment)
        sign_off(session, assessment, who, summary="", catalogue=content)
    elif act is Act.REOPEN:
        reopen_review(session, assessment, who, reason="again", catalogue=content)
    elif act is Act.RELEASE:
        release_review(session, assessment, who=who)


def settle(session: HouseSession, firm: Reviewed, assessment: Assessment) -> None:
    """Agree to everything, flagged or not."""
    review = find_review(session, assessment.tenant_id, assessment.id)
    if review is None:
        return
    seen = Seen(verdicts=list_verdicts(session, review), comments=(), evidence=None, before=None)
    items = list_items(read_round(session, assessment), seen)
    agree_to_plain(session, review, items, firm.reviewer())
    for one in items:
        if one.flags and one.verdict is None:
            row = {"question_key": one.question.id, "site_key": one.site, "answer_version": one.version}
            session.add(Verdict(review_id=review.id, kind="agree", at=clock.now(), **row))
    session.flush()


WALK = (Act.TAKE, Act.SIGN, Act.REOPEN, Act.REQUEST, Act.RESUBMIT, Act.SIGN, Act.TAKE, Act.RELEASE, Act.TAKE, Act.SIGN)


@pytest.mark.database
def test_the_house_follows_the_course_and_a_signature_stands_only_while_signed(app: Flask, database: Database) -> None:
    firm, state, steps = make_reviewed(database), S.SUBMITTED, 0
    for act in WALK:
        allowed = state in COURSE[act][0]
        try:
            with database.begin(Scope.tenant(firm.tenant_id)) as session:
                do(session, firm, act)
            assert allowed, act
            state, steps = follow(state, act), steps + 1
        except Conflict:
            assert not allowed, act
        with database.reading(Scope.tenant(firm.tenant_id)) as session:
            assert session.scalars(select(Assessment.state)).one() == state
            standing = find_reviewed(session, firm.tenant_id, firm.assessment_id)
            assert (standing is not None) == (state == S.SIGNED_OFF)
            kind = list_scorecards(session, firm.tenant_id, firm.assessment_id)[MAIN].kind
            assert kind == ("reviewed" if standing else "self")
            assert len(session.scalars(select(Step)).all()) == steps
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        assert len(session.scalars(select(ReviewedSheet)).all()) == 2, "what was once signed stays on record"


@pytest.mark.database
def test_of_two_consultants_one_has_it_and_the_other_is_told(app: Flask, database: Database, sign_in: Enter) -> None:
    firm = make_reviewed(database)
    first, second = sign_in(firm.consultant), sign_in(firm.colleague)
    assert first.post(firm.page("/take")).status_code == 303
    late = second.post(firm.page("/take"))
    assert (late.status_code, firm.consultant.name in late.text) == (409, True)
    fields = {"kind": "agree", "revision": "0", "answer_version": "1"}
    assert second.post(firm.page("/answers/op-finance"), data=fields).status_code == 409
    assert first.post(firm.page("/answers/op-finance"), data=fields).status_code == 303
    again = first.post(firm.page("/answers/op-finance"), data={**fields, "kind": "ask", "words": "Why so?"})
    assert (again.status_code, "Why so?" in again.text) == (409, True), (
        "another window was faster; nothing typed is lost"
    )
    taken = second.post(firm.page("/assign"), data={"to": str(firm.colleague.id)})
    assert taken.headers["Location"].endswith(firm.page())
    assert first.post(firm.page("/answers/op-people"), data=fields).status_code == 409


@pytest.mark.database
@pytest.mark.parametrize("ends", ["withdrawn", "lapsed"])
def test_without_consent_to_answers_there_is_no_review_and_its_end_frees_the_firm(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], ends: str
) -> None:
    firm = make_reviewed(database)
    browser = sign_in(firm.consultant)
    browser.post(firm.page("/take"))
    stranger = make_person(database)
    other = make_provider(database, stranger, "Other Advice")
    add_member(database, other, stranger_consultant := make_person(database), Role.CONSULTANT)
    for rest in ("", "/course", "/differences"):
        assert sign_in(stranger_consultant).get(firm.page(rest)).status_code == 404
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        if ends == "withdrawn":
            end_agreement(session, firm.tenant_id, firm.provider_id, by=firm.owner.id)
        else:
            run_out(session, firm.tenant_id, at=clock.now() - timedelta(hours=2))
            enqueue(session, "reviews.let_lapsed_go")
    run_jobs()
    assert browser.get(firm.page()).status_code == 404
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        assert session.scalars(select(Assessment.state)).one() == S.SUBMITTED
        (review,) = session.scalars(select(Review))
        assert (review.provider_id, review.consultant_id) == (None, None)


@pytest.mark.database
def test_evidence_stands_beside_the_answer_only_where_it_is_shared(
    app: Flask, database: Database, sign_in: Enter
) -> None:
    for shares, shown in ((("results", "answers"), False), (("results", "answers", "evidence"), True)):
        firm = make_reviewed(database, *shares, submit=False)
        with database.begin(Scope.tenant(firm.tenant_id)) as session:
            attach(session, app.extensions["storage"], firm.assessment_id, b"canary")
            assessment = get_assessment(session, firm.assessment_id)
            publish_result(session, assessment, catalogue=catalogue(), by=firm.owner.id, at=clock.now())
        page = sign_in(firm.consultant).get(firm.page()).text
        assert ("/thumb" in page, "proof.jpg" in page) == (shown, shown)
        assert "No answer" in page, "what nobody knew is flagged"


@pytest.mark.database
def test_a_jump_of_two_levels_since_the_last_round_is_flagged(app: Flask, database: Database) -> None:
    firm = make_reviewed(database)
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        now = read_round(session, get_assessment(session, firm.assessment_id))
    then = replace(now, values={**now.values, "op-finance": Fraction(3, 4), "op-people": Fraction(1, 2)})
    items = list_items(now, Seen(verdicts={}, comments=(), evidence=None, before=then))
    jumped = [one.question.id for one in items if "jump" in one.flags]
    assert jumped == ["op-finance"], "one level up or down is no jump"


def waiting(database: Database, firm: Reviewed, days: int = 0) -> list[tuple[UUID, bool]]:
    at = clock.now() + timedelta(days=days)
    with database.reading(Scope.provider(firm.provider_id)) as session:
        return [(one.tenant_id, one.is_overdue(at)) for one in list_waiting(session, firm.provider_id, at=at)]


@pytest.mark.database
def test_the_queue_knows_what_is_late_and_the_library_is_the_providers_own(
    app: Flask, database: Database, sign_in: Enter
) -> None:
    firm = make_reviewed(database)
    assert waiting(database, firm, 4) == [(firm.tenant_id, False)]
    assert waiting(database, firm, 6) == [(firm.tenant_id, True)]
    with database.begin(Scope.tenant(firm.provider_id)) as session:
        session.add(ReviewTerms(days=2))
    assert waiting(database, firm, 3) == [(firm.tenant_id, True)]
    browser = sign_in(firm.consultant)
    assert browser.post("/reviews/library", data={"place": "", "zh": "", "en": "No"}).status_code == 422
    words = {"place": "op-finance", "zh": "没有看到凭证", "en": "No vouchers were seen"}
    assert browser.post("/reviews/library", data=words).status_code == 303
    address = browser.get("/reviews/library").text.split("/reviews/library/")[1][:36]
    browser.post(firm.page("/take"))
    adjust = {"kind": "adjust", "value": "l2", "finding": address, "revision": "0", "answer_version": "1"}
    assert browser.post(firm.page("/answers/op-finance"), data=adjust).status_code == 303
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        (verdict,) = session.scalars(select(Verdict))
        assert (verdict.reason_zh, verdict.reason_en) == ("没有看到凭证", "No vouchers were seen")
    assert "used once" in browser.get("/reviews/library").text
    admin = make_person(database)
    neighbour = make_provider(database, admin, "Neighbours")
    add_member(database, neighbour, theirs := make_person(database), Role.CONSULTANT)
    foreign = sign_in(theirs)
    assert foreign.get(f"/reviews/library/{address}").status_code == 404
    assert foreign.post(f"/reviews/library/{address}", data={"act": "retire"}).status_code == 404
    assert "vouchers" not in foreign.get("/reviews/library").text
