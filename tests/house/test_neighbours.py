"""Two firms that have been through the whole journey, for every test that walks their doors (see `tests/attack`)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.queries import catalogue, get_assessment
from app.companies.models import Company, EquipmentGroup, Site, Workload
from app.companies.queries import get_company
from app.delegations.models import Delegation
from app.evidence.models import Evidence
from app.invitations.models import Invitation
from app.kit import clock
from app.kit.access import ANYONE
from app.kit.db import Database, HouseSession, Scope, metadata
from app.kit.storage import Storage
from app.packs.models import Proofs
from app.packs.operations import PackWish, order_pack
from app.reports.models import Report
from app.reports.operations import publish_result
from app.roadmaps.means import suggested_means
from app.roadmaps.operations import request_roadmap
from app.shares.models import ShareLink
from app.shares.operations import Target, Wish, make_link, request_picture
from app.tenants.access import own_provider
from app.tenants.models import Handover, Organisation, StaffGrant
from app.tenants.queries import list_seats
from tests.factories.authenticators import keep_passkey
from tests.factories.consents import keep_ask
from tests.factories.edits import set_by_hand
from tests.factories.evidence import attach
from tests.factories.filings import make_filled
from tests.factories.notices import keep_notice
from tests.factories.orders import keep_desk_rows
from tests.factories.people import make_person
from tests.factories.practices import keep_offer

pytestmark = pytest.mark.database
MISSING = "0198a000-0000-7000-8000-000000000000"
Enter = Callable[..., FlaskClient]


@dataclass(frozen=True, slots=True)
class House:
    """One firm that has been through the whole journey, and what its addresses are made of."""

    owner: User
    tenant_id: UUID
    assessment_id: UUID
    report_id: UUID
    link_id: UUID
    notice_id: UUID
    evidence_id: UUID
    keys: dict[str, str]
    offer_id: UUID | None = None

    def values(self, argument: str, path: str) -> str:
        """The value of a URL argument that leads to this firm."""
        if argument in (
            "key",
            "delegation_id",
            "picture_id",
            "invitation_id",
            "pack_id",
            "passkey_id",
            "grant_id",
            "ask_id",
        ):
            return next(key for part, key in self.keys.items() if part in path)
        given = {
            "assessment_id": self.assessment_id,
            "report_id": self.report_id,
            "link_id": self.link_id,
            "earlier_id": self.assessment_id,
            "notice_id": self.notice_id,
            "evidence_id": self.evidence_id,
            "question_id": "base-capture",
            "initiative_key": "f2-office-suite",
            "lens": "readiness",
            "dimension": "cloud",
            "handover_id": self.offer_id,
            "roadmap_id": self.keys.get("roadmap"),
            "edit_id": self.keys.get("edit"),
            "received_id": self.keys.get("received"),
            "order_id": self.keys.get("order"),
            "transfer_id": self.keys.get("transfer"),
            "fapiao_id": self.keys.get("fapiao"),
        }
        fixed = {"speak": "en", "form": "csv", "kind": "pdf", "token": "none", "word": "none", "pack_key": "diagnosis"}
        fixed |= {"place": "reading.0", "act": "place", "side": "firm"}
        fixed |= {"kind": "xlsx"} if path.startswith("/quotations/") else {}
        fixed |= {"act": "issue" if "/fapiao/" in path else "confirm"} if path.startswith("/desk/") else {}
        return str({**given, **fixed}[argument])


def _settle(database: Database, canary: str, storage: Storage) -> tuple[User, UUID, UUID]:
    owner = make_person(database)
    assessment_id = make_filled(database, owner)
    with database.begin() as session:
        (seat,) = list_seats(session, owner.id)
        session.open_scope(Scope.tenant(seat.organisation_id))
        assessment = get_assessment(session, assessment_id)
        session.get_one(Organisation, seat.organisation_id).name = canary
        session.scalars(select(Company)).one().name = canary
        named: tuple[tuple[type[Any], str], ...] = ((Site, "plant"), (Workload, "system"), (EquipmentGroup, "machine"))
        for model, key in named:
            row = session.scalars(select(model)).first()
            assert row is not None
            row.name, row.key = f"{canary}-{key}", f"{canary}-{key}".lower()
        session.flush()
        session.expire_all()
        assessment = get_assessment(session, assessment_id)
        attach(session, storage, assessment_id, canary.encode())
        publish_result(session, assessment, catalogue=catalogue(), by=owner.id, at=clock.now())
        means = suggested_means(get_company(session, seat.organisation_id), start=clock.today())
        request_roadmap(session, assessment, means, catalogue=catalogue(), by=owner.id)
    return owner, seat.organisation_id, assessment_id


def _invited(session: Session, canary: str) -> str:
    row = {"contact": f"{canary}-invited@firm.example", "role": "viewer", "secret_hash": canary}
    session.add(invitation := Invitation(**row, expires_at=clock.now() + timedelta(days=7)))
    session.flush()
    return str(invitation.id)


def _let_in(database: Database, tenant_id: UUID, person: User) -> str:
    """A grant that would open the firm to its own owner, over already."""
    row = {"tenant_id": tenant_id, "user_id": person.id, "reason": "a fault", "until_at": clock.now()}
    with database.begin(Scope.platform("test")) as session:
        session.add(grant := StaffGrant(**row))
    return str(grant.id)


def packed(session: HouseSession, report: Report, owner: User) -> str:
    asked = PackWish(recipe="diagnosis", policy="", edition="full", proofs=Proofs.INDEX)
    return str(order_pack(session, report, asked, by=owner.id).id)


@pytest.fixture
def houses(
    app: Flask, database: Database, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> tuple[House, House]:
    """Ours and the neighbour's, both with a result, a roadmap, a report and its files."""
    from app.kit.pdf import PdfResult

    # The files' contents do not matter here, their owner does.
    monkeypatch.setattr(
        "app.reports.renderers.pdf.print_apart",
        lambda document, _lang: PdfResult(content=document.cover.firm.encode(), pages=1),
    )
    monkeypatch.setattr("app.shares.pictures.draw_picture", lambda document, *_, **__: document.cover.firm.encode())
    settled = [_settle(database, canary, app.extensions["storage"]) for canary in ("Ourlark", "Theirwren")]
    run_jobs()
    found = []
    for (owner, tenant_id, assessment_id), canary in zip(settled, ("ourlark", "theirwren"), strict=True):
        keys = {"/sites/": f"{canary}-plant", "/systems/": f"{canary}-system", "/machines/": f"{canary}-machine"}
        with database.begin(Scope.tenant(tenant_id)) as session:
            report = session.scalars(select(Report).where(Report.roadmap_id.is_not(None))).one()
            keys["roadmap"] = str(report.roadmap_id)
            make_link(session, report, Wish(label="bank", days=7), by=None, at=clock.now())
            (link,) = session.scalars(select(ShareLink)).all()
            picture = request_picture(session, report, Target(address="http://localhost/", link=link), lang="en")
            keys |= {"/pictures/": str(picture.id), "edit": str(set_by_hand(session, assessment_id, canary).id)}
            handed = {"from_user_id": owner.id, "to_user_id": owner.id, "expires_at": clock.now() + timedelta(days=7)}
            session.add(offer := Handover(**handed))
            session.flush()
            part = {"section_key": "factory", "lang": "zh", "due_on": clock.today(), "name": f"{canary}-colleague"}
            session.add(given := Delegation(assessment_id=assessment_id, **part))
            session.flush()
            keys["/delegations/"] = str(given.id)
            keys |= {
                "/packs/": packed(session, report, owner),
                **keep_desk_rows(session, owner, canary),
                "received": str(keep_offer(session, canary)),
            }
            keys |= {"/invitations/": _invited(session, canary), "/asks/": str(keep_ask(session, tenant_id, canary).id)}
            keys["/passkeys/"] = str(keep_passkey(session, owner, f"{canary}-phone").id)
            notice_id = keep_notice(session, owner, tenant_id, canary.title())
            (file,) = session.scalars(select(Evidence)).all()
        keys["/grants/"] = _let_in(database, tenant_id, owner)
        found.append(House(owner, tenant_id, assessment_id, report.id, link.id, notice_id, file.id, keys, offer.id))
    run_jobs()
    return found[0], found[1]


@dataclass(frozen=True, slots=True)
class Door:
    """A route, one of its methods, and its permission."""

    path: str
    method: str
    permission: str
    arguments: frozenset[str]

    def address(self, house: House, *, missing: bool = False) -> str:
        """With the ids of a firm, or with ids nobody has."""

        def fill(found: "re.Match[str]") -> str:
            name = found[1].rpartition(":")[2]
            if missing and name.endswith("_id") and name != "question_id":
                return MISSING
            return "nobody-has-this" if missing and name == "key" else house.values(name, self.path)

        return re.sub(r"<([^>]+)>", fill, self.path)


def doors(app: Flask) -> list[Door]:
    """Every route about a firm or a person that is not open to anyone, nor about a provider's own things."""
    table = app.extensions["access_table"]
    return [
        Door(rule.rule, method, table[rule.endpoint, method].permission, frozenset(rule.arguments))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if table[rule.endpoint, method].permission != ANYONE and table[rule.endpoint, method].tenant is not own_provider
    ]


def snapshot(database: Database) -> dict[str, list[Any]]:
    """Every row that a refused request may not touch."""
    kept = {}
    with database.platform_engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name not in ("sessions", "events", "attempts"):
                kept[table.name] = [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
    return kept


def bare(body: str, address: str) -> str:
    """A page without its own address and token, which may differ between two requests."""
    return re.sub(r'content="[^"]{60,}"|value="[^"]{60,}"', "", body.replace(address, ""))


def test_asking_what_a_door_allows_breaks_nothing(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<uuid:[^>]+>", MISSING, rule.rule)
        path = re.sub(r"<any[^>]+>", "en", path)
        answer = client.options(re.sub(r"<[^>]+>", "x", path))
        assert answer.status_code < 500, rule.rule
