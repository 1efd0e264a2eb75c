"""Mails about accounts, one per occasion. Folders under templates/emails carry the same names."""

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask_security import MailUtil, url_for_security
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.kit.db import Database
from app.kit.i18n import is_lang, lang
from app.kit.mail import compose, send_mail
from app.kit.text import Lang

if TYPE_CHECKING:
    from flask import Flask


def mail_person(session: Session, person: User, name: str, **context: Any) -> None:
    """Leave one mail to a person, in their language; whoever has no address is told in the app alone."""
    if person.email:
        speaks = cast(Lang, person.lang) if is_lang(person.lang) else lang()
        send_mail(session, compose(name, person.email, speaks, {"name": person.name, **context}))


class AccountMails(MailUtil):
    """Flask-Security's door to the post: composes in the person's language and leaves a job."""

    def __init__(self, app: "Flask") -> None:
        super().__init__(app)
        self.database: Database = app.extensions["db"]
        self.public_url: str = app.config["SETTINGS"].public_url

    def send_mail(self, template: str, _subject: str, recipient: Any, *_unused: Any, **context: Any) -> None:  # type: ignore[override]
        """Leave the mail in the request's transaction; Flask-Security's own subject and bodies are not used."""
        user: User | None = context.get("user")
        speaks = cast(Lang, user.lang) if user is not None and is_lang(user.lang) else lang()
        wanted = {key: self._ours(value) for key, value in context.items() if key.endswith("_link")}
        wanted["forgot_link"] = self._ours(url_for_security("forgot_password", _external=True))
        # Whoever signs a stranger up chooses the name: it is not repeated to an address nobody has confirmed.
        wanted["name"] = user.name if user is not None and user.confirmed_at is not None else ""
        send_mail(self.database.session, compose(template, str(recipient), speaks, wanted))

    def _ours(self, link: str) -> str:
        """A link to our public address, whatever host the request spoke of."""
        path = urlsplit(link)._replace(scheme="", netloc="").geturl()
        return self.public_url + path if self.public_url else link
