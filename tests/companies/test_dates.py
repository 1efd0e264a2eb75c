"""Days and months that have not come are refused; figures of another trade stay."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.companies.models import BaselineFigure, Company
from app.companies.operations import set_baseline
from app.content.firm import BaselineValue
from app.content.loader import served_catalogue
from app.kit import clock
from app.kit.db import Database, Scope
from tests.factories.fillings import Started


@pytest.mark.parametrize(("days", "status"), [(1, 422), (0, 303)])
def test_restore_test_lies_in_the_past(owner: FlaskClient, started: Started, days: int, status: int) -> None:
    kind = next(id for id, one in served_catalogue().workloads.items() if one.suits("furniture"))
    day = clock.today() + timedelta(days=days)
    fields = {"name": "金蝶", "kind": kind, "hosting": "saas", "users": "3", "restore_tested_on": day.isoformat()}
    more = {"criticality": "medium", "customised": "none", "backup": "none"}
    answer = owner.post("/firm/inventory/systems/new", data={**fields, **more})
    assert answer.status_code == status
    assert ("This day has not come yet." in answer.text) == (status == 422)
    assert "金蝶" in answer.text or status == 303


def test_figure_of_a_month_to_come_is_refused_and_this_month_is_not(owner: FlaskClient, started: Started) -> None:
    figure = served_catalogue().instrument("furniture").baseline[0].id
    this, later = f"{clock.today():%Y-%m}", f"{clock.today() + timedelta(days=32):%Y-%m}"
    for month, status in ((later, 422), (this, 303)):
        fields = {f"{figure}.value": "10", f"{figure}.month": month}
        answer = owner.post("/firm/figures", data=fields)
        assert answer.status_code == status, answer.text
        assert ("This month has not come yet." in answer.text) == (status == 422)


def test_figures_of_the_trade_before_stay(owner: FlaskClient, started: Started, database: Database) -> None:
    figure = served_catalogue().instrument("furniture").baseline[0].id
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        company = session.query(Company).one()
        set_baseline(session, company, {"another-trades": BaselineValue(value=7, month="2026-01")}, asked=())
    owner.post("/firm/figures", data={f"{figure}.value": "10"})
    owner.post("/firm/figures", data={f"{figure}.value": ""})
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert [row.figure_key for row in session.query(BaselineFigure)] == ["another-trades"]


def test_means_open_after_submission_only(owner: FlaskClient, started: Started) -> None:
    answer = owner.get(f"/assessments/{started.assessment_id}/means", follow_redirects=True)
    assert answer.request.path.endswith("/review") and "Submit the answers first" in answer.text
    assert owner.post(f"/assessments/{started.assessment_id}/means", data={}).status_code == 303
