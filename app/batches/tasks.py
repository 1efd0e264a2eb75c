"""Making batches firm by firm, so that a killed worker's successor goes on where it stopped; and letting them go."""

import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from app.accounts.models import User
from app.batches.models import Batch, BatchItem, BatchState, Outcome
from app.batches.naming import name_file, trade_word
from app.batches.operations import key_of, make_again
from app.batches.packing import BatchZip, Unreadable
from app.batches.queries import (
    JOB,
    TAKING,
    are_fit,
    count_outcomes,
    find_batch,
    find_newest,
    is_retracted,
    list_items,
    list_open,
    may_have,
    roles_of,
    work_of,
)
from app.batches.standing import come_round, is_over, list_running
from app.clients.queries import find_client_of
from app.events.operations import record_event
from app.kit import clock, log
from app.kit.db import DatabaseAway, HouseSession, Scope
from app.kit.jobs import Job, enqueue, enqueue_for, is_pending
from app.kit.storage import Storage, drawn_key
from app.kit.text import LANGS
from app.notices.operations import tell
from app.reports.models import FileState, Format, Report
from app.reports.queries import dressed, find_file, get_report
from app.reports.renderers.files import Wanted, draw_file, drawing_name
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows
from app.tenants.queries import list_provider_ids

_log = log.get(__name__)
ROUND = "batch.come_round"
AGAIN = timedelta(seconds=15)
TRIES = 3
"""How often the files of one firm are begun before it counts as failed and the rest goes on without it."""


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
        if item.outcome == Outcome.WAITING and not _try_item(job, item, taken, storage):
            return
    with job.database.reading(scope) as session:
        left = count_outcomes(session, batch).get(Outcome.WAITING, 0)
    if left:
        _come_back(job, batch)
    else:
        _pack(job, batch, storage)


def _come_back(job: Job, batch: Batch) -> None:
    """Firms that went wrong are tried once more a little later: what failed may pass by then."""
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        enqueue_for(session, JOB, work_of(batch), tenant_id=job.tenant, at=clock.now() + AGAIN)


def _try_item(job: Job, item: BatchItem, taken: set[str], storage: Storage) -> bool:
    """One firm. What goes wrong with it is its own; only a database that is away stops the others."""
    try:
        return _draw_item(job, item, taken, storage)
    except DatabaseAway:
        raise
    except Exception:
        _log.exception("a firm of a batch went wrong", item=str(item.id))
        _note_failure(job, item.id)
        return True


def _note_failure(job: Job, item_id: UUID, *, packed: bool = False) -> None:
    """To be tried again, or given up after so many tries. `packed`: it was drawn and could not be packed."""
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        kept = session.get_one(BatchItem, item_id)
        batch = find_batch(session, job.tenant, kept.batch_id, hold=True)
        given_up = kept.tries >= TRIES
        kept.files, kept.outcome, kept.reason = [], Outcome.WAITING, ""
        if given_up:
            kept.outcome, kept.reason = Outcome.FAILED, "drawing"
        if batch is not None:
            batch.done += int(given_up) - int(packed)


def _begin_item(job: Job, item: BatchItem) -> tuple[Batch, str, str] | None:
    """Count the try, so that a worker killed by this firm counts, too. The batch, the edition its person may have or
    why none, and the firm's trade; None when the batch was cancelled."""
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        batch = find_batch(session, job.tenant, item.batch_id)
        if batch is None or batch.state != BatchState.WANTED:
            return None
        kept = session.get_one(BatchItem, item.id)
        worn_out = kept.tries >= TRIES
        kept.tries += 1
        may = "plan"
        if allows(session, job.tenant, Feature.BATCH):
            may = may_have(session, batch, item.firm_id, roles_of(session, job.tenant, batch.asked_by_id))
        client = find_client_of(session, job.tenant, item.firm_id) if item.firm_id else None
        return batch, "worn_out" if worn_out else may, client.industry_key if client else ""


def _draw_item(job: Job, item: BatchItem, taken: set[str], storage: Storage) -> bool:
    """One firm, its rights looked at now; false when the batch was cancelled."""
    begun = _begin_item(job, item)
    if begun is None:
        return False
    batch, may, trade = begun
    found: dict[str, object] = {"outcome": Outcome.EXCLUDED, "reason": may}
    names = set(taken)
    if may == "worn_out":
        found = {"outcome": Outcome.FAILED, "reason": "drawing"}
    elif may in ("full", "share"):
        found = _draw_firm(job, batch, item, may, storage)
        told = {"firm": item.name, "trade": trade, "code": str(found.get("code", ""))[:12]}
        _name_all(batch, found, told, names)
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        kept = session.get_one(BatchItem, item.id)
        for name, value in found.items():
            if name != "as_of":
                setattr(kept, name, value)
        held = find_batch(session, job.tenant, batch.id, hold=True)
        if held is not None:
            held.done += 1
    taken |= names
    return True


def _draw_firm(job: Job, batch: Batch, item: BatchItem, edition: str, storage: Storage) -> dict[str, object]:
    assert item.firm_id is not None  # noqa: S101 (without a firm nothing is allowed)
    with job.database.reading(Scope.tenant(item.firm_id)) as session:
        found = find_newest(session, item.firm_id)
        retracted = found is None and is_retracted(session, item.firm_id)
    if found is None or (batch.signed_only and not found[1]):
        why = "not_signed" if found else "retracted" if retracted else "no_report"
        return {"outcome": Outcome.EXCLUDED, "reason": why}
    report = found[0]
    told = {"report_id": report.id, "code": report.code, "edition": edition}
    files = [
        {"key": _keep(job, report, _wanted(form, lang, edition), storage), "format": form, "lang": lang}
        for form in batch.formats
        for lang in batch.langs
    ]
    return {**told, "outcome": Outcome.DRAWN, "reason": "", "files": files, "as_of": report.as_of}


def _wanted(form: str, lang: str, edition: str) -> Wanted:
    spoken = next(one for one in LANGS if one == lang)
    return Wanted(format=Format(form), lang=spoken, edition="full" if edition == "full" else "share")


def _name_all(batch: Batch, found: dict[str, object], names: dict[str, str], taken: set[str]) -> None:
    for file in found.get("files", ()):  # type: ignore[attr-defined]
        trade = trade_word(names["trade"], file["lang"])
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
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        kept = find_batch(session, job.tenant, batch.id, hold=True)
        if kept is None or kept.state != BatchState.WANTED:
            return
        items = list_items(session, kept)
        if not _is_fit(job, kept, items) or not all(storage.has(file["key"]) for one in items for file in one.files):
            make_again(session, kept)
            return
    with tempfile.TemporaryDirectory(prefix="jianyun-batch-") as folder:
        path = Path(folder) / f"{batch.id.hex}.zip"
        try:
            _write(path, items, storage)
        except Unreadable as unread:
            _log.exception("a drawing of a batch cannot be read", item=str(unread.item_id))
            _note_failure(job, unread.item_id, packed=True)
            _come_back(job, batch)
            return
        size = path.stat().st_size
        storage.take(key_of(batch), path)
    _hand_out(job, batch, items, size, storage)


def _write(path: Path, items: Sequence[BatchItem], storage: Storage) -> None:
    parcel = BatchZip(path, at=clock.now())
    for item in items:
        parcel.add(item, storage)
    parcel.close()


def _is_fit(job: Job, batch: Batch, items: Sequence[BatchItem]) -> bool:
    with job.database.reading(Scope.provider(job.tenant)) as session:
        return are_fit(session, batch, items, roles_of(session, job.tenant, batch.asked_by_id))


def _hand_out(job: Job, batch: Batch, items: Sequence[BatchItem], size: int, storage: Storage) -> None:
    """Say that the ZIP is there, unless it is not wanted any more or somebody may not be in it by now."""
    wanted = False
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        kept = find_batch(session, job.tenant, batch.id, hold=True)
        if kept is not None and kept.state == BatchState.WANTED:
            wanted = _is_fit(job, kept, items)
            if wanted:
                kept.state, kept.size = BatchState.READY, size
                _tell(session, kept)
            else:
                make_again(session, kept)
    if not wanted:
        storage.delete(key_of(batch))


def _tell(session: HouseSession, batch: Batch) -> None:
    """A link behind sign-in, never the file; nobody is told who may not open it any more."""
    if roles_of(session, batch.tenant_id, batch.asked_by_id).isdisjoint(TAKING):
        return
    person, told = session.get_one(User, batch.asked_by_id), {"total": batch.total}
    name = "batch-ready" if batch.standing_id is None else "batch-came-round"
    tell(session, name, to=person, context=told, path="/batches", tenant_id=batch.tenant_id)


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


def look_round(job: Job) -> None:
    """End standing orders whose person lost the role, and leave a job for each that is due."""
    at = clock.now()
    with job.database.reading() as session:
        providers = list_provider_ids(session)
    for provider_id in providers:
        with job.database.reading(Scope.tenant(provider_id)) as session:
            found = [(one.id, is_over(session, one), one.next_at <= at) for one in list_running(session, provider_id)]
        for standing_id, over, due in found:
            if over or due:
                _see_to(job, provider_id, standing_id, over=over, at=at)


def _see_to(job: Job, provider_id: UUID, standing_id: UUID, *, over: bool, at: datetime) -> None:
    told = {"standing_id": str(standing_id)}
    with job.database.begin(Scope.tenant(provider_id)) as session:
        if over:
            come_round(session, provider_id, standing_id, at=at)
        elif not is_pending(session, ROUND, told, tenant_id=provider_id):
            enqueue(session, ROUND, told, tenant_id=provider_id)


def make_due_batch(job: Job) -> None:
    """What is due of one standing order."""
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        come_round(session, job.tenant, UUID(job.payload["standing_id"]), at=clock.now())
