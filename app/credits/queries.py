"""Reading lots, credits and what firms were given."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.models import Assessment, AssessmentState
from app.clients.models import Client
from app.credits.models import Credit, CreditLot, CreditState, ReceivedCredit
from app.credits.wording import NO_CREDIT
from app.kit.errors import NotFound
from app.subscriptions.models import Pass
from app.tenants.models import Engagement, Membership, Organisation, Role
from app.tenants.queries import live_firm_ids

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class LotStanding:
    """A lot and how much of it is out: waiting in firms or used."""

    lot: CreditLot
    out: int

    def left(self, at: datetime) -> int:
        """How many can still be handed out of it."""
        return max(0, self.lot.size - self.out) if self.lot.is_open(at) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A credit as a provider's list shows it."""

    credit: Credit
    firm: str
    by: str

    @property
    def can_return(self) -> bool:
        """Whether it may be asked back."""
        return self.credit.state == CreditState.HANDED and self.credit.recalled_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A credit as its firm sees it; `assessment_id` once it has opened one."""

    row: ReceivedCredit
    assessment_id: UUID | None


def list_lots(session: Session, provider_id: UUID) -> list[LotStanding]:
    """Every lot, the one that runs out first at the top."""
    out = (
        select(Credit.lot_id, func.count(Credit.id).label("number"))
        .where(Credit.tenant_id == provider_id, Credit.state != CreditState.RETURNED)
        .group_by(Credit.lot_id)
        .subquery()
    )
    asked = (
        select(CreditLot, func.coalesce(out.c.number, 0))
        .outerjoin(out, out.c.lot_id == CreditLot.id)
        .where(CreditLot.tenant_id == provider_id)
    )
    rows = session.execute(asked.order_by(CreditLot.until_at, CreditLot.id))
    return [LotStanding(lot, number) for lot, number in rows]


def count_left(session: Session, provider_id: UUID, at: datetime) -> int:
    """How many credits the provider can hand over now."""
    return sum(one.left(at) for one in list_lots(session, provider_id))


def find_lot_of_order(session: Session, provider_id: UUID, order_id: UUID) -> CreditLot | None:
    """What an order brought."""
    asked = select(CreditLot).where(CreditLot.tenant_id == provider_id, CreditLot.order_id == order_id)
    return session.scalar(asked)


def has_year_lot(session: Session, provider_id: UUID, subscription_id: UUID, period_start_at: datetime) -> bool:
    """Whether a paid year has brought its credits."""
    asked = select(CreditLot.id).where(
        CreditLot.tenant_id == provider_id,
        CreditLot.subscription_id == subscription_id,
        CreditLot.period_start_at == period_start_at,
    )
    return session.scalar(asked) is not None


def get_credit(session: Session, provider_id: UUID, credit_id: UUID, *, hold: bool = False) -> Credit:
    """One of the provider's; NotFound for any other."""
    asked = select(Credit).where(Credit.tenant_id == provider_id, Credit.id == credit_id)
    if hold:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(asked)
    if found is None:
        raise NotFound(NO_CREDIT)
    return found


def list_of_act(session: Session, provider_id: UUID, act: UUID) -> Sequence[Credit]:
    """What one form handed over."""
    return session.scalars(select(Credit).where(Credit.tenant_id == provider_id, Credit.act == act)).all()


def list_of_lot(session: Session, provider_id: UUID, lot_id: UUID) -> Sequence[Credit]:
    """What was handed out of a lot and waits unused."""
    asked = select(Credit).where(
        Credit.tenant_id == provider_id, Credit.lot_id == lot_id, Credit.state == CreditState.HANDED
    )
    return session.scalars(asked).all()


def list_unsettled(session: Session, provider_id: UUID) -> Sequence[Credit]:
    """What waits in firms, as far as the provider knows, the oldest first."""
    asked = select(Credit).where(Credit.tenant_id == provider_id, Credit.state == CreditState.HANDED)
    return session.scalars(asked.order_by(Credit.created_at, Credit.id)).all()


def waiting_of_firms(session: Session, provider_id: UUID) -> frozenset[UUID]:
    """Firms that have an unused credit of this provider."""
    asked = select(Credit.firm_id).where(Credit.tenant_id == provider_id, Credit.state == CreditState.HANDED)
    return frozenset(found for found in session.scalars(asked) if found is not None)


def last_used_by_firm(session: Session, provider_id: UUID) -> dict[UUID, datetime]:
    """Firm -> when it last used a credit of this provider."""
    asked = select(Credit.firm_id, func.max(Credit.settled_at)).where(
        Credit.tenant_id == provider_id, Credit.state == CreditState.USED, Credit.firm_id.is_not(None)
    )
    rows = session.execute(asked.group_by(Credit.firm_id))
    return {firm_id: at for firm_id, at in rows if firm_id is not None and at is not None}


def _handed(provider_id: UUID, state: str) -> Select[Credit, str, str]:
    asked: Select[Credit, str, str] = (
        select(Credit, func.coalesce(Client.name, ""), func.coalesce(User.name, ""))
        .outerjoin(Client, Client.id == Credit.client_id)
        .outerjoin(User, User.id == Credit.handed_by_id)
        .where(Credit.tenant_id == provider_id)
    )
    asked = asked.where(Credit.state == state) if state else asked
    return asked.order_by(Credit.created_at.desc(), Credit.id.desc())


def list_handed(session: Session, provider_id: UUID, *, state: str = "", page: int = 1) -> list[Handed]:
    """One page of what was handed over, the newest first; of one state, or all."""
    asked = _handed(provider_id, state).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [Handed(credit=row, firm=firm, by=by) for row, firm, by in session.execute(asked)]


def walk_handed(session: Session, provider_id: UUID, *, state: str = "") -> Iterator[Handed]:
    """All of them, a few hundred rows in memory at a time."""
    rows = session.execute(_handed(provider_id, state).execution_options(yield_per=500))
    return (Handed(credit=row, firm=firm, by=by) for row, firm, by in rows)


def count_handed(session: Session, provider_id: UUID) -> dict[str, int]:
    """State -> how many."""
    asked = select(Credit.state, func.count(Credit.id)).where(Credit.tenant_id == provider_id).group_by(Credit.state)
    return {row[0]: row[1] for row in session.execute(asked)}


def list_handed_to(session: Session, provider_id: UUID, client_id: UUID) -> list[Handed]:
    """What one client got, the newest first."""
    asked = _handed(provider_id, "").where(Credit.client_id == client_id)
    return [Handed(credit=row, firm=firm, by=by) for row, firm, by in session.execute(asked)]


def list_chosen(session: Session, provider_id: UUID, client_ids: Collection[UUID]) -> Sequence[Client]:
    """These clients of the provider's book, by name."""
    asked = select(Client).where(Client.tenant_id == provider_id, Client.id.in_(list(client_ids)))
    return session.scalars(asked.order_by(Client.name_key, Client.id)).all()


def list_live(session: Session, provider_id: UUID) -> frozenset[UUID]:
    """The firms that let this provider see them now."""
    return frozenset(session.scalars(live_firm_ids(provider_id)))


def agrees(session: Session, firm_id: UUID, provider_id: UUID, at: datetime) -> bool:
    """Whether the firm lets the provider see it at this moment."""
    asked = select(Engagement).where(Engagement.tenant_id == firm_id, Engagement.provider_id == provider_id)
    return any(one.is_live(at) for one in session.scalars(asked))


def list_administrator_ids(session: Session, provider_id: UUID) -> list[UUID]:
    """Whoever administers the provider, longest first."""
    rows = session.scalars(select(Membership).where(Membership.organisation_id == provider_id).order_by(Membership.id))
    return [row.user_id for row in rows if Role.PROVIDER_ADMIN in row.roles]


def find_received(session: Session, tenant_id: UUID, credit_id: UUID) -> ReceivedCredit | None:
    """What the firm knows of a credit."""
    asked = select(ReceivedCredit).where(ReceivedCredit.tenant_id == tenant_id, ReceivedCredit.credit_id == credit_id)
    return session.scalar(asked)


def list_waiting_received(session: Session, tenant_id: UUID) -> Sequence[ReceivedCredit]:
    """What the firm was given and has not used."""
    asked = select(ReceivedCredit).where(
        ReceivedCredit.tenant_id == tenant_id, ReceivedCredit.state == CreditState.HANDED
    )
    return session.scalars(asked.order_by(ReceivedCredit.created_at, ReceivedCredit.id)).all()


def list_received(session: Session, tenant_id: UUID) -> list[Given]:
    """For the firm's page: what it was given and still has, waiting or used, the newest first."""
    asked = (
        select(ReceivedCredit, Pass.assessment_id)
        .join(Pass, Pass.credit_id == ReceivedCredit.credit_id)
        .where(ReceivedCredit.tenant_id == tenant_id, Pass.tenant_id == tenant_id)
        .order_by(ReceivedCredit.created_at.desc(), ReceivedCredit.id.desc())
    )
    return [Given(row=row, assessment_id=assessment_id) for row, assessment_id in session.execute(asked)]


def find_newest_submitted(session: Session, tenant_id: UUID) -> Assessment | None:
    """The assessment that was handed in last."""
    asked = select(Assessment).where(
        Assessment.tenant_id == tenant_id,
        Assessment.submitted_at.is_not(None),
        Assessment.state != AssessmentState.ARCHIVED,
    )
    return session.scalar(asked.order_by(Assessment.submitted_at.desc(), Assessment.id.desc()).limit(1))


def find_organisation(session: Session, organisation_id: UUID | None) -> Organisation | None:
    """A firm or provider, None once it is erased."""
    return session.get(Organisation, organisation_id) if organisation_id is not None else None
