"""The mail that carries a firm's link. Folders under templates/emails carry the same names."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.kit.mail import compose, send_mail
from app.kit.text import Lang


def mail_firm_link(session: Session, contact: str, lang: Lang, words: Mapping[str, Any]) -> None:
    """To the firm's contact, in the language of whoever invites."""
    send_mail(session, compose("firm-invited", contact, lang, words))
