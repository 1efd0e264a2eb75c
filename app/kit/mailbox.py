"""The developer's mailbox: mails and short messages that the local sinks kept. Registered in development only."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, Response, abort, render_template

from app.kit.access import access
from app.kit.ids import parse_id

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


def _read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError("not a mail of ours")
    return message


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def mailbox(folder: Path, texts: Path) -> Blueprint:
    """Pages under /dev that list and show the mails in `folder` and the short messages in `texts`."""
    pages = Blueprint("mailbox", __name__, url_prefix="/dev")

    @pages.get("/sms")
    @access("anyone")
    def list_texts() -> str:
        """Short messages and posts to groups, the newest hundred, newest first."""
        paths = sorted(texts.glob("*.json"), reverse=True)[:100]
        return render_template("emails/texts.html", texts=[json.loads(path.read_text("utf-8")) for path in paths])

    @pages.get("/mail")
    @access("anyone")
    def list_mails() -> str:
        """The newest hundred, newest first."""
        paths = sorted(folder.glob("*.eml"), reverse=True)[:100]
        return render_template("emails/mailbox.html", mails=[(path.stem, _read(path)) for path in paths])

    @pages.get("/mail/<uuid:mail_id>")
    @access("anyone")
    def show_mail(mail_id: object) -> str:
        """One mail: its text, and its HTML in a frame."""
        message = _read(_path(mail_id))
        return render_template("emails/mail.html", mail=message, mail_id=mail_id, text=_body(message, "plain"))

    @pages.get("/mail/<uuid:mail_id>/html")
    @access("anyone")
    def show_mail_html(mail_id: object) -> Response:
        """The HTML body alone, allowed to style itself."""
        response = Response(_body(_read(_path(mail_id)), "html"), mimetype="text/html")
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def _path(mail_id: object) -> Path:
        path = folder / f"{parse_id(mail_id)}.eml"
        if not path.exists():
            abort(404)
        return path

    return pages
