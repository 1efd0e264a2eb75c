"""The book as a person may see it: facts only while the firm's consent lives, whatever the rows still say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, cast, func, or_, select
from sqlalchemy import String as Text
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User
from app.clients.choosing import PAGE_SIZE, Choice
from app.clients.models import ACTIVE, WITH_CONSENT, Client, Stage
from app.kit.clock import HOUSE_ZONE
from app.kit.ids import parse_id
from app.kit.pinyin import fold
from app.tenants.models import Engagement, Share

ORDER = {str(stage): place for place, stage in enumerate(Stage)}
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who looks into which book, and when: what `mine`, `overdue` and `stalled` mean."""

    provider_id: UUID
    me: UUID
    tended: frozenset[UUID]
    """Whose clients count as mine today."""
    now: datetime
    stalled_days: int

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

    @property
    def moved(self) -> int | None:
        """Thousandths of readiness won or lost since last time."""
        return None if self.score is None or self.previous_score is None else self.score - self.previous_score

    @property
    def levels_moved(self) -> int | None:
        """Levels won or lost since last time."""
        return None if self.level is None or self.previous_level is None else self.level - self.previous_level


class Book:
    """Builds the SELECTs of one look into a book."""

    def __init__(self, looking: Looking) -> None:
        self.looking = looking
        self.live = _live(looking.provider_id, looking.now)
        self.manager, self.consultant = aliased(User), aliased(User)
        self.is_live: ColumnElement[bool] = self.live.c.firm_id.is_not(None)
        self.shows: ColumnElement[bool] = func.coalesce(self.live.c.results, 0) == 1
        unseen = [str(stage) for stage in Stage if stage not in WITH_CONSENT]
        self.stage: ColumnElement[str] = case(
            (or_(self.is_live, Client.stage.in_(unseen)), Client.stage), else_=str(Stage.ENDED)
        )
        self.trade = self.fact(Client.industry_key, "")
        self.level, self.score = self.result(Client.level), self.result(Client.score)
        self.moved = self.result(Client.score - Client.previous_score)
        self.active, self.due = self.fact(Client.last_active_at), self.fact(Client.due_on)

    def fact(self, column: Any, otherwise: Any = None) -> ColumnElement[Any]:
        """What is the firm's to show."""
        return case((self.is_live, column), else_=otherwise)

    def result(self, column: Any) -> ColumnElement[Any]:
        """What is the firm's to show, and part of its results."""
        return case((self.shows, column))

    @property
    def is_overdue(self) -> ColumnElement[bool]:
        """Whether the next action or the re-assessment is past."""
        today = self.looking.today
        return func.coalesce(or_(Client.next_on < today, self.due < today), False)

    @property
    def is_stalled(self) -> ColumnElement[bool]:
        """Whether nothing has happened for long where something ought to."""
        since = self.looking.now - timedelta(days=self.looking.stalled_days)
        active = [str(stage) for stage in ACTIVE]
        return and_(self.stage.in_(active), func.coalesce(self.active, Client.created_at) < since)

    def rows(self, choice: Choice) -> Select[Any]:
        """Everything chosen, in order."""
        asked = self._from(select(*self._columns())).where(*self.wanted(choice))
        if choice.stage:
            asked = asked.where(self.stage.in_([str(stage) for stage in choice.stage]))
        return asked.order_by(*self._order(choice))

    def counts(self, choice: Choice) -> Select[str, int]:
        """Stage -> how many, whichever stages are chosen."""
        asked = select(self.stage.label("stage"), func.count(Client.id)).select_from(Client)
        return (
            asked.outerjoin(self.live, self.live.c.firm_id == Client.firm_id)
            .where(*self.wanted(choice))
            .group_by(self.stage)
        )

    def wanted(self, choice: Choice) -> Iterator[ColumnElement[bool]]:
        """The criteria of a choice, all but its stages."""
        yield Client.tenant_id == self.looking.provider_id
        for term in choice.terms:
            if folded := fold(term):
                yield or_(
                    Client.name_key.contains(folded, autoescape=True),
                    Client.contact_name.contains(term, autoescape=True),
                )
        yield from self._measured(choice)
        yield from self._dated(choice)
        for column, who in ((Client.account_manager_id, choice.owner), (Client.consultant_id, choice.consultant)):
            if who:
                yield self._tended(column, who)

    def _measured(self, choice: Choice) -> Iterator[ColumnElement[bool]]:
        if choice.trade:
            yield self.trade == choice.trade
        if choice.level_from is not None:
            yield self.level >= choice.level_from
        if choice.level_to is not None:
            yield self.level <= choice.level_to
        if choice.moved:
            yield {"up": self.moved > 0, "down": self.moved < 0, "same": self.moved == 0}[choice.moved]

    def _dated(self, choice: Choice) -> Iterator[ColumnElement[bool]]:
        if choice.overdue:
            yield self.is_overdue
        if choice.stalled:
            yield self.is_stalled
        if choice.due is not None:
            yield self.due <= self.looking.today + timedelta(days=choice.due)

    def _tended(self, column: Any, who: str) -> ColumnElement[bool]:
        if who == "none":
            return column.is_(None)  # type: ignore[no-any-return]
        if who == "mine":
            return column.in_(self.looking.tended)  # type: ignore[no-any-return]
        if who == "cover":
            return column.in_(self.looking.tended - {self.looking.me})  # type: ignore[no-any-return]
        return column == parse_id(who)  # type: ignore[no-any-return]

    def _from(self, asked: Select[Any]) -> Select[Any]:
        return (
            asked.select_from(Client)
            .outerjoin(self.live, self.live.c.firm_id == Client.firm_id)
            .outerjoin(self.manager, self.manager.id == Client.account_manager_id)
            .outerjoin(self.consultant, self.consultant.id == Client.consultant_id)
        )

    def _columns(self) -> list[Any]:
        return [
            Client.id,
            Client.firm_id,
            Client.name,
            self.stage.label("stage"),
            self.is_live.label("is_live"),
            self.shows.label("shows_results"),
            self.trade.label("industry_key"),
            self.fact(Client.headcount).label("headcount"),
            self.fact(Client.assessment_id).label("assessment_id"),
            self.level.label("level"),
            self.score.label("score"),
            self.result(Client.previous_level).label("previous_level"),
            self.result(Client.previous_score).label("previous_score"),
            self.active.label("last_active_at"),
            self.due.label("due_on"),
            Client.account_manager_id.label("manager_id"),
            func.coalesce(self.manager.name, "").label("manager"),
            Client.consultant_id.label("consultant_id"),
            func.coalesce(self.consultant.name, "").label("consultant"),
            Client.contact_name,
            Client.contact,
            Client.next_action,
            Client.next_on,
            self.is_overdue.label("is_overdue"),
            self.is_stalled.label("is_stalled"),
        ]

    def _order(self, choice: Choice) -> Iterator[Any]:
        by: Mapping[str, Any] = {
            "name": Client.name_key,
            "stage": case(ORDER, value=self.stage),
            "trade": func.nullif(self.trade, ""),
            "level": self.level,
            "score": self.score,
            "moved": self.moved,
            "active": self.active,
            "due": self.due,
            "manager": func.nullif(self.manager.name, ""),
            "consultant": func.nullif(self.consultant.name, ""),
            "next": Client.next_on,
        }
        column = by[choice.sort]
        if choice.sort != "name":
            yield column.is_(None)
        yield column.desc() if choice.falls else column.asc()
        yield Client.id


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


def list_book(session: Session, looking: Looking, choice: Choice) -> list[BookRow]:
    """One page of what is chosen."""
    asked = Book(looking).rows(choice).limit(PAGE_SIZE).offset((choice.page - 1) * PAGE_SIZE)
    return [_row(found) for found in session.execute(asked)]


def count_book(session: Session, looking: Looking, choice: Choice) -> dict[Stage, int]:
    """How many of what is chosen are in each stage, the choice of stages left out; in order of stage."""
    found = {str(stage): number for stage, number in session.execute(Book(looking).counts(choice))}
    return {stage: found[str(stage)] for stage in Stage if found.get(str(stage))}


def walk_book(session: Session, looking: Looking, choice: Choice) -> Iterator[BookRow]:
    """Everything chosen, in order, a few hundred rows in memory at a time."""
    asked = Book(looking).rows(choice).execution_options(yield_per=AT_ONCE)
    return (_row(found) for found in session.execute(asked))


def find_in_book(session: Session, looking: Looking, client_id: UUID) -> BookRow | None:
    """One client as it may be shown."""
    asked = Book(looking).rows(Choice()).where(Client.id == client_id)
    found = session.execute(asked).one_or_none()
    return _row(found) if found is not None else None


def _row(found: Any) -> BookRow:
    told = dict(found._mapping)
    flags = {name: bool(told[name]) for name in ("is_live", "shows_results", "is_overdue", "is_stalled")}
    return BookRow(**{**told, **flags, "stage": Stage(told["stage"])})
