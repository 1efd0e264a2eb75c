"""What a person types or ticks under one question, read into sheet form. No database."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.content.schema import Kind, Question
from app.kit.text import Lang
from app.kit.words import UncleanText, canonical

NOTE_LIMIT = 2000
STATES = ("dont_know", "not_applicable")
Fields = MultiDict[str, str]


class Unreadable(ValueError):
    """The entry cannot be kept as it stands; the message is in the person's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One submitted answer form. `fault` says why `raw` could not be read; then raw shows what was typed."""

    raw: Any
    note: str
    site: str
    version: int
    fault: str | None


def read_posted(question: Question, fields: Fields, lang: Lang) -> Posted:
    """The fields of an answer form; never raises, faults are part of the result."""
    fault = None
    note = fields.get("note", "")
    raw: Any = None
    try:
        note = canonical(note, limit=NOTE_LIMIT)
        raw = None if "clear" in fields else _read_raw(question, fields)
    except UncleanText as error:
        fault = error.message.get(lang)
    except Unreadable as error:
        fault = str(error)
    version = fields.get("version", "0")
    return Posted(
        raw=typed(question, fields) if fault else raw,
        note=note[:NOTE_LIMIT],
        site=fields.get("site", "")[:80],
        version=int(version) if version.isdecimal() and len(version) < 9 else 0,
        fault=fault,
    )


def _read_raw(question: Question, fields: Fields) -> Any:
    states = [state for state in fields.getlist("state") if state in STATES]
    value = _READ[question.kind](question, fields)
    if isinstance(value, str) and question.kind is Kind.SINGLE and value.startswith("~"):
        return {"state": value[1:]}
    if len(states) > 1 or (states and value is not None):
        raise Unreadable(_("Choose either an answer or “don't know”, not both."))
    return {"state": states[0]} if states else value


def _single(_question: Question, fields: Fields) -> Any:
    return fields.get("value") or None


def _multiple(question: Question, fields: Fields) -> Any:
    chosen = list(dict.fromkeys(fields.getlist("value")))
    alone = next((option for option in question.options if option.exclusive and option.id in chosen), None)
    if alone is not None and len(chosen) > 1:
        raise Unreadable(_("“None of these” cannot be ticked together with others."))
    return chosen or None


def _share(_question: Question, fields: Fields) -> Any:
    part, total = _whole(fields.get("part", "")), _whole(fields.get("total", ""))
    if part is None and total is None:
        return None
    if part is None or total is None:
        raise Unreadable(_("Fill in both numbers; until then this answer is not saved."))
    if part > total:
        raise Unreadable(_("The first number cannot be larger than the second."))
    return {"part": part, "total": total}


def _number(question: Question, fields: Fields) -> Any:
    value = _decimal(fields.get("value", ""))
    if value is None:
        return None
    if question.min is not None and question.max is not None and not question.min <= value <= question.max:
        raise Unreadable(
            _("Enter a number from %(low)s to %(high)s.", low=float(question.min), high=float(question.max))
        )
    return int(value) if value == value.to_integral_value() else float(value)


def _table(question: Question, fields: Fields) -> Any:
    rows = {row.id: _whole(fields.get(f"row-{row.id}", "")) for row in question.rows}
    if all(value is None for value in rows.values()):
        return None
    if None in rows.values():
        raise Unreadable(_("Fill in every line; until then this answer is not saved."))
    return rows


def _text(_question: Question, fields: Fields) -> Any:
    return canonical(fields.get("value", "")) or None


def _decimal(typed: str) -> Decimal | None:
    # People type 12,000 and full-width digits; both mean a number.
    clean = unicodedata.normalize("NFKC", typed[:40]).replace(",", "").strip()
    if not clean:
        return None
    try:
        value = Decimal(clean)
    except InvalidOperation:
        raise Unreadable(_("Enter a number, for example 12.")) from None
    if not value.is_finite() or value.adjusted() > 15:  # abs() of 1e999999999 would overflow
        raise Unreadable(_("Enter a number, for example 12."))
    return value


def _whole(typed: str) -> int | None:
    value = _decimal(typed)
    if value is None:
        return None
    if value != value.to_integral_value() or value < 0:
        raise Unreadable(_("Enter a whole number, 0 or more."))
    return int(value)


_READ: dict[Kind, Callable[[Question, Fields], Any]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.NUMBER: _number,
    Kind.SCALE: _number,
    Kind.SHARE: _share,
    Kind.TABLE: _table,
    Kind.TEXT: _text,
}


def typed(question: Question, fields: Fields) -> Any:
    """What was typed, as the form can show it again."""
    if question.kind is Kind.MULTIPLE:
        return fields.getlist("value")
    if question.kind is Kind.SHARE:
        return {"part": fields.get("part", "")[:40], "total": fields.get("total", "")[:40]}
    if question.kind is Kind.TABLE:
        return {row.id: fields.get(f"row-{row.id}", "")[:40] for row in question.rows}
    return fields.get("value", "")[:4000].replace("\x00", "")
