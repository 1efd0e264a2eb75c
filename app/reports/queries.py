"""Reads of reports."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.errors import NotFound
from app.kit.text import Lang, Text
from app.reports.models import Report, ReportFile

NO_REPORT = Text(zh="找不到这份报告。", en="There is no such report.")


def find_result(session: Session, tenant_id: UUID, assessment_id: UUID) -> Report | None:
    """The result document of the newest submission; None before the first."""
    return session.scalars(
        select(Report)
        .where(Report.tenant_id == tenant_id, Report.assessment_id == assessment_id, Report.roadmap_id.is_(None))
        .order_by(Report.created_at.desc())
        .limit(1)
    ).first()


def find_report(session: Session, tenant_id: UUID, roadmap_id: UUID) -> Report | None:
    """The report issued for one roadmap, if it is there yet."""
    return session.scalars(
        select(Report).where(Report.tenant_id == tenant_id, Report.roadmap_id == roadmap_id)
    ).one_or_none()


def get_report(session: Session, tenant_id: UUID, report_id: UUID) -> Report:
    """One report by id; NotFound when it is not this tenant's."""
    report = session.scalars(select(Report).where(Report.tenant_id == tenant_id, Report.id == report_id)).one_or_none()
    if report is None:
        raise NotFound(NO_REPORT)
    return report


def find_file(session: Session, tenant_id: UUID, report_id: UUID, lang: Lang) -> ReportFile | None:
    """The PDF of a report in one language, whatever its state."""
    return session.scalars(
        select(ReportFile).where(
            ReportFile.tenant_id == tenant_id, ReportFile.report_id == report_id, ReportFile.lang == lang
        )
    ).one_or_none()
