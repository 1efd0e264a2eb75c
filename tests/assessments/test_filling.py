"""How far a filling is: sites, branching, contradictions, where to go on. Values only."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.assessments.filling import Kept, dump_value, read_filling
from app.assessments.posing import list_parts, neighbours, pose
from app.content.answers import AnswerState, ShareValue
from app.content.firm import Company, Site
from app.content.schema import Instrument

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def text(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def question(id: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "text": text(id), "help": text("h"), "example": text("e"), "kind": kind, **more}


LADDER = [{"id": f"l{level}", "text": text(f"level {level}"), "level": level} for level in range(3)]
INSTRUMENT = Instrument.model_validate(
    {
        "id": "tiny",
        "version": "1.0",
        "industry": "furniture",
        "title": text("Tiny"),
        "intro": text("Tiny"),
        "sections": [
            {
                "id": "one",
                "title": text("One"),
                "intro": text("One"),
                "questions": [
                    question("each-site", "single", options=LADDER, per="site"),
                    question("machines", "share"),
                ],
            },
            {
                "id": "two",
                "title": text("Two"),
                "intro": text("Two"),
                "questions": [
                    question("more", "single", options=LADDER, when={"answer": "machines", "at_least": 0.5}),
                    question("last", "single", options=LADDER),
                ],
            },
        ],
        "contradictions": [
            {
                "id": "odd",
                "when": {"all": [{"answer": "machines", "at_least": 0.9}, {"answer": "last", "is": "l0"}]},
                "message": text("odd"),
                "questions": ["machines", "last"],
            }
        ],
    }
)
SITES = (Site(id="plant", name="Plant"), Site(id="store", name="Store", kind="store"))
FIRM = Company(name="F", industry="furniture", city="foshan", headcount=9, revenue_band="under-5m", sites=SITES)


def kept(question: str, value: Any, *, site: str = "", minute: int = 0, state: str = "answered") -> Kept:
    written = None if state != "answered" else dump_value(value)
    return Kept(question, site, state, written, "", 1, NOON + timedelta(minutes=minute), UUID(int=1))


def test_question_by_site_is_done_when_every_site_has_spoken() -> None:
    half = read_filling(INSTRUMENT, FIRM, [kept("each-site", "l1", site="plant")])
    assert half.states["each-site"] is AnswerState.UNANSWERED
    whole = half.having(kept("each-site", None, site="store", state="dont_know"))
    assert whole.states["each-site"] is AnswerState.ANSWERED
    assert (half.progress.answered, whole.progress.answered) == (0, 1)
    gone = FIRM.model_copy(update={"sites": SITES[:1]})
    assert read_filling(INSTRUMENT, gone, half.rows.values()).states["each-site"] is AnswerState.ANSWERED


def test_questions_appear_and_vanish_and_hidden_answers_stay() -> None:
    few = read_filling(INSTRUMENT, FIRM, [kept("machines", ShareValue(1, 10)), kept("more", "l2")])
    assert [one.id for one in few.asked] == ["each-site", "machines", "last"]
    many = few.having(kept("machines", ShareValue(8, 10)))
    assert [one.id for one in many.asked] == ["each-site", "machines", "more", "last"]
    assert many.states["more"] is AnswerState.ANSWERED
    assert few.progress.asked == 3 and many.progress.asked == 4


def test_contradiction_is_seen_at_once() -> None:
    filling = read_filling(INSTRUMENT, FIRM, [kept("machines", ShareValue(10, 10))])
    assert not filling.contradictions
    assert [one.id for one in filling.having(kept("last", "l0")).contradictions] == ["odd"]


def test_resume_goes_to_the_first_gap_after_the_last_touch() -> None:
    assert read_filling(INSTRUMENT, FIRM, []).resume_at.id == "each-site"
    filling = read_filling(INSTRUMENT, FIRM, [kept("machines", ShareValue(1, 10), minute=3)])
    assert filling.resume_at.id == "last"
    assert filling.having(kept("last", "l1", minute=1)).resume_at.id == "each-site"


def test_page_knows_neighbours_parts_and_one_form_a_site() -> None:
    filling = read_filling(INSTRUMENT, FIRM, [kept("each-site", "l1", site="plant")])
    first, machines, _more, last = INSTRUMENT.questions
    assert neighbours(filling, first) == (None, machines)
    assert neighbours(filling, machines) == (first, last)
    assert [(part.done, part.total) for part in list_parts(filling, last)] == [(0, 2), (0, 1)]
    forms = pose(first, filling, "/x")
    assert [(form.site, form.raw, form.version) for form in forms] == [("plant", "l1", 1), ("store", None, 0)]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("l2", '"l2"'),
        (("b", "a"), '["b","a"]'),
        (ShareValue(3, 20), '{"part":3,"total":20}'),
        ({"row": 3, "another": 1}, '{"another":1,"row":3}'),
        ("渐云", '"渐云"'),
    ],
)
def test_values_are_kept_in_one_canonical_form(value: Any, written: str) -> None:
    assert dump_value(value) == written
