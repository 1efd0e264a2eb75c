"""How many mails invitations may cause, and the address of the page one opens."""

from uuid import UUID

from flask import current_app, url_for
from werkzeug.exceptions import TooManyRequests

from app.kit.throttle import Attempts
from app.kit.web import absolute

MAILS = Attempts("invitation-mail", "40 per day")
"""Mails one firm or provider may send to people it invites."""
MAILS_TO_ONE = Attempts("invitation-mail-to", "3 per day")
"""Mails one address gets, whoever invites it."""


def may_mail(contact: str, tenant_id: UUID, most: Attempts = MAILS) -> bool:
    """Whether a mail may go out: whoever invites the same address over and over fills somebody's mailbox."""
    take = current_app.extensions["throttle"].take
    try:
        if "@" in contact:
            take(MAILS_TO_ONE, contact)
            take(most, str(tenant_id))
    except TooManyRequests:
        return False
    return True


def address_of(word: str) -> str:
    """The whole address that ends in this word."""
    return absolute(url_for("invitations.show", word=word))
