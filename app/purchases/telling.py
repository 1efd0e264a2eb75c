"""News about what was bought, to whoever decides about it: each piece once. The caller commits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.clock import HOUSE_ZONE
from app.kit.db import HouseSession
from app.kit.text import LANGS, Text
from app.notices.models import Notice
from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.orders.models import Channel, Order
from app.orders.operations import say_money
from app.orders.wording import say_item
from app.purchases.banners import TRIAL_ENDS_IN
from app.purchases.wording import say_day
from app.subscriptions.entitlements import LIVE, Collects, State
from app.subscriptions.models import Subscription
from app.subscriptions.plans import shop
from app.subscriptions.queries import list_subscriptions
from app.tenants.changes import hold_tenant
from app.tenants.models import Kind, Organisation, Role
from app.tenants.queries import list_members

MONTH_AHEAD, WEEK_AHEAD = timedelta(days=30), timedelta(days=7)
DECIDES = {Kind.SME: Role.OWNER, Kind.PROVIDER: Role.PROVIDER_ADMIN}
SIDES = {Kind.SME: "firm", Kind.PROVIDER: "provider"}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing to tell: the mail, what makes it this one and no other, where it leads, what fills it."""

    name: str
    mark: str
    path: str
    words: Mapping[str, Text | str] = field(default_factory=dict)


def tell_deciders(session: HouseSession, tenant_id: UUID, news: News) -> bool:
    """Owners of a firm, administrators of a provider; False when they were told already."""
    organisation = hold_tenant(session, tenant_id)
    path = f"{news.path}#{news.mark}"
    if _was_told(session, tenant_id, news.name, path):
        return False
    role = DECIDES[Kind(organisation.kind)]
    for member in list_members(session, tenant_id):
        person = find_person_by_id(session, member.user_id) if role in member.roles else None
        if person is not None:
            words = {"organisation": organisation.name, **news.words}
            tell(session, news.name, to=person, context=words, path=path, tenant_id=tenant_id)
    return True


def _was_told(session: Session, tenant_id: UUID, name: str, path: str) -> bool:
    asked = select(Notice.id).where(Notice.firm_id == tenant_id, Notice.name == name, Notice.path == path)
    return session.scalar(asked.limit(1)) is not None


def due_news(session: Session, organisation: Organisation, at: datetime) -> Iterator[News]:
    """What is to be told about what an organisation holds, unless it was: its end, by time or by somebody's wish."""
    path = f"/{SIDES[Kind(organisation.kind)]}/plan"
    for row in list_subscriptions(session, organisation.id):
        if row.ended_at is not None or row.state not in LIVE:
            continue
        found = news_of_end(row, at)
        if found is not None and not _was_told(
            session, organisation.id, found[0], f"{path}#{found[1]}-{found[2]:%Y%m%d}"
        ):
            name, kind, day = found
            words: dict[str, Text | str] = {
                "plan": shop.plans.plan(row.plan).title,
                "day": _both(day),
                "ways": row.collects,
            }
            yield News(name=name, mark=f"{kind}-{day:%Y%m%d}", path=path, words=words)


def news_of_end(row: Subscription, at: datetime) -> tuple[str, str, datetime] | None:
    """Mail, kind and day of what is to be told of this one now, if anything."""
    if row.cancel_at is not None:
        return ("plan-cancelled", "cancelled", row.cancel_at) if row.cancel_at > at else None
    if row.state == State.TRIALING and row.trial_end_at is not None:
        return ("trial-ends", "trial", row.trial_end_at) if at < row.trial_end_at <= at + TRIAL_ENDS_IN else None
    if row.collects == Collects.CARD or row.paid_until_at is None or row.paid_until_at <= at:
        return None
    if row.paid_until_at <= at + WEEK_AHEAD:
        return "plan-ends", "week", row.paid_until_at
    if row.interval == "year" and row.paid_until_at <= at + MONTH_AHEAD:
        return "plan-ends", "month", row.paid_until_at
    return None


def _both(moment: datetime) -> Text:
    zh, en = (say_day(moment, lang, HOUSE_ZONE) for lang in LANGS)
    return Text(zh=zh, en=en)


def news_of_payment(session: Session, organisation: Organisation, order: Order) -> News:
    """What was paid, and what is open by it."""
    side = SIDES[Kind(organisation.kind)]
    zh, en = (say_item(order, lang) for lang in LANGS)
    words: dict[str, Text | str] = {
        "item": Text(zh=zh, en=en),
        "number": order.number,
        "total": say_money(order.amount),
    }
    held = [one for one in list_subscriptions(session, organisation.id) if one.plan == order.item and not one.ended_at]
    trial = next((one for one in held if one.state == State.TRIALING and one.trial_end_at), None)
    name = "payment-received"
    if trial is not None and trial.trial_end_at is not None and order.channel == Channel.CHECKOUT:
        name, words["day"] = "trial-began", _both(trial.trial_end_at)
    return News(name=name, mark="paid", path=f"/{side}/orders/{order.id}", words=words)
