"""Finding whom a number or an address belongs to."""

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import find_person, find_person_by_phone


def find_holder(session: Session, contact: str) -> User | None:
    """The person who has this number or address."""
    return find_person(session, contact) if "@" in contact else find_person_by_phone(session, contact)
