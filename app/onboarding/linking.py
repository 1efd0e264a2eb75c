"""What links need to know of the request they are made in: the key, the address, the limits of mails."""

from collections.abc import Sequence

from flask import current_app, url_for

from app.accounts.queries import get_person
from app.clients.models import Client
from app.invitations.limits import may_mail
from app.kit import clock
from app.kit.db import database
from app.kit.i18n import lang
from app.kit.throttle import Attempts
from app.kit.web import absolute
from app.onboarding.models import FirmInvite
from app.onboarding.operations import Maker, word_of
from app.onboarding.wording import TO_PASTE
from app.tenants.access import Actor
from app.tenants.queries import get_provider

MAILS = Attempts("firm-link-mail", "500 per day")
"""Mails with links that one provider may send to firms."""


def regions() -> Sequence[str]:
    """Countries whose mobile numbers are known."""
    found: str = current_app.config["SETTINGS"].sms_regions
    return found.split(",")


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _address(word: str) -> str:
    return absolute(url_for("onboarding.show", word=word))


def write(invite: FirmInvite) -> str | None:
    """The whole address of a link; None when it was made under another key."""
    word = word_of(invite, _key())
    return _address(word) if word else None


def maker_of(actor: Actor, *, mails: bool = False) -> Maker:
    """Whoever makes links in this request; with `mails`, contacts get them as far as the limits allow."""
    store = database().session
    person = get_person(store, actor.user_id)
    allow = (lambda contact: may_mail(contact, actor.tenant, MAILS)) if mails else (lambda _contact: False)
    return Maker(
        by=actor.user_id,
        name=person.name or person.email or "",
        provider=get_provider(store, actor.tenant).name,
        key=_key(),
        write=_address,
        lang=lang(),
        at=clock.now(),
        mails=allow,
    )


def paste_text(row: Client, provider: str, link: str) -> str:
    """What goes along with a link, in the language of whoever sends it."""
    return TO_PASTE.format(provider=provider, firm=row.name, link=link).get(lang())
