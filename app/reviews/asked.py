"""What a review asks of the firm, for pages of lower floors to show. For views."""

from dataclasses import dataclass
from typing import Any

from app.assessments.filling import Draft
from app.assessments.models import Assessment, AssessmentState
from app.assessments.queries import catalogue
from app.content.schema import Question
from app.kit.db import database
from app.kit.text import Text
from app.reviews.models import VerdictKind
from app.reviews.queries import find_review, list_comments, list_verdicts
from app.tenants.access import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The note, what was said about the question at hand, and every question asked about."""

    note: str
    here: tuple[str, ...]
    places: tuple[tuple[str, Text], ...]


def find_asked(actor: Actor | None, assessment: Assessment | Draft, question: Question | None) -> Asked | None:
    """What is asked of the firm's own people; None while nothing is, and for anybody else."""
    if assessment.state != AssessmentState.CHANGES_REQUESTED or actor is None or actor.shares is not None:
        return None
    session = database().session
    review = find_review(session, assessment.tenant_id, assessment.id)
    if review is None:
        return None
    asked = [one.question_key for one in list_verdicts(session, review).values() if one.kind == VerdictKind.ASK]
    texts = _texts(assessment)
    said = list_comments(session, review) if question is not None else ()
    return Asked(
        note=review.request,
        here=tuple(one.text for one in said if question is not None and one.question_key == question.id),
        places=tuple((id, texts[id]) for id in texts if id in asked),
    )


def _texts(assessment: Any) -> dict[str, Text]:
    content = catalogue()
    instruments = [content.instrument(assessment.instrument_key, assessment.instrument_edition)]
    instruments += [content.instrument(id) for id in content.module_ids]
    return {question.id: question.text for one in instruments for question in one.questions}
