"""Coming back a year on: what moved, what stands behind it, what the roadmap brought, and nothing that is not so."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.deliveries.models import Status
from app.deliveries.values import Progress
from app.kit.db import Database, Scope
from app.kit.errors import NotFound
from app.reports.models import Report, ReportFile
from app.reports.pages import file_name
from app.reports.queries import NO_REPORT
from app.reports.renderers.files import Wanted
from app.results.models import KeptScorecard, KeptSubmission
from app.roadmaps.models import Roadmap
from app.rounds.noting import join_notes
from tests.factories.filings import PANELS
from tests.factories.people import make_person
from tests.reports.test_screens import MEANS
from tests.rounds.firms import first_round, next_round, tenant_of

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
T0, T1 = datetime(2025, 11, 3, 2, tzinfo=UTC), datetime(2026, 11, 9, 2, tzinfo=UTC)
BETTER = {"op-finance": "l4", "op-purchasing": "l4"}


@pytest.fixture
def owner(app: Flask, database: Database) -> User:
    with app.app_context():
        return make_person(database)


def test_without_a_submission_the_page_teaches(app: Flask, database: Database, owner: User, sign_in: Enter) -> None:
    from tests.factories.filings import make_filled

    make_filled(database, owner, PANELS)
    page = sign_in(owner).get("/rounds").text
    assert "Nothing to compare yet" in page and "starts from its answers" in page


def test_one_round_is_the_starting_point(database: Database, owner: User, sign_in: Enter) -> None:
    first_round(database, owner, PANELS, T0)
    page = sign_in(owner).get("/rounds").text
    assert (
        "This is your starting point" in page and "T0" in page and "<svg" not in page.split("<main")[1].split("icon")[0]
    )


def test_what_moved_adds_up_and_names_the_answers(database: Database, owner: User, sign_in: Enter) -> None:
    earlier = first_round(database, owner, PANELS, T0)
    later = next_round(database, owner, PANELS, BETTER, at=T1)
    browser = sign_in(owner)
    course = browser.get("/rounds").text
    assert f"/assessments/{later}/since/{earlier}" in course and course.count("<circle") >= 2
    page = browser.get(f"/assessments/{later}/since/{earlier}").text
    parts = [Decimal(one) for one in re.findall(r'data-points="(-?[\d.]+)"', page)]
    total = re.search(r'data-total="(-?[\d.]+)"', page)
    assert total and sum(parts) == Decimal(total[1]) > 0 and len(parts) == 2
    assert "2 answers changed" in page and "not answered to the end" not in page
    assert f"/assessments/{later}/answers/op-finance" in page
    assert "No roadmap was worked out" in page
    turned = browser.get(f"/assessments/{earlier}/since/{later}")
    assert turned.headers["Location"].endswith(f"/assessments/{later}/since/{earlier}")


def test_a_comparison_is_issued_once_and_the_later_report_ends_with_it(
    app: Flask, database: Database, owner: User, sign_in: Enter
) -> None:
    earlier = first_round(database, owner, PANELS, T0)
    later = next_round(database, owner, PANELS, BETTER, at=T1)
    browser, tenant = sign_in(owner), tenant_of(database, owner)
    address = f"/assessments/{later}/since/{earlier}/report"
    assert address in browser.get(f"/assessments/{later}/since/{earlier}").text
    first, again = (browser.post(address).headers["Location"] for _ in range(2))
    assert first == again
    with database.reading(Scope.tenant(tenant)) as session:
        kept = {row.kind: row for row in session.query(Report)}
        files = sorted(row.lang for row in session.query(ReportFile))
    assert kept["comparison"].earlier_id == earlier and files == ["en", "zh"]
    page = browser.get(first).text
    assert "The movement on one page" in page
    assert "what-moved" in file_name(kept["comparison"], Wanted(lang="en"))
    result = browser.get(f"/assessments/{later}/result").text  # still the result, not the comparison
    assert "The movement on one page" not in result and "The report on one page" in result
    assert "changes" in [one["id"] for one in json.loads(kept["full"].document)["chapters"]]
    assert browser.post(f"/assessments/{earlier}/since/{later}/report").status_code == 404
    with app.app_context():
        other = make_person(database)
    first_round(database, other, PANELS, T0)
    assert sign_in(other).post(address).status_code == 404


def test_a_round_that_cannot_be_compared_any_more_keeps_nobody_from_submitting(
    database: Database, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise NotFound(NO_REPORT)

    first_round(database, owner, PANELS, T0)
    monkeypatch.setattr("app.reports.sides.compare_sides", gone)
    later = next_round(database, owner, PANELS, BETTER, at=T1)
    with database.reading(Scope.tenant(tenant_of(database, owner))) as session:
        (report,) = session.query(Report).filter(Report.assessment_id == later)
    assert "changes" not in [one["id"] for one in json.loads(report.document)["chapters"]]


def test_an_unfinished_round_is_said_to_be_so(database: Database, owner: User, sign_in: Enter) -> None:
    earlier = first_round(database, owner, PANELS, T0)
    later = next_round(database, owner, PANELS, {"op-finance": None, "cloud-backup": None}, at=T1)
    page = sign_in(owner).get(f"/assessments/{later}/since/{earlier}").text
    assert "not answered to the end" in page and re.search(r"[\d.]+ → <strong>[\d.]+–[\d.]+</strong>", page)


def test_figures_are_compared_with_those_of_the_earlier_day(database: Database, owner: User, sign_in: Enter) -> None:
    earlier = first_round(database, owner, PANELS, T0)
    with database.reading(Scope.tenant(tenant_of(database, owner))) as session:
        (kept,) = session.query(KeptSubmission).all()
    figure = next(iter(kept.company.baseline))
    later = next_round(database, owner, PANELS, BETTER, at=T1, figure=figure)
    page = sign_in(owner).get(f"/assessments/{later}/since/{earlier}").text
    assert "−50%" in page and "Business figures" in page
    with database.begin(Scope.tenant(tenant_of(database, owner))) as session:
        session.query(KeptSubmission).filter(KeptSubmission.assessment_id == earlier).delete()
    page = sign_in(owner).get(f"/assessments/{later}/since/{earlier}").text
    assert "were not kept" in page and "−50%" not in page


@pytest.mark.parametrize(("edition", "words"), [("1.0", "change of edition alone"), ("0.0", "cannot be told apart")])
def test_a_new_edition_is_kept_apart_from_real_movement(
    database: Database, owner: User, sign_in: Enter, edition: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = first_round(database, owner, PANELS, T0)
    later = next_round(database, owner, PANELS, BETTER, at=T1)
    with database.begin(Scope.tenant(tenant_of(database, owner))) as session:
        row = session.query(KeptScorecard).filter_by(assessment_id=earlier, lens_key="readiness").one()
        row.card = replace(row.card, lens_version=edition)
        row.lens_edition = edition
    if edition == "0.0":
        monkeypatch.setattr("app.reports.comparing._reread", lambda *_: None)
    page = sign_in(owner).get(f"/assessments/{later}/since/{earlier}").text
    assert words in page


def test_what_the_roadmap_brought_is_read_from_the_answers(
    database: Database, owner: User, sign_in: Enter, run_jobs: Callable[[], int]
) -> None:
    earlier = first_round(database, owner, PANELS, T0)
    browser, tenant = sign_in(owner), tenant_of(database, owner)
    browser.post(f"/assessments/{earlier}/means", data=MEANS)
    run_jobs()
    with database.reading(Scope.tenant(tenant)) as session:
        plan = session.query(Roadmap).one().plan
    assert plan is not None
    gained = {gain.question for item in plan.items for gain in item.gains if gain.question.startswith("op-")}
    assert gained
    soon = datetime.now(UTC) + timedelta(days=400)
    later = next_round(database, owner, PANELS, dict.fromkeys(gained, "l4"), at=soon)
    page = browser.get(f"/assessments/{later}/since/{earlier}").text
    assert "pieces of work should have ended" in page and "In place" in page and "planned to end by" in page
    assert "Not yet" in page or "Partly in place" in page


def test_three_rounds_are_a_series(database: Database, owner: User, sign_in: Enter) -> None:
    first = first_round(database, owner, PANELS, T0)
    next_round(database, owner, PANELS, BETTER, at=T1)
    last = next_round(database, owner, PANELS, {**BETTER, "cloud-backup": "l4"}, at=T1 + timedelta(days=200))
    page = sign_in(owner).get("/rounds").text
    assert "T2" in page and f"/assessments/{last}/since/{first}" in page and page.count("since/") == 3


def test_a_neighbours_round_is_nowhere(app: Flask, database: Database, owner: User, sign_in: Enter) -> None:
    mine = first_round(database, owner, PANELS, T0)
    with app.app_context():
        other = make_person(database)
    theirs: UUID = first_round(database, other, PANELS, T0)
    browser = sign_in(owner)
    for path in (f"/assessments/{mine}/since/{theirs}", f"/assessments/{theirs}/since/{mine}"):
        assert browser.get(path).status_code == 404


def test_what_was_noted_of_the_work_stands_beside_the_plan() -> None:
    done = Progress(initiative="backup", site="a", status=Status.DONE, ended_on=date(2026, 3, 1), minor=100_00)
    second = replace(done, site="b", ended_on=date(2026, 4, 1), minor=50_00)
    notes = join_notes([done, second, Progress(initiative="erp", status=Status.DROPPED)])
    assert notes["backup"].ended_on == date(2026, 4, 1) and notes["backup"].minor == 150_00
    assert notes["erp"].is_dropped and notes["erp"].minor is None
    begun = join_notes([done, replace(second, status=Status.STARTED, ended_on=None)])
    assert begun["backup"].ended_on is None and not begun["backup"].is_dropped
