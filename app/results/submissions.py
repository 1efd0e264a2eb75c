"""What was handed in, as every reading of it sees it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.content.answers import AnswerSheet
from app.content.firm import Company
from app.content.modules import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One submitted filling; `as_of` is the day everything dated is judged by."""

    assessment_id: UUID
    sheet: AnswerSheet
    modules: tuple[Part, ...] = ()
    """Optional modules of which anything was answered."""
    company: Company
    as_of: date
    at: datetime
