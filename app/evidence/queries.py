"""Reads of evidence."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.filling import Filling
from app.assessments.queries import list_modules
from app.content.schema import Question
from app.evidence.models import Evidence
from app.kit.errors import NotFound
from app.kit.text import Text

NO_EVIDENCE = Text(zh="找不到这份佐证材料，可能已经被删除。", en="There is no such file; it may have been removed.")
NO_QUESTION = Text(zh="问卷里没有这道题。", en="The questionnaire has no such question.")


def list_evidence(session: Session, tenant_id: UUID, assessment_id: UUID, question_key: str = "") -> list[Evidence]:
    """The files of an assessment, or of one of its questions, oldest first."""
    wanted = select(Evidence).where(Evidence.tenant_id == tenant_id, Evidence.assessment_id == assessment_id)
    if question_key:
        wanted = wanted.where(Evidence.question_key == question_key)
    return list(session.scalars(wanted.order_by(Evidence.created_at, Evidence.id)))


def get_evidence(session: Session, tenant_id: UUID, evidence_id: UUID) -> Evidence:
    """One file by id; NotFound when it is not this tenant's."""
    wanted = select(Evidence).where(Evidence.tenant_id == tenant_id, Evidence.id == evidence_id)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(NO_EVIDENCE)
    return found


def count_evidence(session: Session, tenant_id: UUID, assessment_id: UUID) -> Mapping[tuple[str, str], int]:
    """(question, site) -> how many files stand behind that answer."""
    rows = session.execute(
        select(Evidence.question_key, Evidence.site_key, func.count())
        .where(Evidence.tenant_id == tenant_id, Evidence.assessment_id == assessment_id)
        .group_by(Evidence.question_key, Evidence.site_key)
    )
    return {(question, site): count for question, site, count in rows}


def is_content_used(session: Session, tenant_id: UUID, sha256: str) -> bool:
    """Whether any file of this tenant has this content."""
    wanted = select(Evidence.id).where(Evidence.tenant_id == tenant_id, Evidence.sha256 == sha256)
    return session.scalars(wanted.limit(1)).first() is not None


def get_question(filling: Filling, question_id: str) -> tuple[Filling, Question]:
    """A question of the trade's questionnaire or of an offered module, with the filling it belongs to; or NotFound."""
    for part in (filling, *list_modules(filling)):
        for question in part.instrument.questions:
            if question.id == question_id:
                return part, question
    raise NotFound(NO_QUESTION)
