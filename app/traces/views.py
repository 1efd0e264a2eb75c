"""Why a number is what it is: the whole by dimension, a dimension by answer, a benchmark by source."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime

from app.accounts.queries import names_of
from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment, list_revisions
from app.benchmarking.values import Pins, Standing
from app.benchmarks.queries import find_standing
from app.content.answers import AnswerState
from app.content.catalogue import MAIN
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import NotFound
from app.results.queries import get_standing_filling, list_scorecards
from app.scoring.explaining import NO_PART, explain_gate, explain_whole
from app.tenants.access import row_of
from app.traces.telling import (
    Opened,
    answer_now,
    find_question,
    list_feeds,
    open_reading,
    revision_text,
    tell_dimension,
)

pages = Blueprint("traces", __name__)
here = row_of(Assessment, "assessment_id")


@pages.get("/assessments/<uuid:assessment_id>/why/<lens>")
@access("read", tenant=here)
def whole(assessment_id: UUID, lens: str) -> ResponseReturnValue:
    """The score by dimension, and every level by what it asks."""
    assessment, opened, lenses = _open(assessment_id, lens)
    card, filling = opened.card, get_standing_filling(database().session, assessment).of(opened.instrument)
    states = [card.states[one.id] for one in filling.instrument.questions if one.id in card.states]
    return render_template(
        "traces/whole.html",
        assessment=assessment,
        opened=opened,
        lenses=lenses,
        sums=explain_whole(card),
        gates=[(gate, explain_gate(opened.lens, card, gate.id)) for gate in card.gates],
        levels={one.level: one for one in opened.lens.levels},
        sources={one.id: one.source for one in opened.lens.gates},
        answered=sum(one is not AnswerState.UNANSWERED for one in states),
        asked=len(states),
        unknown=[one for one in filling.instrument.questions if one.id in card.unknown],
    )


@pages.get("/assessments/<uuid:assessment_id>/why/<lens>/<dimension>")
@access("read", tenant=here)
def part(assessment_id: UUID, lens: str, dimension: str) -> ResponseReturnValue:
    """A dimension by the answers it is made of."""
    assessment, opened, _ = _open(assessment_id, lens)
    filling = get_standing_filling(database().session, assessment).of(opened.instrument)
    column, groups = tell_dimension(opened, filling, dimension)
    stood = find_standing(database().session, assessment.tenant_id, assessment_id) if lens == MAIN else None
    return render_template(
        "traces/part.html",
        assessment=assessment,
        opened=opened,
        column=column,
        groups=groups,
        about=next(one.about for one in opened.lens.dimensions if one.id == dimension),
        typical=stood.standing.profile.get(dimension) if stood else None,
    )


@pages.get("/assessments/<uuid:assessment_id>/benchmarks")
@access("read", tenant=here)
def benchmarks(assessment_id: UUID) -> ResponseReturnValue:
    """Every set the firm was set beside: kind, source, year, how many firms, what it measures."""
    assessment = get_assessment(database().session, assessment_id)
    stood = find_standing(database().session, assessment.tenant_id, assessment_id)
    if stood is None:
        raise NotFound(NO_PART)
    titles = {one.id: one.title for one in _open(assessment_id, MAIN)[1].card.dimensions}
    return render_template(
        "traces/benchmarks.html",
        assessment=assessment,
        standing=stood.standing,
        titles=titles,
        sets=_sets(stood.standing),
        at=stood.compared_at,
    )


def _sets(standing: Standing) -> list[Pins]:
    pins = [standing.profile_pins] if standing.profile_pins else []
    pins += [one.pins for one in standing.levels] + [one.pins for one in standing.figures]
    pins += [one.pins for one in standing.context]
    return list({one.set_id: one for one in pins}.values())


def _open(assessment_id: UUID, lens: str) -> tuple[Assessment, Opened, list[Any]]:
    assessment = get_assessment(database().session, assessment_id)
    kept = list_scorecards(database().session, assessment.tenant_id, assessment_id)
    opened = open_reading(kept, lens, catalogue())
    return assessment, opened, [open_reading(kept, one, catalogue()).lens for one in kept]


@pages.get("/assessments/<uuid:assessment_id>/answers/<question_id>")
@access("read", tenant=here)
def answer(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """One answer: what stands, what it counts for, and every answer that ever stood."""
    assessment = get_assessment(database().session, assessment_id)
    filling, question = find_question(get_standing_filling(database().session, assessment), catalogue(), question_id)
    revisions = list_revisions(database().session, assessment, question_id)
    people = names_of(database().session, {one.answered_by_id for one in revisions if one.answered_by_id})
    kept = list_scorecards(database().session, assessment.tenant_id, assessment_id)
    return render_template(
        "traces/answer.html",
        assessment=assessment,
        question=question,
        now=answer_now(filling, question),
        feeds=list_feeds(kept, catalogue(), question_id),
        history=[
            {
                "text": revision_text(one, filling, question),
                "site": filling.site_names(question).get(one.site_key, one.site_key),
                "at": format_datetime(one.answered_at, "short"),
                "who": one.given_by or (people.get(one.answered_by_id) if one.answered_by_id else None),
                "proxy": one.proxy,
                "prefilled": one.prefilled,
            }
            for one in revisions
        ],
    )
