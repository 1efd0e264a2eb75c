"""The acts of a review. The caller holds the assessment (`get_assessment(..., hold="state")`) and commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.models import Assessment
from app.assessments.queries import answered_modules, get_filling
from app.benchmarks.operations import keep_standing
from app.companies.queries import get_company
from app.content.catalogue import MAIN, Catalogue
from app.events.operations import record_event
from app.evidence.counting import back_part, back_sheet
from app.evidence.queries import count_evidence
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import leave_note
from app.results.changes import Change, Changes, with_changes
from app.results.models import CardKind, ReviewedSheet
from app.results.operations import score_submission
from app.results.queries import find_firm_of_day, find_reviewed, list_cards_of
from app.results.submissions import Submission
from app.reviews.courses import Act, follow
from app.reviews.models import Review, Step, Verdict, VerdictKind
from app.reviews.queries import find_review, list_verdicts
from app.reviews.wording import ELSEWHERE, NOBODY, NOT_YOURS, NOTHING_ASKED, PENDING, TAKEN
from app.tenants.operations import announce_movement

NOTE_LIMIT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Whoever acts for a provider, and when."""

    user_id: UUID
    name: str
    provider_id: UUID
    provider_name: str
    at: datetime


def await_review(session: HouseSession, assessment: Assessment, *, contradictions: int, at: datetime) -> None:
    """The firm handed in, for the first time or again: it waits for the consultant who has it, or for anybody."""
    review = find_review(session, assessment.tenant_id, assessment.id)
    again = review is not None and review.requested_at is not None
    if review is None:
        review = Review(assessment_id=assessment.id, waiting_since=at)
        session.add(review)
    review.waiting_since, review.contradictions = at, contradictions
    session.flush()
    if again:
        _step(session, review, Act.RESUBMIT, by=(assessment.declared_by_id, ""))
    told = {"assessment_id": str(assessment.id), "again": again}
    leave_note(session, "review.awaited", told, tenant_id=assessment.tenant_id)


def take_review(session: HouseSession, assessment: Assessment, who: Reviewer, *, holder: str = "") -> Review:
    """Begin, or go on after the firm's changes. Conflict when somebody else has it; `holder` is their name."""
    review = _own(session, assessment, who)
    if review.consultant_id not in (None, who.user_id):
        raise Conflict(TAKEN.format(name=holder or NOBODY))
    if assessment.state == "in-review":  # the second press of the button
        return review
    assessment.state = follow(assessment.state, Act.TAKE)
    review.provider_id, review.consultant_id, review.taken_at = who.provider_id, who.user_id, who.at
    _tell(session, assessment, review, Act.TAKE, who=who)
    return review


def assign_review(session: HouseSession, assessment: Assessment, who: Reviewer, *, to: tuple[UUID, str]) -> Review:
    """Hand it to a colleague, or take it over oneself. The caller knows that `to` (id, name) is one."""
    review = _own(session, assessment, who)
    follow(assessment.state, Act.ASSIGN)
    if review.consultant_id == to[0]:
        return review
    review.provider_id, review.consultant_id = who.provider_id, to[0]
    _tell(session, assessment, review, Act.ASSIGN, who=who, note=to[1])
    return review


def release_review(session: HouseSession, assessment: Assessment, *, who: Reviewer | None) -> None:
    """Put it back for anybody; by nobody when the firm's consent ended, and then the provider keeps nothing of it."""
    review = find_review(session, assessment.tenant_id, assessment.id)
    if review is None:
        return
    if who is not None:
        _check_holder(review, who, "")
    if who is not None or assessment.state == "in-review":
        assessment.state = follow(assessment.state, Act.RELEASE)
    review.consultant_id = review.provider_id = None
    _tell(session, assessment, review, Act.RELEASE, who=who)


def request_changes(session: HouseSession, assessment: Assessment, who: Reviewer, *, note: str) -> Review:
    """The firm is to fill again: it reads the note and every question asked. Invalid when nothing was asked."""
    review = hold_review(session, assessment, who)
    if not note and not any(one.kind == VerdictKind.ASK for one in list_verdicts(session, review).values()):
        raise Invalid(NOTHING_ASKED)
    assessment.state = follow(assessment.state, Act.REQUEST)
    review.request, review.requested_at = note[:NOTE_LIMIT], who.at
    _tell(session, assessment, review, Act.REQUEST, who=who, note=note)
    return review


def sign_off(
    session: HouseSession, assessment: Assessment, who: Reviewer, *, summary: str, catalogue: Catalogue
) -> ReviewedSheet:
    """Close the review: the answers as adjusted are scored and kept beside the firm's own. Conflict while some wait."""
    review = hold_review(session, assessment, who)
    state = follow(assessment.state, Act.SIGN)
    left = count_unsettled(session, assessment, review)
    if left:
        raise Conflict(PENDING.format(n=left))
    verdicts = list_verdicts(session, review)
    reviewed = ReviewedSheet(
        assessment_id=assessment.id,
        provider_id=who.provider_id,
        provider_name=who.provider_name[:120],
        reviewer_id=who.user_id,
        reviewer_name=who.name[:80],
        signed_at=who.at,
        changes=changes_of(tuple(verdicts.values())),
        summary=summary[:NOTE_LIMIT],
    )
    session.add(reviewed)
    score_reviewed(session, assessment, reviewed, catalogue=catalogue)
    assessment.state, review.signed_at = state, who.at
    _tell(session, assessment, review, Act.SIGN, who=who, note=summary)
    _renew(session, assessment)
    return reviewed


def reopen_review(
    session: HouseSession, assessment: Assessment, who: Reviewer, *, reason: str, catalogue: Catalogue
) -> Review:
    """Look again after signing: what was signed stands no more, the firm's own score does. The reason is for both."""
    review = _own(session, assessment, who)
    if not reason:
        raise Invalid(NOTHING_ASKED)
    assessment.state = follow(assessment.state, Act.REOPEN)
    review.provider_id, review.consultant_id, review.signed_at = who.provider_id, who.user_id, None
    review.waiting_since = who.at
    reviewed = find_reviewed(session, assessment.tenant_id, assessment.id)
    if reviewed is not None:
        reviewed.ended_at = who.at
        session.flush()
    own = list_cards_of(session, assessment.tenant_id, assessment.id, None)[MAIN].card
    given = _submission(session, assessment, (), at=who.at)
    keep_standing(session, given, own, catalogue=catalogue)
    _tell(session, assessment, review, Act.REOPEN, who=who, note=reason)
    _renew(session, assessment)
    return review


def hold_review(session: Session, assessment: Assessment, who: Reviewer, *, holder: str = "") -> Review:
    """The review, for the consultant who has it. Conflict for anybody else."""
    review = find_review(session, assessment.tenant_id, assessment.id)
    if review is None or review.provider_id not in (None, who.provider_id):
        raise Conflict(ELSEWHERE)
    _check_holder(review, who, holder)
    return review


def _check_holder(review: Review, who: Reviewer, holder: str) -> None:
    if review.consultant_id != who.user_id:
        raise Conflict(NOT_YOURS.format(name=holder or NOBODY))


def _own(session: HouseSession, assessment: Assessment, who: Reviewer) -> Review:
    """The review, as its provider may have it; a new one where the submission is older than reviewing."""
    review = find_review(session, assessment.tenant_id, assessment.id)
    if review is None:
        review = Review(assessment_id=assessment.id, waiting_since=assessment.submitted_at or who.at, contradictions=0)
        session.add(review)
        session.flush()
    if review.provider_id not in (None, who.provider_id):
        raise Conflict(ELSEWHERE)
    return review


def changes_of(verdicts: tuple[Verdict, ...]) -> Changes:
    """The adjustments among them, in order of question."""
    adjusted = [one for one in verdicts if one.kind == VerdictKind.ADJUST]
    return tuple(
        Change(question=one.question_key, site=one.site_key, state=one.state, value=one.value, reason=one.reason)
        for one in sorted(adjusted, key=lambda one: (one.question_key, one.site_key))
    )


def count_unsettled(session: HouseSession, assessment: Assessment, review: Review) -> int:
    """Answers without a verdict on what stands now, or with a question not yet settled."""
    filling, verdicts = get_filling(session, assessment), list_verdicts(session, review)
    parts = (filling, *(filling.of(part) for part in (one.instrument for one in answered_modules(filling))))
    left = 0
    for part in parts:
        for question in part.asked:
            for site in [""] if question.per == "firm" else part.site_names(question) or [""]:
                row, verdict = filling.rows.get((question.id, site)), verdicts.get((question.id, site))
                settled = verdict is not None and verdict.kind != VerdictKind.ASK
                left += not (settled and verdict is not None and verdict.answer_version == (row.version if row else 0))
    return left


def score_reviewed(
    session: HouseSession, assessment: Assessment, reviewed: ReviewedSheet, *, catalogue: Catalogue
) -> None:
    """Score the answers as adjusted, and see where that stands."""
    given = _submission(session, assessment, reviewed.changes, at=reviewed.signed_at)
    cards = score_submission(session, given, catalogue=catalogue, kind=CardKind.REVIEWED)
    keep_standing(session, given, cards[MAIN], catalogue=catalogue)
    session.flush()


def _submission(session: HouseSession, assessment: Assessment, changes: Changes, *, at: datetime) -> Submission:
    filling = with_changes(get_filling(session, assessment), changes)
    counts = count_evidence(session, assessment.tenant_id, assessment.id)
    firm = find_firm_of_day(session, assessment.tenant_id, assessment.id)
    return Submission(
        assessment_id=assessment.id,
        sheet=back_sheet(filling.sheet, counts),
        modules=tuple(back_part(one, counts) for one in answered_modules(filling)),
        company=firm or get_company(session, assessment.tenant_id),
        as_of=clock.today(),
        at=at,
    )


def _tell(  # noqa: PLR0913 (what happened, to what, by whom, with which words)
    session: HouseSession, assessment: Assessment, review: Review, act: Act, *, who: Reviewer | None, note: str = ""
) -> None:
    """The step in the history and the log, and news for whoever tells people."""
    by = (who.user_id, who.name) if who else (None, "")
    _step(session, review, act, by=by, note=note)
    subject = f"assessment:{assessment.id}"
    record_event(session, f"review.{act}", by=by[0], tenant_id=assessment.tenant_id, subject=subject)
    told = {"assessment_id": str(assessment.id), "act": str(act), "by": str(by[0]) if by[0] else ""}
    leave_note(session, "review.moved", told, tenant_id=assessment.tenant_id)
    announce_movement(session, assessment.tenant_id)
    session.flush()


def _step(session: Session, review: Review, act: Act, *, by: tuple[UUID | None, str], note: str = "") -> None:
    session.flush()
    session.add(Step(review_id=review.id, act=act, note=note[:NOTE_LIMIT], by_id=by[0], by_name=by[1][:80]))


def _renew(session: Session, assessment: Assessment) -> None:
    leave_note(session, "review.counted", {"assessment_id": str(assessment.id)}, tenant_id=assessment.tenant_id)
