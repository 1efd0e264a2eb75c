"""Noting firms, making and withdrawing their links, and what happens once they say yes. The caller commits."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from app.accounts.emails import alert_person
from app.clients.models import WITH_CONSENT, Client, Stage
from app.clients.queries import find_client_of, get_client
from app.events.operations import record_event
from app.kit import ids
from app.kit.addresses import derived_address
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.ids import parse_id
from app.kit.text import Lang, Text
from app.onboarding.emails import mail_firm_link
from app.onboarding.models import FirmInvite
from app.onboarding.queries import count_brought, find_invite, list_book
from app.onboarding.reading import NewFirm, sort_out
from app.onboarding.wording import FULL
from app.subscriptions.room import check_invited
from app.tenants.changes import hold_tenant
from app.tenants.models import Share
from app.tenants.operations import announce_movement

OPEN_FOR = timedelta(days=30)
MOST_CLIENTS = 20_000
JOINED_ALREADY = Text(zh="这家企业已经同意，不需要链接。", en="This firm has agreed already and needs no link.")
NOTHING_SHARED = Text(zh="请至少选一项想看的内容。", en="Choose at least one thing you would like to see.")


def note_firms(
    session: HouseSession, provider_id: UUID, firms: Sequence[NewFirm], *, anyway: Collection[int] = (), by: UUID
) -> list[Client]:
    """Write firms into the book: those it has by name are left out, those alike by contact unless their row is among
    `anyway`. All or none; of two lists handed in at once the second sees the first."""
    hold_tenant(session, provider_id)
    book = list_book(session, provider_id)
    told = sort_out(firms, book)
    wanted = [*told.new, *(firm for firm, _name in told.alike if firm.row in anyway)]
    if len(book) + len(wanted) > MOST_CLIENTS:
        raise Invalid(FULL.format(most=str(MOST_CLIENTS)))
    rows = [_noted(firm) for firm in wanted]
    session.add_all(rows)
    session.flush()
    for row in rows:
        record_event(session, "client.noted", by=by, tenant_id=provider_id, subject=f"client:{row.id}")
    return rows


def _noted(firm: NewFirm) -> Client:
    return Client(
        name=firm.name,
        industry_key=firm.trade,
        contact_name=firm.contact_name,
        contact=firm.contact,
        account_manager_id=parse_id(firm.account_manager),
        consultant_id=parse_id(firm.consultant),
        note=firm.note,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the provider proposes to every firm it invites; the firm may choose otherwise."""

    purpose: str
    shares: Collection[str]
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who makes links and when, with which key, how a word becomes an address, which contacts may be mailed."""

    by: UUID
    name: str
    provider: str
    key: str
    write: Callable[[str], str]
    lang: Lang
    at: datetime
    mails: Callable[[str], bool] = lambda _contact: False


def invite_firm(session: HouseSession, provider_id: UUID, client_id: UUID, offer: Offer, maker: Maker) -> FirmInvite:
    """A new link for a firm, in place of the one it had; mailed where that may be. Conflict once it has agreed,
    BeyondPlan when the provider's plan holds no more firms."""
    if not offer.shares:
        raise Invalid(NOTHING_SHARED)
    hold_tenant(session, provider_id)  # of two who ask for a link of one firm the second replaces the first's
    row = get_client(session, provider_id, client_id)
    if row.stage in WITH_CONSENT:
        raise Conflict(JOINED_ALREADY)
    check_invited(session, provider_id, count_brought(session, provider_id, besides=client_id))
    session.execute(delete(FirmInvite).where(FirmInvite.tenant_id == provider_id, FirmInvite.client_id == client_id))
    id = ids.new_id()
    _word, address = derived_address(provider_id, maker.key, str(id))
    invite = FirmInvite(
        id=id,
        client_id=row.id,
        secret_hash=address.secret_hash,
        purpose=offer.purpose,
        shares=[share.value for share in Share if share in offer.shares],
        days=offer.days,
        expires_at=maker.at + OPEN_FOR,
        made_by_id=maker.by,
    )
    session.add(invite)
    row.stage = Stage.INVITED
    session.flush()
    record_event(session, "client.invited", by=maker.by, tenant_id=provider_id, subject=f"client:{row.id}")
    if "@" in row.contact and maker.mails(row.contact):
        mail_link(session, row, invite, maker)
    return invite


def mail_link(session: HouseSession, row: Client, invite: FirmInvite, maker: Maker) -> None:
    """Send the link to the firm's contact."""
    word = word_of(invite, maker.key)
    if word is not None:
        words = {"firm": row.name, "provider": maker.provider, "asker": maker.name, "link": maker.write(word)}
        mail_firm_link(session, row.contact, maker.lang, {**words, "until": invite.expires_at})
        invite.mailed_at = maker.at
        subject = f"client:{row.id}"
        record_event(session, "client.invitation_mailed", by=maker.by, tenant_id=row.tenant_id, subject=subject)


def word_of(invite: FirmInvite, key: str) -> str | None:
    """The word of a link, made again; None when the key has been changed since: then a new link is due."""
    word, address = derived_address(invite.tenant_id, key, str(invite.id))
    return word if address.secret_hash == invite.secret_hash else None


def withdraw_link(session: HouseSession, invite: FirmInvite, *, by: UUID) -> None:
    """From now on the link opens nothing."""
    row = get_client(session, invite.tenant_id, invite.client_id)
    subject = f"client:{row.id}"
    record_event(session, "client.invitation_withdrawn", by=by, tenant_id=invite.tenant_id, subject=subject)
    session.delete(invite)
    if row.stage not in WITH_CONSENT:
        row.stage = Stage.ENDED if row.firm_id else Stage.NOTED


def note_opening(session: HouseSession, invite: FirmInvite, *, at: datetime) -> None:
    """Somebody outside the provider has opened the link; the first time counts."""
    if invite.opened_at is None:
        invite.opened_at = at
        row = get_client(session, invite.tenant_id, invite.client_id)
        if row.stage == Stage.INVITED:
            row.stage = Stage.OPENED
        subject = f"client:{row.id}"
        record_event(session, "client.link_opened", by=None, tenant_id=invite.tenant_id, subject=subject)


def join_client(session: HouseSession, provider_id: UUID, invite_id: UUID, firm_id: UUID, *, at: datetime) -> None:
    """The firm has agreed: its row of the book learns which firm it is. Doing so twice changes nothing."""
    asked = select(FirmInvite).where(FirmInvite.tenant_id == provider_id, FirmInvite.id == invite_id)
    invite = session.scalars(asked.with_for_update()).one_or_none()
    if invite is None or invite.joined_at is not None:
        return
    row = get_client(session, provider_id, invite.client_id)
    twin = find_client_of(session, provider_id, firm_id)
    if twin is not None and twin.id != row.id:
        row = _merge(session, row, twin, invite, at=at)
    row.firm_id, invite.joined_at = firm_id, at
    if row.stage not in WITH_CONSENT:
        row.stage = Stage.JOINED
    session.flush()
    subject = f"client:{row.id}"
    record_event(session, "client.joined", by=None, tenant_id=provider_id, subject=subject)
    announce_movement(session, firm_id)
    for person in {row.account_manager_id or invite.made_by_id, row.consultant_id} - {None}:
        alert_person(session, person, "client-joined", path="/clients", firm=row.name)  # type: ignore[arg-type]


def _merge(session: HouseSession, row: Client, twin: Client, invite: FirmInvite, *, at: datetime) -> Client:
    """Of two rows about one firm one stays: the invited one, if the book made the other only just now."""
    if twin.created_at >= at:
        session.delete(twin)
        session.flush()
        return row
    for name in ("contact_name", "contact", "account_manager_id", "consultant_id", "note"):
        setattr(twin, name, getattr(twin, name) or getattr(row, name))
    old = find_invite(session, twin.tenant_id, twin.id)
    if old is not None:
        session.delete(old)
        session.flush()
    invite.client_id = twin.id
    session.flush()
    session.delete(row)
    session.flush()
    return twin
