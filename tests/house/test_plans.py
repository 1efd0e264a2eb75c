"""What a plan opens is decided in one place and declared on every route that needs it."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.assessments.queries import catalogue, get_assessment
from app.companies.queries import get_company
from app.config import ROOT
from app.kit import clock
from app.kit.access import ANYONE, SAFE, Rule
from app.kit.db import Database, Scope
from app.kit.errors import PersonError
from app.kit.ids import new_id
from app.orders.models import Channel
from app.orders.operations import Wish, place_order, settle_order
from app.packs.models import Pack
from app.roadmaps.means import suggested_means
from app.roadmaps.operations import request_roadmap
from app.shares.models import ShareLink, SharePicture
from app.subscriptions.plans import Feature
from app.subscriptions.queries import OF_FIRMS
from app.subscriptions.values import BeyondPlan
from app.tenants.access import ALLOWED
from app.tenants.models import Role
from tests.factories.edits import set_by_hand
from tests.factories.fillings import Started, start_filling
from tests.factories.issued import issue_to
from tests.factories.practices import Practice, settle_practice

HELD = (
    *("roadmaps", "reports", "tryouts", "shapings", "deliveries", "exports", "issues", "shares", "packs", "rounds"),
    *("clients", "closings", "quotations", "programmes", "brands", "batches"),
)
"""Blueprints with routes that need a plan."""
OPEN = {
    "roadmaps.means": "everybody's first plan shows its first step; a further one is held in the view",
    "reports.submit": "a free firm hands in its assessment",
    "reports.result": "every result is everybody's",
    "reports.roadmap": "shows the first step to whoever sees no more",
    "reports.blank": "the questionnaire on paper",
    "issues.retract": "taking back is never for sale",
    "shares.withdraw": "taking back is never for sale",
    "shares.views": "who looked at what was shared is the firm's to know",
    "rounds.course": "the list of one's own assessments",
    "clients.book": "a provider sees its firms",
    "clients.client": "a provider sees its firms",
    "clients.tend": "a provider looks after its firms",
    "clients.change": "a provider looks after its firms",
    "clients.remove_note": "taking back is never for sale",
    "clients.change_view": "views that were kept stay in use",
    "clients.set_book": "how the list counts",
    "quotations.received": "an offer to a firm is the firm's",
    "quotations.read": "an offer to a firm is the firm's",
    "quotations.fetch": "an offer to a firm is the firm's",
    "programmes.firm": "a firm's own consents",
    "programmes.join": "a firm's own consents",
    "programmes.decline": "a firm's own consents",
    "programmes.refuse": "a firm's own consents",
    "programmes.leave": "a firm's own consents",
    "batches.cancel": "taking back is never for sale",
    "batches.change": "pausing and removing are never for sale; what is resumed asks again when it runs",
    "batches.fetch": "files that were made can be fetched until they expire",
}
READERS = {
    "subscriptions": "the place itself",
    "orders": "writes what was paid",
    "payments": "writes what Stripe says",
    "purchases": "shows what is bought and what is sold",
    "credits": "gives passes and takes them back",
    "invoices": "shows what was paid for",
    "clerks": "shows what is sold",
    "archives": "hands out and erases a tenant's rows",
    "cli": "keeps the catalogue of prices in step",
    "clients": "shows account managers whose plan ends when",
    "batches": "filters the book by plans that end",
    "factory": "opens the shop",
}
ROWS = re.compile(r"from app\.subscriptions\.models import|from app\.subscriptions\.plans import [^\n]*\bshop\b")


def test_nothing_else_reads_plans_or_what_was_bought() -> None:
    found = {
        path.relative_to(ROOT / "app").parts[0].removesuffix(".py")
        for path in (ROOT / "app").rglob("*.py")
        if ROWS.search(path.read_text(encoding="utf-8"))
    }
    assert found <= set(READERS), "ask app.subscriptions.queries"


def test_every_route_of_these_packages_declares_what_it_needs_or_says_why_not(app: Flask) -> None:
    table: dict[tuple[str, str], Rule] = app.extensions["access_table"]
    bare = {
        endpoint
        for (endpoint, _method), rule in table.items()
        if endpoint.partition(".")[0] in HELD and not rule.plan and rule.permission != ANYONE
    }
    assert bare == set(OPEN)
    held = {endpoint.partition(".")[0] for (endpoint, _method), rule in table.items() if rule.plan}
    assert held == set(HELD) - {"roadmaps"}


def keys_of(database: Database, firm: Started) -> dict[str, str]:
    """A row for every argument of the firm's routes."""
    report_id = issue_to(database, firm)
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        now, assessment = clock.now(), get_assessment(session, firm.assessment_id)
        assessment.submitted_at = now
        means = suggested_means(get_company(session, firm.tenant_id), start=clock.today())
        asked = request_roadmap(session, assessment, means, catalogue=catalogue(), by=firm.owner.id)
        told = {"recipe_key": "diagnosis", "edition": "full", "proofs": "none", "expires_at": now}
        rows = {
            "edit_id": set_by_hand(session, firm.assessment_id, "firm"),
            "link_id": ShareLink(report_id=report_id, secret_hash="x", label="bank", expires_at=now),
            "picture_id": SharePicture(report_id=report_id, lang="en"),
            "pack_id": Pack(report_id=report_id, asked_by_id=firm.owner.id, **told),
        }
        session.add_all(rows.values())
        session.flush()
        ids = {"assessment_id": firm.assessment_id, "earlier_id": firm.assessment_id, "report_id": report_id}
        ids |= {"roadmap_id": asked.id} | {name: row.id for name, row in rows.items()}
        return {name: str(value) for name, value in ids.items()}


FIXED = {"speak": "en", "form": "csv", "kind": "pdf", "initiative_key": "x", "pack_key": "x", "place": "x", "act": "x"}


def knock(app: Flask, browser: FlaskClient, path: str, method: str) -> str:
    """What the guard says before any view runs: `beyond`, or `open`."""
    cookie = browser.get_cookie("session")
    assert cookie is not None
    with app.test_request_context(path, method=method, headers={"Cookie": f"session={cookie.value}"}):
        try:
            answer = app.preprocess_request()
        except BeyondPlan:
            return "beyond"
        except PersonError as error:
            return type(error).__name__
        return "open" if answer is None else str(answer)


def buy(database: Database, tenant: UUID, by: User, item: str) -> None:
    with database.begin(Scope.tenant(tenant)) as session:
        wish = Wish(item=item, interval="year", currency="CNY", channel=Channel.TRANSFER)
        order = place_order(session, tenant, wish, by=by.id, at=clock.now())
        settle_order(session, tenant, order.id, paid=order.amount, at=clock.now())


@pytest.mark.usefixtures("billed")
def test_a_free_tenant_meets_the_limit_on_each_declared_route_and_a_paying_one_does_not(
    app: Flask, database: Database, sign_in: Callable[[User], FlaskClient]
) -> None:
    with app.app_context():
        firm, practice = start_filling(database), settle_practice(database, "practice")
    keys = FIXED | keys_of(database, firm)
    inside = {person.id: sign_in(person) for person in (firm.owner, *practice.people.values())}
    doors = [(inside[who.id], path, method) for who, path, method in walk(app, keys, practice, firm.owner)]
    app.config["WTF_CSRF_ENABLED"] = False  # what is asked here comes after it
    assert len(doors) > 70
    assert {door[1:]: said for door in doors if (said := knock(app, *door)) != "beyond"} == {}
    buy(database, firm.tenant_id, firm.owner, "standard")
    buy(database, practice.id, practice.people[Role.PROVIDER_ADMIN], "provider")
    assert {door[1:]: said for door in doors if (said := knock(app, *door)) != "open"} == {}


def _value(practice: Practice, name: str, path: str) -> str:
    return str(new_id()) if name == "quotation_id" else practice.values(name, path)


def walk(app: Flask, keys: dict[str, str], practice: Practice, owner: User) -> list[tuple[User, str, str]]:
    """Who knocks where, by which method: every route that declares a feature."""
    table: dict[tuple[str, str], Rule] = app.extensions["access_table"]
    found = []
    for url in app.url_map.iter_rules():
        for method in (url.methods or set()) - {"HEAD", "OPTIONS"}:
            rule = table[url.endpoint, method]
            if not rule.plan:
                continue
            of_firm = Feature(rule.plan) in OF_FIRMS
            roles = ALLOWED[rule.permission]
            person = owner if of_firm else next(one for role, one in practice.people.items() if role in roles)
            given = {name: keys[name] if of_firm else _value(practice, name, url.rule) for name in url.arguments}
            path = app.url_map.bind("localhost").build(url.endpoint, given, method=method)
            found.append((person, path, method))
    assert {method for *_who, method in found} - SAFE
    return found
