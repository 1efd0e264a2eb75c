"""What a review adds to a case: who signed when, the firm's own answers and score, and every difference. Pure."""

from dataclasses import dataclass
from datetime import date

from app.content.answers import AnswerSheet
from app.results.differing import Difference
from app.scoring.values import Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """The review a case rests on. `own`: what the firm's own answers were scored, by our lens."""

    reviewer: str
    provider: str
    signed_on: date
    adjustments: int
    own: Scorecard
    own_sheet: AnswerSheet
    differences: tuple[Difference, ...]
    summary: str = ""
