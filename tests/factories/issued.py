"""Firms with an issued report, put there without planning anything: for what happens to reports afterwards."""

from functools import cache
from uuid import UUID

from app.assessments.queries import catalogue
from app.cli.judging import judge
from app.cli.report import case_of
from app.kit.db import Database, Scope
from app.reports.document import assemble
from app.reports.models import Report
from app.reports.values import ReportDocument
from tests.factories.filings import EXPORTER, sample
from tests.factories.fillings import PROFILE, Started, start_filling


@cache
def whole_document(name: str = EXPORTER) -> ReportDocument:
    """The full report of a sample."""
    known = catalogue()
    return assemble(case_of(judge(sample(name), known, known.lenses_for(known.instrument("furniture")))))


def issue_to(database: Database, firm: Started, *, number: int = 1) -> UUID:
    """A finished report of this firm; returns its id."""
    document = whole_document()
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        told = {"number": number, "code": f"{firm.tenant_id.hex}{number}", "as_of": document.as_of}
        report = Report(assessment_id=firm.assessment_id, document=document.model_dump_json(), **told)
        session.add(report)
        session.flush()
        return report.id


def make_issued(database: Database, name: str = PROFILE.name) -> Started:
    """A firm with a report."""
    firm = start_filling(database, profile=PROFILE.model_copy(update={"name": name}))
    issue_to(database, firm)
    return firm
