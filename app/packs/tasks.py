"""Making packs in the background, and letting them go when their days are over."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from app.assessments.queries import catalogue
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.jobs import Job
from app.kit.scope import Scope
from app.kit.storage import Storage
from app.kit.text import LANGS, Lang
from app.packs.gathering import gather_pack
from app.packs.models import PackState
from app.packs.operations import drop_pack, finish_pack, key_of
from app.packs.packing import Parcel, about, pack_exhibits, pack_papers
from app.packs.queries import find_pack
from app.packs.values import PackCase, check_papers, count_missing
from app.reports.models import FileState, Format, Report
from app.reports.queries import find_file, get_report
from app.reports.renderers.files import Wanted, draw_file
from app.reports.values import ReportDocument


def make_pack(job: Job, storage: Storage) -> None:
    """Make one pack and keep it; running again after a kill makes it again but keeps one file."""
    scope, pack_id, at = Scope.tenant(job.tenant), UUID(job.payload["pack_id"]), clock.now()
    job.tell(5, "reading")
    with job.database.reading(scope) as session:
        pack = find_pack(session, job.tenant, pack_id)
        if pack is None or pack.state == PackState.READY:
            return
        report = get_report(session, job.tenant, pack.report_id)
        case = gather_pack(session, pack, report, catalogue=catalogue(), today=clock.today())
        if case is None:  # the policy ended, or left the content, while the job was waiting
            return
        key, kept = key_of(job.tenant, pack_id), _kept_files(session, report, case)

    def draw(form: Format, lang: Lang) -> bytes:
        wanted = Wanted(format=form, lang=lang, edition=case.edition)
        return _draw(case.document, wanted, kept.get(wanted), storage)

    with tempfile.TemporaryDirectory(prefix="jianyun-pack-") as folder:
        path = Path(folder) / "pack.zip"
        parcel = Parcel(path, at=at)
        pack_papers(case, parcel, draw, tell=job.tell)
        job.tell(90, "packing")
        if case.with_files:
            pack_exhibits(case, parcel, storage)
        parcel.close(about(case))
        size = path.stat().st_size
        storage.take(key, path)
    missing = count_missing(check_papers(case.offered, case.exhibits))
    with job.database.begin(scope) as session:
        pack = find_pack(session, job.tenant, pack_id, hold=True)
        if pack is not None:
            finish_pack(session, pack, size=size, missing=missing)
    if pack is None:  # its days ended meanwhile
        storage.delete(key)


def expire_pack(job: Job, storage: Storage) -> None:
    """Delete a pack whose days are over."""
    pack_id = UUID(job.payload["pack_id"])
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        drop_pack(session, job.tenant, pack_id)
    storage.delete(key_of(job.tenant, pack_id))


def _kept_files(session: HouseSession, report: Report, case: PackCase) -> Mapping[Wanted, str]:
    """Files of the report that are drawn already, and where they are kept."""
    found = {}
    for form in (Format.PDF, Format.XLSX):
        for lang in LANGS:
            wanted = Wanted(format=form, lang=lang, edition=case.edition)
            file = find_file(session, report.tenant_id, report.id, wanted)
            if file is not None and file.state == FileState.READY and file.storage_key:
                found[wanted] = file.storage_key
    return found


def _draw(document: ReportDocument, wanted: Wanted, key: str | None, storage: Storage) -> bytes:
    """The report as a file: the one that is kept, else a new drawing of the same document."""
    if key is not None and storage.has(key):
        with storage.open(key) as content:
            return content.read()
    return draw_file(document, wanted).content
