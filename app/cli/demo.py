"""The demo firms: the sheets under samples/, entered through the same operations a person's clicks use."""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.accounts.models import User
from app.accounts.queries import find_person
from app.assessments.models import Assessment
from app.assessments.operations import import_answers, start_assessment
from app.assessments.queries import catalogue, get_assessment
from app.brands.operations import Look, keep_brand, keep_brand_logo
from app.cli.sheets import Filing, read_sheet
from app.clients.models import Client
from app.clients.queries import list_clients
from app.companies.operations import create_company, keep_equipment, keep_workload
from app.config import ROOT
from app.content.catalogue import Catalogue
from app.kit import clock
from app.kit.db import Database, HouseSession, Scope
from app.kit.intake.logos import take_in_logo
from app.orders.models import Channel
from app.orders.operations import Wish, place_order, settle_order
from app.reports.operations import publish_result
from app.roadmaps.operations import request_roadmap
from app.subscriptions.plans import shop
from app.tenants.changes import Terms, agree_to_provider
from app.tenants.models import Role
from app.tenants.operations import admit_member, open_provider, open_tenant, show_as_sample
from app.tenants.queries import find_sample_firm, list_seats, search_providers

SEATS = 6
SAMPLES = ROOT / "samples"


@dataclass(frozen=True, slots=True)
class DemoFirm:
    """Which sample belongs to whom, and whether it is already submitted and planned."""

    email: str
    sample: str
    submitted: bool
    shown: bool = False
    """Whether strangers may look around in it; one of them is."""
    advised: bool = False
    """Whether the demo provider works with it, so that its report carries that provider's brand."""
    paid: bool = False
    """Whether it has a plan; one shows what a firm sees that paid for nothing."""


def demo_firms() -> tuple[DemoFirm, ...]:
    """The firms samples/demo/firms.json lists."""
    rows = json.loads((SAMPLES / "demo" / "firms.json").read_text(encoding="utf-8"))
    return tuple(DemoFirm(**row) for row in rows)


def read_sample(path: Path, content: Catalogue) -> Filing:
    """A sample sheet, which must be without fault."""
    filing, faults = read_sheet(json.loads(path.read_text(encoding="utf-8")), content)
    if filing is None or faults:
        raise ValueError(f"{path.name}: {faults[0].path}: {faults[0].message.en}")
    return filing


def enter_filing(session: HouseSession, filing: Filing, *, owner: User) -> Assessment:
    """Open a tenant for the firm and write everything its sheet says, up to a filled draft."""
    at = clock.now()
    tenant = open_tenant(session, filing.company.name, by=owner.id)
    company = create_company(session, filing.company, tenant_id=tenant.id, at=at)
    for workload in filing.inventory.workloads:
        keep_workload(session, company, workload)
    for group in filing.inventory.equipment:
        keep_equipment(session, company, group)
    draft = start_assessment(session, company, filing.instrument, by=owner.id)
    for part in filing.parts:
        import_answers(session, draft, part.sheet, by=owner.id, at=at)
    return get_assessment(session, draft.id)


def settle_provider(database: Database) -> None:
    """Open the demo provider with its brand, if its administrator sits nowhere yet."""
    told = _provider()
    with database.begin() as session:
        admin = find_person(session, told["email"])
        if admin is None or list_seats(session, admin.id):
            return
        provider = open_provider(session, told["name"], by=admin.id)
        for role, email in told["people"].items():
            if (person := find_person(session, email)) is not None:
                admit_member(session, provider, user_id=person.id, role=Role(role), by=admin.id)
        session.open_scope(Scope.tenant(provider.id))
        _take_plan(session, provider.id, "provider", by=admin, seats=SEATS)
        keep_brand(session, provider.id, Look(told["look"]), by=admin.id, at=clock.now())
        logo = take_in_logo((SAMPLES / "demo" / told["logo"]).read_bytes())
        keep_brand_logo(session, provider.id, logo, by=admin.id, at=clock.now())


def settle_clients(database: Database) -> None:
    """Note the firms the demo provider has not won yet; those in its book already stay as they are."""
    told = _provider()
    with database.begin() as session:
        provider = next(iter(search_providers(session, told["name"])[:1]), None)
        manager = find_person(session, told["people"]["account_manager"])
        if provider is None:
            return
        session.open_scope(Scope.tenant(provider.id))
        known = {one.name for one in list_clients(session, provider.id)}
        for row in json.loads((SAMPLES / "demo" / "clients.json").read_text(encoding="utf-8")):
            if row["name"] not in known:
                _note(session, row, manager=manager)


def _note(session: HouseSession, row: dict[str, Any], *, manager: User | None) -> None:
    told = {name: row.get(name, "") for name in ("name", "stage", "contact_name", "contact", "next_action", "note")}
    client = Client(**told, noted_at=clock.now())
    if row.get("manager") and manager is not None:
        client.account_manager_id = manager.id
    if "next_in" in row:
        client.next_on = clock.today() + timedelta(days=row["next_in"])
    session.add(client)


def _provider() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((SAMPLES / "demo" / "provider.json").read_text(encoding="utf-8"))
    return told


def settle_firms(database: Database) -> None:
    """Enter the demo firms whose owners have none yet; the worker plans and prints when it comes up."""
    for firm in demo_firms():
        with database.begin() as session:
            owner = find_person(session, firm.email)
            if owner is not None and not list_seats(session, owner.id):
                _settle(session, firm, owner)


def settle_sample(database: Database) -> None:
    """Enter only the firm that strangers may look around in, owned by an account nobody can sign in to."""
    firm = next(one for one in demo_firms() if one.shown)
    with database.begin() as session:
        if find_sample_firm(session) is None:
            owner = User(email=firm.email, name="", active=False, fs_uniquifier=secrets.token_hex(32))
            session.add(owner)
            session.flush()
            _settle(session, firm, owner)


def _settle(session: HouseSession, firm: DemoFirm, owner: User) -> None:
    content = catalogue()
    filing = read_sample(SAMPLES / firm.sample, content)
    assessment = enter_filing(session, filing, owner=owner)
    if firm.paid and owner.active:  # strangers look around in a firm that nobody pays for
        _take_plan(session, assessment.tenant_id, "standard", by=owner)
    if firm.advised:
        _engage_provider(session, assessment.tenant_id, by=owner)
    if firm.submitted:
        publish_result(session, assessment, catalogue=content, by=owner.id, at=clock.now())
        request_roadmap(session, assessment, filing.means, catalogue=content, by=owner.id)
    if firm.shown:
        show_as_sample(session, assessment.tenant_id)


def _take_plan(session: HouseSession, tenant_id: UUID, plan: str, *, by: User, seats: int = 1) -> None:
    """A year, ordered and paid by bank transfer as it would be; nothing in a house that sells nothing."""
    if not shop.is_open:
        return
    session.flush()
    wish = Wish(item=plan, interval="year", currency="CNY", channel=Channel.TRANSFER, quantity=seats)
    order = place_order(session, tenant_id, wish, by=by.id, at=clock.now())
    settle_order(session, tenant_id, order.id, paid=order.amount, at=clock.now())


def _engage_provider(session: HouseSession, tenant_id: UUID, *, by: User) -> None:
    terms = Terms(
        purpose="辅导数字化路线图 / advice on the roadmap", shares=("results", "answers", "evidence"), days=None
    )
    for provider in search_providers(session, _provider()["name"])[:1]:
        agree_to_provider(session, tenant_id, provider.id, terms, by=by.id)
