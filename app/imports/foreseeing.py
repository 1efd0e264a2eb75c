"""What keeping a reading would do, before anything is kept. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.companies.operations import MOST
from app.content import firm
from app.imports.columns import TABLES, Kind
from app.imports.reading import BLANK, Reading, Record
from app.imports.wording import FULL
from app.kit.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry as it will be, and the fields that differ; none of an entry that is new."""

    record: Record
    differs: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Whether the firm did not have it."""
        return self.record.id == BLANK


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What one kind of entry would see: changes in the order of the file, and how many rows say what is known."""

    kind: Kind
    changes: tuple[Change, ...]
    same: int
    total: int
    """Entries the firm has."""

    @property
    def count(self) -> int:
        """How many entries would be written."""
        return len(self.changes)

    @property
    def new(self) -> int:
        """How many entries come in."""
        return sum(one.is_new for one in self.changes)


def foresee(readings: Sequence[Reading], inventory: firm.Inventory) -> tuple[Foreseen, ...]:
    """Per kind, what would come in and what would change."""
    known = {form.kind: {one.id: one for one in getattr(inventory, form.kind)} for form in TABLES}
    wanted: dict[Kind, list[Record]] = {form.kind: [] for form in TABLES}
    for reading in readings:
        kind = reading.form.kind
        wanted[kind] += [_merged(reading, one.record, known[kind].get(one.record.id)) for one in reading.entries]
    return tuple(_compared(kind, records, known[kind]) for kind, records in wanted.items())


def foresee_again(wanted: firm.Inventory, inventory: firm.Inventory) -> tuple[Foreseen, ...]:
    """The same of records foreseen before, set against an inventory that has moved since."""
    known = {form.kind: {one.id: one for one in getattr(inventory, form.kind)} for form in TABLES}
    return tuple(_compared(kind, getattr(wanted, kind), known[kind]) for kind in known)


def _compared(kind: Kind, records: Sequence[Record], known: Mapping[str, Record]) -> Foreseen:
    changes, same = [], 0
    for record in records:
        was = known.get(record.id)
        if was is None:
            changes.append(Change(record=record.model_copy(update={"id": BLANK}), differs=()))
        elif was == record:
            same += 1
        else:
            names = type(record).model_fields
            differs = tuple(name for name in names if getattr(was, name) != getattr(record, name))
            changes.append(Change(record=record, differs=differs))
    return Foreseen(kind=kind, changes=tuple(changes), same=same, total=len(known))


def check_room(foreseen: Sequence[Foreseen]) -> None:
    """Invalid when the firm would have more entries of one kind than it may."""
    for one in foreseen:
        if one.total + one.new > MOST:
            raise Invalid(FULL.format(total=one.total + one.new, most=MOST))


def records_of(foreseen: Sequence[Foreseen]) -> firm.Inventory:
    """What would be kept."""
    return firm.Inventory.model_validate({one.kind: tuple(change.record for change in one.changes) for one in foreseen})


def _merged(reading: Reading, record: Record, was: Record | None) -> Record:
    """A row says nothing about columns its sheet does not have: an entry that is known keeps those."""
    if was is None:
        return record
    told = {one.name for one in reading.fields.values()} | {"id"}
    kept = {name: getattr(was, name) for name in type(record).model_fields if name not in told}
    return record.model_copy(update=kept)


def fingerprint(inventory: firm.Inventory) -> str:
    """Changes whenever the inventory does."""
    return hashlib.sha256(inventory.model_dump_json().encode()).hexdigest()[:16]
