"""Mails about filling, one per occasion. Folders under templates/emails carry the same names."""

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.kit.mail import compose, send_mail


def mail_place(session: Session, person: User, *, firm: str, link: str) -> None:
    """To a person's own address: the question they are at, for another device."""
    context = {"name": person.name, "firm": firm, "link": link}
    send_mail(session, compose("go-on-here", str(person.email), "zh" if person.lang == "zh" else "en", context))
