"""The price book as a workbook: drawn with its choices, and read back, or every fault with its row and column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from app.kit.errors import Invalid
from app.kit.tables import Cell, Fault, Table
from app.kit.text import Lang, Text
from app.kit.words import UncleanText, canonical, shown
from app.kit.xlsx import Column, Shape, Sheet, write_workbook
from app.quotations.values import MOST_PRICE, RATES, UNITS, Priced
from app.quotations.wording import (
    BOOK,
    COLUMNS,
    GUIDE,
    NO_CODE,
    NO_HEADER,
    NO_INITIATIVE,
    NO_NAME,
    NO_PRICE,
    NO_RATE,
    NO_UNIT,
    NOTHING,
    TWIN,
    UNIT_WORDS,
)

LIMITS = {"code": 40, "name_zh": 160, "name_en": 160, "note": 300}
HEAD_WITHIN = 10
SHAPES: dict[str, tuple[int, Shape]] = {
    "code": (16, "text"),
    "initiative": (46, "text"),
    "name_zh": (36, "text"),
    "name_en": (36, "text"),
    "unit": (10, "text"),
    "price": (22, "money"),
    "rate": (12, "number"),
    "note": (40, "text"),
}
NEEDED = ("code", "unit", "price", "rate")
WRITTEN = {"unit": NO_UNIT, "price": NO_PRICE, "rate": NO_RATE}
RATE_CHOICES = Text(zh="、".join(str(one // 100) for one in RATES), en=", ".join(str(one // 100) for one in RATES))


@dataclass(slots=True)
class Reading:
    """What a table said."""

    items: list[Priced] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


Titles = Mapping[str, Text]
"""Initiative -> title, of everything that can be sold."""


def label_of(initiative: str, titles: Titles, lang: Lang) -> str:
    """How a list names an initiative: with its id, which is the same in both languages."""
    return f"{titles[initiative].get(lang)} [{initiative}]" if initiative in titles else initiative


def draw_prices(items: Sequence[Priced], titles: Titles, lang: Lang, *, at: datetime) -> bytes:
    """The whole book, and a page that says how to fill it in; an empty book is the template."""
    choices = {
        "initiative": tuple(label_of(one, titles, lang) for one in sorted(titles)),
        "unit": tuple(UNIT_WORDS[one].get(lang) for one in UNITS),
        "rate": tuple(str(one // 100) for one in RATES),
    }
    columns = [
        Column(
            title=words.get(lang) + (" *" if name in NEEDED else ""),
            width=SHAPES[name][0],
            shape=SHAPES[name][1],
            choices=choices.get(name, ()),
        )
        for name, words in COLUMNS.items()
    ]
    rows = [
        [
            one.code,
            label_of(one.initiative, titles, lang) or None,
            one.name.zh,
            one.name.en,
            UNIT_WORDS[one.unit].get(lang),
            Decimal(one.price) / 100,
            one.rate // 100,
            one.note or None,
        ]
        for one in items
    ]
    head, *lines = [line.get(lang) for line in GUIDE]
    guide = Sheet(name=head, columns=[Column(title=head, width=90, shape="long")], rows=[[line] for line in lines])
    title = BOOK.get(lang)
    return write_workbook([Sheet(name=title, columns=columns, rows=rows, kept=1), guide], title=title, at=at)


def read_prices(tables: Sequence[Table], titles: Titles) -> Reading:
    """Entries of the first sheet that has codes. Invalid when there is none, or nothing in it."""
    for table in tables:
        for head, row in enumerate(table.rows[:HEAD_WITHIN]):
            places = _places(row)
            if "code" in places:
                return _read_rows(table, head, places, titles)
    raise Invalid(NO_HEADER)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _places(row: Sequence[Cell]) -> dict[str, int]:
    heads = {_key(title): name for name, words in COLUMNS.items() for title in (words.zh, words.en)}
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = heads.get(_key(cell)) if isinstance(cell, str) else None
        if name is not None:
            found.setdefault(name, place)
    return found


def _read_rows(table: Table, head: int, places: Mapping[str, int], titles: Titles) -> Reading:
    reading, seen = Reading(), dict[str, int]()
    for number, row in enumerate(table.rows[head + 1 :], start=head + 2):
        cells = {name: row[place] for name, place in places.items() if place < len(row) and row[place] is not None}
        if not cells:
            continue
        item = _read_row(number, cells, titles, reading.faults)
        if item is None:
            continue
        twin = seen.setdefault(item.code, number)
        if twin != number:
            reading.faults.append(Fault(row=number, column="code", message=TWIN.format(row=str(twin))))
        reading.items.append(item)
    if not reading.items and not reading.faults:
        raise Invalid(NOTHING)
    return reading


def _read_row(number: int, cells: Mapping[str, Cell], titles: Titles, faults: list[Fault]) -> Priced | None:
    told: dict[str, str | int] = {}
    before = len(faults)

    def fail(column: str, message: Text) -> None:
        faults.append(Fault(row=number, column=column, message=message))

    for name in COLUMNS:
        said = _said(cells.get(name))
        try:
            told[name] = _read_cell(name, said, titles)
        except UncleanText as error:
            fail(name, error.message)
    if told.get("code") == "":
        fail("code", NO_CODE)
    names = [str(told[name]) for name in ("name_zh", "name_en") if told.get(name)]
    if not names and {"name_zh", "name_en"} <= told.keys():
        fail("name_zh", NO_NAME)
    return _made(told, names) if len(faults) == before else None


def _made(told: Mapping[str, str | int], names: Sequence[str]) -> Priced:
    return Priced(
        code=str(told["code"]),
        name=Text(zh=names[0], en=names[-1]),
        unit=str(told["unit"]),
        price=int(told["price"]),
        rate=int(told["rate"]),
        initiative=str(told["initiative"]),
        note=str(told["note"]),
    )


def _said(cell: Cell) -> str:
    if isinstance(cell, float):
        return format(Decimal(repr(cell)), "f")
    return "" if cell is None else str(cell)


def _read_cell(name: str, said: str, titles: Titles) -> str | int:
    """What is kept for a cell; UncleanText when it says nothing we know."""
    clean = canonical(said, limit=LIMITS.get(name, 300))
    if name == "initiative":
        return read_initiative(clean, titles)
    if name in WRITTEN:
        found = {"unit": _unit, "price": read_price, "rate": _rate}[name](clean)
        if found is None:
            raise UncleanText(WRITTEN[name].format(said=shown(clean), choices=_choices(name)))
        return found
    return clean if name == "note" else " ".join(clean.split())


def _choices(name: str) -> Text:
    if name == "rate":
        return RATE_CHOICES
    words = [UNIT_WORDS[one] for one in UNITS]
    return Text(zh="、".join(one.zh for one in words), en=", ".join(one.en for one in words))


def read_initiative(said: str, titles: Titles) -> str:
    """An id, a title, or both as our lists write them."""
    wanted = said.rpartition("[")[2].removesuffix("]").strip() if said.endswith("]") else said
    if not wanted or wanted in titles:
        return wanted
    named = [id for id, title in titles.items() if said in (title.zh, title.en)]
    if len(named) != 1:
        raise UncleanText(NO_INITIATIVE.format(said=shown(said)))
    return named[0]


def _unit(said: str) -> str | None:
    return next((one for one in UNITS if said.casefold() in (one, UNIT_WORDS[one].zh, UNIT_WORDS[one].en)), None)


def read_price(said: str) -> int | None:
    """Yuan as people write them, in fen; None for anything but an amount that is exact to the fen."""
    plain = said.replace(",", "").replace("，", "").removeprefix("¥").removeprefix("CNY").strip()
    if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]+)?", plain):
        return None
    fen = Decimal(plain) * 100
    return int(fen) if fen == int(fen) and fen <= MOST_PRICE else None


def _rate(said: str) -> int | None:
    """6, 6% or 0.06: no rate is both a percentage and a share of another."""
    try:
        number = Decimal(said.removesuffix("%").strip())
    except InvalidOperation:
        return None
    return next((one for one in RATES if number in (Decimal(one) / 100, Decimal(one) / 10_000)), None)
