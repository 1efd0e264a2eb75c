"""Whoever is removed, whose engagement ends, whose account or firm goes: from the next request on nothing is left.

Browsers stay signed in all along; any order of comings and goings must leave exactly the ways in that the model knows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.accounts.models import User
from app.archives.erasing import erase_firm
from app.kit import clock
from app.kit.db import Database, Scope
from app.staff.operations import remove_person
from app.tenants.changes import Terms, agree_to_provider, end_agreement, remove_member
from app.tenants.models import Engagement, Organisation, Role, Share
from tests.factories.consents import run_out
from tests.factories.fillings import Started, start_filling
from tests.factories.people import add_member, make_person, make_provider

pytestmark = pytest.mark.database
ACTS = ("admit", "remove", "hire", "let go", "agree", "end", "lapse", "shut", "open", "erase")
PAGES = ("", "/review", "/evidence", "/questions/base-capture", "/blank/en")
ALL = Terms(purpose="advice", shares=tuple(Share), days=30)


@dataclass(slots=True)
class Town:
    """A firm and a provider with the people who come and go, and which of the ways in are open."""

    database: Database
    started: Started
    provider: Organisation
    admin: User
    colleague: User
    adviser: User
    open: set[str] = field(default_factory=set)

    def do(self, act: str, storage: object) -> None:
        """One coming or going; one that makes no sense now does nothing."""
        if "erased" in self.open:
            return
        {
            "admit": self._admit,
            "remove": self._remove,
            "hire": self._hire,
            "let go": self._let_go,
            "agree": self._agree,
            "end": self._end,
            "lapse": self._lapse,
            "shut": lambda: self._account(active=False),
            "open": lambda: self._account(active=True),
            "erase": lambda: self._erase(storage),
        }[act]()

    def may(self, who: str) -> bool:
        """Whether this person has a way to the firm."""
        if "erased" in self.open or f"{who} shut" in self.open:
            return False
        return "member" in self.open if who == "colleague" else {"hired", "agreed"} <= self.open

    def _firm(self) -> Organisation:
        with self.database.reading() as session:
            return session.get_one(Organisation, self.started.tenant_id)

    def _admit(self) -> None:
        if "member" not in self.open:
            add_member(self.database, self._firm(), self.colleague, Role.CONTRIBUTOR)
            self.open.add("member")

    def _remove(self) -> None:
        if "member" in self.open:
            with self.database.begin(Scope.tenant(self.started.tenant_id)) as session:
                remove_member(session, self.started.tenant_id, self.colleague.id, by=self.started.owner.id)
            self.open.discard("member")

    def _hire(self) -> None:
        if "hired" not in self.open:
            add_member(self.database, self.provider, self.adviser, Role.CONSULTANT)
            self.open.add("hired")

    def _let_go(self) -> None:
        if "hired" in self.open:
            with self.database.begin(Scope.tenant(self.provider.id)) as session:
                remove_person(session, self.provider.id, self.adviser.id, by=self.admin.id)
            self.open.discard("hired")

    def _agree(self) -> None:
        if "agreed" not in self.open:
            with self.database.begin(Scope.tenant(self.started.tenant_id)) as session:
                agree_to_provider(session, self.started.tenant_id, self.provider.id, ALL, by=self.started.owner.id)
            self.open.add("agreed")

    def _end(self) -> None:
        with self.database.begin(Scope.tenant(self.started.tenant_id)) as session:
            end_agreement(session, self.started.tenant_id, self.provider.id, by=self.started.owner.id)
        self.open.discard("agreed")

    def _lapse(self) -> None:
        with self.database.begin(Scope.tenant(self.started.tenant_id)) as session:
            run_out(session, self.started.tenant_id, at=clock.now() - timedelta(seconds=1))
        self.open.discard("agreed")

    def _account(self, *, active: bool) -> None:
        with self.database.begin() as session:
            session.execute(update(User).where(User.id == self.colleague.id).values(active=active))
        (self.open.discard if active else self.open.add)("colleague shut")

    def _erase(self, storage: object) -> None:
        tenant_id = self.started.tenant_id
        with self.database.begin(Scope.tenant(tenant_id)) as session:
            past = clock.now() - timedelta(days=1)
            session.execute(update(Organisation).where(Organisation.id == tenant_id).values(closing_at=past))
            assert erase_firm(session, tenant_id, storage)  # type: ignore[arg-type]
        self.open.add("erased")


def reaches(browser: FlaskClient, assessment_id: UUID) -> bool:
    """Whether the firm's pages open, all of them or none; every other answer tells nothing of it."""
    found = set()
    for page in PAGES:
        answer = browser.get(f"/assessments/{assessment_id}{page}")
        entered = answer.status_code == 200 or (answer.status_code in (302, 303) and "/sign-in" not in answer.location)
        assert entered or (answer.status_code in (302, 303, 404) and "佛山暖居" not in answer.text), page
        found.add(entered)
    assert len(found) == 1, "some pages open and others do not"
    return found.pop()


def settle(database: Database) -> Town:
    """A town as it begins: nobody but the owner has a way in."""
    admin = make_person(database)
    people = {"admin": admin, "colleague": make_person(database), "adviser": make_person(database)}
    return Town(database=database, started=start_filling(database), provider=make_provider(database, admin), **people)


def play(app: Flask, database: Database, sign_in: Callable[..., FlaskClient], acts: list[str]) -> None:
    """The acts, and after each of them everybody at the door."""
    with app.app_context():
        town = settle(database)
    browsers = {"colleague": sign_in(town.colleague), "adviser": sign_in(town.adviser)}
    for act in acts:
        town.do(act, app.extensions["storage"])
        for who, browser in browsers.items():
            if f"{who} shut" in town.open:
                assert browser.get("/home").status_code in (302, 303)
            found = reaches(browser, town.started.assessment_id)
            assert found == town.may(who), f"{who} after {act} of {acts}"
        if "colleague shut" in town.open:  # a closed account ends its sessions; who comes back signs in again
            town.do("open", None)
            browsers["colleague"] = sign_in(town.colleague)
    with database.reading(Scope.provider(town.provider.id)) as session:
        live = set(session.scalars(select(Engagement.tenant_id).where(Engagement.provider_id == town.provider.id)))
    assert "erased" not in town.open or town.started.tenant_id not in live


def test_every_way_in_ends_with_its_reason(app: Flask, database: Database, sign_in: Callable[..., FlaskClient]) -> None:
    play(app, database, sign_in, ["admit", "hire", "agree", "remove", "end", "agree", "lapse", "admit", "agree"])
    play(app, database, sign_in, ["hire", "agree", "let go", "hire", "admit", "shut", "erase"])


@pytest.mark.parametrize("examples", [4, pytest.param(80, marks=pytest.mark.slow)])
def test_no_order_of_comings_and_goings_leaves_a_way_in(
    app: Flask,
    database: Database,
    sign_in: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    examples: int,
) -> None:
    monkeypatch.setattr(app.extensions["throttle"], "take", lambda *_: None)  # they all sign in from one address

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(ACTS), min_size=3, max_size=12))
    def any_order(acts: list[str]) -> None:
        play(app, database, sign_in, acts)

    any_order()
