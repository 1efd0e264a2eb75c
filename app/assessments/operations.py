"""Writes of assessments: start, record answers, submit. The caller commits."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, make_transient_to_detached

from app.assessments.filling import Draft, Filling, Kept, dump_value
from app.assessments.models import OPEN_STATES, AnswerRevision, AnswerRow, Assessment, AssessmentState, Source
from app.assessments.queries import Carried, count_proxied, get_filling, has_answers, hold_state, list_modules
from app.companies.models import Company
from app.content.answers import Answer, AnswerSheet, AnswerState, Wrong, read_answer
from app.content.schema import Instrument, Question
from app.events.operations import record_event
from app.kit import ids
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid, PersonError
from app.kit.text import Text
from app.subscriptions.plans import Feature, Limit
from app.subscriptions.queries import limit_of, list_waiting_passes
from app.subscriptions.values import BeyondPlan
from app.tenants.changes import hold_tenant
from app.tenants.operations import announce_movement

CLOSED = Text(
    zh="这次评估已经提交，答案不能再改。", en="This assessment has been submitted; its answers can no longer change."
)
CHANGED = Text(zh="这道题刚被别人改过。", en="Somebody else has just changed this answer.")
UNDECLARED = Text(
    zh="请先勾选“所填内容属实”，再提交。", en="Please confirm that the answers are true before you submit."
)
NOTHING = Text(zh="还没有任何答案，无法提交。", en="There are no answers yet, so there is nothing to submit.")
UNCONFIRMED = Text(
    zh="还有代填的答案没有确认，所以还没有提交。请逐条确认或修改，也可以一次全部确认。",
    en="Answers given on your behalf are not confirmed yet, so nothing was submitted. Confirm or change them, one by "
    "one or all at once.",
)
NO_VERSION = Text(zh="找不到这个答案的这次改动。", en="This answer has no such earlier version.")
STRANGER = Text(
    zh="这个浏览器里现在登录的是另一个人，答案没有存到他名下。请用原来的账号登录后再存。",
    en="Somebody else is signed in here now; the answer was not saved in their name. Sign in as yourself again.",
)
NO_QUESTION = Text(zh="问卷里没有这道题。", en="The questionnaire has no such question.")


class WrongPerson(PersonError):
    """A page opened by one person sends while another is signed in."""

    status = 401

    def __init__(self) -> None:
        super().__init__(STRANGER)


class AnswerChanged(Conflict):
    """The answer was saved by somebody else since this person read it; `row` is what stands now."""

    def __init__(self, row: Kept | None) -> None:
        super().__init__(CHANGED)
        self.row = row


class AnswersUnconfirmed(Conflict):
    """An adviser answered on the firm's behalf, and nobody of the firm has said that it holds."""

    def __init__(self) -> None:
        super().__init__(UNCONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person says to one question. `raw` in sheet form, None clears; `version`: the one they read (0: none)."""

    question: Question
    raw: Any
    note: str = ""
    site: str = ""
    version: int = 0
    by: UUID | None = None
    named: str = ""
    """Who says it, where that is a colleague without an account, or an adviser."""
    proxy: bool = False
    """Said by an adviser on the firm's behalf."""
    at: datetime
    restored_from: int | None = None
    """Set when an earlier version is brought back."""


def start_assessment(session: HouseSession, company: Company, instrument: Instrument, *, by: UUID | None) -> Assessment:
    """Open a draft of an instrument edition for a firm. BeyondPlan when its plan holds no further one."""
    _check_room(session, company.tenant_id)
    assessment = Assessment(
        company_id=company.id,
        instrument_key=instrument.id,
        instrument_edition=instrument.version,
        state=AssessmentState.DRAFT,
        started_by_id=by,
    )
    session.add(assessment)
    session.flush()
    announce_movement(session, company.tenant_id)
    record_event(
        session, "assessment.started", by=by, tenant_id=company.tenant_id, subject=f"assessment:{assessment.id}"
    )
    return assessment


def _check_room(session: HouseSession, tenant_id: UUID) -> None:
    """One more assessment has to be within the plan, or a pass waits for it. The firm is held: of two starts one waits
    and counts the other's."""
    most = limit_of(session, tenant_id, Limit.ASSESSMENTS)
    if most is None:
        return
    hold_tenant(session, tenant_id)
    count = session.scalar(select(func.count(Assessment.id)).where(Assessment.tenant_id == tenant_id)) or 0
    if count >= most and not list_waiting_passes(session, tenant_id):
        raise BeyondPlan(Feature.REASSESSMENT, tenant_id)


def check_sender(stated: str | None, user_id: UUID) -> None:
    """WrongPerson when a page says it belongs to somebody else: an answer is never saved in another's name."""
    if stated and stated != str(user_id):
        raise WrongPerson


def record_answer(session: HouseSession, draft: Draft, filling: Filling, given: Given) -> Kept | None:
    """Save one answer and its history. Conflict when closed or changed by another, Invalid when it does not fit.

    `draft` and `filling` may have been read before this transaction: it looks again at what could have changed.
    Saying again what already stands (a retry whose reply was lost) changes nothing and is no conflict; saying again
    what was carried over, or given by an adviser, confirms it; an adviser confirms nothing of another's.
    None when there was nothing and still is nothing.
    """
    if draft.state not in OPEN_STATES:
        raise Conflict(CLOSED)
    answer = check_answer(given, filling)
    state, value = answer.state.value, dump_value(answer.value)
    row = filling.rows.get((given.question.id, given.site))
    if row is not None and (row.state, row.value, row.note) == (state, value, given.note):
        waits = row.prefilled or (row.proxy and not given.proxy)
        if not waits:
            return row
    if row is None and answer.state is AnswerState.UNANSWERED and not given.note:
        return None
    if (row.version if row else 0) != given.version:
        raise AnswerChanged(row)
    key = row.id if row else ids.new_id()
    kept = Kept(given.question.id, given.site, state, value, given.note, given.version + 1, given.at, key)
    kept = kept._replace(given_by=given.named, proxy=given.proxy)
    if hold_state(session, draft.id) not in OPEN_STATES:
        raise Conflict(CLOSED)
    try:
        _write(session, draft, kept, given.by, given.restored_from)
    except IntegrityError as error:
        raise AnswerChanged(None) from error
    return kept


def check_answer(given: Given, filling: Filling) -> Answer:
    """The answer as a value; Invalid with the reason when it does not fit the question."""
    sites = {""} if given.question.per == "firm" else set(filling.site_names(given.question))
    if given.site not in sites:
        raise Invalid(NO_QUESTION)
    try:
        return read_answer(given.question, given.raw, filling.company)
    except Wrong as wrong:
        raise Invalid(wrong.message) from None


WRITTEN = (
    "state", "value", "note", "version", "answered_by_id", "answered_at", "prefilled", "given_by", "proxy", "source",
)  # fmt: skip
"""What a new version of an answer changes."""


def _write(session: HouseSession, draft: Draft, kept: Kept, by: UUID | None, restored_from: int | None = None) -> None:
    # Of two simultaneous writers one fails at the flush: history holds each version once.
    columns = {**kept._asdict(), "assessment_id": draft.id, "answered_by_id": by}
    session.add(AnswerRevision(**columns | {"id": ids.new_id(), "restored_from": restored_from}))
    if kept.version == 1:
        session.add(AnswerRow(**columns))
    else:
        # The row is known to exist: naming its key spares reading it again, and a flush beats an UPDATE built by hand.
        row = AnswerRow(id=kept.id, tenant_id=draft.tenant_id)
        make_transient_to_detached(row)
        session.add(row)
        for name in WRITTEN:
            setattr(row, name, columns[name])
    session.flush()


def import_answers(
    session: Session, assessment: Assessment, sheet: AnswerSheet | Carried, *, by: UUID | None, at: datetime
) -> None:
    """Keep a whole parsed sheet in a fresh assessment, e.g. one that was filled elsewhere; notes go with answers."""
    sheet, notes = sheet if isinstance(sheet, Carried) else Carried(sheet)
    for question, answer in sheet.answers.items():
        for site, one in (answer.sites or {"": answer}).items():
            values = {
                "assessment_id": assessment.id,
                "question_key": question,
                "site_key": site,
                "state": one.state.value,
                "value": dump_value(one.value),
                "note": notes.get((question, site), ""),
                "version": 1,
                "answered_by_id": by,
                "answered_at": at,
                "prefilled": answer.prefilled,
            }
            session.add_all((AnswerRow(**values), AnswerRevision(**values)))
    session.flush()


def load_answers(
    session: HouseSession,
    open_draft: tuple[Draft, Filling],
    given: Iterable[Given],
    source: Source,
) -> int:
    """Keep many answers at once, out of a file, all or none; gives how many. The caller holds the draft's state.

    Each replaces what stands; Invalid when one does not fit its question.
    """
    draft, filling = open_draft
    if draft.state not in OPEN_STATES:
        raise Conflict(CLOSED)
    written: list[Given] = []
    for one in given:
        answer, row = check_answer(one, filling), filling.rows.get((one.question.id, one.site))
        version, key = (row.version, row.id) if row else (0, ids.new_id())
        state, value = answer.state.value, dump_value(answer.value)
        kept = Kept(one.question.id, one.site, state, value, one.note, version + 1, one.at, key)
        kept = kept._replace(given_by=one.named, proxy=one.proxy, source=source.value)
        _write(session, draft, kept, one.by)
        written.append(one)
    if written:
        by, subject = written[0].by, f"assessment:{draft.id}"
        record_event(
            session, "assessment.loaded", by=by, tenant_id=draft.tenant_id, subject=subject, answers=len(written)
        )
    return len(written)


def take_over_answers(
    session: HouseSession,
    open_draft: tuple[Draft, Filling],
    sheets: Iterable[AnswerSheet],
    *,
    by: tuple[UUID, datetime, str],
    replace: bool,
) -> int:
    """Put a report's answers into a draft, to be confirmed; gives how many. The caller holds the draft's state.

    What is answered there stays, unless `replace`; its history keeps both. by: who, when, and the report's code.
    """
    draft, filling = open_draft
    who, at, code = by
    if draft.state not in OPEN_STATES:
        raise Conflict(CLOSED)
    taken = 0
    for question, site, answer in _single(sheets):
        row = filling.rows.get((question, site))
        state, value = answer.state.value, dump_value(answer.value)
        stands = row is not None and row.state != AnswerState.UNANSWERED
        if row is not None and stands and (not replace or (row.state, row.value) == (state, value)):
            continue
        note, version, key = (row.note, row.version, row.id) if row else ("", 0, ids.new_id())
        kept = Kept(question, site, state, value, note, version + 1, at, key, prefilled=True)
        _write(session, draft, kept, who)
        taken += 1
    subject = f"assessment:{draft.id}"
    record_event(
        session, "assessment.taken_over", by=who, tenant_id=draft.tenant_id, subject=subject, code=code, answers=taken
    )
    return taken


def _single(sheets: Iterable[AnswerSheet]) -> Iterator[tuple[str, str, Answer]]:
    """Every answer by question and site; the site is empty for the whole firm."""
    for sheet in sheets:
        for question, answer in sheet.answers.items():
            for site, one in (answer.sites or {"": answer}).items():
                yield question, site, one


def confirm_answers(
    session: HouseSession,
    open_draft: tuple[Draft, Filling],
    seen: Container[tuple[str, str, int]],
    *,
    by: UUID,
    at: datetime,
) -> int:
    """Make answers an adviser gave the firm's own; gives how many. The caller holds the draft's state.

    seen: (question, site, version) as they were looked at; what has changed since is left as it is.
    """
    draft, filling = open_draft
    if draft.state not in OPEN_STATES:
        raise Conflict(CLOSED)
    waiting = [row for part in (filling, *list_modules(filling)) for _question, row in part.proxied]
    wanted = [row for row in waiting if (row.question_key, row.site_key, row.version) in seen]
    for row in wanted:
        own = row._replace(
            version=row.version + 1, answered_at=at, given_by="", proxy=False, prefilled=False, source=""
        )
        _write(session, draft, own, by)
    if wanted:
        subject = f"assessment:{draft.id}"
        record_event(
            session, "assessment.confirmed", by=by, tenant_id=draft.tenant_id, subject=subject, answers=len(wanted)
        )
    return len(wanted)


def submit_assessment(
    session: HouseSession, assessment: Assessment, *, by: UUID | None, at: datetime, declared: bool
) -> None:
    """Close the filling; only with the declaration of truthfulness, and only if anything was answered."""
    if not assessment.is_open:
        raise Conflict(CLOSED)
    if not declared:
        raise Invalid(UNDECLARED)
    if not has_answers(session, assessment):
        raise Invalid(NOTHING)
    if has_answers(session, assessment, proxied=True) and count_proxied(get_filling(session, assessment)):
        raise AnswersUnconfirmed
    assessment.state = AssessmentState.SUBMITTED
    assessment.submitted_at = at
    assessment.declared_by_id = by
    announce_movement(session, assessment.tenant_id)
    session.flush()
