"""Setting a provider's sign-on, and recognising the people it vouches for. The caller commits."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.accounts.emails import alert_person
from app.accounts.models import User
from app.accounts.queries import find_person
from app.events.operations import record_event
from app.invitations.operations import accept_invitation
from app.invitations.queries import find_invitation_to
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Refused
from app.kit.text import Lang
from app.signons.models import SignOn, SignOnLink
from app.signons.queries import find_link, find_sign_on
from app.signons.wording import HAS_ACCOUNT, NO_PLACE, OTHER_IDENTITY, UNVERIFIED
from app.tenants.changes import hold_tenant
from app.tenants.models import Organisation
from app.tenants.queries import list_members


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a provider's administrator sets; `secret_sealed` None keeps the one before."""

    issuer: str
    client_id: str
    secret_sealed: str | None
    domains: Sequence[str]


def keep_sign_on(session: HouseSession, provider_id: UUID, terms: Terms, *, by: UUID) -> None:
    """Set where the provider's people prove who they are. Another issuer's identities are nobody's here any more."""
    hold_tenant(session, provider_id)
    row = find_sign_on(session, provider_id)
    if row is None:
        row = SignOn(secret_sealed="")
        session.add(row)
    elif row.issuer != terms.issuer:
        session.execute(delete(SignOnLink).where(SignOnLink.tenant_id == provider_id))
        row.secret_sealed = ""  # nor is it told to another issuer
    row.issuer, row.client_id, row.domains = terms.issuer, terms.client_id, list(terms.domains)
    row.secret_sealed = terms.secret_sealed if terms.secret_sealed is not None else row.secret_sealed
    row.changed_at, row.changed_by_id = clock.now(), by
    session.flush()
    record_event(session, "sign_on.changed", by=by, tenant_id=provider_id, subject=f"organisation:{provider_id}")


def drop_sign_on(session: HouseSession, provider_id: UUID, *, by: UUID) -> None:
    """No sign-on from now on; everybody comes in by their own account."""
    provider = hold_tenant(session, provider_id)
    row = find_sign_on(session, provider_id)
    if row is None:
        return
    provider.sign_on_required = False
    session.execute(delete(SignOnLink).where(SignOnLink.tenant_id == provider_id))
    session.delete(row)
    record_event(session, "sign_on.dropped", by=by, tenant_id=provider_id, subject=f"organisation:{provider_id}")


def demand_sign_on(session: HouseSession, provider_id: UUID, *, wanted: bool, by: UUID) -> None:
    """Let members in through the sign-on alone, from their next request on; or let them choose again."""
    provider = hold_tenant(session, provider_id)
    if provider.sign_on_required != wanted and (not wanted or find_sign_on(session, provider_id) is not None):
        provider.sign_on_required = wanted
        tag = "sign_on.demanded" if wanted else "sign_on.waived"
        record_event(session, tag, by=by, tenant_id=provider_id, subject=f"organisation:{provider_id}")


def unlink_person(session: HouseSession, provider_id: UUID, user_id: UUID | None, *, by: UUID) -> None:
    """Forget which identity is this person; the next sign-on recognises them anew."""
    theirs = (SignOnLink.tenant_id == provider_id, SignOnLink.user_id == user_id)
    if not session.execute(delete(SignOnLink).where(*theirs)).rowcount:  # type: ignore[attr-defined]
        return
    record_event(session, "sign_on.unlinked", by=by, tenant_id=provider_id, subject=f"person:{user_id}")


def recognise(
    session: HouseSession, provider: Organisation, sign_on: SignOn, claims: Mapping[str, Any], *, lang: Lang
) -> User:
    """The person an identity stands for: known by issuer and subject, or the first time by a verified mail address.

    Refused for whoever neither belongs to the provider nor was invited, in the same words for all of them.
    """
    members = {one.user_id for one in list_members(session, provider.id)}
    link = find_link(session, provider.id, issuer=sign_on.issuer, subject=claims["sub"])
    if link is not None:
        person = session.get_one(User, link.user_id)
        if person.id not in members or not person.active:
            raise Refused(NO_PLACE)
        record_event(session, "sign_on.used", by=person.id, tenant_id=provider.id, subject=f"person:{person.id}")
        return person
    mail = _verified_mail(claims, sign_on.domains)
    found = find_person(session, mail)
    if found is not None and found.id in members and found.active and found.confirmed_at is not None:
        return _link(session, provider, sign_on, claims["sub"], found)
    invitation = find_invitation_to(session, provider.id, mail, at=clock.now())
    if invitation is None:
        raise Refused(NO_PLACE)
    if found is not None:
        raise Refused(HAS_ACCOUNT)  # the account is somebody's own: only they accept for it
    person = _open_account(session, mail, str(claims.get("name") or "")[:80], lang)
    accept_invitation(session, invitation, by=person)
    return _link(session, provider, sign_on, claims["sub"], person)


def _verified_mail(claims: Mapping[str, Any], domains: Sequence[str]) -> str:
    mail = claims.get("email")
    if not isinstance(mail, str) or claims.get("email_verified") is not True or len(mail) > 254:
        raise Refused(UNVERIFIED)
    name, _at, domain = mail.strip().casefold().rpartition("@")
    if not name or domain not in domains:
        raise Refused(NO_PLACE)
    return f"{name}@{domain}"


def _link(session: HouseSession, provider: Organisation, sign_on: SignOn, subject: str, person: User) -> User:
    try:
        with session.begin_nested():
            session.add(SignOnLink(issuer=sign_on.issuer, subject=subject, user_id=person.id))
    except IntegrityError:
        raise Refused(OTHER_IDENTITY) from None
    record_event(session, "sign_on.linked", by=person.id, tenant_id=provider.id, subject=f"person:{person.id}")
    alert_person(session, person.id, "sign-on-linked", path="/home", provider=provider.name)
    return person


def _open_account(session: HouseSession, mail: str, name: str, lang: Lang) -> User:
    person = User(email=mail, name=" ".join(name.split()), lang=lang, confirmed_at=clock.now())
    person.fs_uniquifier = secrets.token_hex(32)
    session.add(person)
    session.flush()
    record_event(session, "person.signed_up", by=person.id, by_sign_on=True)
    return person
