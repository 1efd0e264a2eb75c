"""What was handed over, as a table to take along."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO

from app.credits.models import CreditState
from app.credits.queries import Handed
from app.credits.wording import COLUMNS, LEDGER, RECALLED, STATE_WORDS
from app.kit.clock import HOUSE_ZONE
from app.kit.text import Lang
from app.kit.xlsx import Cell, Column, Shape, Sheet, write_workbook

SHAPES: tuple[tuple[str, int, Shape], ...] = (
    ("firm", 34, "text"),
    ("state", 16, "text"),
    ("handed", 16, "date"),
    ("by", 20, "text"),
    ("settled", 20, "date"),
)


def handed_columns(lang: Lang) -> list[Column]:
    """The heads of the table."""
    return [Column(title=COLUMNS[name].get(lang), width=width, shape=shape) for name, width, shape in SHAPES]


def handed_cells(rows: Iterable[Handed], lang: Lang) -> Iterator[list[Cell]]:
    """The table line by line; days are those of China."""
    for one in rows:
        row = one.credit
        is_coming = row.state == CreditState.HANDED and row.recalled_at is not None
        state = RECALLED if is_coming else STATE_WORDS[CreditState(row.state)]
        settled = row.settled_at.astimezone(HOUSE_ZONE).date() if row.settled_at else None
        handed = row.created_at.astimezone(HOUSE_ZONE).date()
        yield [one.firm or None, state.get(lang), handed, one.by or None, settled]


def write_handed(rows: Iterable[Handed], lang: Lang, *, at: datetime) -> BytesIO:
    """The whole table as a workbook."""
    title = LEDGER.get(lang)
    sheet = Sheet(name=title, columns=handed_columns(lang), rows=list(handed_cells(rows, lang)), kept=1)
    return BytesIO(write_workbook([sheet], title=title, at=at, lang=lang))
