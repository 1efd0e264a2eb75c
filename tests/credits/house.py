"""A provider with credits, its book, and firms that let it see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import User
from app.assessments.models import Assessment, AssessmentState
from app.clients.models import Client, Stage
from app.credits.models import Credit, CreditLot, ReceivedCredit
from app.credits.operations import hand_over
from app.credits.queries import count_left
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.ids import new_id
from app.kit.money import Money
from app.orders.models import Channel, Order
from app.orders.operations import Wish, place_order, settle_order
from app.subscriptions.models import Pass
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows
from app.tenants.models import Engagement, Organisation, Role
from app.tenants.operations import announce_movement
from tests.factories.fillings import Started
from tests.factories.people import add_member, make_person, make_provider

PRICE = 280000


@dataclass(frozen=True, slots=True)
class House:
    """The provider and what it does."""

    app: Flask
    database: Database
    provider: Organisation
    admin: User
    manager: User

    @property
    def id(self) -> UUID:
        """Of the provider."""
        return self.provider.id

    def buy(self, wish: Wish | None = None, *, minor: int = PRICE, at: datetime | None = None) -> UUID:
        """Order and pay by bank transfer; ten credits unless something else is wished for."""
        wish = wish or Wish(item="credits", interval="once", currency="CNY", channel=Channel.TRANSFER)
        at = at or clock.now()
        with self.database.begin(Scope.tenant(self.id)) as session:
            order = place_order(session, self.id, wish, by=self.admin.id, at=at)
            settle_order(session, self.id, order.id, paid=Money(minor, "CNY"), at=at)
            return order.id

    def take_in(self, firm_id: UUID, owner: User, until_at: datetime | None = None) -> UUID:
        """The firm agrees and is in the book: the client's id."""
        with self.database.begin(Scope.tenant(firm_id)) as session:
            firm = session.get_one(Organisation, firm_id)
            known = {"purpose": "advice", "shares": ["answers", "results"], "since_at": clock.now()}
            row = Engagement(tenant_id=firm_id, provider_id=self.id, agreed_by=owner.id, until_at=until_at, **known)
            session.add(row)
        with self.database.begin(Scope.tenant(self.id)) as session:
            session.add(client := Client(name=firm.name, firm_id=firm_id, stage=Stage.SUBMITTED))
            session.flush()
            return client.id

    def hand(self, *clients: UUID) -> int:
        """One credit each."""
        with self.app.test_request_context(), self.database.begin(Scope.tenant(self.id)) as session:
            done = hand_over(session, self.id, clients, act=new_id(), by=self.manager.id, at=clock.now())
            return done.number

    def shrink(self, size: int) -> None:
        """Its lot has so many credits only."""
        with self.database.begin(Scope.tenant(self.id)) as session:
            session.execute(update(CreditLot).where(CreditLot.tenant_id == self.id).values(size=size))

    def left(self, at: datetime | None = None) -> int:
        """What can still be handed over."""
        with self.database.reading(Scope.tenant(self.id)) as session:
            return count_left(session, self.id, at or clock.now())

    def credits(self) -> list[Credit]:
        """All that were handed over, the oldest first."""
        with self.database.reading(Scope.tenant(self.id)) as session:
            return list(session.scalars(select(Credit).where(Credit.tenant_id == self.id).order_by(Credit.id)))

    def states(self) -> list[str]:
        """What became of them."""
        return [one.state for one in self.credits()]


def settle_house(app: Flask, database: Database, name: str = "Pearl Advice") -> House:
    """A provider with an administrator and an account manager."""
    admin, manager = make_person(database), make_person(database)
    provider = make_provider(database, admin, name)
    add_member(database, provider, manager, Role.ACCOUNT_MANAGER)
    return House(app, database, provider, admin, manager)


def hand_in(database: Database, started: Started) -> None:
    """The firm submits its assessment, as far as anybody who follows it notices."""
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        row = session.get_one(Assessment, started.assessment_id)
        row.state, row.submitted_at = AssessmentState.SUBMITTED, clock.now()
        announce_movement(session, started.tenant_id)


def is_open(database: Database, started: Started) -> bool:
    """Whether the reports of its assessment open."""
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        return allows(session, started.tenant_id, Feature.REPORTS, started.assessment_id)


def passes(database: Database, firm_id: UUID) -> list[bool]:
    """Of each pass of the firm, whether it is used."""
    with database.reading(Scope.tenant(firm_id)) as session:
        return [one.assessment_id is not None for one in session.scalars(select(Pass).order_by(Pass.id))]


def received(database: Database, firm_id: UUID) -> list[str]:
    """What the firm's own rows say of its credits."""
    with database.reading(Scope.tenant(firm_id)) as session:
        asked = select(ReceivedCredit.state).where(ReceivedCredit.tenant_id == firm_id)
        return list(session.scalars(asked.order_by(ReceivedCredit.id)))


def make_refunded(database: Database, provider_id: UUID, order_id: UUID) -> None:
    """The order's money went back."""
    from app.kit.jobs import leave_note
    from app.orders.operations import REFUNDED

    with database.begin(Scope.tenant(provider_id)) as session:
        session.execute(update(Order).where(Order.id == order_id).values(state="refunded"))
        leave_note(session, REFUNDED, {"tenant_id": str(provider_id), "order_id": str(order_id), "item": "credits"})
