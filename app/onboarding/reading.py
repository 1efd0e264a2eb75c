"""From the cells of a workbook to firms, or every fault with its row and column. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from app.kit.errors import Invalid
from app.kit.phones import looks_like_number, read_number
from app.kit.tables import Cell, Fault, Table
from app.kit.text import Text
from app.kit.words import UncleanText, canonical, shown
from app.onboarding.queries import Entry
from app.onboarding.wording import (
    COLUMNS,
    LIMITS,
    NO_COLLEAGUE,
    NO_CONTACT,
    NO_HEADER,
    NO_NAME,
    NO_TRADE,
    NOTHING,
    TOO_MANY,
    TWIN,
    TWO_COLLEAGUES,
)
from app.tenants.models import Role
from app.tenants.queries import Member

MOST_ROWS = 1000
HEAD_WITHIN = 10
PEOPLE = {"account_manager": Role.ACCOUNT_MANAGER, "consultant": Role.CONSULTANT}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFirm:
    """One firm to be noted; ids of colleagues as text, empty where nobody was named. `row` as spreadsheets count."""

    name: str
    trade: str = ""
    contact_name: str = ""
    contact: str = ""
    account_manager: str = ""
    consultant: str = ""
    note: str = ""
    row: int = 0


@dataclass(slots=True)
class Reading:
    """What a table said."""

    firms: list[NewFirm] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What cells may refer to: trades by id, colleagues, and countries of mobile numbers."""

    trades: Mapping[str, Text]
    people: Sequence[Member]
    regions: Sequence[str]


def key_of(name: str) -> str:
    """What two spellings of one firm's name have in common: one width, one case, no blanks or punctuation."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", folded) or folded


def read_contact(raw: str, regions: Sequence[str]) -> str | None:
    """A mail address in small letters or a number in E.164; None for anything else."""
    if looks_like_number(raw):
        return read_number(raw, regions)
    try:
        return validate_email(raw, check_deliverability=False).normalized.casefold()
    except EmailNotValidError:
        return None


def read_firms(tables: Sequence[Table], known: Known) -> Reading:
    """Firms of the first sheet that names them. Invalid when there is none, or too many."""
    for table in tables:
        for head, row in enumerate(table.rows[:HEAD_WITHIN]):
            places = _places(row)
            if "name" in places:
                return _read_rows(table, head, places, known)
    raise Invalid(NO_HEADER)


def _places(row: Sequence[Cell]) -> dict[str, int]:
    heads = {key_of(title): name for name, words in COLUMNS.items() for title in (words.zh, words.en)}
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = heads.get(key_of(cell)) if isinstance(cell, str) else None
        if name is not None:
            found.setdefault(name, place)
    return found


def _read_rows(table: Table, head: int, places: Mapping[str, int], known: Known) -> Reading:
    reading, seen = Reading(), dict[str, int]()
    rows = [(number, row) for number, row in enumerate(table.rows[head + 1 :], start=head + 2) if any(row)]
    if len(rows) > MOST_ROWS:
        raise Invalid(TOO_MANY.format(most=str(MOST_ROWS), found=str(len(rows))))
    for number, row in rows:
        cells = {name: row[place] for name, place in places.items() if place < len(row) and row[place] is not None}
        if not cells:
            continue
        firm = _read_row(number, cells, known, reading.faults)
        twin = seen.setdefault(key_of(firm.name), number) if firm.name else number
        if twin != number:
            reading.faults.append(Fault(row=number, column="name", message=TWIN.format(row=str(twin))))
        reading.firms.append(firm)
    if not reading.firms:
        raise Invalid(NOTHING)
    return reading


def _read_row(number: int, cells: Mapping[str, Cell], known: Known, faults: list[Fault]) -> NewFirm:
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        try:
            values[name] = _read_cell(name, canonical(str(cell), limit=LIMITS.get(name, 254)), known)
        except UncleanText as error:
            faults.append(Fault(row=number, column=name, message=error.message))
    if not values.get("name") and not any(one.row == number and one.column == "name" for one in faults):
        faults.append(Fault(row=number, column="name", message=NO_NAME))
    return NewFirm(**{"name": "", **values}, row=number)


def _read_cell(name: str, said: str, known: Known) -> str:
    """What is kept for a cell; UncleanText when it says nothing we know."""
    if name == "trade":
        return _trade(said, known)
    if name in PEOPLE:
        return str(_colleague(said, PEOPLE[name], known))
    if name == "contact":
        found = read_contact(said, known.regions)
        if found is None:
            raise UncleanText(NO_CONTACT.format(said=shown(said)))
        return found
    return said if name == "note" else " ".join(said.split())


def _trade(said: str, known: Known) -> str:
    wanted = key_of(said)
    for id, title in known.trades.items():
        if wanted in (key_of(id), key_of(title.zh), key_of(title.en)):
            return id
    titles = known.trades.values()
    near = [id for id, title in known.trades.items() if wanted and wanted in (key_of(title.zh) + key_of(title.en))]
    if len(near) == 1:
        return near[0]
    choices = Text(zh="、".join(one.zh for one in titles), en=", ".join(one.en for one in titles))
    raise UncleanText(NO_TRADE.format(said=shown(said), choices=choices))


def _colleague(said: str, role: Role, known: Known) -> UUID:
    wanted = said.casefold()
    number = read_number(said, known.regions) if looks_like_number(said) else None
    found = [
        one
        for one in known.people
        if role in one.roles and (wanted in (one.name.casefold(), one.contact.casefold()) or one.contact == number)
    ]
    if len(found) != 1:
        raise UncleanText((TWO_COLLEAGUES if found else NO_COLLEAGUE).format(said=shown(said)))
    return found[0].user_id


@dataclass(slots=True)
class Sorted:
    """Firms that are new, that the book has already, and that may be known under another name."""

    new: list[NewFirm] = field(default_factory=list)
    known: list[tuple[NewFirm, str]] = field(default_factory=list)
    alike: list[tuple[NewFirm, str]] = field(default_factory=list)


def sort_out(firms: Sequence[NewFirm], book: Sequence[Entry]) -> Sorted:
    """Tell new firms from those of the book: `known` by name, `alike` by contact, each with the book's name."""
    names = {key_of(one.name): one.name for one in book}
    contacts = {one.contact: one.name for one in book if one.contact}
    found = Sorted()
    for firm in firms:
        if (same := names.get(key_of(firm.name))) is not None:
            found.known.append((firm, same))
        elif firm.contact and (same := contacts.get(firm.contact)) is not None:
            found.alike.append((firm, same))
        else:
            found.new.append(firm)
    return found
