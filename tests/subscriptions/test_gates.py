"""What a plan opens and what stays open after it, as firms and providers meet it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.assessments.models import Assessment
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.pdf import PdfResult
from app.orders.models import Channel
from app.orders.operations import Wish, place_order, settle_order
from app.reports.models import Report
from app.roadmaps.models import Roadmap
from app.shares.models import ShareLink
from app.subscriptions.models import Subscription
from app.tenants.models import Organisation, Role
from tests.factories.people import add_member, engage, make_person, make_provider
from tests.factories.plans import Planned, make_planned

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("billed")]
Enter = Callable[..., FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def firm(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Planned:
    """A firm on the free plan: handed in, planned, no report."""
    printed = PdfResult(content=b"%PDF", pages=1)
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", lambda _document, _lang: printed)
    with app.app_context():
        return make_planned(database, issued=False)


def buy(database: Database, tenant: UUID, by: User, item: str, *, assessment: UUID | None = None) -> None:
    wish = Wish(
        item=item,
        interval="once" if assessment else "year",
        currency="CNY",
        channel=Channel.TRANSFER,
        assessment_id=assessment,
    )
    with database.begin(Scope.tenant(tenant)) as session:
        order = place_order(session, tenant, wish, by=by.id, at=clock.now())
        settle_order(session, tenant, order.id, paid=order.amount, at=clock.now())


def lapse(database: Database, tenant: UUID) -> None:
    """The time that was paid for is over this moment."""
    with database.begin(Scope.tenant(tenant)) as session:
        session.scalars(select(Subscription)).one().open_until_at = clock.now()


def count(database: Database, tenant: UUID, model: type) -> int:
    with database.reading(Scope.tenant(tenant)) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def listen(database: Database, browser: FlaskClient, path: str) -> tuple[TestResponse, list[str]]:
    """A page, and what it asked of the database."""
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", hear := lambda *args: asked.append(args[2]))
    page = browser.get(path)
    event.remove(database.engine, "before_cursor_execute", hear)
    return page, [one for one in asked if one.startswith("SELECT") and "set_config" not in one]


def test_a_free_firm_sees_every_result_and_the_first_step_and_is_told_how_to_go_on(
    database: Database, firm: Planned, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    run_jobs()
    assert count(database, firm.tenant_id, Report) == 1, "the result; no report is issued"
    owner = sign_in(firm.owner)
    assert owner.get(firm.page("result")).status_code == 200
    page, asked = listen(database, owner, firm.page("roadmap"))
    assert page.status_code == 200 and "The first step" in page.text and "Nothing but time" in page.text
    assert "more steps" in page.text and "US$290 a year" in page.text and "Buy this single report" in page.text
    assert len(asked) <= 12, "\n".join(asked)
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        plan = session.scalars(select(Roadmap)).one().plan
    assert plan is not None and len(plan.items) > 2
    for path in ("plan", "tryouts", "means", "roadmap.xlsx", "shape"):
        beyond = owner.get(firm.page("plans" if path == "plan" else path))
        assert beyond.status_code == 402 and "first step of the roadmap" in beyond.text, path
    told = owner.get(firm.page("plans"), headers=JSON)
    assert told.status_code == 402 and told.json["error"]["feature"] == "roadmap" and told.json["error"]["plans"]


def test_paying_issues_the_report_once_and_a_lapsed_plan_keeps_what_was_opened(
    database: Database, firm: Planned, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    owner = sign_in(firm.owner)
    buy(database, firm.tenant_id, firm.owner, "standard")
    assert "usually takes a few seconds" in owner.get(firm.page("roadmap")).text
    run_jobs()
    assert count(database, firm.tenant_id, Report) == 2
    for path, word in (("roadmap", "Version 1, worked out"), ("result", "Go to the roadmap")):
        page, asked = listen(database, owner, firm.page(path))
        assert word in page.text and len(asked) <= 12, "\n".join(asked)
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        report_id = session.scalar(select(Report.id).where(Report.number == 1))
    made = owner.post(f"/reports/{report_id}/shares", data={"label": "bank", "days": "30"})
    assert made.status_code in (200, 303)
    before = {model: count(database, firm.tenant_id, model) for model in (Report, Roadmap, ShareLink)}
    lapse(database, firm.tenant_id)
    assert before[ShareLink] == 1
    with database.begin(Scope.tenant(firm.tenant_id)) as session:  # changed at an adviser's wish and handed in again
        session.get_one(Assessment, firm.assessment_id).submitted_at = clock.now()
    for path in (firm.page("roadmap"), firm.page("plans"), firm.page("progress"), f"/reports/{report_id}"):
        assert owner.get(path).status_code == 200, path
    assert "Version 1, worked out" in owner.get(firm.page("roadmap")).text
    for path in (firm.page("means"), firm.page("tryouts"), f"/reports/{report_id}/shares", f"/reports/{report_id}/pdf"):
        refused = owner.post(path, data={"label": "another", "days": "30"})
        assert refused.status_code == 402 and "Nothing was changed" in refused.text, path
    assert owner.get(f"/reports/{report_id}/issue").status_code == 402, "no form that is refused afterwards"
    assert owner.get(f"/reports/{report_id}/retract").status_code == 200, "taking back is never for sale"
    buy(database, firm.tenant_id, firm.owner, "standard")
    run_jobs()
    assert before == {model: count(database, firm.tenant_id, model) for model in before}
    assert owner.get(f"/reports/{report_id}/issue").status_code == 200


def test_a_single_report_opens_its_assessment_and_no_further_one(
    database: Database, firm: Planned, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    owner = sign_in(firm.owner)
    assert owner.post("/assessments/").status_code == 402
    buy(database, firm.tenant_id, firm.owner, "report", assessment=firm.assessment_id)
    run_jobs()
    assert "Version 1, worked out" in owner.get(firm.page("roadmap")).text
    refused = owner.post("/assessments/")
    assert refused.status_code == 402 and "Another assessment needs the standard plan" in refused.text
    assert "Buy this single report" not in refused.text


def test_whoever_may_not_buy_is_told_whom_to_ask(database: Database, firm: Planned, sign_in: Enter) -> None:
    colleague, adviser = make_person(database), make_person(database)
    provider = make_provider(database, make_person(database), "Cloud Advice")
    with database.reading() as session:
        house = session.get_one(Organisation, firm.tenant_id)
    add_member(database, house, colleague, Role.CONTRIBUTOR)
    add_member(database, provider, adviser, Role.CONSULTANT)
    engage(database, house, provider, firm.owner)
    page = sign_in(colleague).get(firm.page("plans")).text
    assert "You cannot buy it yourself" in page and firm.owner.name in page and "Cloud Advice" in page
    theirs = sign_in(adviser).get(firm.page("plans"))
    assert (
        theirs.status_code == 402
        and "Beyond the firm’s plan" in theirs.text
        and "hand the firm a credit" in theirs.text
    )
    assert "US$" not in theirs.text


def test_a_provider_works_with_its_first_firms_for_free_and_reads_on_after_a_lapse(
    database: Database, app: Flask, sign_in: Enter
) -> None:
    admin, officer = make_person(database), make_person(database)
    provider = make_provider(database, admin, "Cloud Advice")
    add_member(database, provider, officer, Role.PROGRAMME_OFFICER)
    browser = sign_in(admin)
    for path in ("/clients", "/onboarding", "/members", "/home"):
        assert browser.get(path).status_code in (200, 404), path
    assert "beyond the plan" in browser.get("/home").text
    refused = browser.get("/programmes")
    assert refused.status_code == 402 and "Choose this plan" in refused.text
    theirs = sign_in(officer).get("/programmes")
    assert theirs.status_code == 402 and admin.name in theirs.text
    assert not {"US$", "seat", "card"} & set(theirs.text.split()), "officers hear neither prices nor seats"
    buy(database, provider.id, admin, "provider")
    assert browser.get("/programmes").status_code == 200
    lapse(database, provider.id)
    assert browser.get("/programmes").status_code == 200, "what it kept stays to be read"
    assert browser.get("/programmes/new").status_code == 402
    assert browser.post("/provider/brand").status_code == 402
