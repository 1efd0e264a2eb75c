"""Mails about accounts, one per occasion. Folders under templates/emails carry the same names."""

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from flask_security import MailUtil, url_for_security
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.kit.db import Database
from app.kit.i18n import is_lang, lang
from app.kit.jobs import leave_note
from app.kit.mail import compose, send_mail
from app.kit.text import Lang

if TYPE_CHECKING:
    from flask import Flask


def alert_person(session: Session, user_id: UUID, notice: str, *, path: str, **context: str) -> None:
    """News about an account or a firm for every way this person is reached by; `path` is the page it leads to."""
    news = {"user_id": str(user_id), "notice": notice, "context": context, "path": path}
    leave_note(session, "person.alerted", news)


class AccountMails(MailUtil):
    """Flask-Security's door to the post: composes in the person's language and leaves a job."""

    def __init__(self, app: "Flask") -> None:
        super().__init__(app)
        self.database: Database = app.extensions["db"]
        self.public_url: str = app.config["SETTINGS"].public_url

    def send_mail(self, template: str, _subject: str, recipient: Any, *_unused: Any, **context: Any) -> None:  # type: ignore[override]
        """Leave the mail in the request's transaction; Flask-Security's own subject and bodies are not used."""
        user: User | None = context.get("user")
        if template == "password-changed" and user is not None:
            # News for every way a person is reached by, of which a mail is one.
            alert_person(self.database.session, user.id, template, path="/profile", forgot_link=self._forgot())
            return
        speaks = cast(Lang, user.lang) if user is not None and is_lang(user.lang) else lang()
        wanted = {key: self._ours(value) for key, value in context.items() if key.endswith("_link")}
        wanted["forgot_link"] = self._forgot()
        # Whoever signs a stranger up chooses the name: it is not repeated to an address nobody has confirmed.
        wanted["name"] = user.name if user is not None and user.confirmed_at is not None else ""
        send_mail(self.database.session, compose(template, str(recipient), speaks, wanted))

    def _forgot(self) -> str:
        return self._ours(url_for_security("forgot_password", _external=True))

    def _ours(self, link: str) -> str:
        """A link to our public address, whatever host the request spoke of."""
        path = urlsplit(link)._replace(scheme="", netloc="").geturl()
        return self.public_url + path if self.public_url else link
