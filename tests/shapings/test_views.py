"""A consultant sets things by hand and proposes the plan; the owner adopts it; pages and files say who set what."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from app.kit.db import Database, Scope
from app.kit.pdf import PdfResult
from app.notices.models import Notice
from app.planning.values import Plan
from app.reports.editions import share_edition
from app.reports.models import Report
from app.reports.renderers.xlsx import write_report
from app.reports.values import ReportDocument
from app.roadmaps.models import RoadmapEdit
from app.tenants.models import Organisation, Role
from tests.factories.people import add_member, engage, make_person, make_provider
from tests.factories.plans import Planned, make_planned, versions

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
OWN = {"title_en": "Train two shift leaders {0}", "text_en": "Two afternoons", "low": "1000", "typical": "2000"}
OWN |= {
    "high": "3000",
    "weeks": "4",
    "owner": "1",
    "it": "0",
    "operations": "2",
    "office": "0",
    "kpi": "Both can do it",
}
OWN |= {"exit_criterion": "Both have done it once", "reason": "Nobody on the floor can do it yet"}
RICH = {f"budget_{year}": "400000" for year in range(4)} | dict.fromkeys(("owner", "it", "operations", "office"), "60")
RICH |= {"horizon": "8", "parallel": "4"}


@pytest.fixture
def firm(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Planned:
    monkeypatch.setattr(
        "app.reports.renderers.pdf.print_apart", lambda _document, _lang: PdfResult(content=b"%PDF", pages=1)
    )
    with app.app_context():
        return make_planned(database)


@pytest.fixture
def consultant(database: Database, firm: Planned, sign_in: Enter) -> FlaskClient:
    adviser = make_person(database)
    provider = make_provider(database, make_person(database), "Yunfan")
    add_member(database, provider, adviser, Role.CONSULTANT)
    with database.reading() as session:
        organisation = session.get_one(Organisation, firm.tenant_id)
    engage(database, organisation, provider, firm.owner)
    return sign_in(adviser)


def edits(database: Database, firm: Planned) -> list[RoadmapEdit]:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        return list(session.query(RoadmapEdit).order_by(RoadmapEdit.created_at))


def set_three(browser: FlaskClient, firm: Planned, database: Database) -> tuple[str, str]:
    """(what is moved, what costs otherwise), beside work of one's own."""
    items = newest(database, firm).items
    late, dear = items[0].initiative, max(items, key=lambda item: item.once.typical).initiative
    price = {"initiative": dear, "low": "1000", "typical": "2050", "high": "9000", "reason": "Three quotations"}
    where = {"initiative": late, "where": "q4", "reason": "The owner is away until then"}
    for act, data in {"place": where, "cost": price, "own": OWN}.items():
        assert browser.post(firm.page(f"shape/{act}"), data=data).status_code == 303
    return late, dear


def newest(database: Database, firm: Planned) -> Plan:
    plan = max(versions(database, firm), key=lambda row: row.number).plan
    assert plan is not None
    return plan


def test_a_consultants_edits_are_a_proposal_until_the_owner_adopts_it(
    database: Database, firm: Planned, consultant: FlaskClient, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    assert "Set by hand" in consultant.get(firm.page("roadmap")).text
    set_three(consultant, firm, database)
    page = consultant.get(firm.page("shape")).text
    assert page.count("not worked out or adopted yet") == 3 and "Three quotations" in page
    asked = consultant.post(firm.page("shaped"))
    run_jobs()
    tried = consultant.get(asked.location).text
    assert "Against the best plan with nothing set by hand" in tried and "What costs most is" in tried
    assert "/adopt" not in tried and consultant.post(f"{asked.location}/adopt").status_code == 403
    for _press in range(2):
        assert consultant.post(f"{asked.location}/propose").status_code == 303
    with database.reading() as session:
        (told,) = session.query(Notice).filter(Notice.name == "plan-proposed")
        assert told.user_id == firm.owner.id and "Yunfan" in told.texts["en"][0]
    owner = sign_in(firm.owner)
    assert "proposes this plan to you" in owner.get(asked.location).text
    assert "Version 1, worked out" in owner.get(firm.page("roadmap")).text
    assert owner.post(f"{asked.location}/adopt", data={"instead_of": "1"}).status_code == 303
    run_jobs()
    roadmap = owner.get(firm.page("roadmap")).text
    assert "Version 2, worked out" in roadmap and "Start set by Yunfan" in roadmap and "Added by Yunfan" in roadmap
    assert "Train two shift leaders {0}" in roadmap and "Before, by our estimate" in roadmap
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        read = ReportDocument.model_validate_json(max(session.query(Report), key=lambda one: one.created_at).document)
    book = CalamineWorkbook.from_filelike(BytesIO(write_report(read, "en")))
    assert "Cost set by Yunfan" in str(book.get_sheet_by_name("Roadmap").to_python())
    assert read.outcome is not None and read.outcome.roadmap is not None and read.outcome.roadmap.shaping is not None
    assert "Three quotations" not in share_edition(read).model_dump_json()


def test_what_is_set_by_hand_holds_and_outlives_the_next_plan(
    database: Database, firm: Planned, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    owner = sign_in(firm.owner)
    late, dear = set_three(owner, firm, database)
    asked = owner.post(firm.page("shaped"))
    run_jobs()
    owner.post(f"{asked.location}/adopt", data={"instead_of": "1"})
    placed = {item.initiative: item for item in newest(database, firm).items}
    assert placed[late].first_quarter == 4 and placed[dear].once.typical == 2100_00
    own = next(id for id in placed if id.startswith("own-"))
    assert "Train two shift leaders" in owner.get(firm.page(f"progress/work/{own}")).text
    assert owner.post(firm.page("tryouts"), data=RICH).status_code == 303
    run_jobs()
    again = {item.initiative: item for item in newest(database, firm).items}
    assert again[late].first_quarter == 4 and own in again and again[dear].marks


def test_what_is_taken_back_can_be_set_again_and_faults_keep_what_was_typed(
    database: Database, firm: Planned, consultant: FlaskClient
) -> None:
    wrong = consultant.post(firm.page("shape/own"), data=OWN | {"low": "9000", "title_en": "", "kpi": "{%x%}"})
    assert wrong.status_code == 422 and "Low must not be above typical" in wrong.text and "{%x%}" in wrong.text
    assert "Give a title in Chinese or in English" in wrong.text and not edits(database, firm)
    known = newest(database, firm).items[0].initiative
    for quarter in ("q1", "q2"):
        where = {"initiative": known, "where": quarter, "reason": "so"}
        assert consultant.post(firm.page("shape/place"), data=where).status_code == 303
    first, second = edits(database, firm)
    assert first.ended_at is not None and second.ended_at is None
    assert consultant.post(f"/shape/{second.id}/end").status_code == 303
    assert consultant.post(f"/shape/{second.id}/end").status_code == 303
    assert consultant.post(f"/shape/{first.id}/restore").status_code == 303
    assert [one.ended_at is None for one in edits(database, firm)] == [False, False, True]
    assert edits(database, firm)[2].edit.earliest == first.edit.earliest
    assert consultant.post(firm.page("shape/place"), data={"initiative": "nowhere", "where": "q1"}).status_code == 404
    assert consultant.post(firm.page("shape/elsewhere")).status_code == 404
    backwards = {"initiative": known, "where": "window", "first": "q3", "last": "q1", "reason": "so"}
    assert "before the earlier one" in consultant.post(firm.page("shape/place"), data=backwards).text


def test_edits_that_clash_are_named_on_the_page(
    database: Database, firm: Planned, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    owner = sign_in(firm.owner)
    known = newest(database, firm).items[0].initiative
    owner.post(firm.page("shape/place"), data={"initiative": known, "where": "q0", "reason": "now"})
    price = {"initiative": known, "low": "900000000", "typical": "900000000", "high": "900000000", "reason": "dear"}
    owner.post(firm.page("shape/cost"), data=price)
    asked = owner.post(firm.page("shaped"))
    run_jobs()
    page = owner.get(asked.location).text
    assert "These demands cannot all be met" in page and "put the cost of" in page and "The budget for" in page
    assert page.count("Change this, or take it back") == 2
