"""Reads of reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.assessments.models import AnswerRow, Assessment, AssessmentState
from app.assessments.queries import get_filling, list_assessments, list_modules
from app.companies.models import Company
from app.content.catalogue import MAIN
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import NotFound
from app.results.queries import list_cards_of
from app.reviews.judging import Place, Round
from app.reviews.models import Comment, LibraryFinding, Review, ReviewTerms, Step, Verdict
from app.reviews.wording import NO_FINDING, NO_REVIEW
from app.tenants.models import Engagement, Share

DAYS = 5
"""Within which a submission is looked at, where the provider says nothing else."""
UNDER_WAY = (AssessmentState.SUBMITTED, AssessmentState.IN_REVIEW, AssessmentState.CHANGES_REQUESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One assessment in a provider's queue."""

    assessment_id: UUID
    tenant_id: UUID
    firm: str
    industry: str
    state: str
    since: datetime
    due_at: datetime
    contradictions: int
    consultant_id: UUID | None
    again: bool
    """Whether it came back after changes were asked for."""

    def is_overdue(self, at: datetime) -> bool:
        """Whether the provider is late; while the firm has it, it is not."""
        return self.state != AssessmentState.CHANGES_REQUESTED and at > self.due_at


def list_waiting(session: Session, provider_id: UUID, *, at: datetime) -> list[Waiting]:
    """What a provider may review, in its scope: contradictions first, then the longest wait.

    Only firms that share their answers with it right now, and nothing another provider is reviewing.
    """
    days = get_days(session, provider_id)
    agreed = _sharing(session, provider_id, at)
    asked = (
        select(Assessment, Company.name, Company.industry_key, Review)
        .join(Company, Company.id == Assessment.company_id)
        .outerjoin(Review, Review.assessment_id == Assessment.id)
        .where(Assessment.state.in_(UNDER_WAY))
        .where(or_(Review.provider_id.is_(None), Review.provider_id == provider_id))
    )
    found = []
    for assessment, firm, industry, review in session.execute(asked).unique():
        if assessment.tenant_id not in agreed:  # a firm that lets see results only
            continue
        told = review.waiting_since if review else assessment.submitted_at or assessment.created_at
        since = max(told, agreed[assessment.tenant_id])
        found.append(
            Waiting(
                assessment_id=assessment.id,
                tenant_id=assessment.tenant_id,
                firm=firm,
                industry=industry,
                state=assessment.state,
                since=since,
                due_at=since + timedelta(days=days),
                contradictions=review.contradictions if review else 0,
                consultant_id=review.consultant_id if review else None,
                again=bool(review and review.requested_at and assessment.state == AssessmentState.SUBMITTED),
            )
        )
    asleep = AssessmentState.CHANGES_REQUESTED
    return sorted(found, key=lambda one: (one.state == asleep, not one.contradictions, one.since, one.assessment_id))


def _sharing(session: Session, provider_id: UUID, at: datetime) -> dict[UUID, datetime]:
    asked = select(Engagement).where(
        Engagement.provider_id == provider_id,
        Engagement.ended_at.is_(None),
        or_(Engagement.until_at.is_(None), Engagement.until_at > at),
    )
    agreed: dict[UUID, datetime] = {}
    for one in session.scalars(asked):
        if Share.ANSWERS in one.shares:
            agreed[one.tenant_id] = min(one.since_at, agreed.get(one.tenant_id, one.since_at))
    return agreed


def list_lapsed(session: Session, *, since: datetime, until: datetime) -> list[UUID]:
    """Firms of which a consent ran out by itself in this time."""
    asked = select(Engagement.tenant_id).where(
        Engagement.ended_at.is_(None), Engagement.until_at > since, Engagement.until_at <= until
    )
    return sorted(set(session.scalars(asked)))


def get_days(session: Session, provider_id: UUID) -> int:
    """Within how many days this provider means to look at a submission."""
    found = session.scalar(select(ReviewTerms.days).where(ReviewTerms.tenant_id == provider_id))
    return found or DAYS


def find_review(session: Session, tenant_id: UUID, assessment_id: UUID) -> Review | None:
    """The review of an assessment, if there ever was one."""
    asked = select(Review).where(Review.tenant_id == tenant_id, Review.assessment_id == assessment_id)
    return session.scalars(asked).one_or_none()


def get_review(session: Session, tenant_id: UUID, assessment_id: UUID) -> Review:
    """The review of an assessment; NotFound before anybody took it."""
    found = find_review(session, tenant_id, assessment_id)
    if found is None:
        raise NotFound(NO_REVIEW)
    return found


def list_verdicts(session: Session, review: Review) -> Mapping[Place, Verdict]:
    """What the consultant makes of each answer so far."""
    asked = select(Verdict).where(Verdict.tenant_id == review.tenant_id, Verdict.review_id == review.id)
    return {(one.question_key, one.site_key): one for one in session.scalars(asked)}


def list_comments(session: Session, review: Review) -> Sequence[Comment]:
    """The talk, oldest first."""
    asked = select(Comment).where(Comment.tenant_id == review.tenant_id, Comment.review_id == review.id)
    return session.scalars(asked.order_by(Comment.created_at, Comment.id)).all()


def list_steps(session: Session, review: Review) -> Sequence[Step]:
    """What happened, newest first."""
    asked = select(Step).where(Step.tenant_id == review.tenant_id, Step.review_id == review.id)
    return session.scalars(asked.order_by(Step.created_at.desc(), Step.id.desc())).all()


def read_round(session: HouseSession, assessment: Assessment) -> Round:
    """The answers of one assessment as the firm gave them, and what they earned; the assessment as by its getter."""
    filling = get_filling(session, assessment)
    modules = tuple(one for one in list_modules(filling) if one.sheet.answers)
    cards = list_cards_of(session, assessment.tenant_id, assessment.id, None)
    values = {question: value for kept in cards.values() for question, value in kept.card.values.items()}
    if MAIN in cards:
        values |= cards[MAIN].card.values
    return Round(parts=(filling, *modules), values=values)


def find_round_before(session: Session, assessment: Assessment) -> UUID | None:
    """The round before this one of the same questionnaire, if there was one."""
    submitted = assessment.submitted_at or clock.now()
    earlier = [
        one
        for one in list_assessments(session, assessment.tenant_id)
        if one.id != assessment.id
        and one.submitted_at is not None
        and one.submitted_at < submitted
        and one.instrument_key == assessment.instrument_key
    ]
    return max(earlier, key=lambda one: one.submitted_at or submitted).id if earlier else None


def list_given(session: Session, assessment: Assessment) -> Sequence[AnswerRow]:
    """The answers with who gave them."""
    asked = select(AnswerRow).where(
        AnswerRow.tenant_id == assessment.tenant_id, AnswerRow.assessment_id == assessment.id
    )
    return session.scalars(asked).all()


def list_findings(session: Session, provider_id: UUID, *, retired: bool = False) -> Sequence[LibraryFinding]:
    """The provider's findings, the most used first."""
    asked = select(LibraryFinding).where(LibraryFinding.tenant_id == provider_id)
    if not retired:
        asked = asked.where(LibraryFinding.is_retired.is_(False))
    return session.scalars(asked.order_by(LibraryFinding.uses.desc(), LibraryFinding.id)).all()


def get_finding(session: Session, provider_id: UUID, finding_id: UUID) -> LibraryFinding:
    """One of them; NotFound when it is another provider's."""
    asked = select(LibraryFinding).where(LibraryFinding.tenant_id == provider_id, LibraryFinding.id == finding_id)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_FINDING)
    return found
