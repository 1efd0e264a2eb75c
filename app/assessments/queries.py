"""Reads of assessments."""

from datetime import datetime
from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from app.assessments.filling import Filling, Kept, read_filling
from app.assessments.models import AnswerRevision, AnswerRow, Assessment
from app.companies.models import Company
from app.companies.queries import read_facts
from app.content.answers import AnswerSheet, AnswerState
from app.content.catalogue import Catalogue
from app.content.loader import load_catalogue
from app.content.schema import Instrument
from app.kit.errors import NotFound
from app.kit.text import Text

NO_ASSESSMENT = Text(zh="找不到这次评估。", en="This assessment cannot be found.")


# Built once, on first use: putting these statements together costs more than running them.
@cache
def _one(hold: str) -> Select[Assessment]:
    wanted = select(Assessment).where(Assessment.id == bindparam("assessment_id"))
    wanted = wanted.options(joinedload(Assessment.company, innerjoin=True).joinedload(Company.sites))
    return wanted.with_for_update(read=hold == "answers", of=Assessment) if hold else wanted


@cache
def _answers() -> Select[Any]:
    columns = (getattr(AnswerRow, name) for name in Kept._fields)
    return select(*columns).where(AnswerRow.assessment_id == bindparam("assessment_id"))


def get_assessment(session: Session, assessment_id: UUID, *, hold: Literal["", "answers", "state"] = "") -> Assessment:
    """One assessment with its firm and sites, in one statement, or NotFound.

    `hold` keeps its state from changing until commit: shared for saving answers, alone for changing the state.
    """
    found = session.scalars(_one(hold), {"assessment_id": assessment_id}).unique().one_or_none()
    if found is None:
        raise NotFound(NO_ASSESSMENT)
    return found


def list_assessments(session: Session, tenant_id: UUID) -> list[Assessment]:
    """A tenant's assessments, newest first."""
    wanted = select(Assessment).where(Assessment.tenant_id == tenant_id)
    return list(session.scalars(wanted.order_by(Assessment.created_at.desc(), Assessment.id.desc())))


def list_answers(session: Session, assessment: Assessment) -> list[Kept]:
    """The answers that stand."""
    return [Kept._make(row) for row in session.execute(_answers(), {"assessment_id": assessment.id})]


def has_answers(session: Session, assessment: Assessment) -> bool:
    """Whether anything was said at all."""
    wanted = select(AnswerRow.id).where(
        AnswerRow.assessment_id == assessment.id, AnswerRow.state != AnswerState.UNANSWERED
    )
    return session.scalar(wanted.limit(1)) is not None


def list_revisions(session: Session, assessment: Assessment, question: str) -> list[AnswerRevision]:
    """Every answer a question ever had, oldest first."""
    wanted = select(AnswerRevision).where(
        AnswerRevision.assessment_id == assessment.id, AnswerRevision.question_key == question
    )
    return list(session.scalars(wanted.order_by(AnswerRevision.site_key, AnswerRevision.version)))


def last_activity(session: Session, tenant_id: UUID) -> dict[UUID, datetime]:
    """When each assessment of a tenant last got an answer."""
    wanted = select(AnswerRow.assessment_id, func.max(AnswerRow.answered_at)).where(AnswerRow.tenant_id == tenant_id)
    rows = session.execute(wanted.group_by(AnswerRow.assessment_id)).tuples()
    return dict(rows.all())


@cache
def catalogue() -> Catalogue:
    """The content this process serves; new editions arrive with a restart."""
    return load_catalogue()


def instrument_of(assessment: Assessment) -> Instrument:
    """The edition this assessment fills."""
    return catalogue().instrument(assessment.instrument_key, assessment.instrument_edition)


def get_filling(session: Session, assessment: Assessment) -> Filling:
    """Everything known of a filling; the assessment must come from `get_assessment`."""
    return read_filling(instrument_of(assessment), read_facts(assessment.company), list_answers(session, assessment))


def get_sheet(session: Session, assessment: Assessment) -> AnswerSheet:
    """The answers as the engines read them; the assessment must come from `get_assessment`."""
    return get_filling(session, assessment).sheet
