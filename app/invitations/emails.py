"""The mail that carries an invitation. Folders under templates/emails carry the same names."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.invitations.models import Invitation
from app.kit.mail import compose, send_mail
from app.kit.text import Lang


def mail_invitation(session: Session, row: Invitation, lang: Lang, words: Mapping[str, Any]) -> None:
    """To an address; to a number nothing is sent, whoever invites passes the link on."""
    if "@" in row.contact:
        send_mail(session, compose("member-invited", row.contact, lang, words))
