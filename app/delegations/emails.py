"""Mails about parts handed out, one per occasion. Folders under templates/emails carry the same names."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy.orm import Session

from app.assessments.filling import Filling
from app.delegations.models import Delegation
from app.delegations.wording import name_part
from app.kit.i18n import is_lang
from app.kit.mail import compose, send_mail
from app.kit.text import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a colleague is told: who asks for what, how long it takes, until when, and where."""

    firm: str
    asker: str
    part: str
    questions: int
    minutes: int
    note: str
    due_on: Any
    link: str


def write_letter(row: Delegation, filling: Filling, *, asker: str, link: str) -> Letter:
    """In the colleague's language."""
    progress = filling.only(row.excerpt).progress
    return Letter(
        firm=filling.company.name,
        asker=asker,
        part=name_part(filling, row.excerpt).get(speaks(row.lang)),
        questions=progress.asked - progress.answered,
        minutes=progress.minutes,
        note=row.note,
        due_on=row.due_on,
        link=link,
    )


def speaks(lang: str) -> Lang:
    """The kept code as a language."""
    return cast(Lang, lang) if is_lang(lang) else "zh"


def mail_invitation(session: Session, row: Delegation, letter: Letter) -> None:
    """The first mail, and that of a part asked for again."""
    _send(session, "section-handed-out", row, asdict(letter))


def mail_reminder(session: Session, row: Delegation, letter: Letter) -> None:
    """Before the last day, and on it."""
    _send(session, "section-due", row, asdict(letter))


def mail_code(session: Session, row: Delegation, code: str) -> None:
    """The code that lets one more browser in."""
    _send(session, "section-code", row, {"code": code})


def _send(session: Session, name: str, row: Delegation, words: Mapping[str, Any]) -> None:
    if row.email:
        send_mail(session, compose(name, row.email, speaks(row.lang), {**words, "name": row.name}))
