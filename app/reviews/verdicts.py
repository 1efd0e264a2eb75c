"""Giving verdicts and talking about answers. The caller holds the assessment and commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.assessments.filling import dump_value
from app.content.answers import Answer, AnswerState, Wrong, read_answer
from app.content.firm import Company
from app.events.operations import record_event
from app.kit import ids
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import leave_note
from app.kit.text import Text
from app.reviews.judging import Item
from app.reviews.models import Comment, Review, Verdict, VerdictKind
from app.reviews.operations import Reviewer
from app.reviews.wording import ANSWER_MOVED, MOVED_ON, NO_ANSWER, NO_REASON, NO_WORDS, SAME_ANSWER, VERDICTS


class VerdictMoved(Conflict):
    """It was given or changed elsewhere since this person read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the consultant says. `raw`: the adjusted answer in sheet form. revision: of the verdict they saw, 0: none;
    version: of the answer they saw."""

    kind: VerdictKind
    raw: Any = None
    reason: Text | None = None
    revision: int
    version: int


def give_verdict(session: Session, review: Review, item: Item, judged: Judged, who: Reviewer) -> Verdict:
    """Keep one verdict. Conflict when it or the answer changed meanwhile; Invalid when it does not fit."""
    verdict = item.verdict
    if (verdict.revision if verdict else 0) != judged.revision:
        now = VERDICTS[verdict.kind] if verdict else Text(zh="没有意见", en="no verdict")
        raise VerdictMoved(MOVED_ON.format(now=now))
    if judged.version != item.version:
        raise VerdictMoved(ANSWER_MOVED)
    if verdict is None:
        verdict = Verdict(review_id=review.id, question_key=item.question.id, site_key=item.site, revision=0)
        session.add(verdict)
    reason = judged.reason
    verdict.kind, verdict.state, verdict.value = judged.kind, "", None
    verdict.reason_zh, verdict.reason_en = (reason.zh, reason.en) if reason else ("", "")
    if judged.kind == VerdictKind.ADJUST:
        answer = _adjusted(item, judged)
        verdict.state, verdict.value = answer.state.value, dump_value(answer.value)
    verdict.answer_version, verdict.batch = item.version, None
    verdict.revision, verdict.by_id, verdict.at = verdict.revision + 1, who.user_id, who.at
    try:
        session.flush()
    except IntegrityError as error:
        raise VerdictMoved(MOVED_ON.format(now=VERDICTS[judged.kind])) from error
    _log(session, review, "review.judged", who, question=item.question.id, kind=str(judged.kind))
    return verdict


def _adjusted(item: Item, judged: Judged) -> Answer:
    if judged.raw is None:
        raise Invalid(NO_ANSWER)
    if judged.reason is None:
        raise Invalid(NO_REASON)
    try:
        answer = read_answer(item.question, judged.raw, _NO_FIRM)
    except Wrong as wrong:
        raise Invalid(wrong.message) from None
    if answer.state is AnswerState.UNANSWERED:
        raise Invalid(NO_ANSWER)
    if item.row is not None and (item.row.state, item.row.value) == (answer.state.value, dump_value(answer.value)):
        raise Invalid(SAME_ANSWER)
    return answer


_NO_FIRM = Company(name="-", industry="none", city="none", headcount=1, revenue_band="under-5m")
"""Answers come by site, one at a time: the firm's sites are not looked at."""


def agree_to_plain(session: Session, review: Review, items: Iterable[Item], who: Reviewer) -> UUID | None:
    """Agree to every answer nothing speaks against; the batch, to take it back by, or None when there were none."""
    batch, plain = ids.new_id(), [one for one in items if one.is_plain]
    for item in plain:
        verdict = item.verdict
        if verdict is None:
            verdict = Verdict(review_id=review.id, question_key=item.question.id, site_key=item.site, revision=0)
            session.add(verdict)
        verdict.kind, verdict.state, verdict.value = VerdictKind.AGREE, "", None
        verdict.reason_zh = verdict.reason_en = ""
        verdict.answer_version, verdict.batch = item.version, batch
        verdict.revision, verdict.by_id, verdict.at = verdict.revision + 1, who.user_id, who.at
    session.flush()
    if not plain:
        return None
    _log(session, review, "review.agreed_to_plain", who, answers=len(plain))
    return batch


def take_back(session: Session, review: Review, who: Reviewer, *, batch: UUID) -> None:
    """Undo one press of "agree with all unflagged"; what was judged again since stays."""
    session.execute(
        delete(Verdict).where(
            Verdict.tenant_id == review.tenant_id, Verdict.review_id == review.id, Verdict.batch == batch
        )
    )
    _log(session, review, "review.agreement_withdrawn", who)


def withdraw_verdict(session: Session, review: Review, item: Item, who: Reviewer, *, revision: int) -> None:
    """As if nothing had been said. Conflict when it changed meanwhile."""
    if item.verdict is None:
        return
    if item.verdict.revision != revision:
        raise VerdictMoved(MOVED_ON.format(now=VERDICTS[item.verdict.kind]))
    session.delete(item.verdict)
    session.flush()
    _log(session, review, "review.verdict_withdrawn", who, question=item.question.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who says something, and for which side. asking: it comes with a request for changes, which is told as one."""

    user_id: UUID
    name: str
    from_firm: bool
    asking: bool = False


def say(session: Session, review: Review, place: tuple[str, str], text: str, *, by: Speaker) -> Comment:
    """One more word in the talk about an answer."""
    if not text:
        raise Invalid(NO_WORDS)
    comment = Comment(
        review_id=review.id,
        question_key=place[0],
        site_key=place[1],
        text=text,
        from_firm=by.from_firm,
        by_id=by.user_id,
        by_name=by.name[:80],
    )
    session.add(comment)
    session.flush()
    subject = f"assessment:{review.assessment_id}"
    record_event(session, "review.commented", by=by.user_id, tenant_id=review.tenant_id, subject=subject)
    if not by.asking:
        told = {"assessment_id": str(review.assessment_id), "act": "commented", "by": str(by.user_id)}
        leave_note(session, "review.moved", {**told, "from_firm": by.from_firm}, tenant_id=review.tenant_id)
    return comment


def _log(session: Session, review: Review, tag: str, who: Reviewer, **detail: str | int) -> None:
    subject = f"assessment:{review.assessment_id}"
    record_event(session, tag, by=who.user_id, tenant_id=review.tenant_id, subject=subject, **detail)
