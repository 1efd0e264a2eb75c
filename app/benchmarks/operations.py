"""Comparing a scorecard and keeping where it stood."""

from sqlalchemy.orm import Session

from app.benchmarking import compare
from app.benchmarking.values import Standing
from app.benchmarks.models import KeptStanding
from app.content.catalogue import Catalogue
from app.results.submissions import Submission
from app.scoring.values import Scorecard


def keep_standing(session: Session, given: Submission, card: Scorecard, *, catalogue: Catalogue) -> Standing:
    """Compare with every set that fits the firm and keep the standing."""
    instrument = catalogue.instrument(given.sheet.instrument, given.sheet.version)
    standing = compare(card, given.sheet, given.company, tuple(catalogue.benchmarks.values()), instrument)
    session.add(
        KeptStanding(
            assessment_id=given.assessment_id,
            content_edition=catalogue.edition,
            as_of=given.as_of,
            compared_at=given.at,
            standing=standing,
        )
    )
    return standing
