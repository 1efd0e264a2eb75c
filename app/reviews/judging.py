"""What the consultant looks at: one line an answer, with what speaks for and against it. No database."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from app.assessments.filling import Filling, Kept, raw_of
from app.content.answers import AnswerState
from app.content.schema import Question, Section
from app.evidence.models import Evidence
from app.reviews.models import Comment, Verdict, VerdictKind

JUMP = Fraction(1, 2)
"""Two of four levels since the last round."""
CLAIM = Fraction(3, 4)
"""From three quarters of its points on an answer is a claim one would like to see proof of."""
FLAGS = ("contradiction", "jump", "no-evidence", "unknown", "changed", "asked")
"""In the order in which they weigh."""
Place = tuple[str, str]
"""Question and site; the site is empty for the whole firm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One filling as the review sees it: main questionnaire first, then modules with answers; and what it earned."""

    parts: tuple[Filling, ...]
    values: Mapping[str, Fraction]

    def row(self, place: Place) -> Kept | None:
        """The answer at a place."""
        return self.parts[0].rows.get(place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything beside the answers. `evidence` is None where the firm does not share it."""

    verdicts: Mapping[Place, Verdict]
    comments: Sequence[Comment]
    evidence: Sequence[Evidence] | None
    before: Round | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One answer under review."""

    number: int
    section: Section
    question: Question
    site: str
    site_name: str
    row: Kept | None
    before: Kept | None
    verdict: Verdict | None
    comments: tuple[Comment, ...]
    files: tuple[Evidence, ...]
    hints: tuple[Any, ...]
    flags: tuple[str, ...]

    @property
    def place(self) -> Place:
        """Question and site."""
        return self.question.id, self.site

    @property
    def key(self) -> str:
        """As part of an id or an address."""
        return f"{self.question.id}.{self.site}" if self.site else self.question.id

    @property
    def version(self) -> int:
        """Of the answer."""
        return self.row.version if self.row else 0

    @property
    def is_stale(self) -> bool:
        """Whether the answer changed since the verdict."""
        return self.verdict is not None and self.verdict.answer_version != self.version

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to say: agreed or adjusted, on the answer as it stands."""
        return self.verdict is not None and not self.is_stale and self.verdict.kind != VerdictKind.ASK

    @property
    def is_plain(self) -> bool:
        """Whether it may be agreed to with all others: nothing speaks against it and nobody has judged it."""
        return not self.flags and (self.verdict is None or self.is_stale)


def list_items(now: Round, seen: Seen) -> tuple[Item, ...]:
    """Every answer put to this firm, in the order of the questionnaire; sites one by one."""
    hints = [hint for part in now.parts for hint in part.contradictions]
    items: list[Item] = []
    for section, question, site, name in _places(now):
        place = (question.id, site)
        about = tuple(hint for hint in hints if question.id in hint.questions)
        files = tuple(one for one in seen.evidence or () if (one.question_key, one.site_key) == place)
        row, verdict = now.row(place), seen.verdicts.get(place)
        item = Item(
            number=len(items) + 1,
            section=section,
            question=question,
            site=site,
            site_name=name,
            row=row,
            before=seen.before.row(place) if seen.before else None,
            verdict=verdict,
            comments=tuple(one for one in seen.comments if (one.question_key, one.site_key) == place),
            files=files,
            hints=about,
            flags=(),
        )
        items.append(_flagged(item, now, seen))
    return tuple(items)


def _places(now: Round) -> Iterator[tuple[Section, Question, str, str]]:
    for part in now.parts:
        put = ((section, one) for section in part.instrument.sections for one in part.questions_in(section))
        for section, question in put:
            for site, name in names_at(part, question).items():
                yield section, question, site, name


def names_at(part: Filling, question: Question) -> dict[str, str]:
    """Site -> name of the answers one question has; a firm without such sites answers for all of it."""
    return {"": ""} if question.per == "firm" else part.site_names(question) or {"": ""}


def _flagged(item: Item, now: Round, seen: Seen) -> Item:
    value = now.values.get(item.question.id)
    earlier = seen.before.values.get(item.question.id) if seen.before else None
    answered = item.row is not None and item.row.state == AnswerState.ANSWERED
    signs = {
        "contradiction": bool(item.hints),
        "jump": value is not None and earlier is not None and abs(value - earlier) >= JUMP,
        "no-evidence": seen.evidence is not None
        and answered
        and value is not None
        and value >= CLAIM
        and item.question.evidence is not None
        and not item.files,
        "unknown": not answered,
        "changed": item.is_stale,
        "asked": item.verdict is not None and item.verdict.kind == VerdictKind.ASK,
    }
    return replace(item, flags=tuple(flag for flag in FLAGS if signs[flag]))


def raw_answer_of(row: Kept | None) -> Any:
    """A kept answer in sheet form."""
    if row is None or row.state == AnswerState.UNANSWERED:
        return None
    return raw_of(row) if row.state == AnswerState.ANSWERED else {"state": row.state}


def raw_verdict_of(verdict: Verdict | None) -> Any:
    """What an answer was adjusted to, in sheet form."""
    if verdict is None or verdict.kind != VerdictKind.ADJUST:
        return None
    if verdict.state == AnswerState.ANSWERED:
        return json.loads(verdict.value or "null")
    return {"state": verdict.state}
