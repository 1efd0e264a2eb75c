"""Reads of reports."""

import json
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from app.brands.queries import find_logo
from app.brands.values import Livery
from app.kit import jobs
from app.kit.errors import NotFound
from app.kit.text import Text
from app.reports.models import FileState, Report, ReportFile, ReportState
from app.reports.renderers.files import Wanted
from app.reports.values import ReportDocument
from app.reports.wearing import with_logo

NO_REPORT = Text(zh="找不到这份报告。", en="There is no such report.")


def find_result(session: Session, tenant_id: UUID, assessment_id: UUID) -> Report | None:
    """The result document of the newest submission; None before the first."""
    return session.scalars(
        select(Report)
        .where(
            Report.tenant_id == tenant_id,
            Report.assessment_id == assessment_id,
            Report.roadmap_id.is_(None),
            Report.kind == "full",
        )
        .order_by(Report.created_at.desc())
        .limit(1)
    ).first()


def find_report(session: Session, tenant_id: UUID, roadmap_id: UUID) -> Report | None:
    """The report to go by for one roadmap: the newest final issue, else the newest draft; never a retracted one."""
    wanted = _of_roadmap(tenant_id, roadmap_id).where(Report.state != ReportState.RETRACTED)
    best = (Report.state == ReportState.ISSUED).desc(), Report.draft, Report.number.desc()
    return session.scalars(wanted.order_by(*best).limit(1)).first()


def find_issue(session: Session, tenant_id: UUID, roadmap_id: UUID) -> Report | None:
    """The newest issue for one roadmap, whatever became of it."""
    return session.scalars(_of_roadmap(tenant_id, roadmap_id).order_by(Report.number.desc()).limit(1)).first()


def find_last_issue(session: Session, tenant_id: UUID, assessment_id: UUID) -> Report | None:
    """The newest issue of an assessment, whatever became of it."""
    return session.scalars(_issues(tenant_id, assessment_id).limit(1)).first()


def list_issues(session: Session, tenant_id: UUID, assessment_id: UUID, *, hold: bool = False) -> Sequence[Report]:
    """Every issue of an assessment's report, the newest first, without reading what they say.

    `hold`: as they stand now, whatever was read before, and nobody else changes them until commit.
    """
    wanted = _issues(tenant_id, assessment_id).options(defer(Report.document))
    if hold:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalars(wanted).all()


def _of_roadmap(tenant_id: UUID, roadmap_id: UUID) -> Select[Report]:
    return select(Report).where(Report.tenant_id == tenant_id, Report.roadmap_id == roadmap_id)


def _issues(tenant_id: UUID, assessment_id: UUID) -> Select[Report]:
    mine = (Report.tenant_id == tenant_id, Report.assessment_id == assessment_id, Report.number.is_not(None))
    return select(Report).where(*mine).order_by(Report.number.desc())


def find_comparison(session: Session, tenant_id: UUID, later_id: UUID, earlier_id: UUID) -> Report | None:
    """The newest comparison of two assessments to go by, if any was issued."""
    return session.scalars(
        select(Report)
        .where(Report.tenant_id == tenant_id, Report.assessment_id == later_id, Report.earlier_id == earlier_id)
        .where(Report.state != ReportState.RETRACTED)
        .order_by(Report.created_at.desc())
        .limit(1)
    ).first()


def get_report(session: Session, tenant_id: UUID, report_id: UUID) -> Report:
    """One report by id; NotFound when it is not this tenant's."""
    report = session.scalars(select(Report).where(Report.tenant_id == tenant_id, Report.id == report_id)).one_or_none()
    if report is None:
        raise NotFound(NO_REPORT)
    return report


def list_codes(session: Session, tenant_id: UUID) -> Sequence[str]:
    """The codes of everything ever issued for a firm."""
    return session.scalars(select(Report.code).where(Report.tenant_id == tenant_id)).all()


def find_file(
    session: Session, tenant_id: UUID, report_id: UUID, wanted: Wanted, *, hold: bool = False
) -> ReportFile | None:
    """One drawing of a report, whatever its state; `hold` makes others who hold it wait."""
    chosen = select(ReportFile).where(
        ReportFile.tenant_id == tenant_id,
        ReportFile.report_id == report_id,
        ReportFile.lang == wanted.lang,
        ReportFile.format == str(wanted.format),
        ReportFile.edition == wanted.edition,
    )
    return session.scalars(chosen.with_for_update() if hold else chosen).one_or_none()


def find_drawn(session: Session, tenant_id: UUID, storage_key: str) -> ReportFile | None:
    """A file of this tenant that is kept under this key already."""
    kept = select(ReportFile).where(ReportFile.tenant_id == tenant_id, ReportFile.storage_key == storage_key)
    return session.scalars(kept.where(ReportFile.state == FileState.READY).limit(1)).one_or_none()


def list_files(session: Session, tenant_id: UUID, report_id: UUID) -> Sequence[ReportFile]:
    """Every drawing asked for so far."""
    return session.scalars(
        select(ReportFile).where(ReportFile.tenant_id == tenant_id, ReportFile.report_id == report_id)
    ).all()


def hold_report(session: Session, tenant_id: UUID, report_id: UUID) -> None:
    """Make others who ask for a file of this report wait until we have committed."""
    session.execute(select(Report.id).where(Report.tenant_id == tenant_id, Report.id == report_id).with_for_update())


def is_failed(session: Session, file: ReportFile) -> bool:
    """Whether nobody will draw this file any more: its job was given up or is gone."""
    if file.state == FileState.READY:
        return False
    return file.state == FileState.FAILED or not jobs.is_pending(
        session, "draw_report", drawing_of(file), tenant_id=file.tenant_id
    )


def drawing_of(file: ReportFile) -> dict[str, str]:
    """What the job that draws a file is told."""
    return {
        "report_id": str(file.report_id),
        "lang": file.lang,
        "format": file.format,
        "edition": file.edition,
    }


def brand_of(report: Report) -> Livery | None:
    """The look a report was issued with; None for ours."""
    return _brand(report.document)


@lru_cache(maxsize=64)
def _brand(document: str) -> Livery | None:
    worn = json.loads(document).get("brand")
    return Livery.model_validate(worn) if worn else None


def dressed(session: Session, report: Report) -> ReportDocument:
    """The document of a report ready to be drawn, with the logo it was issued with in hand."""
    document = ReportDocument.model_validate_json(report.document)
    if document.brand is None or document.brand.logo is None:
        return document
    logo = find_logo(session, report.tenant_id, document.brand.logo.sha256)
    return with_logo(document, logo.content if logo else None)
