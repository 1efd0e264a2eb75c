"""Who may do what to whom: enforced before every view, from the table that views declare with `@access`.

The tenant comes from the resource, never from the request: `row_of(Assessment, "assessment_id")` looks the row up
through the organisations the person sits in. What is not theirs does not exist (404); a role too low is refused (403).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.kit.access import ANYONE, CLERK, PERSON, SAFE, Rule, Table, UndeclaredAccess, access, build_table
from app.kit.db import Database, Scope
from app.kit.errors import NotFound, Refused
from app.kit.ids import parse_id
from app.kit.scope import set_provider_reach
from app.kit.text import Text
from app.tenants import counter, doorway
from app.tenants.looking import note_look, note_staff_look
from app.tenants.models import ROLES_OF, SEEN_BY, Kind, Role, Share
from app.tenants.queries import Seat, find_owner, list_places, reach_of_provider, shares_with

__all__ = ["Actor", "access", "current_actor", "own_provider", "own_side", "row_of", "seal", "working_seat"]

ALLOWED: dict[str, frozenset[Role]] = {
    "read": frozenset(Role) - {Role.PROVIDER_ADMIN, Role.PROGRAMME_OFFICER},
    "evidence": frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.VIEWER, Role.CONSULTANT, Role.PLATFORM_STAFF}),
    "history": frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.VIEWER, Role.PLATFORM_STAFF}),
    "answer": frozenset({Role.OWNER, Role.CONTRIBUTOR}),
    "fill": frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.CONSULTANT}),
    "submit": frozenset({Role.OWNER}),
    "plan": frozenset({Role.OWNER, Role.CONTRIBUTOR}),
    "shape": frozenset({Role.OWNER, Role.CONSULTANT}),
    "interview": frozenset({Role.CONSULTANT}),
    "report": frozenset({Role.OWNER, Role.CONTRIBUTOR}),
    "draw": frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.CONSULTANT, Role.ACCOUNT_MANAGER}),
    "issue": frozenset({Role.OWNER, Role.CONSULTANT}),
    "pack": frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.CONSULTANT}),
    "manage": frozenset({Role.OWNER}),
    "belong": frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.VIEWER}),
    "subscribe": frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.VIEWER}),
    "review": frozenset({Role.CONSULTANT}),
    "findings": frozenset({Role.CONSULTANT, Role.PROVIDER_ADMIN}),
    "discuss": frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.CONSULTANT}),
    "brand": frozenset({Role.PROVIDER_ADMIN}),
    "administer": frozenset({Role.PROVIDER_ADMIN}),
    "clients": frozenset({Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN}),
    "tend": frozenset({Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN}),
    "price": frozenset({Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN}),
    "quote": frozenset({Role.ACCOUNT_MANAGER}),
    "export": frozenset({Role.CONSULTANT, Role.ACCOUNT_MANAGER}),
    "credit": frozenset({Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN}),
    "programmes": frozenset({Role.PROGRAMME_OFFICER, Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN}),
    "programme": frozenset({Role.PROGRAMME_OFFICER, Role.PROVIDER_ADMIN}),
    "recruit": frozenset({Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN}),
    "staff": ROLES_OF[Kind.PROVIDER],
    "bought": ROLES_OF[Kind.SME] | {Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN},
    "buy": frozenset({Role.OWNER, Role.PROVIDER_ADMIN}),
}
"""Permissions in a tenant and the roles that hold them; in a firm, providers need a live engagement besides.

From "brand" on they are about a provider's own things, with `tenant=own_provider`: "clients" reads its book, "tend"
changes it, "export" takes reports of many firms along (administrators see no firm's results and have none to take),
"staff" is everybody who works there. "bought" and "buy" are about what either pays for, with `tenant=own_side`."""
RESULT_PAGES = frozenset({"reports.result", "reports.roadmap", "reports.show", "reports.draw", "reports.file"})
"""What a provider with results only may open; these pages and files leave the answers out for them."""
READING = frozenset({"read", "evidence", "history", "clients", "programmes", "bought"})
"""Permissions no unsafe method may hide behind."""
CHOSEN = "tenant"
MISSING = Text(zh="这里没有内容。", en="There is nothing here.")
NOT_SHARED = Text(
    zh="企业同意的范围不包括这部分内容。需要的话，请企业负责人调整范围。",
    en="The firm has not agreed to share this part. If you need it, ask an owner of the firm to widen the scope.",
)
NOT_SUBMITTED = Text(
    zh="这份评估还没提交，企业没有同意您查看未提交的答案。需要的话，请企业负责人调整范围。",
    en="This assessment is not submitted yet, and the firm has not agreed to show what is not. If you need it, ask an "
    "owner of the firm to widen the scope.",
)
TOO_LOW = Text(
    zh="您的角色不能这样做。如有需要，请联系企业负责人或机构管理员。",
    en="Your role may not do this. If you need it, ask the firm's owner or your provider's administrator.",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is asking: the person, where they sit, and the tenant this request is about."""

    user_id: UUID
    seats: tuple[Seat, ...]
    tenant_id: UUID | None = None
    role: Role | None = None
    shares: frozenset[str] | None = None
    """What of the tenant may be seen, for somebody of a provider; None for the firm's own people: everything."""
    seat: Seat | None = None
    """Where they sit to see the tenant of this request: in the firm, or in a provider it agreed to."""
    roles: frozenset[Role] = frozenset()
    """Every role they hold in the tenant; `role` is the one they are called by."""
    place: Seat | None = None
    """Where the person works at present: it decides which menu and home they see. None without any seat."""
    shut: tuple[Seat, ...] = ()
    """Seats that open only after what the organisation asks for beside the password (`doorway`)."""

    def sees(self, share: Share) -> bool:
        """Whether this part of the tenant may be shown to them."""
        return self.shares is None or share in self.shares

    @property
    def firms(self) -> tuple[Seat, ...]:
        """Their seats in SMEs."""
        return tuple(seat for seat in self.seats if seat.kind == Kind.SME)

    @property
    def provider(self) -> Seat | None:
        """The provider they work in at present, if they do."""
        return self.place if self.place is not None and self.place.kind == Kind.PROVIDER else None

    @property
    def closing_at(self) -> datetime | None:
        """When the firm of this request will be erased, while that can still be undone."""
        return next((seat.closing_at for seat in self.seats if seat.organisation_id == self.tenant_id), None)

    @property
    def is_staff(self) -> bool:
        """Whether they read this firm for the operator, by a grant."""
        return self.role == Role.PLATFORM_STAFF

    @property
    def asks_factor(self) -> bool:
        """Whether the organisation of this request asks its members for a second factor."""
        return any(seat.factor_required for seat in self.seats if seat.organisation_id == self.tenant_id)

    @property
    def tenant(self) -> UUID:
        """The tenant of this request, on routes whose rule names one."""
        if self.tenant_id is None:
            raise RuntimeError("this route names no tenant")
        return self.tenant_id

    def may(self, permission: str) -> bool:
        """Whether the role in this tenant holds a permission; for templates that show or hide a button."""
        return not self.roles.isdisjoint(ALLOWED[permission])

    def can(self, permission: str) -> bool:
        """Whether their role where they work at present holds a permission; for menus."""
        return self.place is not None and not self.place.roles.isdisjoint(ALLOWED[permission])


Locator = Callable[[Database, Actor], UUID | None]


def chosen_firm(_database: Database, actor: Actor) -> UUID | None:
    """The firm the person is working in: the one they chose last, else their first."""
    if not actor.firms:
        return None
    wanted = parse_id(session.get(CHOSEN)) if len(actor.firms) > 1 else None
    known = {seat.organisation_id for seat in actor.firms}
    return wanted if wanted in known else actor.firms[0].organisation_id


def own_provider(_database: Database, actor: Actor) -> UUID | None:
    """The provider the person works in, as the tenant; of several the one chosen last, else the first."""
    seats = [seat for seat in actor.seats if seat.kind == Kind.PROVIDER]
    if actor.provider is not None:
        return actor.provider.organisation_id
    return seats[0].organisation_id if seats else None


def own_side(database: Database, actor: Actor) -> UUID | None:
    """The firm or the provider the person works in, by the first word of the address: /firm/… or /provider/…."""
    locate = own_provider if (request.view_args or {}).get("side") == "provider" else chosen_firm
    return locate(database, actor)


def working_seat(seats: tuple[Seat, ...]) -> Seat | None:
    """The seat chosen last, else the first in a firm, else the first in a provider; a firm read as staff comes last."""
    wanted = parse_id(session.get(CHOSEN)) if len(seats) > 1 else None
    by_default = sorted(seats, key=lambda seat: (seat.role == Role.PLATFORM_STAFF, seat.kind != Kind.SME))
    return next((seat for seat in seats if seat.organisation_id == wanted), by_default[0] if seats else None)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a plan or a pass has to open: an assessment, and when it was handed in."""

    assessment_id: UUID
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class RowOf:
    """Finds the tenant of the row whose id is a URL argument."""

    model: type[Any]
    argument: str
    opened: Callable[[UUID], Any] | None = None
    """In place of the model's own `of_assessment`."""

    def __call__(self, database: Database, actor: Actor) -> UUID | None:
        """With one firm only, that firm: whatever the id, the view looks it up there and finds nothing foreign."""
        if len(actor.seats) == 1 and actor.firms:
            return actor.seats[0].organisation_id
        return self.owner(database, actor)

    def owner(self, database: Database, actor: Actor) -> UUID | None:
        """The tenant that really owns the row, None when it is not among the actor's."""
        row_id = parse_id((request.view_args or {}).get(self.argument))
        return find_owner(database, self.model, row_id, actor.seats) if row_id is not None else None

    def is_unsubmitted(self, database: Database, tenant_id: UUID) -> bool:
        """Whether the row is, or belongs to, an assessment that its firm has not submitted yet. A model that can
        belong to one says so by `unsubmitted(row_id)`: a SELECT that finds something then."""
        row_id, asked = parse_id((request.view_args or {}).get(self.argument)), getattr(self.model, "unsubmitted", None)
        if row_id is None or asked is None:
            return False
        with database.reading(Scope.tenant(tenant_id)) as session:
            return session.scalar(asked(row_id)) is not None

    def of_assessment(self, database: Database, tenant_id: UUID) -> Opened | None:
        """The assessment the row is or belongs to, and when it was handed in. A model that belongs to one says so by
        `of_assessment(row_id)`: a SELECT of both."""
        row_id = parse_id((request.view_args or {}).get(self.argument))
        asked = self.opened or getattr(self.model, "of_assessment", None)
        if row_id is None or asked is None:
            return None
        with database.reading(Scope.tenant(tenant_id)) as session:
            found = session.execute(asked(row_id)).one_or_none()
        if found is None:  # not this tenant's: no plan opens it
            raise NotFound(MISSING)
        return Opened(found[0], found[1])


PlanCheck = Callable[[Database, UUID, str, Callable[[], Opened | None], bool], None]
"""Raises unless what the tenant bought opens a feature: (database, tenant, feature, of what, whether only read).
Of what is asked only where the plan does not open it anyway."""


def row_of(model: type[Any], argument: str, *, opened: Callable[[UUID], Any] | None = None) -> RowOf:
    """The tenant of the row whose id is this URL argument. `opened`: a SELECT of the assessment and the moment that a
    plan had to hold for it to stay readable, where the model's own would not do."""
    return RowOf(model, argument, opened)


def current_actor() -> Actor:
    """The actor of this request; only for views with a rule other than "anyone"."""
    return cast(Actor, g.actor)


def _seat_in(database: Database, actor: Actor, tenant_id: UUID) -> tuple[Seat, frozenset[str] | None] | None:
    for seat in actor.seats:
        if seat.organisation_id == tenant_id:
            return seat, None
    for seat in (seat for seat in actor.seats if seat.kind == Kind.PROVIDER):
        with database.reading(Scope.provider(seat.organisation_id)) as reading:
            agreed = shares_with(reading, seat.organisation_id, tenant_id)
        if agreed:
            return seat, agreed & frozenset().union(*(SEEN_BY.get(role, ()) for role in seat.roles))
    return None


def _asked_for() -> Share:
    """Which part of a tenant this request is about. What nobody has thought of counts as answers."""
    if request.endpoint in RESULT_PAGES:
        return Share.RESULTS
    return Share.EVIDENCE if request.blueprint == "evidence" else Share.ANSWERS


def _enter(database: Database, rule: Rule, actor: Actor) -> Actor:
    locate: Locator = rule.tenant or chosen_firm
    tenant_id = locate(database, actor)
    found = _seat_in(database, actor, tenant_id) if tenant_id is not None else None
    if tenant_id is None or found is None:
        raise NotFound(MISSING)
    seat, shares = found
    doorway.check(seat)
    within = tuple(one for one in actor.seats if one not in actor.shut)
    entered = replace(
        actor, seats=within, tenant_id=tenant_id, seat=seat, role=seat.role, roles=seat.roles, shares=shares
    )
    if not entered.may(rule.permission):
        if isinstance(locate, RowOf) and locate.owner(database, actor) is None:
            raise NotFound(MISSING)
        raise Refused(TOO_LOW)
    if not entered.sees(_asked_for()):
        raise Refused(NOT_SHARED)
    if not entered.sees(Share.DRAFTS) and isinstance(locate, RowOf) and locate.is_unsubmitted(database, tenant_id):
        raise Refused(NOT_SUBMITTED)
    g.actor = entered  # who is asking, for the page that says what lies beyond the plan
    _hold_to_plan(database, rule, locate, tenant_id)
    g.db_scope = Scope.tenant(tenant_id)
    if shares is not None:
        note_look(database, entered.user_id, tenant_id)
    if seat.role == Role.PLATFORM_STAFF:
        note_staff_look(database, entered.user_id, tenant_id)
    return entered


def _hold_to_plan(database: Database, rule: Rule, locate: Locator, tenant_id: UUID) -> None:
    if not rule.plan:
        return

    def opened() -> Opened | None:
        return locate.of_assessment(database, tenant_id) if isinstance(locate, RowOf) else None

    reads = request.method in SAFE and not rule.makes
    current_app.extensions["plan_check"](database, tenant_id, rule.plan, opened, reads)


def _guard(database: Database, table: Table) -> Callable[[], ResponseReturnValue | None]:
    def check() -> ResponseReturnValue | None:
        if request.endpoint is None or request.method == "OPTIONS":  # Flask itself answers which methods there are
            return None
        rule = table[request.endpoint, "GET" if request.method == "HEAD" else request.method]
        g.readonly = g.readonly and not rule.writes
        front = g.pop("db_front", None)
        try:
            return _admit(database, rule, front)
        finally:
            if front is not None:
                front.close()

    return check


def _admit(database: Database, rule: Rule, front: Any) -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        if rule.permission == ANYONE:
            return None
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")), 303)
    doorway.check_confined(rule.permission)
    if rule.permission == ANYONE and rule.tenant is None:
        return None
    seats = doorway.seats_within(list_places(front, current_user.id))
    shut = tuple(seat for seat in seats if doorway.lacks(seat))
    actor = Actor(current_user.id, seats, place=working_seat(seats), shut=shut)
    if rule.permission == CLERK:
        g.actor = _as_person(database, actor)
        g.db_scope = counter.check(database, rule, actor, front)
    else:
        g.actor = _as_person(database, actor) if rule.permission == PERSON else _enter(database, rule, actor)
    return None


def _as_person(database: Database, actor: Actor) -> Actor:
    """On pages about the person: whoever works where something is asked for first is led there from home."""
    if request.endpoint == doorway.HOME and actor.place is not None:
        doorway.check(actor.place)
    within = replace(actor, seats=tuple(seat for seat in actor.seats if seat not in actor.shut))
    chosen = chosen_firm(database, within)
    seat = next((seat for seat in within.seats if seat.organisation_id == chosen), None)
    if seat is not None:
        within = replace(within, role=seat.role, roles=seat.roles)
    if seat is not None and seat.role == Role.PLATFORM_STAFF and request.endpoint == doorway.HOME:
        note_staff_look(database, actor.user_id, seat.organisation_id)
    return replace(within, tenant_id=chosen, place=within.place if within.place in within.seats else None)


def _may(permission: str) -> bool:
    """For templates: whether to show what needs a permission in this tenant; true where nobody is asked for a role."""
    actor = g.get("actor")
    return actor is None or actor.may(permission)


def seal(
    app: Flask, database: Database, library: dict[str, Rule], plan_check: PlanCheck, is_clerk: counter.ClerkCheck
) -> Table:
    """Build the table from what views declared and enforce it; UndeclaredAccess when a route is missing from it."""
    app.extensions["plan_check"], app.extensions["clerk_check"] = plan_check, is_clerk
    table = build_table(app, library, READING)
    unknown = {rule.permission for rule in table.values()} - {ANYONE, PERSON, CLERK, *ALLOWED}
    if unknown:
        raise UndeclaredAccess(f"unknown permissions: {', '.join(sorted(unknown))}")
    set_provider_reach(reach_of_provider)
    app.extensions["access_table"] = table
    app.before_request(_guard(database, table))
    app.register_error_handler(doorway.Shut, doorway.show_the_way)
    app.jinja_env.globals["actor"] = lambda: g.get("actor")
    app.jinja_env.globals.update(may=_may, works_at_desk=counter.was_here)
    return table
