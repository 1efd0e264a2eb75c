"""The book as a table to take along: exactly what is shown."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO

from app.clients.book import BookRow
from app.clients.wording import BOOK_TITLE, COLUMN_WORDS, LEVEL_WORDS, MORE_WORDS, OVERDUE, STAGE_WORDS, STALLED
from app.content.loader import served_catalogue
from app.kit.clock import HOUSE_ZONE
from app.kit.text import Lang
from app.kit.xlsx import Cell, Column, Shape, Sheet, write_workbook
from app.subscriptions.plans import shop

COLUMNS: tuple[tuple[str, int, Shape], ...] = (
    ("name", 34, "text"),
    ("stage", 16, "text"),
    ("trade", 16, "text"),
    ("headcount", 10, "plain"),
    ("level", 18, "text"),
    ("score", 9, "decimal"),
    ("moved", 10, "decimal"),
    ("active", 14, "date"),
    ("due", 14, "date"),
    ("manager", 16, "text"),
    ("consultant", 16, "text"),
    ("next", 34, "text"),
    ("next_on", 14, "date"),
    ("flags", 14, "text"),
    ("contact_name", 16, "text"),
    ("contact", 26, "text"),
)


PLAN_COLUMNS: tuple[tuple[str, int, Shape], ...] = (("plan", 16, "text"), ("plan_ends", 18, "date"))
"""For those who may know what firms have bought."""


def book_columns(lang: Lang, *, plans: bool = False) -> list[Column]:
    """The heads of the table."""
    words, wanted = COLUMN_WORDS | MORE_WORDS, (*COLUMNS, *(PLAN_COLUMNS if plans else ()))
    return [Column(title=words[name].get(lang), width=width, shape=shape) for name, width, shape in wanted]


def write_book(rows: Iterable[BookRow], lang: Lang, *, at: datetime, plans: bool = False) -> BytesIO:
    """The whole table as a workbook."""
    title = BOOK_TITLE.get(lang)
    sheet = Sheet(
        name=title, columns=book_columns(lang, plans=plans), rows=list(book_cells(rows, lang, plans=plans)), kept=1
    )
    return BytesIO(write_workbook([sheet], title=title, at=at, lang=lang))


def book_cells(rows: Iterable[BookRow], lang: Lang, *, plans: bool = False) -> Iterator[list[Cell]]:
    """The table line by line."""
    trades = {key: trade.title.get(lang) for key, trade in served_catalogue().trades.items()}
    for row in rows:
        flags = [word.get(lang) for word, is_on in ((OVERDUE, row.is_overdue), (STALLED, row.is_stalled)) if is_on]
        yield [
            row.name,
            STAGE_WORDS[row.stage].get(lang),
            trades.get(row.industry_key, row.industry_key),
            row.headcount,
            f"L{row.level} {LEVEL_WORDS[row.level].get(lang)}" if row.level in LEVEL_WORDS else None,
            _points(row.score),
            _points(row.moved),
            row.last_active_at.astimezone(HOUSE_ZONE).date() if row.last_active_at else None,
            row.due_on,
            row.manager or None,
            row.consultant or None,
            row.next_action or None,
            row.next_on,
            ("、" if lang == "zh" else ", ").join(flags) or None,
            row.contact_name or None,
            row.contact or None,
            *(_plan(row, lang) if plans else ()),
        ]


def _plan(row: BookRow, lang: Lang) -> tuple[Cell, Cell]:
    if row.plan is None or row.plan_ends_at is None:
        return None, None
    return shop.plans.plan(row.plan).title.get(lang), row.plan_ends_at.astimezone(HOUSE_ZONE).date()


def _points(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / 10
