"""What firms have bought, as a provider's book shows it: parts of its SELECT."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, Subquery, and_, case, cast, func, literal, null, select

from app.kit.db import UTCDateTime
from app.subscriptions.entitlements import Collects
from app.subscriptions.models import Subscription


def plan_columns(held: Subquery | None, is_live: ColumnElement[bool]) -> tuple[ColumnElement[Any], ...]:
    """Plan, the moment its time is over, and whether it goes on by itself then (1 or 0); nothing without `held`."""
    if held is None:
        return (
            cast(null(), String).label("plan"),
            cast(null(), UTCDateTime()).label("plan_ends_at"),
            literal(0).label("plan_renews"),
        )
    shown = (case((is_live, held.c[name])).label(name) for name in ("plan", "plan_ends_at"))
    return (*shown, func.coalesce(held.c.plan_renews, 0).label("plan_renews"))


def plans_held(now: datetime) -> Subquery:
    """Of every firm with a plan the one that lasts longest. Only a provider's session finds any."""
    row = Subscription
    longest = select(row.tenant_id, func.max(row.open_until_at).label("until")).where(row.open_until_at > now)
    last = longest.group_by(row.tenant_id).subquery("last")
    ends = func.coalesce(row.cancel_at, row.paid_until_at, row.period_end_at, row.open_until_at)
    renews = and_(row.collects == Collects.CARD, row.cancel_at.is_(None))
    asked = select(
        row.tenant_id.label("firm_id"),
        func.max(row.plan).label("plan"),
        func.max(ends).label("plan_ends_at"),
        func.max(case((renews, 1), else_=0)).label("plan_renews"),
    )
    same = and_(last.c.tenant_id == row.tenant_id, last.c.until == row.open_until_at)
    return asked.join(last, same).group_by(row.tenant_id).subquery("held")
