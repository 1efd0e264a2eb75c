"""The pages of try-outs: nothing typed is lost, nothing is replaced unasked, two people do not overtake each other."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.deliveries.models import Status
from app.deliveries.operations import Hand, Said, Work, record_progress
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import JobRow
from app.kit.pdf import PdfResult
from app.roadmaps.limits import PLANNINGS
from app.tenants.models import Organisation, Role
from tests.factories.people import add_member, make_person
from tests.factories.plans import Planned, ask, make_planned, versions, work_out
from tests.house.test_races import press_twice

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
POOR = {f"budget_{year}": "4000" for year in range(4)} | dict.fromkeys(("owner", "it", "operations", "office"), "10")
POOR |= {"horizon": "6", "parallel": "2"}


@pytest.fixture
def firm(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Planned:
    monkeypatch.setattr(
        "app.reports.renderers.pdf.print_apart", lambda _document, _lang: PdfResult(content=b"%PDF", pages=1)
    )
    with app.app_context():
        return make_planned(database)


def member(database: Database, firm: Planned, role: Role, sign_in: Enter) -> FlaskClient:
    person = make_person(database)
    with database.reading() as session:
        add_member(database, session.get_one(Organisation, firm.tenant_id), person, role)
    return sign_in(person)


def test_an_owner_moves_the_budget_sees_what_falls_out_and_adopts(
    database: Database, firm: Planned, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    owner = sign_in(firm.owner)
    form = owner.get(firm.page("tryouts")).text
    assert form.count('type="range"') == 4 + 4 + 2 and form.count('type="range" hidden') == 10
    asked = owner.post(firm.page("tryouts"), data=POOR)
    assert asked.status_code == 303
    assert 'data-wait="0.6"' in owner.get(asked.location).text
    run_jobs()
    page = owner.get(asked.location).text
    assert "No longer planned" in page and "Version 1 stands until you adopt another" in page and 'value="4000"' in page
    assert "Version 1, worked out" in owner.get(firm.page("roadmap")).text
    adopted = owner.post(f"{asked.location}/adopt", data={"instead_of": "1"})
    assert adopted.location.endswith("/roadmap")
    run_jobs()
    roadmap = owner.get(firm.page("roadmap")).text
    assert "Version 2, worked out" in roadmap
    report = re.search(r'href="/reports/([^"/]+)"', roadmap)
    assert report and owner.get(f"/reports/{report[1]}").status_code == 200
    history = owner.get(firm.page("plans")).text
    assert history.index("Version 2") < history.index("Version 1") and "stands now" in history
    assert "Quarters ahead: 8 → 6." in history and "No longer planned:" in history and "adopted by Lin Wei" in history
    again = owner.post(f"/tryouts/{firm.first_id}/adopt", data={"instead_of": "2"})
    assert again.location.endswith("/roadmap")
    assert "Version 1, worked out" in owner.get(firm.page("roadmap")).text


def test_what_was_typed_comes_back_with_the_faults(firm: Planned, sign_in: Enter, database: Database) -> None:
    owner = sign_in(firm.owner)
    wish = next(item.initiative for item in versions(database, firm)[0].plan.items)
    wrong = POOR | {"budget_0": "a lot", "horizon": "99", f"wish-{wish}": "not"}
    page = owner.post(firm.page("tryouts"), data=wrong)
    assert page.status_code == 422 and 'value="a lot"' in page.text and 'value="99"' in page.text
    assert re.search(rf'name="wish-{wish}">.*?value="not" selected', page.text, re.S)
    assert len(versions(database, firm)) == 1


def test_clashing_demands_are_explained_and_everything_set_is_still_there(
    database: Database, firm: Planned, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    owner = sign_in(firm.owner)
    dear = max(versions(database, firm)[0].plan.items, key=lambda item: item.cost.typical)
    broke = POOR | {f"budget_{year}": "0" for year in range(4)} | {f"wish-{dear.initiative}": "must"}
    asked = owner.post(firm.page("tryouts"), data=broke)
    run_jobs()
    page = owner.get(asked.location).text
    assert "These demands cannot all be met" in page and "You asked for" in page and "The budget for" in page
    assert re.search(r'href="#budget_\d"', page) and f'value="free:{dear.initiative}"' in page
    assert re.search(rf'name="wish-{dear.initiative}">.*?value="must" selected', page, re.S)
    assert "/adopt" not in page and "Version 1, worked out" in owner.get(firm.page("roadmap")).text
    freed = broke | {"do": f"free:{dear.initiative}", "from": asked.location[-36:]}
    relaxed = owner.post(firm.page("tryouts"), data=freed)
    run_jobs()
    assert "What it changes against version 1" in owner.get(relaxed.location).text


def test_a_means_form_no_longer_replaces_the_plan_that_stands(
    database: Database, firm: Planned, sign_in: Enter
) -> None:
    owner = sign_in(firm.owner)
    asked = owner.post(firm.page("means"), data=POOR | {"goal": "improvement"} | {"horizon": "6"})
    assert "/tryouts/" in asked.location
    assert versions(database, firm)[1].draft


def test_of_two_who_adopt_at_once_the_second_sees_the_difference_first(
    app: Flask, database: Database, firm: Planned, sign_in: Enter
) -> None:
    tried = [ask(database, firm, versions(database, firm)[0].means) for _ in range(2)]
    for one in tried:
        work_out(database, firm, one)
    owner = sign_in(firm.owner)
    paths = [f"/tryouts/{one.id}/adopt" for one in tried]
    assert press_twice(app, owner, paths[0], {"instead_of": "1"}, paths[1]) == [303, 303]
    assert sorted(one.draft for one in versions(database, firm)) == [False, False, True]
    left = next(one for one in versions(database, firm) if one.draft)
    won = next(one for one in versions(database, firm)[1:] if not one.draft)
    late = owner.post(f"/tryouts/{left.id}/adopt", data={"instead_of": "1"})
    assert late.location.endswith(f"/tryouts/{left.id}")
    page = owner.get(late.location).text
    assert f"version {won.number} was adopted" in page and f"against version {won.number}" in page


def test_a_viewer_looks_and_asks_for_nothing(
    database: Database, firm: Planned, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    tried = ask(database, firm, versions(database, firm)[0].means)
    work_out(database, firm, tried)
    viewer = member(database, firm, Role.VIEWER, sign_in)
    for page in (firm.page("tryouts"), f"/tryouts/{tried.id}", firm.page("plans"), firm.page("plans/compare")):
        seen = viewer.get(page)
        assert seen.status_code == 200 and 'action="/tryouts' not in seen.text and 'id="try"' not in seen.text
    assert viewer.post(firm.page("tryouts"), data=POOR).status_code == 403
    assert viewer.post(f"/tryouts/{tried.id}/adopt", data={"instead_of": "1"}).status_code == 403
    assert versions(database, firm)[-1].draft


def test_a_neighbour_finds_none_of_it(app: Flask, database: Database, firm: Planned, sign_in: Enter) -> None:
    with app.app_context():
        neighbour = make_planned(database)
    theirs = sign_in(neighbour.owner)
    for page in (firm.page("tryouts"), f"/tryouts/{firm.first_id}", firm.page("plans"), firm.page("plans/compare")):
        assert theirs.get(page).status_code == 404
    assert theirs.post(f"/tryouts/{firm.first_id}/adopt").status_code == 404
    mine = theirs.get(f"{neighbour.page('tryouts')}?from={firm.first_id}")
    assert str(firm.first_id) not in mine.text.replace(f"?from={firm.first_id}", "")


def test_a_firm_may_not_ask_without_end(
    app: Flask, database: Database, firm: Planned, sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.roadmaps.limits.PLANNINGS", replace(PLANNINGS, rate="2 per 10 minutes"))
    owner = sign_in(firm.owner)
    assert [owner.post(firm.page("tryouts"), data=POOR).status_code for _ in range(3)] == [303, 303, 429]
    refused = owner.post(firm.page("tryouts"), data=POOR | {"owner": "7"})
    assert refused.status_code == 429 and 'value="7"' in refused.text and "try again in a few minutes" in refused.text
    assert owner.post(firm.page("means"), data=POOR | {"goal": "payback"}).status_code == 429


def test_progress_is_that_of_this_plan_and_a_lost_one_says_so(
    database: Database, firm: Planned, sign_in: Enter
) -> None:
    one, other = (ask(database, firm, versions(database, firm)[0].means) for _ in range(2))
    with database.begin() as session:
        for row in session.query(JobRow).filter(JobRow.name == "plan_roadmap"):
            if row.payload["roadmap_id"] == str(one.id):
                row.state, row.progress, row.label = "running", 40, "planning"
            if row.payload["roadmap_id"] == str(other.id):
                row.state = "failed"
    owner = sign_in(firm.owner)
    assert 'value="40"' in owner.get(f"/tryouts/{one.id}").text
    assert "could not be worked out" in owner.get(f"/tryouts/{other.id}").text


def test_work_that_has_begun_is_kept_or_named(
    database: Database, firm: Planned, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    done, dear, *_ = (item.initiative for item in versions(database, firm)[0].plan.items if item.cost.typical)
    hand = Hand(by=firm.owner.id, at=clock.now(), today=clock.today())
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        ended = Said(status=Status.DONE, started_on=hand.today, ended_on=hand.today)
        record_progress(session, firm.tenant_id, Work(initiative=done), ended, hand=hand)
        begun = Said(status=Status.STARTED, started_on=hand.today)
        record_progress(session, firm.tenant_id, Work(initiative=dear), begun, hand=hand)
    owner = sign_in(firm.owner)
    form = owner.get(firm.page("tryouts")).text
    assert re.search(rf'name="wish-{dear}">.*?value="q0" selected', form, re.S)
    assert "under way" in form and "Finished, and not planned again:" in form and f'name="wish-{done}"' not in form
    asked = owner.post(firm.page("tryouts"), data=POOR | {f"wish-{dear}": "not"})
    run_jobs()
    page = owner.get(asked.location).text
    assert "Under way, but no longer in this plan" in page
    assert versions(database, firm)[-1].means.done == (done,)


def test_two_plans_side_by_side(database: Database, firm: Planned, sign_in: Enter) -> None:
    means = versions(database, firm)[0].means
    tried = ask(database, firm, replace(means, budget_by_year=dict.fromkeys(means.budget_by_year, 400_000)))
    work_out(database, firm, tried)
    owner = sign_in(firm.owner)
    page = owner.get(firm.page("plans/compare")).text
    assert "From version 1 to version 2" in page and page.count("<title>Timeline of version") == 2
    assert "[only here]" in page and "Gate after stage 1" in page and "Score after stage 1" in page
    assert "From version 2 to version 1" in owner.get(firm.page("plans/compare?one=2&other=1")).text
    assert owner.get(firm.page("plans/compare?one=x&other=999")).status_code == 200


def test_pages_ask_the_database_little(app: Flask, database: Database, firm: Planned, sign_in: Enter) -> None:
    tried = ask(database, firm, versions(database, firm)[0].means)
    work_out(database, firm, tried)
    owner, seen = sign_in(firm.owner), []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split()[0] not in {"BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"}:
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    for page in (firm.page("tryouts"), f"/tryouts/{tried.id}", firm.page("plans"), firm.page("plans/compare")):
        seen.clear()
        assert owner.get(page).status_code == 200
        assert len(seen) <= 12, (page, seen)
    event.remove(database.engine, "before_cursor_execute", note)


def test_a_long_history_comes_in_pages(
    database: Database, firm: Planned, sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        ask(database, firm, versions(database, firm)[0].means)
    monkeypatch.setattr("app.tryouts.queries.PAGE", 2)
    owner = sign_in(firm.owner)
    newest = owner.get(firm.page("plans")).text
    assert "Version 4" in newest and "Means, against version 1" in newest and 'id="v2"' not in newest
    oldest = owner.get(firm.page("plans?before=3")).text
    assert 'id="v2"' in oldest and 'id="v1"' in oldest and "Earlier versions" not in oldest
    assert owner.get(firm.page("plans?before=0")).status_code == 200
    for odd in ("x", "-1", "9" * 30, "٣"):
        assert owner.get(firm.page(f"plans?before={odd}")).status_code == 200
        assert owner.post(f"/tryouts/{firm.first_id}/adopt", data={"instead_of": odd}).status_code == 303


def test_a_firm_without_a_plan_is_led_to_its_means(app: Flask, database: Database, sign_in: Enter) -> None:
    from tests.factories.filings import make_filled

    person = make_person(database)
    filled = make_filled(database, person)
    browser = sign_in(person)
    for page in ("tryouts", "plans", "plans/compare"):
        answer = browser.get(f"/assessments/{filled}/{page}")
        assert answer.status_code in (302, 303)
