"""Reading how far firms have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clients.models import WITH_CONSENT, Client, Stage
from app.kit.errors import NotFound
from app.kit.text import Text
from app.onboarding.models import FirmInvite

NO_LINK = Text(
    zh="这个链接打不开：可能已过期、被收回，或者已经用过。请向发给您链接的服务机构要一个新的。",
    en="This link does not open: it may have expired, been withdrawn or been used. Ask the provider who sent it for a"
    " new one.",
)
NOT_INVITED = Text(zh="这家企业目前没有邀请链接。", en="This firm has no invitation link at present.")
A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """What tells one firm from another."""

    id: UUID
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Progress:
    """One firm of the book and its link, if it ever had one."""

    client: Client
    invite: FirmInvite | None

    @property
    def since_at(self) -> datetime:
        """Since when it is at its stage."""
        steps = self.client.steps
        return datetime.fromisoformat(steps[-1]["at"]) if steps else self.client.created_at

    def is_open(self, at: datetime) -> bool:
        """Whether its link still opens."""
        return self.invite is not None and self.invite.joined_at is None and self.invite.expires_at > at


def count_stages(session: Session, provider_id: UUID) -> dict[Stage, int]:
    """How many firms are at each stage, in the order of stages."""
    asked = select(Client.stage, func.count(Client.id)).where(Client.tenant_id == provider_id).group_by(Client.stage)
    found = {row[0]: row[1] for row in session.execute(asked)}
    return {stage: found.get(stage, 0) for stage in Stage}


def count_brought(session: Session, provider_id: UUID, *, besides: UUID) -> int:
    """Other firms that agreed or hold a link: what a plan counts as clients."""
    counted = Client.stage.in_(WITH_CONSENT | {Stage.INVITED, Stage.OPENED})
    asked = select(func.count(Client.id)).where(Client.tenant_id == provider_id, Client.id != besides, counted)
    return session.scalar(asked) or 0


def list_progress(session: Session, provider_id: UUID, stage: Stage | None, *, page: int | None) -> list[Progress]:
    """One page (from 1) of the book with its links, by name; of one stage, or of all. None: all."""
    asked = (
        select(Client, FirmInvite)
        .outerjoin(FirmInvite, (FirmInvite.tenant_id == Client.tenant_id) & (FirmInvite.client_id == Client.id))
        .where(Client.tenant_id == provider_id)
        .order_by(Client.name_key, Client.id)
    )
    if stage is not None:
        asked = asked.where(Client.stage == stage)
    if page is not None:
        asked = asked.limit(A_PAGE).offset((page - 1) * A_PAGE)
    return [Progress(client, invite) for client, invite in session.execute(asked)]


def list_invitable(session: Session, provider_id: UUID) -> Sequence[Client]:
    """Firms without consent and without a link, the newest first."""
    linked = select(FirmInvite.client_id).where(FirmInvite.tenant_id == provider_id, FirmInvite.joined_at.is_(None))
    asked = select(Client).where(
        Client.tenant_id == provider_id, Client.stage.not_in(WITH_CONSENT), Client.id.not_in(linked)
    )
    return session.scalars(asked.order_by(Client.created_at.desc(), Client.id)).all()


def find_invite(session: Session, provider_id: UUID, client_id: UUID) -> FirmInvite | None:
    """The link of one firm, also one that has run out or was taken up."""
    asked = select(FirmInvite).where(FirmInvite.tenant_id == provider_id, FirmInvite.client_id == client_id)
    return session.scalars(asked).one_or_none()


def get_invite(session: Session, provider_id: UUID, client_id: UUID) -> FirmInvite:
    """The link of one firm that was not taken up; NotFound without."""
    found = find_invite(session, provider_id, client_id)
    if found is None or found.joined_at is not None:
        raise NotFound(NOT_INVITED)
    return found


def find_open_invite(session: Session, provider_id: UUID, secret_hash: str, *, at: datetime) -> FirmInvite | None:
    """The link behind a word while it opens; None for every reason why it does not."""
    asked = select(FirmInvite).where(
        FirmInvite.tenant_id == provider_id,
        FirmInvite.secret_hash == secret_hash,
        FirmInvite.expires_at > at,
        FirmInvite.joined_at.is_(None),
    )
    return session.scalars(asked).one_or_none()


def list_book(session: Session, provider_id: UUID) -> list[Entry]:
    """Every firm of the book, as far as it takes to tell twins."""
    asked = select(Client.id, Client.name, Client.contact).where(Client.tenant_id == provider_id)
    return [Entry(row.id, row.name, row.contact) for row in session.execute(asked)]
