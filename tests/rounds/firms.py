"""A firm that fills the questionnaire again: the same sample a year on, with some answers changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from app.accounts.models import User
from app.assessments.models import Assessment
from app.assessments.operations import import_answers, start_assessment
from app.assessments.queries import catalogue, get_assessment
from app.companies.queries import get_company_row
from app.content.answers import parse_answers
from app.kit.db import Database, Scope
from app.reports.operations import publish_result
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled, sample


def tenant_of(database: Database, owner: User) -> UUID:
    with database.reading() as session:
        return list_seats(session, owner.id)[0].organisation_id


def submit(database: Database, owner: User, assessment: UUID, at: datetime) -> None:
    with database.begin(Scope.tenant(tenant_of(database, owner))) as session:
        publish_result(session, get_assessment(session, assessment), catalogue=catalogue(), by=owner.id, at=at)


def first_round(database: Database, owner: User, name: str, at: datetime) -> UUID:
    """T0, submitted."""
    assessment = make_filled(database, owner, name)
    submit(database, owner, assessment, at)
    return assessment


def next_round(
    database: Database, owner: User, name: str, changed: Mapping[str, Any], *, at: datetime, figure: str = ""
) -> UUID:
    """A further round: the sample's answers, some changed (None takes one away), and one figure half of what it was."""
    filing = sample(name)
    given, faults = parse_answers(
        filing.instrument, {k: v for k, v in changed.items() if v is not None}, filing.company
    )
    assert not faults, faults
    answers = {k: v for k, v in {**filing.sheet.answers, **given.answers}.items() if changed.get(k, "") is not None}
    with database.begin(Scope.tenant(tenant_of(database, owner))) as session:
        company = get_company_row(session, tenant_of(database, owner))
        draft: Assessment = start_assessment(session, company, filing.instrument, by=owner.id)
        import_answers(session, draft, replace(filing.sheet, answers=answers), by=owner.id, at=at)
        if figure:
            row = next(one for one in company.figures if one.figure_key == figure)
            row.value = str(Fraction(row.value) / 2)
        found = draft.id
    submit(database, owner, found, at)
    return found
