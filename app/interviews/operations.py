"""Keeping a note. The session is open for the provider alone; the caller commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.events.operations import record_event
from app.interviews.models import InterviewNote
from app.interviews.queries import find_note
from app.kit.db import HouseSession
from app.kit.errors import Conflict
from app.kit.text import Text

MOST = 4000
CHANGED = Text(zh="期间有同事改过这条笔记。", en="A colleague has changed this note meanwhile.")


class NoteChanged(Conflict):
    """Somebody of the same provider wrote meanwhile: what stands now, and its version."""

    def __init__(self, theirs: str, version: int) -> None:
        super().__init__(CHANGED)
        self.theirs, self.version = theirs, version


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A question of a firm's assessment, as one provider sees it."""

    provider_id: UUID
    firm_id: UUID
    assessment_id: UUID
    question: str


def keep_note(session: HouseSession, place: Place, text: str, *, version: int, by: tuple[UUID, datetime]) -> int:
    """Write the note; its version from now on. version: the one that was read (0: none). by: who and when.

    Saying again what stands changes nothing and is no conflict: the reply of the first time may have been lost.
    """
    who, at = by
    row = find_note(session, place.provider_id, place.assessment_id, place.question, hold=True)
    if (row.note if row else "") == text:
        return row.version if row else 0
    if (row.version if row else 0) != version:
        raise NoteChanged(row.note if row else "", row.version if row else 0)
    if row is None:
        row = InterviewNote(firm_id=place.firm_id, assessment_id=place.assessment_id, question_key=place.question)
        row.version = 0
        session.add(row)
    row.note, row.version, row.written_by_id, row.written_at = text, version + 1, who, at
    session.flush()
    subject = f"interview_note:{row.id}"
    record_event(session, "interview_note.kept", by=who, tenant_id=place.provider_id, subject=subject)
    return row.version
