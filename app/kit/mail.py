"""Mail: composed in the reader's language, left as a job in the same transaction, delivered by the worker."""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from flask import render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.kit import ids
from app.kit.i18n import LOCALES
from app.kit.jobs import Job, enqueue
from app.kit.text import Lang

JOB = "mail.deliver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person."""

    to: str
    subject: str
    text: str
    html: str
    sender: str = ""
    """The name it comes from in place of ours; the address stays."""


def render_in(lang: Lang, names: Sequence[str], context: Mapping[str, Any]) -> str:
    """The first of these templates that exists, in the reader's language."""
    with force_locale(LOCALES[lang]):
        return render_template(list(names), mail_lang=lang, **context)


def compose(name: str, to: str, lang: Lang, context: Mapping[str, Any]) -> Mail:
    """Render `templates/emails/<name>/` (subject.txt, body.txt, body.html) in the reader's language."""
    parts = ("subject.txt", "body.txt", "body.html")
    subject, text, html = (render_in(lang, [f"emails/{name}/{part}"], context) for part in parts)
    return Mail(to=to, subject=" ".join(subject.split()), text=text.strip() + "\n", html=html)


def send_mail(session: Session, mail: Mail) -> None:
    """Leave the mail for the worker; it goes out only if the transaction commits."""
    enqueue(session, JOB, asdict(mail))


class Post(Protocol):
    """A way for mails to leave."""

    def deliver(self, message: EmailMessage) -> None:
        """Hand over one message, or raise."""


def _as_message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = mail.subject
    name, address = parseaddr(sender)
    # A line break in a name would be a header of its own; the library refuses it, and the mail would never go.
    message["From"] = Address(" ".join((mail.sender or name).split()), addr_spec=address)
    message["To"] = Address(addr_spec=mail.to)
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=address.partition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


class SmtpPost:
    """Delivers to a mail server; smtp:// upgrades to TLS when the server offers it, smtps:// starts with it."""

    def __init__(self, url: str, *, timeout: float = 20) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout

    def deliver(self, message: EmailMessage) -> None:
        """One connection per mail: our volume is small and a fresh connection never goes stale."""
        url, context = self._url, ssl.create_default_context()
        host = url.hostname or "localhost"
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=self._timeout, context=context)
        else:
            server = smtplib.SMTP(host, url.port or 25, timeout=self._timeout)
        with server:
            server.ehlo()
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)


class SinkPost:
    """Keeps mails as files for the developer to read in the browser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, message: EmailMessage) -> None:
        """Write one .eml; names sort by time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{ids.new_id()}.part"
        part.write_bytes(message.as_bytes())
        part.rename(part.with_suffix(".eml"))


class MemoryPost:
    """Keeps mails in a list, for tests."""

    def __init__(self) -> None:
        self.outbox: list[EmailMessage] = []

    def deliver(self, message: EmailMessage) -> None:
        """Append to the outbox."""
        self.outbox.append(message)


def open_post(url: str, folder: Path) -> Post:
    """The way out that a MAIL_URL names; without one, the local sink in `folder`."""
    return SmtpPost(url) if url.startswith("smtp") else SinkPost(folder)


@dataclass(frozen=True, slots=True)
class Deliverer:
    """The handler of `mail.deliver` jobs."""

    post: Post
    sender: str

    def __call__(self, job: Job) -> None:
        """Send the mail of one job."""
        self.post.deliver(_as_message(Mail(**job.payload), self.sender))
