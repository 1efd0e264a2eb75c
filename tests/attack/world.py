"""Two firms, three providers, everybody who might try a door, and what each door owes each of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast
from uuid import UUID

from flask import Flask
from sqlalchemy import update

from app.accounts.models import User
from app.clerks.operations import appoint_clerk
from app.kit.access import ANYONE, CLERK, PERSON
from app.kit.db import Database, Scope
from app.tenants.access import ALLOWED, RESULT_PAGES, RowOf, own_provider
from app.tenants.grants import give_grant
from app.tenants.models import SEEN_BY, Membership, Organisation, Role, Share
from tests.factories.authenticators import Authenticator, register
from tests.factories.browsers import Browser
from tests.factories.people import add_member, make_person
from tests.factories.practices import Practice, let_see, offer, settle_practice
from tests.house.test_neighbours import MISSING, House

Kind = Literal["person", "desk", "provider", "firm", "row"]
Owed = Literal["away", "nothing", "refused", "in"]
CANARIES = ("Ourlark", "Oursheron", "Theirwren", "Theirsdove", "Formerlyfinch")
OURS, THEIRS, FORMER = frozenset(CANARIES[:2]), frozenset(CANARIES[2:4]), frozenset(CANARIES[4:])
FOUND_BY = re.compile(r"<([^>]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One firm and the provider that advises it: what an address can lead to."""

    house: House
    practice: Practice


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A route and one of its methods: where its tenant comes from, and what it asks for."""

    path: str
    endpoint: str
    method: str
    permission: str
    kind: Kind
    arguments: frozenset[str]
    seeks: bool = False
    """Whether it finds the firm by the row, among those the person sits in."""

    @property
    def leads(self) -> bool:
        """Whether its address names a row."""
        return any(name == "key" or (name.endswith("_id") and name != "question_id") for name in self.arguments)

    @property
    def share(self) -> Share:
        """Which part of a firm it shows."""
        if self.endpoint in RESULT_PAGES:
            return Share.RESULTS
        return Share.EVIDENCE if self.endpoint.startswith("evidence.") else Share.ANSWERS

    def address(self, side: Side, *, missing: bool = False) -> str:
        """With the ids of this side, or with ids nobody has."""

        def fill(found: "re.Match[str]") -> str:
            name = re.sub(r"^.*:", "", found[1])
            if missing and name.endswith("_id") and name != "question_id":
                return MISSING
            if missing and name == "key":
                return "nobody-has-this"
            of = side.practice if self.kind == "provider" else side.house
            return of.values(name, self.path)

        return FOUND_BY.sub(fill, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody at the door: their browser, their roles in firms, and the provider they work for."""

    name: str
    browser: Browser
    user: User | None = None
    token: str = ""
    firms: dict[UUID, Role] = field(default_factory=dict)
    practice: Practice | None = None
    role: Role | None = None
    sees: UUID | None = None
    """The firm their provider is engaged for."""
    is_clerk: bool = False
    knows: frozenset[str] = frozenset()
    """The names they may come across."""

    def try_door(self, door: Door, address: str) -> Any:
        """One request with a valid form token and nothing in it."""
        headers = {"X-CSRFToken": self.token} if self.token else {}
        return self.browser.open(address, method=door.method, data={}, headers=headers, token=False)


def list_doors(app: Flask) -> list[Door]:
    """Every route that is not open to anyone."""
    table = app.extensions["access_table"]
    found = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            known = table[rule.endpoint, method]
            if known.permission == ANYONE:
                continue
            kind: Kind = {PERSON: "person", CLERK: "desk"}.get(known.permission, "firm")
            if known.tenant is own_provider:
                kind = "provider"
            elif isinstance(known.tenant, RowOf):
                kind = "row"
            where = {"path": rule.rule, "endpoint": rule.endpoint, "method": method}
            more = {"arguments": frozenset(rule.arguments), "seeks": kind == "firm" and known.tenant is not None}
            found.append(Door(**where, permission=known.permission, kind=kind, **more))
    return found


def owed(door: Door, actor: Actor, side: Side) -> Owed:
    """What this door owes this actor for an address of this side; written apart from the code that decides it."""
    if actor.user is None:
        return "away"
    if door.kind == "desk":
        return "in" if actor.is_clerk else "nothing"
    if door.kind == "person":
        return "nothing" if door.leads and actor.user.id != side.house.owner.id else "in"
    if door.kind == "provider":
        return _owed(door, actor.role, here=actor.practice is side.practice)
    if door.kind == "firm":
        tenant_id, role = next(iter(actor.firms.items()), (None, None))
        if door.seeks and door.leads and tenant_id != side.house.tenant_id:
            return "nothing"
        return _owed(door, role, here=tenant_id == side.house.tenant_id)
    role, parts = actor.firms.get(side.house.tenant_id), frozenset(Share)
    if role is None and actor.role is not None and actor.sees == side.house.tenant_id:
        role, parts = actor.role, SEEN_BY.get(actor.role, frozenset())
    return "refused" if role and door.share not in parts else _owed(door, role, here=True)


def _owed(door: Door, role: Role | None, *, here: bool) -> Owed:
    if role is None:
        return "nothing"
    if role not in ALLOWED[door.permission]:
        return "refused"
    return "in" if here or not door.leads else "nothing"


def settle_sides(database: Database, houses: tuple[House, House]) -> tuple[Side, Side]:
    """Each firm advised by a provider of its own."""
    sides = []
    for house, canary in zip(houses, ("Oursheron", "Theirsdove"), strict=True):
        practice = settle_practice(database, canary)
        let_see(database, house.tenant_id, practice, house.owner)
        house.keys["received"] = str(offer(database, house.tenant_id, practice, canary))
        sides.append(Side(house=house, practice=practice))
    return sides[0], sides[1]


def settle_actors(database: Database, sides: tuple[Side, Side], sign_in: Callable[..., Browser]) -> list[Actor]:
    """Everybody who might try a door of our side."""
    return list(_actors(database, sides, sign_in))


def _actors(database: Database, sides: tuple[Side, Side], sign_in: Callable[..., Browser]) -> Iterator[Actor]:
    ours, theirs = sides

    def enter(name: str, person: User, **known: Any) -> Actor:
        browser = sign_in(person)
        return Actor(name=name, browser=browser, user=person, token=browser.renew_token(), **known)

    firm = ours.house.tenant_id
    yield enter("owner", ours.house.owner, firms={firm: Role.OWNER}, knows=OURS | FORMER)
    yield enter("neighbour", theirs.house.owner, firms={theirs.house.tenant_id: Role.OWNER}, knows=THEIRS)
    with database.reading() as session:
        row = session.get_one(Organisation, firm)
    for role in (Role.CONTRIBUTOR, Role.VIEWER):
        person = make_person(database)
        add_member(database, row, person, role)
        yield enter(role, person, firms={firm: role}, knows=OURS | FORMER)
    for side, whose in ((ours, "our"), (theirs, "their")):
        for role, person in side.practice.people.items():
            known = {"practice": side.practice, "role": role, "sees": side.house.tenant_id}
            known["knows"] = OURS if side is ours else THEIRS
            yield enter(f"{whose} {role}", person, **known)
    yield _staff(database, firm, enter)
    yield _clerk(database, enter)
    yield from _leavers(database, ours, enter)


def _staff(database: Database, firm: UUID, enter: Callable[..., Actor]) -> Actor:
    """The operator's person, let in to our firm and nowhere else."""
    person = make_person(database)
    with database.begin(Scope.platform("test")) as session:
        give_grant(
            session, session.get_one(Organisation, firm), email=str(person.email), hours=2, reason="a fault " * 3
        )
    actor = enter("platform staff", person, firms={firm: Role.PLATFORM_STAFF}, knows=OURS | FORMER)
    assert register(actor.browser, Authenticator()).status_code == 303
    return replace(actor, token=actor.browser.renew_token())


def _clerk(database: Database, enter: Callable[..., Actor]) -> Actor:
    """Somebody who works at the operator's desk and sits in no organisation."""
    person = make_person(database)
    with database.begin(Scope.platform("test")) as session:
        appoint_clerk(session, str(person.email))
    actor = enter("clerk", person, is_clerk=True, knows=frozenset(CANARIES))
    assert register(actor.browser, Authenticator()).status_code == 303
    return replace(actor, token=actor.browser.renew_token())


def _leavers(database: Database, ours: Side, enter: Callable[..., Actor]) -> Iterator[Actor]:
    """People whose ways in have ended, in browsers that were signed in before."""
    former = settle_practice(database, *FORMER)
    let_see(database, ours.house.tenant_id, former, ours.house.owner, ended=True)
    adviser = former.people[Role.CONSULTANT]
    yield enter("adviser whose engagement ended", adviser, practice=former, role=Role.CONSULTANT, knows=FORMER)
    gone, shut = make_person(database), make_person(database)
    with database.reading() as session:
        row = session.get_one(Organisation, ours.house.tenant_id)
    for person in (gone, shut):
        add_member(database, row, person, Role.OWNER)
    once = enter("owner who was removed", gone)
    out = enter("owner whose account was closed", shut)
    with database.begin() as session:
        session.delete(session.query(Membership).filter_by(user_id=gone.id).one())
        session.execute(update(User).where(User.id == shut.id).values(active=False))
    yield once
    yield Actor(name=out.name, browser=out.browser, token=out.token)
    stranger = cast(Browser, once.browser.application.test_client())
    yield Actor(name="stranger", browser=stranger, token=stranger.renew_token())
