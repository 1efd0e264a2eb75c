"""Files behind answers, kept through the operations that an upload uses."""

from uuid import UUID

from app.assessments.queries import get_draft
from app.evidence.models import Evidence
from app.evidence.operations import Offer, keep_evidence
from app.evidence.receiving import Limits, Received
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.intake.values import Clean, Kind
from app.kit.storage import Storage

LIMITS = Limits(file=10**7, per_answer=6, total=10**8)


def attach(session: HouseSession, storage: Storage, assessment_id: UUID, content: bytes) -> Evidence:
    """A picture (as far as its kind goes) behind the first answer of a furniture assessment."""
    received = Received("proof.jpg", Clean(Kind.JPEG, content, content))
    offer = Offer(question_key="base-capture", received=received, by=None, at=clock.now())
    return keep_evidence(session, storage, get_draft(session, assessment_id)[0], offer, limits=LIMITS)
