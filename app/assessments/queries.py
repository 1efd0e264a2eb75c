"""Reads of assessments."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from app.assessments.filling import Draft, Filling, Kept, read_filling
from app.assessments.models import AnswerRevision, AnswerRow, Assessment
from app.companies.models import Company, Site
from app.companies.queries import FACT_COLUMNS, facts_of_rows, read_facts
from app.content.answers import AnswerSheet, AnswerState, parse_answers, raw_answer
from app.content.catalogue import Catalogue
from app.content.firm import Company as FirmFacts
from app.content.loader import served_catalogue
from app.content.modules import Part
from app.content.schema import Instrument
from app.kit.db import HouseSession
from app.kit.errors import NotFound
from app.kit.scope import Prepared
from app.kit.text import Text


class Carried(NamedTuple):
    """Answers taken over from an earlier assessment, and the notes beside them by question and site."""

    sheet: AnswerSheet
    notes: Mapping[tuple[str, str], str] = MappingProxyType({})


NO_ASSESSMENT = Text(zh="找不到这次评估。", en="This assessment cannot be found.")


# Built once, on first use: putting these statements together costs more than running them.
@cache
def _one(hold: str) -> Select[Assessment]:
    wanted = select(Assessment).where(Assessment.id == bindparam("assessment_id"))
    wanted = wanted.options(joinedload(Assessment.company, innerjoin=True).joinedload(Company.sites))
    return wanted.with_for_update(of=Assessment) if hold else wanted


@cache
def _answers() -> Prepared:
    columns = (getattr(AnswerRow, name) for name in Kept._fields)
    return Prepared(select(*columns).where(AnswerRow.assessment_id == bindparam("assessment_id")))


@cache
def _draft() -> Prepared:
    columns = (getattr(Assessment, name) for name in Draft._fields)
    wanted = select(*columns, *FACT_COLUMNS).join(Company, Company.id == Assessment.company_id)
    wanted = wanted.outerjoin(Site, Site.company_id == Company.id).order_by(Site.id)
    return Prepared(wanted.where(Assessment.id == bindparam("assessment_id")))


@cache
def _state() -> Prepared:
    wanted = select(Assessment.state).where(Assessment.id == bindparam("assessment_id"))
    return Prepared(wanted.with_for_update(read=True, of=Assessment))


def get_assessment(session: Session, assessment_id: UUID, *, hold: Literal["", "state"] = "") -> Assessment:
    """One assessment with its firm and sites, in one statement, or NotFound.

    `hold="state"`: nobody saves an answer or changes the state until commit.
    """
    found = session.scalars(_one(hold), {"assessment_id": assessment_id}).unique().one_or_none()
    if found is None:
        raise NotFound(NO_ASSESSMENT)
    return found


def find_latest_submitted(session: Session, tenant_id: UUID) -> UUID | None:
    """The assessment a firm handed in last; None before the first."""
    asked = select(Assessment.id).where(Assessment.tenant_id == tenant_id, Assessment.submitted_at.is_not(None))
    return session.scalar(asked.order_by(Assessment.submitted_at.desc(), Assessment.id.desc()).limit(1))


def get_draft(session: HouseSession, assessment_id: UUID) -> tuple[Draft, Filling]:
    """What saving an answer needs to know, in two statements that make no objects; or NotFound."""
    rows = session.ask(_draft(), assessment_id=assessment_id).all()
    if not rows:
        raise NotFound(NO_ASSESSMENT)
    width = len(Draft._fields)
    draft = Draft._make(rows[0][:width])
    company = facts_of_rows(tuple(tuple(row[width:]) for row in rows))
    instrument = catalogue().instrument(draft.instrument_key, draft.instrument_edition)
    answers = session.ask(_answers(), assessment_id=assessment_id)
    return draft, read_filling(instrument, company, map(Kept._make, answers))


def hold_state(session: HouseSession, assessment_id: UUID) -> str | None:
    """The state of an assessment, which does not change until commit; None when it is not there."""
    state: str | None = session.ask(_state(), assessment_id=assessment_id).scalar()
    return state


def list_assessments(session: Session, tenant_id: UUID) -> list[Assessment]:
    """A tenant's assessments, newest first."""
    wanted = select(Assessment).where(Assessment.tenant_id == tenant_id)
    return list(session.scalars(wanted.order_by(Assessment.created_at.desc(), Assessment.id.desc())))


def find_open(session: Session, tenant_id: UUID) -> Assessment | None:
    """The assessment a tenant is filling, if any."""
    return next((one for one in list_assessments(session, tenant_id) if one.is_open), None)


def list_answers(session: HouseSession, assessment: Assessment) -> list[Kept]:
    """The answers that stand."""
    return [Kept._make(row) for row in session.ask(_answers(), assessment_id=assessment.id)]


def list_revisions(session: Session, assessment: Assessment | Draft, question: str) -> list[AnswerRevision]:
    """Every answer that ever stood to one question, newest first."""
    wanted = select(AnswerRevision).where(
        AnswerRevision.tenant_id == assessment.tenant_id,
        AnswerRevision.assessment_id == assessment.id,
        AnswerRevision.question_key == question,
    )
    return list(session.scalars(wanted.order_by(AnswerRevision.answered_at.desc(), AnswerRevision.version.desc())))


def carry_forward(session: HouseSession, draft: Assessment, instrument: Instrument) -> tuple[Carried, ...]:
    """What the firm answered last time, as far as these editions ask it still, marked as not yet confirmed: of the
    trade's questionnaire, and of every optional module of which anything was answered."""
    earlier = [one for one in list_assessments(session, draft.tenant_id) if one.id != draft.id and one.submitted_at]
    if not earlier:
        return ()
    before = get_assessment(session, earlier[0].id)
    filling = get_filling(session, before)
    parts = [(instrument, filling.sheet), *((one.instrument, one.sheet) for one in answered_modules(filling))]
    notes = {key: row.note for key, row in filling.rows.items() if row.note}
    return tuple(Carried(_as_carried(new, sheet, filling.company), notes) for new, sheet in parts)


def _as_carried(instrument: Instrument, sheet: AnswerSheet, company: FirmFacts) -> AnswerSheet:
    raw = {question: raw_answer(answer) for question, answer in sheet.answers.items()}
    kept, _faults = parse_answers(instrument, raw, company)
    answers = {question: replace(answer, prefilled=True) for question, answer in kept.answers.items()}
    return replace(kept, answers=answers)


def has_answers(session: Session, assessment: Assessment, *, proxied: bool = False) -> bool:
    """Whether anything was said at all; `proxied`: by an adviser, and not confirmed."""
    wanted = select(AnswerRow.id).where(
        AnswerRow.assessment_id == assessment.id, AnswerRow.state != AnswerState.UNANSWERED
    )
    if proxied:
        wanted = wanted.where(AnswerRow.proxy)
    return session.scalar(wanted.limit(1)) is not None


def last_answer_at(session: Session, assessment: Assessment) -> datetime | None:
    """When something was last said in it; None while nothing was."""
    wanted = select(func.max(AnswerRow.answered_at)).where(
        AnswerRow.tenant_id == assessment.tenant_id, AnswerRow.assessment_id == assessment.id
    )
    return session.scalar(wanted)


def list_answered_since(session: Session, provider_id: UUID, since: datetime) -> dict[UUID, datetime]:
    """Firm -> when it last said something, for those a provider may see that did since then.

    The session has the provider's scope, which leaves out every firm that did not agree.
    """
    asked = (
        select(AnswerRow.tenant_id, func.max(AnswerRow.answered_at))
        .where(AnswerRow.answered_at > since, AnswerRow.tenant_id != provider_id)
        .group_by(AnswerRow.tenant_id)
    )
    return {row[0]: row[1] for row in session.execute(asked)}


def catalogue() -> Catalogue:
    """The content this process serves; new editions arrive with a restart."""
    return served_catalogue()


def instrument_of(assessment: Assessment) -> Instrument:
    """The edition this assessment fills."""
    return catalogue().instrument(assessment.instrument_key, assessment.instrument_edition)


def get_filling(session: HouseSession, assessment: Assessment) -> Filling:
    """Everything known of a filling; the assessment must come from `get_assessment`."""
    return read_filling(instrument_of(assessment), read_facts(assessment.company), list_answers(session, assessment))


def list_modules(filling: Filling) -> tuple[Filling, ...]:
    """The optional modules this firm is offered, and those it has answers to, each as a filling of its own."""
    content = catalogue()
    offered = {one.id for one in content.modules_for(filling.company)}
    modules = (filling.of(content.instrument(id)) for id in content.module_ids)
    return tuple(one for one in modules if one.instrument.id in offered or one.sheet.answers)


def answered_modules(filling: Filling) -> tuple[Part, ...]:
    """The optional modules of which anything was answered."""
    return tuple(Part(instrument=one.instrument, sheet=one.sheet) for one in list_modules(filling) if one.sheet.answers)


def count_proxied(filling: Filling) -> int:
    """How many answers of an adviser, here or in an optional module, nobody of the firm has confirmed."""
    if not any(row.proxy for row in filling.rows.values()):
        return 0
    return sum(len(part.proxied) for part in (filling, *list_modules(filling)))


def get_sheet(session: HouseSession, assessment: Assessment) -> AnswerSheet:
    """The answers as the engines read them; the assessment must come from `get_assessment`."""
    return get_filling(session, assessment).sheet
