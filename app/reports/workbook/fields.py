"""Columns as one line each: head, what a row holds of it, how it is drawn."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Column, Shape, Sheet

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Field(Generic[R]):
    """One column over rows of a kind. A bilingual value is written in the language of the workbook."""

    zh: str
    en: str
    value: Callable[[R], Cell | Text]
    shape: Shape = "text"
    width: int = 14


def table(name: Text, fields: Sequence[Field[R]], rows: Iterable[R], lang: Lang, *, kept: int = 1) -> Sheet:
    """A sheet ready to filter and to print."""
    return Sheet(
        name=name.get(lang),
        columns=[
            Column(title=Text(zh=one.zh, en=one.en).get(lang), width=one.width, shape=one.shape) for one in fields
        ],
        rows=[[said(one.value(row), lang) for one in fields] for row in rows],
        kept=kept,
        ready=True,
    )


def said(value: Cell | Text, lang: Lang) -> Cell:
    """A value in one language."""
    return value.get(lang) if isinstance(value, Text) else value


def yuan(fen: int | None) -> Decimal | None:
    """Fen as yuan."""
    return None if fen is None else Decimal(fen) / 100


def listed(ids: Iterable[str]) -> str | None:
    """Ids in a row; nothing for none."""
    return ", ".join(ids) or None


def flag(value: bool) -> Text | None:
    """Yes, or nothing."""
    return YES if value else None


YES = Text(zh="是", en="yes")
