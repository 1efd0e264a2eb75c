"""Both tables as cells: a provider's consents, and the consent log of either side."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from app.consents.log import Entry
from app.consents.queries import Held
from app.consents.telling import say_shares
from app.consents.wording import (
    ACT_WORDS,
    FIRM_GONE,
    LIST_HEADS,
    LIST_TITLE,
    LOG_HEADS,
    LOG_TITLE,
    STANDING_WORDS,
    UNTIL_WITHDRAWN,
)
from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Column, Shape, Sheet

WRAPPED = ("shares", "purpose", "scope", "before")


def list_sheet(rows: Iterable[Held], lang: Lang, zone: tzinfo) -> Sheet:
    """What the list shows; days in the reader's zone."""
    columns = [
        Column(title=word.get(lang), width=width, shape=_shape(name)) for name, (word, width) in LIST_HEADS.items()
    ]
    return Sheet(name=LIST_TITLE.get(lang), columns=columns, rows=[_held(one, lang, zone) for one in rows], kept=1)


def _shape(name: str) -> Shape:
    if name in ("since", "until"):
        return "date"
    return "long" if name in WRAPPED else "text"


def _held(one: Held, lang: Lang, zone: tzinfo) -> list[Cell]:
    row = one.engagement
    end = row.ended_at or row.until_at
    asked = say_shares(one.ask.shares).get(lang) if one.ask else None
    return [
        one.firm or FIRM_GONE.get(lang),
        say_shares(row.shares).get(lang),
        row.purpose,
        row.since_at.astimezone(zone).date(),
        end.astimezone(zone).date() if end else UNTIL_WITHDRAWN.get(lang),
        STANDING_WORDS[one.standing].get(lang),
        asked,
    ]


def log_sheet(entries: Iterable[Entry], lang: Lang, zone: tzinfo) -> Sheet:
    """The whole log: each moment in UTC and in the reader's zone, which the head names."""
    columns = [
        Column(title=word.get(lang).format(zone=zone), width=width, shape="long" if name in WRAPPED else "text")
        for name, (word, width) in LOG_HEADS.items()
    ]
    return Sheet(name=LOG_TITLE.get(lang), columns=columns, rows=[_entry(one, lang, zone) for one in entries], kept=2)


def _entry(one: Entry, lang: Lang, zone: tzinfo) -> list[Cell]:
    return [
        _moment(one.at),
        one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
        ACT_WORDS[one.act].get(lang),
        say(one.party, lang) or None,
        one.covers.get(lang) if one.covers else None,
        one.purpose or None,
        _moment(one.until_at) if one.until_at else None,
        one.before.get(lang) if one.before else None,
        say(one.who, lang) or None,
    ]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def say(who: Text | str, lang: Lang) -> str:
    """A name as it is, a word in one's language."""
    return who.get(lang) if isinstance(who, Text) else who
