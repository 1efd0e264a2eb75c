"""The campaign link: where a code leads, and the cookie that remembers it until there is a firm to ask."""

from dataclasses import dataclass

from flask import current_app, request

from app.kit.db import Scope, database
from app.kit.i18n import lang
from app.kit.text import Text
from app.kit.throttle import Attempts, network_of
from app.programmes.models import Programme
from app.programmes.operations import Consent
from app.programmes.queries import find_code, find_joining, get_programme
from app.programmes.wording import PURPOSE
from app.tenants.access import Actor
from app.tenants.queries import get_organisation

COOKIE = "campaign"
DAYS = 30
OFTEN = Attempts("campaign", "120 per minute")
BEGINS = Attempts("campaign-begin", "30 per hour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A programme as whoever holds its code may know it."""

    programme: Programme
    provider: str
    code: str

    @property
    def purpose(self) -> Text:
        """What a firm's figures would be used for."""
        return Text(
            zh=PURPOSE.zh.format(programme=self.programme.name_zh, provider=self.provider),
            en=PURPOSE.en.format(programme=self.programme.name_en, provider=self.provider),
        )

    def consent(self, *, is_named: bool) -> Consent:
        """What a firm that agrees now agrees to, in the words it read."""
        programme = self.programme
        return Consent(
            programme_id=programme.id,
            provider_id=programme.tenant_id,
            name_zh=programme.name_zh,
            name_en=programme.name_en,
            purpose=self.purpose.get(lang())[:400],
            is_named=is_named,
        )


def open_invitation(code: str) -> Invitation | None:
    """Where a code leads; None where it leads nowhere. Read in sessions of its own."""
    current_app.extensions["throttle"].take(OFTEN, network_of(request.remote_addr))
    with database().reading() as session:
        found = find_code(session, code)
    if found is None:
        return None
    with database().reading(Scope.tenant(found.provider_id)) as session:
        programme = get_programme(session, found.provider_id, found.programme_id)
        return Invitation(
            programme=programme, provider=get_organisation(session, found.provider_id).name, code=found.code
        )


def waiting_invitation(actor: Actor | None) -> Invitation | None:
    """For the home of a firm: the programme whose link somebody came by, unless the firm takes part already."""
    code = request.cookies.get(COOKIE, "")
    invitation = open_invitation(code) if code else None
    if invitation is None or actor is None or actor.provider is not None:
        return None
    if actor.tenant_id is not None:
        with database().reading(Scope.tenant(actor.tenant_id)) as session:
            if find_joining(session, actor.tenant_id, invitation.programme.id) is not None:
                return None
    return invitation
