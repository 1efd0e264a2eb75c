"""Reads of interview notes, always the provider's own."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.interviews.models import InterviewNote


def find_note(
    session: Session, provider_id: UUID, assessment_id: UUID, question: str, *, hold: bool = False
) -> InterviewNote | None:
    """The provider's note at a question. `hold` makes whoever changes it next wait."""
    wanted = select(InterviewNote).where(
        InterviewNote.tenant_id == provider_id,
        InterviewNote.assessment_id == assessment_id,
        InterviewNote.question_key == question,
    )
    return session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()
