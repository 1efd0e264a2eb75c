"""How far a filling is, computed from its rows: sheet, questions asked, progress, contradictions. No database here."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cache, cached_property
from math import ceil
from typing import Any, NamedTuple
from uuid import UUID

from app.content.answers import Answer, AnswerSheet, AnswerState, ShareValue, Value, combine_sites, read_answer
from app.content.firm import Company
from app.content.path import asked, contradictions
from app.content.schema import Contradiction, Instrument, Question, Section

DONE = (AnswerState.ANSWERED, AnswerState.DONT_KNOW, AnswerState.NOT_APPLICABLE)


_STATED: dict[str, Answer] = {state.value: Answer(state=state) for state in AnswerState}


class Kept(NamedTuple):
    """One answer as it stands; the site is empty for the whole firm. `value` is canonical JSON in sheet form."""

    question_key: str
    site_key: str
    state: str
    value: str | None
    note: str
    version: int
    answered_at: datetime
    id: UUID
    prefilled: bool = False
    given_by: str = ""
    proxy: bool = False
    source: str = ""


class Excerpt(NamedTuple):
    """What of a questionnaire one colleague fills: a section (or "" for all) as asked, or at one site only."""

    section: str = ""
    site: str = ""


class Draft(NamedTuple):
    """An assessment as saving an answer sees it."""

    id: UUID
    tenant_id: UUID
    state: str
    instrument_key: str
    instrument_edition: str


Rows = Mapping[tuple[str, str], Kept]
"""Current answers by question and site."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Questions done, questions asked as far as known, minutes still needed (rounded up)."""

    answered: int
    asked: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Filling:
    """One filling at one moment. What is not looked at is not computed: saving an answer reads the sheet only once."""

    instrument: Instrument
    company: Company
    rows: Rows
    excerpt: Excerpt | None = None
    """Set where not all of it may be seen; which questions are asked still follows from every answer."""

    def having(self, row: Kept) -> "Filling":
        """The same filling with one more or one changed answer."""
        rows = {**self.rows, (row.question_key, row.site_key): row}
        return replace(self, rows=rows)

    def only(self, excerpt: Excerpt) -> "Filling":
        """As somebody sees it who was handed a part."""
        return replace(self, excerpt=excerpt)

    def of(self, module: Instrument) -> "Filling":
        """What the same rows say of an optional module; its question ids are its own."""
        return Filling(instrument=module, company=self.company, rows=self.rows)

    @cached_property
    def sheet(self) -> AnswerSheet:
        """The answers as the engines read them."""
        return read_sheet(self.instrument, self.company, self.rows)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions this firm is asked, given its answers so far."""
        put = asked(self.instrument, self.sheet, self.company)
        return put if self.excerpt is None else tuple(one for one in put if self.shows(one))

    def shows(self, question: Question) -> bool:
        """Whether whoever fills may see a question, asked or not."""
        return self._shown is None or question.id in self._shown

    @cached_property
    def _shown(self) -> frozenset[str] | None:
        if self.excerpt is None:
            return None
        sections = (one for one in self.instrument.sections if self.excerpt.section in ("", one.id))
        questions = (one for section in sections for one in section.questions)
        return frozenset(one.id for one in questions if self._is_put_here(one))

    def _is_put_here(self, question: Question) -> bool:
        site = self.excerpt.site if self.excerpt else ""
        return not site or (question.per == "site" and site in self.site_names(question))

    @cached_property
    def seen(self) -> Rows:
        """The answers that whoever fills may see."""
        if self._shown is None:
            return self.rows
        site = self.excerpt.site if self.excerpt else ""
        return {key: row for key, row in self.rows.items() if key[0] in self._shown and site in ("", key[1])}

    @cached_property
    def states(self) -> dict[str, AnswerState]:
        """State of every question asked; partly answered by site counts as unanswered."""
        return {question.id: self._state(question) for question in self.asked}

    @cached_property
    def progress(self) -> Progress:
        """How much is done and left; a question answered for some sites only is still open."""
        left = [question for question in self.asked if not self.is_done(question)]
        return Progress(len(self.asked) - len(left), len(self.asked), _minutes(left))

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Answers that cannot all be true, as far as whoever fills may see them."""
        sheet = self.sheet if self.excerpt is None else read_sheet(self.instrument, self.company, self.seen)
        return contradictions(self.instrument, sheet, self.company)

    @cached_property
    def unconfirmed(self) -> tuple[Question, ...]:
        """Questions whose answer was carried over and not confirmed since."""
        carried = {row.question_key for row in self.seen.values() if row.prefilled}
        return tuple(question for question in self.asked if question.id in carried)

    @cached_property
    def proxied(self) -> tuple[tuple[Question, Kept], ...]:
        """Answers an adviser gave on the firm's behalf that nobody of the firm has confirmed, also to questions that
        are not asked for now."""
        found = []
        for question in self.instrument.questions:
            sites = ("",) if question.per == "firm" else tuple(self.site_names(question))
            rows = (self.seen.get((question.id, site)) for site in sites)
            found += [(question, row) for row in rows if row is not None and row.proxy and row.state in DONE]
        return tuple(found)

    def is_done(self, question: Question) -> bool:
        """Whether nothing is left to say on a question that is asked."""
        return self.states[question.id] in DONE

    def _state(self, question: Question) -> AnswerState:
        if question.per == "site" and self.company.sites:
            rows = (self.rows.get((question.id, site)) for site in self.site_names(question))
            if not all(row is not None and row.state in DONE for row in rows):
                return AnswerState.UNANSWERED
            if self.excerpt is not None and self.excerpt.site:
                return AnswerState(self.rows[question.id, self.excerpt.site].state)
        return self.sheet.answer(question.id).state

    def site_names(self, question: Question) -> dict[str, str]:
        """Id -> name of the sites a question is asked at, of those that whoever fills may see."""
        only = self.excerpt.site if self.excerpt is not None else ""
        return {site.id: site.name for site in self.company.sites_of(question.at) if only in ("", site.id)}

    def questions_in(self, section: Section) -> tuple[Question, ...]:
        """The questions of a part that this firm is asked."""
        return tuple(question for question in section.questions if question.id in self.states)

    @property
    def resume_at(self) -> Question:
        """Where to go on: the first open question after the one touched last, else the first open one."""
        place = {question.id: index for index, question in enumerate(self.asked)}
        touched = [row for row in self.seen.values() if row.question_key in place]
        latest = max(touched, key=lambda row: row.answered_at, default=None)
        start = place[latest.question_key] if latest else 0
        for question in (*self.asked[start:], *self.asked[:start]):
            if not self.is_done(question):
                return question
        return self.asked[start]


def read_filling(instrument: Instrument, company: Company, rows: Iterable[Kept]) -> Filling:
    """Everything known of a filling from its rows."""
    by_key = {(row.question_key, row.site_key): row for row in rows}
    return Filling(instrument=instrument, company=company, rows=by_key)


def read_sheet(instrument: Instrument, company: Company, rows: Rows) -> AnswerSheet:
    """Rows as an answer sheet; sites that are gone and questions of another edition are left out."""
    answers: dict[str, Answer] = {}
    for question in instrument.questions:
        if question.per == "site":
            sites = {site.id for site in company.sites_of(question.at)}
            given = {key[1]: row for key, row in rows.items() if key[0] == question.id and key[1] in sites}
            if given:
                answers[question.id] = combine_sites(
                    {site: read_row(question, row, company) for site, row in given.items()}
                )
        elif row := rows.get((question.id, "")):
            answers[question.id] = read_row(question, row, company)
    return AnswerSheet(instrument=instrument.id, version=instrument.version, answers=answers)


_read: dict[tuple[int, str], tuple[Question, Answer]] = {}
"""Values already parsed, by question and text: a save parses one new answer, not all fifty."""
_READ_LIMIT = 20_000


def read_row(question: Question, row: Kept, company: Company) -> Answer:
    """One kept row as an answer."""
    if row.state != AnswerState.ANSWERED:
        return _STATED[row.state]
    text = row.value or "null"
    known = _read.get((id(question), text))
    if known is not None and known[0] is question:
        return known[1]
    answer = read_answer(question, json.loads(text), company)
    if len(_read) >= _READ_LIMIT:
        _read.clear()
    _read[id(question), text] = (question, answer)
    return answer


def _minutes(questions: list[Question]) -> int:
    # Adding whole shares of a minute: fifty fractions take longer than everything else about progress.
    shares = sum(_shares(question.minutes) for question in questions)
    return -(-shares // _SHARES)


_SHARES = 27720
"""Divisible by every number up to 12; finer minutes are rounded up."""


@cache
def _shares(minutes: Fraction) -> int:
    return ceil(minutes * _SHARES)


def raw_of(row: Kept | None) -> Any:
    """The kept value in sheet form, None without one."""
    return json.loads(row.value) if row is not None and row.value else None


def dump_value(value: Value | None) -> str | None:
    """A value as canonical JSON in sheet form."""
    if value is None:
        return None
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Value) -> Any:
    if isinstance(value, ShareValue):
        return {"part": value.part, "total": value.total}
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
