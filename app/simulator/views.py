"""One page: change answers, see score and levels move. Everything travels in the address; nothing is stored."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.assessments.filling import Filling
from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment
from app.benchmarking.comparing import compare
from app.content.answers import AnswerSheet
from app.content.lenses import Lens
from app.kit.db import database
from app.kit.text import Text
from app.reports.wording import answer_text
from app.results.queries import get_standing_filling
from app.scoring import score
from app.scoring.movement import movement
from app.simulator.trials import Flip, flips, levers, list_trials, tried_sheet
from app.tenants.access import access, row_of

pages = Blueprint("simulator", __name__)


@pages.get("/assessments/<uuid:assessment_id>/simulator")
@access("read", tenant=row_of(Assessment, "assessment_id"))
def try_answers(assessment_id: UUID) -> ResponseReturnValue:
    """What would move the score."""
    assessment = get_assessment(database().session, assessment_id)
    filling = get_standing_filling(database().session, assessment)
    instrument, company, given = filling.instrument, filling.company, filling.sheet
    tried = tried_sheet(instrument, given, company, request.args.to_dict(flat=False))
    lenses = catalogue().lenses_for(instrument)
    readings = [_read(lens, filling, tried) for lens in lenses]
    best = levers(lenses[0], instrument, tried, company, readings[0]["card"])
    return render_template(
        "simulator/try.html",
        assessment=assessment,
        readings=readings,
        trials=list_trials(instrument, given, tried, company),
        levers=[(one, _address(assessment_id, one.question.id, one.option.id)) for one in best],
        flips=[(one, *_told(one), _address(assessment_id, one.question.id)) for one in flips(instrument, given, tried)],
    )


def _read(lens: Lens, filling: Filling, tried: AnswerSheet) -> dict[str, Any]:
    """One lens: the card as tried, what moved, the names of its levels, and the share of such firms below each."""
    instrument, company, sets = filling.instrument, filling.company, tuple(catalogue().benchmarks.values())
    cards, below, pins = [], [], None
    for sheet in (filling.sheet, tried):
        card = score(lens, instrument, sheet, company, trace=False)
        places = compare(card, sheet, company, sets, instrument).levels
        cards.append(card)
        below.append(places[0].below if places else None)
        pins = places[0].pins if places else None
    levels = {one.level: one for one in lens.levels}
    return {"lens": lens, "card": cards[-1], "move": movement(*cards), "levels": levels, "below": below, "pins": pins}


def _told(flip: Flip) -> tuple[Text, Text]:
    return answer_text(flip.question, flip.before), answer_text(flip.question, flip.after)


def _address(assessment_id: UUID, question: str, option: str | None = None) -> str:
    """This page with one answer more, or without the one tried."""
    fields: dict[str, Any] = {**request.args.to_dict(flat=False), question: [option] if option else None}
    return url_for("simulator.try_answers", assessment_id=assessment_id, **fields)
