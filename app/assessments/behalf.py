"""Who fills: the firm itself, or an adviser on its behalf, whose answers wait for the word of the firm."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_security import current_user

from app.assessments.filling import Filling, Kept, raw_of
from app.assessments.wording import say_answer
from app.content.answers import AnswerState
from app.content.schema import Question
from app.kit.errors import Refused
from app.kit.text import Lang
from app.tenants.access import NOT_SHARED, Actor
from app.tenants.models import Share

NAME_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Standing:
    """Under whose name an answer is kept. `named`: an adviser and their organisation, empty for the firm's people."""

    by: UUID
    named: str = ""

    @property
    def proxy(self) -> bool:
        """Whether they answer on the firm's behalf."""
        return bool(self.named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One answer that waits for the firm's word."""

    question: Question
    site: str
    answer: str
    note: str
    who: str
    when: datetime
    key: str
    """question|site|version, as a form sends it back."""


def standing_of(actor: Actor) -> Standing:
    """Under whose name this person answers; Refused for an adviser where the firm does not share its drafts.

    Consent to drafts covers writing them: nobody changes what they may not look at.
    """
    if actor.shares is None:
        return Standing(actor.user_id)
    if not actor.sees(Share.DRAFTS) or actor.seat is None:
        raise Refused(NOT_SHARED)
    return Standing(actor.user_id, f"{current_user.name} ({actor.seat.name})"[:NAME_LIMIT])


def fills_for_firm(actor: Actor) -> bool:
    """Whether this is an adviser who may fill for the firm."""
    return actor.shares is not None and actor.sees(Share.DRAFTS) and actor.may("fill")


def list_waiting(parts: Iterable[Filling], lang: Lang) -> list[Waiting]:
    """The answers given on the firm's behalf that nobody of the firm has confirmed."""
    return [_waiting(part, question, row, lang) for part in parts for question, row in part.proxied]


def _waiting(part: Filling, question: Question, row: Kept, lang: Lang) -> Waiting:
    raw = raw_of(row) if row.state == AnswerState.ANSWERED else {"state": row.state}
    return Waiting(
        question=question,
        site=part.site_names(question).get(row.site_key, ""),
        answer=say_answer(question, raw, lang),
        note=row.note,
        who=row.given_by,
        when=row.answered_at,
        key=f"{row.question_key}|{row.site_key}|{row.version}",
    )


def read_seen(keys: Iterable[str]) -> frozenset[tuple[str, str, int]]:
    """Keys of `Waiting` as they come back; what is none is left out."""
    return frozenset(_read_keys(keys))


def _read_keys(keys: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    for key in keys:
        question, _, rest = key.partition("|")
        site, _, version = rest.rpartition("|")
        if version.isascii() and version.isdecimal() and len(version) < 9:
            yield question, site, int(version)
