"""Reads of the register."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.verifications.models import Verification


def find_verification(session: Session, code: str) -> Verification | None:
    """The entry of a code; None for a code nobody issued."""
    return session.scalars(select(Verification).where(Verification.code == code)).one_or_none()


def hold_verifications(session: Session, codes: Collection[str]) -> Sequence[Verification]:
    """The entries of some codes, held until we commit, in one order for everybody."""
    wanted = select(Verification).where(Verification.code.in_(codes)).order_by(Verification.code)
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()
