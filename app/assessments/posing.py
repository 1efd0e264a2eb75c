"""What the filling page shows: one question with its forms, its neighbours, and the list of all. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.assessments.filling import Filling, raw_of
from app.content.answers import AnswerState
from app.content.schema import Question, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Posed:
    """One answer form: for the whole firm, or for one site."""

    site: str = ""
    name: str = ""
    raw: Any = None
    state: str = AnswerState.UNANSWERED
    note: str = ""
    version: int = 0
    prefilled: bool = False
    given_by: str = ""
    proxy: bool = False
    """Given by an adviser, and nobody of the firm has said yet that it holds."""
    source: str = ""
    answered_at: datetime | None = None
    fault: str | None = None
    mine: str = ""
    theirs: str = ""
    url: str = ""
    history_url: str = ""
    """Where undoing, and what stood before, have their addresses; empty where neither is offered."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section in the list of all questions."""

    section: Section
    questions: tuple[Question, ...]
    done: int
    total: int
    here: bool


def pose(question: Question, filling: Filling, url: str, changed: Mapping[str, Posed] | None = None) -> list[Posed]:
    """The forms of a question as kept, except those that came back with a fault or a conflict."""
    names = {"": ""} if question.per == "firm" else filling.site_names(question)
    forms = []
    for site, name in names.items():
        row = filling.rows.get((question.id, site))
        kept = Posed(
            site=site,
            name=name,
            raw=raw_of(row),
            state=row.state if row else AnswerState.UNANSWERED,
            note=row.note if row else "",
            version=row.version if row else 0,
            prefilled=row.prefilled if row else False,
            given_by=row.given_by if row else "",
            proxy=row.proxy if row else False,
            source=row.source if row else "",
            answered_at=row.answered_at if row else None,
            url=url,
        )
        forms.append((changed or {}).get(site, kept))
    return forms


def list_parts(filling: Filling, question: Question) -> list[Part]:
    """Every section with its questions, also those not asked for now: the page hides them."""
    parts = []
    for section in filling.instrument.sections:
        put = filling.questions_in(section)
        if not put:
            continue
        done = sum(filling.is_done(one) for one in put)
        here = any(one.id == question.id for one in section.questions)
        seen = tuple(one for one in section.questions if filling.shows(one))
        parts.append(Part(section, seen, done, len(put), here))
    return parts


def neighbours(filling: Filling, question: Question) -> tuple[Question | None, Question | None]:
    """The question before and the one after, among those asked."""
    order = [one.id for one in filling.instrument.questions]
    here = order.index(question.id)
    asked = {one.id: one for one in filling.asked}
    before = next((asked[id] for id in reversed(order[:here]) if id in asked), None)
    after = next((asked[id] for id in order[here + 1 :] if id in asked), None)
    return before, after
