"""Background work about parts handed out."""

from uuid import UUID

from flask import url_for

from app.assessments.queries import get_draft
from app.delegations.emails import mail_reminder, write_letter
from app.delegations.operations import REMIND, add_link, note_reminder
from app.delegations.queries import find_asker, find_delegation
from app.delegations.standing import stand
from app.kit import clock
from app.kit.jobs import Job
from app.kit.web import absolute

__all__ = ["REMIND", "remind_colleague"]


def remind_colleague(job: Job) -> None:
    """Mail the colleague, unless the part is no longer out, or due on another day than when this was planned."""
    with job.begin() as session:
        row = find_delegation(session, job.tenant, UUID(job.payload["delegation"]), hold=True)
        if row is None or row.due_on.isoformat() != job.payload["due_on"]:
            return
        draft, filling = get_draft(session, row.assessment_id)
        standing = stand(row, filling, assessment_state=draft.state, today=clock.today())
        if not standing.is_live or not note_reminder(session, row, by=None):
            return
        asker = find_asker(session, row)
        link = absolute(url_for("guests.welcome", word=add_link(session, row)))
        mail_reminder(session, row, write_letter(row, filling, asker=asker.name if asker else "", link=link))
