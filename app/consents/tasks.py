"""News about consents, told to both sides; and the round that looks for those near their end."""

from datetime import datetime, timedelta
from uuid import UUID

from app.consents.operations import drop_overtaken, expire_asks
from app.consents.queries import SOON, find_engagement, get_ask, get_own_ask, list_marks, list_turning
from app.consents.telling import FIRM_PAGE, NOTICES, PROVIDER_PAGE, News, mark_once, tell_minders, tell_owners
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import NotFound
from app.kit.jobs import Job
from app.tenants.changes import BEGAN
from app.tenants.models import Engagement
from app.tenants.queries import list_provider_ids

LOOK_BACK = timedelta(days=7)
"""Consents that ran out longer ago are no news, though a worker stood still."""


def tell_of_move(job: Job) -> None:
    """`consent.moved`: {engagement_id, act}."""
    act = str(job.payload["act"])
    with job.begin() as session:
        row = find_engagement(session, UUID(job.payload["engagement_id"]))
        if row is None:
            return
        tell_owners(session, News(name=NOTICES[act], about=row, mark=f"{act}:{row.id}", path=FIRM_PAGE))
        if act != BEGAN:
            drop_overtaken(session, row.tenant_id, row.provider_id)
    if act == BEGAN and row.invite_id is not None:
        return  # whoever sent the link is told that the firm has joined
    with job.database.begin(Scope.tenant(row.provider_id)) as session:
        tell_minders(session, News(name=NOTICES[act], about=row, mark=f"{act}:{row.id}", path=PROVIDER_PAGE))


def tell_of_ask(job: Job) -> None:
    """`consent.asked`: the owners hear of it, and it goes into the firm's own record."""
    with job.begin() as session:
        try:
            ask = get_ask(session, job.tenant, UUID(job.payload["ask_id"]))
        except NotFound:
            return
        news = News(name="consent-asked", about=ask, mark=f"asked:{ask.id}", path=f"/firm/asks/{ask.id}")
        if ask.is_open(clock.now()) and tell_owners(session, news):
            subject = f"consent_ask:{ask.id}"
            record_event(session, "consent_ask.received", by=ask.asked_by, tenant_id=job.tenant, subject=subject)


def tell_of_answer(job: Job) -> None:
    """`consent.answered`: into the provider's record; of a yes the change itself is news, so only a no is told."""
    with job.begin() as session:
        try:
            ask = get_own_ask(session, job.tenant, UUID(job.payload["ask_id"]))
        except NotFound:
            return
        mark = f"answered:{ask.id}"
        if ask.made_id is None:
            news = News(name="consent-declined", about=ask, mark=mark, path=PROVIDER_PAGE)
            is_first = tell_minders(session, news)
        else:
            is_first = mark_once(session, job.tenant, mark)
        if is_first:
            said = {"subject": f"consent_ask:{ask.id}", "outcome": ask.outcome}
            record_event(session, "consent_ask.answered", by=None, tenant_id=job.tenant, **said)


def go_round(job: Job) -> None:
    """What ends within two weeks, what has just ended, and asks nobody answered. Each end is told of once a side."""
    now = clock.now()
    with job.database.reading() as session:
        providers = list_provider_ids(session)
    for provider_id in providers:
        with job.database.begin(Scope.tenant(provider_id)) as session:
            expire_asks(session, provider_id, at=now)
            known = list_marks(session, provider_id)
            turning = list_turning(session, provider_id, since=now - LOOK_BACK, until=now + SOON)
        for row in turning:
            _tell_of_end(job.database, row, known, now)


def _tell_of_end(database: Database, row: Engagement, known: set[str], now: datetime) -> None:
    """The firm first: where the provider knows, the firm does too."""
    assert row.until_at is not None  # noqa: S101 (found by it)
    act, end = "near" if row.until_at > now else "lapsed", row.until_at.isoformat()
    if f"{act}:{row.tenant_id}:{end}" in known:
        return
    with database.begin(Scope.tenant(row.tenant_id)) as session:
        news = News(name=NOTICES[act], about=row, mark=f"{act}:{row.provider_id}:{end}", path=FIRM_PAGE)
        if tell_owners(session, news) and act == "lapsed":
            subject = f"engagement:{row.id}"
            record_event(session, "engagement.lapsed", by=None, tenant_id=row.tenant_id, subject=subject)
    with database.begin(Scope.tenant(row.provider_id)) as session:
        news = News(name=NOTICES[act], about=row, mark=f"{act}:{row.tenant_id}:{end}", path=PROVIDER_PAGE)
        tell_minders(session, news)
