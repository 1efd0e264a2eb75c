"""Making batches firm by firm, so that a killed worker's successor goes on where it stopped; and letting them go."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.accounts.models import User
from app.batches.models import Batch, BatchItem, BatchState, Outcome
from app.batches.naming import name_file
from app.batches.operations import key_of, make_again
from app.batches.packing import BatchZip
from app.batches.queries import (
    JOB,
    find_batch,
    find_newest,
    is_fit,
    list_items,
    list_open,
    may_have,
    roles_of,
    work_of,
)
from app.clients.queries import find_client_of
from app.content.loader import served_catalogue
from app.events.operations import record_event
from app.kit import clock, log
from app.kit.db import HouseSession, Scope
from app.kit.jobs import Job, enqueue_for
from app.kit.paper import PressFailed
from app.kit.storage import Storage, drawn_key
from app.kit.text import LANGS
from app.notices.operations import tell
from app.reports.models import FileState, Format, Report
from app.reports.queries import dressed, find_file, get_report
from app.reports.renderers.files import Wanted, draw_file, drawing_name

_log = log.get(__name__)
AGAIN = timedelta(seconds=15)


def make_batch(job: Job, storage: Storage) -> None:
    """Draw what is not drawn yet, pack it once, tell who asked. One batch of a provider at a time."""
    scope, batch_id = Scope.tenant(job.tenant), UUID(job.payload["batch_id"])
    with job.database.begin(scope) as session:
        batch = find_batch(session, job.tenant, batch_id, hold=True)
        if batch is None or batch.state != BatchState.WANTED:
            return
        if any((one.created_at, one.id) < (batch.created_at, batch.id) for one in list_open(session, job.tenant)):
            enqueue_for(session, JOB, work_of(batch), tenant_id=job.tenant, at=clock.now() + AGAIN)
            return
        batch.began_at = batch.began_at or clock.now()
        items = list_items(session, batch)
        taken = {file["name"].casefold() for item in items for file in item.files}
    for item in items:
        if item.outcome == Outcome.WAITING and not _draw_item(job, batch, item, taken, storage):
            return
    _pack(job, batch, storage)


def _draw_item(job: Job, batch: Batch, item: BatchItem, taken: set[str], storage: Storage) -> bool:
    """One firm, its rights looked at now; false when the batch was cancelled."""
    with job.database.reading(Scope.tenant(job.tenant)) as session:
        now = find_batch(session, job.tenant, batch.id)
        if now is None or now.state != BatchState.WANTED:
            return False
        may = may_have(session, batch, item.firm_id, roles_of(session, job.tenant, batch.asked_by_id))
        client = find_client_of(session, job.tenant, item.firm_id) if item.firm_id else None
        trade = client.industry_key if client else ""
    found: dict[str, object] = {"outcome": Outcome.EXCLUDED, "reason": may}
    if may in ("full", "share"):
        found = _draw_firm(job, batch, item, may, storage)
        names = {"firm": item.name, "trade": trade, "code": str(found.get("code", ""))[:12]}
        _name_all(batch, found, names, taken)
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        kept = session.get_one(BatchItem, item.id)
        for name, value in found.items():
            if name != "as_of":
                setattr(kept, name, value)
        held = find_batch(session, job.tenant, batch.id, hold=True)
        if held is not None:
            held.done += 1
    return True


def _draw_firm(job: Job, batch: Batch, item: BatchItem, edition: str, storage: Storage) -> dict[str, object]:
    assert item.firm_id is not None  # noqa: S101 (without a firm nothing is allowed)
    with job.database.reading(Scope.tenant(item.firm_id)) as session:
        found = find_newest(session, item.firm_id)
    if found is None or (batch.signed_only and not found[1]):
        return {"outcome": Outcome.EXCLUDED, "reason": "not_signed" if found else "no_report"}
    report = found[0]
    told = {"report_id": report.id, "code": report.code, "edition": edition}
    try:
        files = [
            {"key": _keep(job, report, _wanted(form, lang, edition), storage), "format": form, "lang": lang}
            for form in batch.formats
            for lang in batch.langs
        ]
    except (PressFailed, ValueError, KeyError) as failed:
        _log.error("a report of a batch cannot be drawn", report=str(report.id), why=str(failed))
        return {**told, "outcome": Outcome.FAILED, "reason": "drawing"}
    return {**told, "outcome": Outcome.DRAWN, "reason": "", "files": files, "as_of": report.as_of}


def _wanted(form: str, lang: str, edition: str) -> Wanted:
    spoken = next(one for one in LANGS if one == lang)
    return Wanted(format=Format(form), lang=spoken, edition="full" if edition == "full" else "share")


def _name_all(batch: Batch, found: dict[str, object], names: dict[str, str], taken: set[str]) -> None:
    trades = served_catalogue().trades
    for file in found.get("files", ()):  # type: ignore[attr-defined]
        trade = trades[names["trade"]].title.get(file["lang"]) if names["trade"] in trades else ""
        values = {**names, "trade": trade, "date": f"{found['as_of']:%Y%m%d}", "lang": file["lang"]}
        file["name"] = name_file(batch.pattern, values, file["format"], taken)


def _keep(job: Job, report: Report, wanted: Wanted, storage: Storage) -> str:
    """The key of a drawing: the one that is kept, else a new one, kept by what it is drawn from."""
    with job.database.reading(Scope.tenant(report.tenant_id)) as session:
        file = find_file(session, report.tenant_id, report.id, wanted)
        if file is not None and file.state == FileState.READY and file.storage_key and storage.has(file.storage_key):
            return file.storage_key
        document = dressed(session, get_report(session, report.tenant_id, report.id))
    logo = document.brand.logo if document.brand else None
    worn = b"" if logo is None or logo.content is None else logo.content
    key = drawn_key(report.tenant_id, drawing_name(document.model_dump_json(), wanted, worn), wanted.format)
    if not storage.has(key):
        storage.put(key, draw_file(document, wanted).content)
    return key


def _pack(job: Job, batch: Batch, storage: Storage) -> None:
    """Write the ZIP; who may not be in it any more by now sends the batch round once more."""
    scope, key = Scope.tenant(job.tenant), key_of(batch)
    with job.database.begin(scope) as session:
        kept = find_batch(session, job.tenant, batch.id, hold=True)
        if kept is None or kept.state != BatchState.WANTED:
            return
        items, roles = list_items(session, kept), roles_of(session, job.tenant, kept.asked_by_id)
        here = all(storage.has(file["key"]) for item in items for file in item.files)
        if not here or not all(is_fit(session, kept, item, roles) for item in items):
            make_again(session, kept)
            return
    with tempfile.TemporaryDirectory(prefix="jianyun-batch-") as folder:
        path = Path(folder) / f"{batch.id.hex}.zip"
        parcel = BatchZip(path, at=clock.now())
        for item in items:
            parcel.add(item, storage)
        parcel.close()
        storage.take(key, path)
        size = path.stat().st_size
    with job.database.begin(scope) as session:
        kept = find_batch(session, job.tenant, batch.id, hold=True)
        wanted = kept is not None and kept.state == BatchState.WANTED
        if kept is not None and wanted:
            roles = roles_of(session, job.tenant, kept.asked_by_id)
            if all(is_fit(session, kept, item, roles) for item in items):
                kept.state, kept.size = BatchState.READY, size
                _tell(session, kept)
            else:
                make_again(session, kept)
                wanted = False
    if not wanted:
        storage.delete(key)


def _tell(session: HouseSession, batch: Batch) -> None:
    person = session.get_one(User, batch.asked_by_id)
    told = {"total": batch.total}
    tell(session, "batch-ready", to=person, context=told, path="/batches", tenant_id=batch.tenant_id)


def note_with_firms(job: Job) -> None:
    """Whoever took a batch is on the record of every firm in it."""
    by, batch_id = UUID(job.payload["by"]), job.payload["batch_id"]
    for raw in job.payload["firms"]:
        firm_id = UUID(raw)
        with job.database.begin(Scope.tenant(firm_id)) as session:
            record_event(session, "report.taken_in_batch", by=by, tenant_id=firm_id, subject=f"batch:{batch_id}")


def expire_batch(job: Job, storage: Storage) -> None:
    """Delete the ZIP of a batch whose days are over."""
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        batch = find_batch(session, job.tenant, UUID(job.payload["batch_id"]), hold=True)
        if batch is None:
            return
        batch.state = BatchState.GONE
        key = key_of(batch)
    storage.delete(key)
