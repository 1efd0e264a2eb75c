"""Notices for tests."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.notices.models import Notice


def keep_notice(session: Session, person: User, firm_id: UUID, words: str) -> UUID:
    """A notice that says these words, in the person's inbox; its id."""
    texts = {lang: [words, words] for lang in ("zh", "en")}
    notice = Notice(user_id=person.id, firm_id=firm_id, name="told", texts=texts, path="/home")
    session.add(notice)
    session.flush()
    return notice.id
