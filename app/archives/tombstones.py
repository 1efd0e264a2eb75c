"""The ledger of what was erased: ids alone, one small file each, outside the database and outside the files of firms.

A backup knows nothing of what was erased after it was made. Once one is restored, `reapply` erases again whatever the
ledger names.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import User
from app.archives.erasing import erase_firm, erase_person
from app.archives.queries import list_sole_firms
from app.kit import clock, log
from app.kit.db import Database, HouseSession, Scope
from app.kit.ids import parse_id
from app.kit.storage import Storage, folder_of
from app.tenants.changes import end_agreement
from app.tenants.models import Kind, Organisation
from app.tenants.queries import get_organisation, list_engaged

_log = log.get(__name__)
What = Literal["organisation", "person"]
Tombstone = tuple[What, UUID, datetime]
AT_ONCE = 500
FOLDERS: tuple[What, What] = ("organisation", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where rows, files and the ledger are."""

    database: Database
    storage: Storage
    ledger: Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Something that was erased and is there again. `alone`: firms that would be left without anybody in charge."""

    what: What
    id: UUID
    erased_at: datetime
    alone: tuple[str, ...] = ()


def bury(ledger: Storage, what: What, id: UUID) -> None:
    """Write down that this was erased; before the erasing is committed, so that nothing is erased without."""
    told = {"what": what, "id": str(id), "erased_at": clock.now().isoformat(timespec="seconds")}
    ledger.put(_key(what, id), json.dumps(told).encode())


def _key(what: What, id: UUID) -> str:
    return f"{what}/{id.hex}.json"


def list_tombstones(ledger: Storage) -> Iterator[Tombstone]:
    """Everything the ledger names: organisations, then people, in order of their ids."""
    for what in FOLDERS:
        for key in ledger.keys(what):
            with ledger.open(key) as file:
                told = json.loads(file.read())
            id = parse_id(told["id"])
            if id is not None:
                yield what, id, datetime.fromisoformat(told["erased_at"])


def list_returned(database: Database, ledger: Storage) -> list[Returned]:
    """What was erased and is in the database nevertheless: it holds a restored backup."""
    found: list[Returned] = []
    with database.reading(Scope.platform("holding the ledger of what was erased against the database")) as session:
        for named in _batches(list_tombstones(ledger)):
            ids = [id for _what, id, _at in named]
            there = set(session.scalars(select(Organisation.id).where(Organisation.id.in_(ids))))
            there |= set(session.scalars(select(User.id).where(User.id.in_(ids))))
            for what, id, at in (one for one in named if one[1] in there):
                alone = tuple(list_sole_firms(session, id)) if what == "person" else ()
                found.append(Returned(what=what, id=id, erased_at=at, alone=alone))
    return found


def _batches(found: Iterator[Tombstone]) -> Iterator[list[Tombstone]]:
    while batch := list(islice(found, AT_ONCE)):
        yield batch


def reapply(places: Places, returned: list[Returned]) -> int:
    """Erase them again, each in a transaction of its own; returns how many went."""
    return sum(
        erase_organisation(places, one.id, again=True)
        if one.what == "organisation"
        else erase_account(places, one.id, again=True)
        for one in returned
    )


def erase_organisation(places: Places, firm_id: UUID, *, again: bool = False) -> bool:
    """Erase a firm or provider whose time has come, or (`again`) that was erased before."""
    _end_engagements(places.database, firm_id, again=again)
    with _written(places.ledger, "organisation", firm_id, standing=again) as told, _opened(places, firm_id) as session:
        if again:
            get_organisation(session, firm_id).closing_at = clock.now()
            session.flush()
        erased = erase_firm(session, firm_id, places.storage)
        if erased:
            told()
    if erased:
        places.storage.delete_folder(folder_of(firm_id))  # what a job in hand may have written meanwhile
        _log.info("firm erased", firm=str(firm_id))
    return erased


def erase_account(places: Places, user_id: UUID, *, again: bool = False) -> bool:
    """Erase a person whose time has come, or (`again`) who was erased before, whatever needs them by now."""
    with _written(places.ledger, "person", user_id, standing=again) as told, _opened(places) as session:
        if again:
            session.get_one(User, user_id).closing_at = clock.now()
            session.flush()
        erased = erase_person(session, user_id, places.storage, whatever=again)
        if erased:
            told()
    if erased:
        _log.info("person erased", person=str(user_id))
    return erased


def _opened(places: Places, firm_id: UUID | None = None) -> AbstractContextManager[HouseSession]:
    return places.database.begin(Scope.tenant(firm_id) if firm_id is not None else None)


@contextmanager
def _written(ledger: Storage, what: What, id: UUID, *, standing: bool) -> Iterator[Callable[[], None]]:
    """Call it to write the tombstone; when the transaction inside fails, what is still there gets none (unless it had
    one before)."""
    try:
        yield lambda: bury(ledger, what, id)
    except BaseException:
        if not standing:
            ledger.delete(_key(what, id))
        raise


def _end_engagements(database: Database, organisation_id: UUID, *, again: bool) -> None:
    """Of a provider whose time has come: each firm keeps on its own record that the consent ended."""
    with database.reading() as session:
        organisation = get_organisation(session, organisation_id)
        if organisation.kind != Kind.PROVIDER or not (again or organisation.closing_at):  # kept while others went
            return
    with database.reading(Scope.provider(organisation_id)) as session:
        firms = list_engaged(session, organisation_id)
    for firm in firms:
        with database.begin(Scope.tenant(firm)) as session:
            end_agreement(session, firm, organisation_id, by=None)
