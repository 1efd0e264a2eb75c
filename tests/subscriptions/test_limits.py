"""What a plan counts: assessments, people, clients. Nobody and nothing that is there is thrown out."""

from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.assessments.models import Assessment
from app.assessments.operations import start_assessment
from app.assessments.queries import catalogue
from app.clients.models import Client
from app.companies.queries import get_company_row
from app.invitations.operations import Wish, invite_member
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict
from app.onboarding.operations import Maker, Offer, invite_firm
from app.subscriptions.values import BeyondPlan
from app.tenants.changes import Terms, agree_to_provider
from app.tenants.models import Organisation, Role
from tests.factories.fillings import Started
from tests.factories.people import add_member, make_firm, make_person, make_provider

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("billed")]


def test_of_two_starts_at_once_at_the_limit_one_is_made(app: Flask, database: Database, started: Started) -> None:
    tenant, gate, said = started.tenant_id, Barrier(2), []
    with database.begin(Scope.tenant(tenant)) as session:
        session.execute(delete(Assessment).where(Assessment.id == started.assessment_id))

    def start() -> None:
        gate.wait()
        try:
            with app.app_context(), database.begin(Scope.tenant(tenant)) as session:
                company = get_company_row(session, tenant)
                start_assessment(session, company, catalogue().instrument("furniture"), by=started.owner.id)
            said.append("made")
        except BeyondPlan:
            said.append("beyond")

    both = [Thread(target=start) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == ["beyond", "made"]
    with database.reading(Scope.tenant(tenant)) as session:
        assert session.scalar(select(func.count(Assessment.id))) == 1


def invite(database: Database, tenant: Organisation, role: Role, contact: str) -> None:
    asker = make_person(database)
    with database.begin(Scope.tenant(tenant.id)) as session:
        wish = Wish(contact=contact, role=role, lang="en", write=lambda word: f"/i/{word}", mails=False)
        invite_member(session, tenant.id, wish, by=asker, at=clock.now())


def test_seats_are_the_plans_unless_the_operator_set_them_and_nobody_loses_one(database: Database, app: Flask) -> None:
    firm = make_firm(database, make_person(database))
    invite(database, firm, Role.VIEWER, "one@firm.example")
    with pytest.raises(Conflict, match="The plan holds 2 people"):
        invite(database, firm, Role.VIEWER, "two@firm.example")
    provider = make_provider(database, make_person(database))
    for _ in range(3):
        add_member(database, provider, make_person(database), Role.CONSULTANT)
    with pytest.raises(Conflict, match="nobody loses a place"):
        invite(database, provider, Role.CONSULTANT, "five@advice.example")
    with database.begin() as session:
        session.get_one(Organisation, provider.id).seats = 5
    invite(database, provider, Role.CONSULTANT, "five@advice.example")


def test_a_free_provider_wins_three_firms_and_no_further_one(database: Database, app: Flask) -> None:
    admin, owners = make_person(database), [make_person(database) for _ in range(4)]
    provider, offer = make_provider(database, admin), Offer(purpose="advice", shares=["results"], days=None)
    firms = [make_firm(database, owner, f"Firm {number}") for number, owner in enumerate(owners)]
    maker = Maker(by=admin.id, name="", provider="", key="k" * 40, write=str, lang="en", at=clock.now())
    with database.begin(Scope.tenant(provider.id)) as session:
        rows = [Client(name=f"Firm {number}") for number in range(4)]
        session.add_all(rows)
        session.flush()
        for row in rows[:3]:
            invite_firm(session, provider.id, row.id, offer, maker)
        invite_firm(session, provider.id, rows[0].id, offer, maker)  # its link once more is no further firm
        with pytest.raises(BeyondPlan, match="The plan holds 3 firms"):
            invite_firm(session, provider.id, rows[3].id, offer, maker)
    terms = Terms(purpose="advice", shares=["results"], days=None)
    for owner, firm in zip(owners[:3], firms, strict=False):
        with database.begin(Scope.tenant(firm.id)) as session:
            agree_to_provider(session, firm.id, provider.id, terms, by=owner.id)
    with pytest.raises(Conflict, match="no room"), database.begin(Scope.tenant(firms[3].id)) as session:
        agree_to_provider(session, firms[3].id, provider.id, terms, by=owners[3].id)
