"""Entering issues into the register and saying what became of them. The caller commits, together with the report."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from app.verifications.models import Standing, Verification
from app.verifications.queries import find_verification, hold_verifications

ORDER = tuple(Standing)


def enter_verification(
    session: Session, code: str, *, content_hash: str, versions: Mapping[str, list[str]], on: date
) -> Verification:
    """One more issued report. A document with every word of an earlier one has its code, and its entry."""
    found = find_verification(session, code)
    if found is not None:
        return found
    entry = Verification(code=code, content_hash=content_hash, versions=dict(versions), issued_on=on)
    session.add(entry)
    session.flush()
    return entry


def change_standing(session: Session, codes: Collection[str], standing: Standing, *, on: date) -> None:
    """Say what became of some issues. An entry never goes back: a retracted one stays so when it is superseded."""
    for entry in hold_verifications(session, codes) if codes else ():
        if ORDER.index(Standing(entry.standing)) < ORDER.index(standing):
            entry.standing, entry.changed_on = standing, on
    session.flush()
