"""Every route x method x actor x target: who is not let in finds nothing, changes nothing and learns nothing.

A sample of actors in the daily run, all of them with the slow tests.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.kit.access import SAFE
from app.kit.db import Database
from app.tenants.access import ALLOWED
from app.tenants.models import Role
from tests.attack.dangers import DANGEROUS, HARMLESS, WATCHED
from tests.attack.forging import forge, misspell, sit_down_late, still_works
from tests.attack.stuffing import stuff
from tests.attack.world import CANARIES, Actor, Door, Side, list_doors, owed, settle_actors, settle_sides
from tests.factories.browsers import Browser
from tests.house.test_neighbours import House, bare, houses, snapshot

__all__ = ["houses"]
pytestmark = pytest.mark.database
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control")
O, C, V, A, M, P, F, S = (  # noqa: E741 (a table is read by its columns)
    Role.OWNER, Role.CONTRIBUTOR, Role.VIEWER, Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN,
    Role.PROGRAMME_OFFICER, Role.PLATFORM_STAFF,
)  # fmt: skip
AGREED: dict[str, set[Role]] = {
    "read": {O, C, V, A, M, S},
    "evidence": {O, C, V, A, S},
    "history": {O, C, V, S},
    "answer": {O, C},
    "fill": {O, C, A},
    "submit": {O},
    "plan": {O, C},
    "shape": {O, A},
    "report": {O, C},
    "draw": {O, C, A, M},
    "issue": {O, A},
    "pack": {O, C, A},
    "manage": {O},
    "belong": {O, C, V},
    "subscribe": {O, C, V},
    "review": {A},
    "discuss": {O, C, A},
    "interview": {A},
    "findings": {A, P},
    "brand": {P},
    "administer": {P},
    "clients": {A, M, P},
    "tend": {A, M, P},
    "price": {M, P},
    "quote": {M},
    "export": {A, M},
    "credit": {A, M, P},
    "programmes": {F, M, P},
    "programme": {F, P},
    "recruit": {M, P},
    "staff": {A, M, P, F},
    "bought": {O, C, V, M, P},
    "buy": {O, P},
}
"""Who holds which permission, written a second time by hand: whoever changes the table changes this, on purpose."""
NOT_THERE = {
    "/batches/<uuid:batch_id>/file": "a batch is for whoever asked for it",
    "/firm/programmes/join": "joining needs the code of a programme",
    "/desk/fapiao/<uuid:fapiao_id>/file": "it was only asked for",
    "/<any(firm,provider):side>/fapiao/<uuid:fapiao_id>/file": "it was only asked for",
    "/packs/<uuid:pack_id>/file": "a pack is for whoever asked for it",
    "/reports/<uuid:report_id>/packs/<pack_key>": "packs are of whoever asked",
    "/profile/data/file": "nobody has asked for their data",
    "/provider/brand/logo": "no logo was put up",
    "/join/<word>/agree": "the word of this walk is no link",
    "/handovers/<uuid:handover_id>": "an offer is between two people",
}
"""Doors behind which a rightful actor may find nothing, and why."""
MARKS = {
    "/inbox/<uuid:notice_id>": "opening one's own notice marks it as read",
    "/<any(firm,provider):side>/orders/<uuid:order_id>/returned": "whoever waits lets Stripe be asked once",
}
"""Pages that write when they are looked at, and why."""


def test_the_table_of_permissions_is_the_agreed_one() -> None:
    assert {name: set(roles) for name, roles in ALLOWED.items()} == AGREED


class Walk:
    """Tries doors and keeps what went wrong."""

    def __init__(self, sides: tuple[Side, Side]) -> None:
        self.sides = sides
        self.faults: list[str] = []
        self.tried: Counter[str] = Counter()

    def attempt(self, door: Door, actor: Actor, side: Side) -> None:
        """One door, one actor, one side: the answer must be what is owed."""
        due = owed(door, actor, side)
        if due == "in" and (door.method != "GET" or door.path in MARKS):
            return
        address = door.address(side)
        answer = actor.try_door(door, address)
        self.tried[due] += 1
        said = f"{actor.name} {door.method} {address} ({door.permission}): {answer.status_code}, owed {due}"
        if not self._fits(due, actor, door, answer):
            self.faults.append(said)
        if missing := [name for name in HEADERS if name not in answer.headers]:
            self.faults.append(f"{said}: without {missing}")
        self._look_for_canaries(actor, answer, address, said)
        if due == "nothing" and door.leads:
            self._compare_with_nothing(door, actor, answer, address, said)

    def _fits(self, due: str, actor: Actor, door: Door, answer: TestResponse) -> bool:
        status, location = answer.status_code, answer.headers.get("Location", "")
        if due == "away":
            # The form token of an account that was closed is worth nothing either.
            ended = status == 400 and actor.name != "stranger" and door.method != "GET"
            return ended or (status in (302, 303) and location.startswith("/sign-in"))
        if due == "in":
            return status in (200, 302, 303) or (status == 404 and door.path in NOT_THERE)
        if due == "nothing" and door.kind == "person" and location.startswith("/second-factor"):
            return True  # whoever owns a factor brings it first, whatever the address leads to
        return status == (404 if due == "nothing" else 403)

    def _look_for_canaries(self, actor: Actor, answer: TestResponse, address: str, said: str) -> None:
        body = answer.data.decode(errors="replace").replace(address, "")
        self.faults += [f"{said}: shows {word}" for word in set(CANARIES) - actor.knows if word[1:] in body]

    def _compare_with_nothing(self, door: Door, actor: Actor, answer: TestResponse, address: str, said: str) -> None:
        nowhere = door.address(self.sides[0], missing=True)
        other = actor.try_door(door, nowhere)
        self.tried["nobody's"] += 1
        if bare(answer.text, address) != bare(other.text, nowhere):
            self.faults.append(f"{said}: tells a neighbour's row from none")


def walk(app: Flask, database: Database, sides: tuple[Side, Side], tries: Iterator[tuple[Door, Actor, Side]]) -> Walk:
    """Try them; nothing may be changed by it."""
    walked, before = Walk(sides), snapshot(database)
    for door, actor, side in tries:
        walked.attempt(door, actor, side)
    after = snapshot(database)
    walked.faults += [f"{name} changed" for name in before if before[name] != after[name]]
    return walked


def everything(doors: list[Door], actors: list[Actor], sides: tuple[Side, Side]) -> Iterator[tuple[Door, Actor, Side]]:
    """The whole matrix."""
    return ((door, actor, side) for door in doors for actor in actors for side in sides)


def sample(doors: list[Door], actors: list[Actor], sides: tuple[Side, Side]) -> Iterator[tuple[Door, Actor, Side]]:
    """Every door with each kind of answer it owes, by one actor in turn; what is let in here is tried next door too."""
    for number, door in enumerate(doors):
        by_due: dict[str, list[Actor]] = {}
        for actor in actors:
            by_due.setdefault(owed(door, actor, sides[0]), []).append(actor)
        for due, found in sorted(by_due.items()):
            yield door, found[number % len(found)], sides[0]
            if due == "in":
                yield door, found[0], sides[1]


@pytest.fixture
def sides(database: Database, houses: tuple[House, House]) -> tuple[Side, Side]:
    """Ours and the neighbour's, each with its provider."""
    return settle_sides(database, houses)


def forged(
    app: Flask, database: Database, doors: list[Door], actors: list[Actor], side: Side, *, every: bool
) -> list[str]:
    """What was wrongly let in of forgeries, ids that are none and late hands; nothing may be changed by them."""
    before = snapshot(database)
    faults = [*forge(doors, actors, side, every=every), *misspell(doors, actors, side, every=every)]
    faults += [*sit_down_late(doors, actors, side), *still_works(actors)]
    reading = [door for door in doors if door.method in SAFE and door.path not in MARKS]
    # Pages that compute something are dear: a fifth of them daily.
    faults += stuff(app, actors, side, reading[:: 1 if every else 5], every=every)
    after = snapshot(database)
    faults += [f"{name} changed by forgeries" for name in before if before[name] != after[name]]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    changing = [door for door in doors if door.method not in SAFE]
    return faults + list(stuff(app, actors, side, changing, every=every))


def test_nobody_gets_through_a_door_that_is_not_theirs(
    app: Flask, database: Database, sides: tuple[Side, Side], sign_in: Callable[..., Browser]
) -> None:
    doors, actors = list_doors(app), settle_actors(database, sides, sign_in)
    walked = walk(app, database, sides, sample(doors, actors, sides))
    assert not walked.faults, "\n".join(walked.faults[:40])
    assert min(walked.tried[due] for due in ("away", "nothing", "refused", "in")) > len(doors) // 4
    # The world costs more than the walks.
    faults = forged(app, database, doors, actors, sides[0], every=False)
    assert not faults, "\n".join(faults[:40])


@pytest.mark.slow
def test_nobody_gets_through_any_door_in_the_whole_matrix(
    app: Flask, database: Database, sides: tuple[Side, Side], sign_in: Callable[..., Browser]
) -> None:
    doors, actors = list_doors(app), settle_actors(database, sides, sign_in)
    walked = walk(app, database, sides, everything(doors, actors, sides))
    print(f"{walked.tried.total()} requests at {len(doors)} doors, {len(walked.faults)} faults")
    assert not walked.faults, f"{len(walked.faults)} of {walked.tried.total()}:\n" + "\n".join(walked.faults[:60])
    faults = forged(app, database, doors, actors, sides[0], every=True)
    assert not faults, f"{len(faults)}:\n" + "\n".join(faults[:60])


def test_every_act_that_opens_something_is_known_as_dangerous_or_harmless(app: Flask) -> None:
    table = app.extensions["access_table"]
    watched = {name for (name, method), rule in table.items() if method not in SAFE and rule.permission in WATCHED}
    assert watched - DANGEROUS - set(HARMLESS) == set(), "say in dangers.py whether it asks for a fresh sign-in"
    assert set(HARMLESS) - watched == set()
    assert DANGEROUS & set(HARMLESS) == set()
    assert DANGEROUS - {name for name, _method in table} == set()


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["reach", "role"])
def test_the_matrix_sees_a_guard_that_is_gone(
    app: Flask,
    database: Database,
    sides: tuple[Side, Side],
    sign_in: Callable[..., Browser],
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
) -> None:
    actors = settle_actors(database, sides, sign_in)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    if broken == "reach":
        monkeypatch.setattr("app.tenants.access.shares_with", lambda *_: frozenset({"results", "answers", "evidence"}))
        monkeypatch.setattr("app.tenants.access.find_owner", lambda *_: sides[0].house.tenant_id)
    else:
        monkeypatch.setattr("app.tenants.access.Actor.may", lambda *_: True)
    doors = [door for door in list_doors(app) if door.method == "GET"]
    assert walk(app, database, sides, sample(doors, actors, sides)).faults
