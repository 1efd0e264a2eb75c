"""Making exports, expiring them, and erasing whoever has left."""

import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from uuid import UUID

from app.accounts.queries import get_person
from app.archives.contents import Source, list_firm_sources, list_person_sources, list_written_sources
from app.archives.models import Archive
from app.archives.operations import expire_archives, exports_in, finish_archive, key_of, person_folder
from app.archives.packing import Parcel
from app.archives.queries import find_wanted, list_due, owns_firm
from app.archives.retention import Terms, let_go
from app.archives.tombstones import Places, erase_account, erase_organisation, list_returned
from app.kit import clock, log
from app.kit.db import Database, HouseSession, Scope
from app.kit.jobs import Job
from app.kit.storage import Storage, folder_of
from app.payments.faults import GatewayFault
from app.payments.leaving import leave_stripe
from app.tenants.queries import list_seats

_log = log.get(__name__)


def make_archive(job: Job, *, storage: Storage) -> None:
    """Pack one export. Rights are looked at again: whoever lost the firm since gets nothing of it."""
    archive_id = UUID(job.payload["archive_id"])
    with job.database.reading() as session:
        archive = find_wanted(session, archive_id)
        if archive is None or (archive.firm_id and not owns_firm(session, archive.user_id, archive.firm_id)):
            return
    with tempfile.TemporaryDirectory(prefix="jianyun-export-") as folder:
        path = Path(folder) / "export.zip"
        parcel = Parcel(path)
        pack = _pack_firm if archive.firm_id else _pack_person
        pack(job.database, parcel, archive, storage)
        about = {"kind": "firm" if archive.firm_id else "person", "id": str(archive.firm_id or archive.user_id)}
        parcel.close(about, at=clock.now())
        storage.take(key_of(archive), path)
        size = path.stat().st_size
    with job.database.begin() as session:
        wanted = finish_archive(session, archive_id, size=size)
    if not wanted:
        storage.delete(key_of(archive))


def _pack_firm(database: Database, parcel: Parcel, archive: Archive, storage: Storage) -> None:
    assert archive.firm_id is not None  # noqa: S101 (the caller chose by it)
    with database.reading(Scope.tenant(archive.firm_id)) as session:
        _add(parcel, session, list_firm_sources(archive.firm_id), "")
    _add_files(parcel, storage, folder_of(archive.firm_id))


def _pack_person(database: Database, parcel: Parcel, archive: Archive, storage: Storage) -> None:
    with database.reading(Scope.platform("a person's export of what is kept about them")) as session:
        person = get_person(session, archive.user_id)
        seats = list_seats(session, person.id)
        _add(parcel, session, list_person_sources(person, [seat.organisation_id for seat in seats]), "")
    for seat in seats:
        with database.reading(Scope.tenant(seat.organisation_id)) as session:
            _add(parcel, session, list_written_sources(person), f"written/{seat.organisation_id}/")
    _add_files(parcel, storage, person_folder(person.id))


def _add(parcel: Parcel, session: HouseSession, sources: Iterable[Source], under: str) -> None:
    for source in sources:
        columns = [column.key for column in source.columns]
        parcel.add_table(under + source.name, columns, partial(source.rows, session))


def _add_files(parcel: Parcel, storage: Storage, folder: str) -> None:
    for key in storage.keys(folder):
        if not key.startswith(exports_in(folder)):
            parcel.add_file(storage, key, key.removeprefix(f"{folder}/"))


def expire(job: Job, *, storage: Storage) -> None:
    """Delete exports whose day is over."""
    with job.database.begin() as session:
        keys = list(expire_archives(session))
    for key in keys:
        storage.delete(key)


def erase_due(job: Job, *, storage: Storage, ledger: Storage) -> None:
    """Erase firms and people whose seven days have passed, each in a transaction of its own."""
    places = Places(database=job.database, storage=storage, ledger=ledger)
    with job.database.reading() as session:
        firms, people = list_due(session, at=clock.now())
    for firm in firms:
        try:
            leave_stripe(job.database, firm)
        except GatewayFault as fault:  # erased first, it would be charged for ever
            _log.warning("not erased yet: Stripe still has it", firm=str(firm), said=str(fault))
            continue
        erase_organisation(places, firm)
    for person in people:
        erase_account(places, person)


def keep_to_terms(job: Job, *, terms: Terms, ledger: Storage) -> None:
    """Let go of what is over its time, and say so when a restored backup brought back what was erased."""
    with job.database.begin(Scope.platform("letting go of what is over its time")) as session:
        for due in let_go(session, terms):
            if due.count:
                _log.info("over its time", what=due.rule.field, days=due.days, count=due.count)
    if returned := list_returned(job.database, ledger):
        _log.error("erased and back again: run `jianyun archives reapply`", count=len(returned))
