"""Scoring an assessment and keeping what the lenses said."""

from sqlalchemy.orm import Session

from app.content.catalogue import Catalogue
from app.content.modules import Part
from app.results.models import CardKind, KeptScorecard, KeptSubmission
from app.results.submissions import Submission
from app.scoring import score
from app.scoring.values import Scorecard


def keep_scorecards(session: Session, given: Submission, *, catalogue: Catalogue) -> dict[str, Scorecard]:
    """Score by every lens of the instrument and of each module; keep the cards and the firm. Cards by lens id."""
    session.add(KeptSubmission(assessment_id=given.assessment_id, submitted_at=given.at, company=given.company))
    return score_submission(session, given, catalogue=catalogue, kind=CardKind.SELF)


def score_submission(
    session: Session, given: Submission, *, catalogue: Catalogue, kind: CardKind
) -> dict[str, Scorecard]:
    """Score what was handed in, or what a review made of it, and keep the cards."""
    own = Part(instrument=catalogue.instrument(given.sheet.instrument, given.sheet.version), sheet=given.sheet)
    cards: dict[str, Scorecard] = {}
    readings = [(part, lens) for part in (own, *given.modules) for lens in catalogue.lenses_for(part.instrument)]
    for part, lens in readings:
        card = score(lens, part.instrument, part.sheet, given.company)
        cards[lens.id] = card
        session.add(
            KeptScorecard(
                assessment_id=given.assessment_id,
                lens_key=lens.id,
                lens_edition=lens.version,
                content_edition=catalogue.edition,
                as_of=given.as_of,
                scored_at=given.at,
                card=card,
                kind=kind,
            )
        )
    return cards
