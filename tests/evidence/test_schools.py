"""Photos from schools: nothing comes in before somebody says that no child can be recognised."""

import pytest
from flask import Flask

from app.assessments.operations import start_assessment
from app.assessments.queries import catalogue
from app.companies.operations import create_company
from app.content import firm as content
from app.evidence.models import Evidence
from app.kit import clock
from app.kit.db import Database, Scope
from tests.evidence.test_views import Enter, stored, upload
from tests.factories.files import paper, photo
from tests.factories.fillings import Started
from tests.factories.people import make_firm, make_person

pytestmark = pytest.mark.database
SCHOOL = content.Company(
    name="Tianhe Arts", industry="education", city="guangzhou", headcount=30, revenue_band="under-5m"
)


def start_school(database: Database, lang: str = "en") -> tuple[Started, str]:
    """A school with an empty draft, and the first question asked of it."""
    owner = make_person(database, lang=lang)
    tenant_id = make_firm(database, owner, SCHOOL.name).id
    instrument = catalogue().instrument("education")
    with database.begin(Scope.tenant(tenant_id)) as session:
        company = create_company(session, SCHOOL, tenant_id=tenant_id, at=clock.now())
        draft = start_assessment(session, company, instrument, by=owner.id)
    question = next(one for one in instrument.questions if one.per == "firm" and one.when is None)
    return Started(owner, tenant_id, draft.id), question.id


def test_a_school_declares_first(app: Flask, database: Database, sign_in: Enter) -> None:
    with app.app_context():
        school, question = start_school(database)
    browser = sign_in(school.owner)
    page = browser.get(school.url(question)).text
    assert "Photos may show children" in page and "No child can be recognised" in page
    for sent, name in ((photo(), "class.jpg"), (paper(), "list.pdf")):
        refused = upload(browser, school, sent, name, question=question)
        assert refused.status_code == 422 and "no child can be recognised" in refused.json["error"]["message"]
    assert not stored(app)
    assert upload(browser, school, photo(), question=question, no_children="yes").status_code == 201
    with database.reading(Scope.tenant(school.tenant_id)) as session:
        assert session.query(Evidence).one().declared_clear


def test_a_factory_is_not_asked(owner, started: Started) -> None:
    page = owner.get(started.url("base-capture")).text
    assert "children" not in page and "blur.js" not in page
