"""What stood before at a desk: the page that lists it, and bringing it back."""

import json
from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from app.accounts.queries import names_of
from app.assessments.desk import Desk, draft_of, show_saved
from app.assessments.history import undo_target
from app.assessments.models import AnswerRevision, Source
from app.assessments.operations import NO_VERSION, AnswerChanged, Given, record_answer
from app.assessments.queries import list_revisions
from app.assessments.wording import say_answer
from app.content.answers import AnswerState
from app.content.schema import Question
from app.kit import clock
from app.kit.db import database
from app.kit.errors import NotFound
from app.kit.i18n import lang


def show_history(desk: Desk, question: Question, back: str) -> ResponseReturnValue:
    """Every answer that ever stood, newest first, by site."""
    session = database().session
    revisions = list_revisions(session, desk.draft, question.id)
    people = names_of(session, {one.answered_by_id for one in revisions if one.answered_by_id})
    names = {"": ""} if question.per == "firm" else desk.filling.site_names(question)
    sites = [
        (name, _entries(question, [one for one in revisions if one.site_key == site], people), site)
        for site, name in names.items()
    ]
    return render_template("assessments/history.html", assessment=desk.draft, question=question, sites=sites, back=back)


def _entries(question: Question, revisions: list[AnswerRevision], people: dict[Any, str]) -> list[dict[str, Any]]:
    earlier = [*revisions[1:], None]
    return [_entry(question, one, before, people) for one, before in zip(revisions, earlier, strict=True)]


def _confirms(one: AnswerRevision, before: AnswerRevision) -> bool:
    """Whether the firm said that what an adviser had answered holds."""
    told = ("state", "value", "note")
    return before.proxy and not one.proxy and all(getattr(one, name) == getattr(before, name) for name in told)


def _entry(
    question: Question, one: AnswerRevision, before: AnswerRevision | None, people: dict[Any, str]
) -> dict[str, Any]:
    return {
        "version": one.version,
        "who": one.given_by or (people.get(one.answered_by_id, "") if one.answered_by_id else ""),
        "by_link": bool(one.given_by) and not one.proxy,
        "proxy": one.proxy,
        "workbook": one.source == Source.WORKBOOK,
        "confirmed": before is not None and _confirms(one, before),
        "when": format_datetime(one.answered_at, "medium"),
        "answer": say_answer(question, _raw(one), lang()),
        "note": one.note,
        "prefilled": one.prefilled,
        "restored": one.restored_from is not None,
    }


def _raw(one: AnswerRevision) -> Any:
    if one.state in (AnswerState.DONT_KNOW, AnswerState.NOT_APPLICABLE):
        return {"state": one.state}
    return json.loads(one.value) if one.value else None


def undo_answer(desk: Desk, question: Question, site: str, seen: str) -> ResponseReturnValue:
    """Go one answer back; again goes further back. `seen`: the version that is being undone, as the page knew it."""
    past = _past(desk, question, site)
    target = undo_target(past)
    if target is None:
        return show_saved(desk, question, desk.filling.rows.get((question.id, site)), _("Nothing to undo"))
    return _bring_back(desk, question, site, (target, seen, past))


def restore_answer(desk: Desk, question: Question, site: str, wanted: str) -> ResponseReturnValue:
    """Bring an earlier answer back; what stood until now stays in the history."""
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 9 else -1
    return _bring_back(desk, question, site, (number, "", _past(desk, question, site)))


def _past(desk: Desk, question: Question, site: str) -> list[AnswerRevision]:
    return [one for one in list_revisions(database().session, desk.draft, question.id) if one.site_key == site]


def _bring_back(
    desk: Desk, question: Question, site: str, wish: tuple[int, str, Sequence[AnswerRevision]]
) -> ResponseReturnValue:
    wanted, seen, past = wish
    row = desk.filling.rows.get((question.id, site))
    if seen and seen != str(row.version if row else 0):
        raise AnswerChanged(row)
    before = next((one for one in past if one.version == wanted), None)
    if wanted and before is None:
        raise NotFound(NO_VERSION)
    given = Given(
        question=question,
        raw=_raw(before) if before else None,
        note=before.note if before else "",
        site=site,
        version=row.version if row else 0,
        by=desk.by,
        named=desk.named,
        proxy=desk.proxy,
        at=clock.now(),
        restored_from=wanted,
    )
    kept = record_answer(database().session, draft_of(desk), desk.filling, given)
    database().commit()
    return show_saved(desk.having(kept), question, kept, _("The earlier answer stands again."))
