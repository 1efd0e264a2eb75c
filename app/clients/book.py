"""The book as a person may see it: facts only while the firm's consent lives, whatever the rows still say."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, cast, false, func, or_, select
from sqlalchemy import String as Text
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User
from app.clients.choosing import PAGE_SIZE, Choice
from app.clients.held import plan_columns, plans_held
from app.clients.models import ACTIVE, WITH_CONSENT, Client, Stage
from app.kit.clock import HOUSE_ZONE
from app.kit.db import Scope
from app.kit.ids import parse_id
from app.kit.pinyin import fold
from app.tenants.models import Engagement, Share

ORDER = {str(stage): place for place, stage in enumerate(Stage)}
AT_ONCE = 500
FLAGS = ("is_live", "shows_results", "is_overdue", "is_stalled", "plan_renews")
SHOWN = (
    "id",
    "firm_id",
    "name",
    "stage",
    "is_live",
    "shows_results",
    "industry_key",
    "headcount",
    "assessment_id",
    "level",
    "score",
    "previous_level",
    "previous_score",
    "last_active_at",
    "due_on",
    "manager_id",
    "consultant_id",
    "contact_name",
    "contact",
    "next_action",
    "next_on",
    "plan",
    "plan_ends_at",
    "plan_renews",
)
"""What of a client is told as it stands in the inner SELECT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who looks into which book, and when: what `mine`, `overdue` and `stalled` mean."""

    provider_id: UUID
    me: UUID
    tended: frozenset[UUID]
    """Whose clients count as mine today."""
    now: datetime
    stalled_days: int
    plans: bool = False
    """Whether they see what firms have bought, where this house sells at all."""

    @property
    def today(self) -> date:
        """The day where our firms work."""
        return self.now.astimezone(HOUSE_ZONE).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """One client as it may be shown."""

    id: UUID
    firm_id: UUID | None
    name: str
    stage: Stage
    is_live: bool
    """Whether the firm's consent lives."""
    shows_results: bool
    industry_key: str
    headcount: int | None
    assessment_id: UUID | None
    level: int | None
    score: int | None
    previous_level: int | None
    previous_score: int | None
    last_active_at: datetime | None
    due_on: date | None
    manager_id: UUID | None
    manager: str
    consultant_id: UUID | None
    consultant: str
    contact_name: str
    contact: str
    next_action: str
    next_on: date | None
    is_overdue: bool
    is_stalled: bool
    plan: str | None
    plan_ends_at: datetime | None
    """When its paid time is over, or is renewed."""
    plan_renews: bool
    """Whether it goes on by itself then."""

    @property
    def moved(self) -> int | None:
        """Thousandths of readiness won or lost since last time."""
        return None if self.score is None or self.previous_score is None else self.score - self.previous_score

    @property
    def levels_moved(self) -> int | None:
        """Levels won or lost since last time."""
        return None if self.level is None or self.previous_level is None else self.level - self.previous_level


class Book:
    """Builds the SELECTs of one look into a book: what may be seen is worked out inside, filters see nothing else."""

    def __init__(self, looking: Looking) -> None:
        self.looking = looking
        self.manager, self.consultant = aliased(User), aliased(User)
        self.seen = _seen(looking).c

    @property
    def is_overdue(self) -> ColumnElement[bool]:
        """Whether the next action or the re-assessment is past."""
        today = self.looking.today
        return func.coalesce(or_(self.seen.next_on < today, self.seen.due_on < today), False)

    @property
    def is_stalled(self) -> ColumnElement[bool]:
        """Whether nothing has happened for long where something ought to."""
        since = self.looking.now - timedelta(days=self.looking.stalled_days)
        active = self.seen.stage.in_([str(stage) for stage in ACTIVE])
        return and_(active, func.coalesce(self.seen.last_active_at, self.seen.created_at) < since)

    def rows(self, choice: Choice) -> Select[Any]:
        """Everything chosen, in order."""
        asked = self._from(select(*self._columns())).where(*self.wanted(choice))
        if choice.stage:
            asked = asked.where(self.seen.stage.in_([str(stage) for stage in choice.stage]))
        return asked.order_by(*self._order(choice))

    def counts(self, choice: Choice) -> Select[str, int]:
        """Stage -> how many, whichever stages are chosen."""
        asked: Select[str, int] = select(self.seen.stage, func.count())
        return asked.where(*self.wanted(choice)).group_by(self.seen.stage)

    def wanted(self, choice: Choice) -> Iterator[ColumnElement[bool]]:
        """The criteria of a choice, all but its stages."""
        for term in choice.terms:
            if folded := fold(term):
                yield or_(
                    self.seen.name_key.contains(folded, autoescape=True),
                    self.seen.contact_name.contains(term, autoescape=True),
                )
        yield from self._measured(choice)
        yield from self._dated(choice)
        for column, who in ((self.seen.manager_id, choice.owner), (self.seen.consultant_id, choice.consultant)):
            if who:
                yield self._tended(column, who)

    def _measured(self, choice: Choice) -> Iterator[ColumnElement[bool]]:
        if choice.trade:
            yield self.seen.industry_key == choice.trade
        if choice.level_from is not None:
            yield self.seen.level >= choice.level_from
        if choice.level_to is not None:
            yield self.seen.level <= choice.level_to
        if choice.moved:
            yield {"up": self._moved > 0, "down": self._moved < 0, "same": self._moved == 0}[choice.moved]

    def _dated(self, choice: Choice) -> Iterator[ColumnElement[bool]]:
        if choice.overdue:
            yield self.is_overdue
        if choice.stalled:
            yield self.is_stalled
        if choice.ends is not None:  # whoever may not see plans finds nothing by them
            until = self.looking.now + timedelta(days=choice.ends)
            ends = and_(self.seen.plan_ends_at <= until, self.seen.plan_renews == 0)
            yield ends if self.looking.plans else false()
        if choice.due is not None:
            yield self.seen.due_on <= self.looking.today + timedelta(days=choice.due)

    @property
    def _moved(self) -> ColumnElement[int]:
        return self.seen.score - self.seen.previous_score

    def _tended(self, column: ColumnElement[UUID], who: str) -> ColumnElement[bool]:
        if who == "none":
            return column.is_(None)
        if who == "mine":
            return column.in_(self.looking.tended)
        if who == "cover":
            return column.in_(self.looking.tended - {self.looking.me})
        return column == parse_id(who)

    def _from(self, asked: Select[Any]) -> Select[Any]:
        asked = asked.outerjoin(self.manager, self.manager.id == self.seen.manager_id)
        return asked.outerjoin(self.consultant, self.consultant.id == self.seen.consultant_id)

    def _columns(self) -> list[Any]:
        return [
            *(self.seen[name] for name in SHOWN),
            func.coalesce(self.manager.name, "").label("manager"),
            func.coalesce(self.consultant.name, "").label("consultant"),
            self.is_overdue.label("is_overdue"),
            self.is_stalled.label("is_stalled"),
        ]

    def _order(self, choice: Choice) -> Iterator[Any]:
        by: Mapping[str, Any] = {
            "name": self.seen.name_key,
            "stage": case(ORDER, value=self.seen.stage),
            "trade": func.nullif(self.seen.industry_key, ""),
            "level": self.seen.level,
            "score": self.seen.score,
            "moved": self._moved,
            "active": self.seen.last_active_at,
            "due": self.seen.due_on,
            "manager": func.nullif(self.manager.name, ""),
            "consultant": func.nullif(self.consultant.name, ""),
            "next": self.seen.next_on,
            "plan": self.seen.plan_ends_at,
        }
        column = by[choice.sort]
        if choice.sort != "name":
            yield column.is_(None)
        yield column.desc() if choice.falls else column.asc()
        yield self.seen.id


def _seen(looking: Looking) -> Subquery:
    """The whole book as it may be seen: facts where consent lives, results where it covers them."""
    live = _live(looking.provider_id, looking.now)
    is_live, shows = live.c.firm_id.is_not(None), func.coalesce(live.c.results, 0) == 1
    unseen = [str(stage) for stage in Stage if stage not in WITH_CONSENT]
    stage = case((or_(is_live, Client.stage.in_(unseen)), Client.stage), else_=str(Stage.ENDED))
    facts = ("headcount", "assessment_id", "last_active_at", "due_on")
    results = ("level", "score", "previous_level", "previous_score")
    own = ("id", "firm_id", "name", "name_key", "contact_name", "contact", "next_action", "next_on", "created_at")
    held = plans_held(looking.now) if looking.plans else None
    asked = (
        select(
            *(getattr(Client, name) for name in own),
            Client.account_manager_id.label("manager_id"),
            Client.consultant_id,
            stage.label("stage"),
            is_live.label("is_live"),
            shows.label("shows_results"),
            case((is_live, Client.industry_key), else_="").label("industry_key"),
            *(case((is_live, getattr(Client, name))).label(name) for name in facts),
            *(case((shows, getattr(Client, name))).label(name) for name in results),
            *plan_columns(held, is_live),
        )
        .select_from(Client)
        .outerjoin(live, live.c.firm_id == Client.firm_id)
        .where(Client.tenant_id == looking.provider_id)
    )
    if held is not None:
        asked = asked.outerjoin(held, held.c.firm_id == Client.firm_id)
    return asked.subquery("seen")


def _live(provider_id: UUID, now: datetime) -> Subquery:
    """firm_id of every live engagement, and whether it covers results (1 or 0)."""
    has_results = cast(Engagement.shares, Text).contains(f'"{Share.RESULTS}"')
    asked = select(
        Engagement.tenant_id.label("firm_id"), func.max(case((has_results, 1), else_=0)).label("results")
    ).where(
        Engagement.provider_id == provider_id,
        Engagement.ended_at.is_(None),
        or_(Engagement.until_at.is_(None), Engagement.until_at > now),
    )
    return asked.group_by(Engagement.tenant_id).subquery("live")


@contextmanager
def _reading(session: Session, looking: Looking) -> Iterator[Session]:
    """What the book is read in: of what firms have bought, a provider's own session knows nothing."""
    if not looking.plans:
        yield session
        return
    with session.info["database"].reading(Scope.provider(looking.provider_id)) as reading:
        yield reading


def list_book(session: Session, looking: Looking, choice: Choice) -> list[BookRow]:
    """One page of what is chosen."""
    asked = Book(looking).rows(choice).limit(PAGE_SIZE).offset((choice.page - 1) * PAGE_SIZE)
    with _reading(session, looking) as reading:
        return [_row(found) for found in reading.execute(asked)]


def count_book(session: Session, looking: Looking, choice: Choice) -> dict[Stage, int]:
    """How many of what is chosen are in each stage, the choice of stages left out; in order of stage."""
    with _reading(session, looking) as reading:
        found = {str(stage): number for stage, number in reading.execute(Book(looking).counts(choice))}
    return {stage: found[str(stage)] for stage in Stage if found.get(str(stage))}


def walk_book(session: Session, looking: Looking, choice: Choice) -> Iterator[BookRow]:
    """Everything chosen, in order, a few hundred rows in memory at a time."""
    asked = Book(looking).rows(choice).execution_options(yield_per=AT_ONCE)
    with _reading(session, looking) as reading:
        yield from (_row(found) for found in reading.execute(asked))


def find_in_book(session: Session, looking: Looking, client_id: UUID) -> BookRow | None:
    """One client as it may be shown."""
    book = Book(looking)
    asked = book.rows(Choice()).where(book.seen.id == client_id)
    with _reading(session, looking) as reading:
        found = reading.execute(asked).one_or_none()
    return _row(found) if found is not None else None


def _row(found: Any) -> BookRow:
    told = dict(found._mapping)
    flags = {name: bool(told[name]) for name in FLAGS}
    return BookRow(**{**told, **flags, "stage": Stage(told["stage"])})
