"""The furniture questionnaire and its two lenses agree with each other."""

from collections import Counter
from fractions import Fraction

import yaml

from app.content.lenses import Lens
from app.content.loader import DATA
from app.content.schema import Instrument, Kind, Question


def _load(path: str):
    return yaml.safe_load((DATA / path).read_text(encoding="utf-8"))


INSTRUMENT = Instrument.model_validate(_load("instruments/furniture/1.0.yaml"))
READINESS = Lens.model_validate(_load("lenses/readiness/1.0.yaml"))
MIIT = Lens.model_validate(_load("lenses/miit-2024/1.0.yaml"))
QUESTIONS = {question.id: question for question in INSTRUMENT.questions}


def reads(lens: Lens) -> list[str]:
    return [read.question for part in lens.dimensions for capability in part.capabilities for read in capability.reads]


def most_points(question: Question) -> Fraction:
    points = [option.points or Fraction(0) for option in question.options]
    return sum(points, Fraction(0)) if question.kind is Kind.MULTIPLE else max(points)


def test_the_fifteen_items_carry_the_official_maxima():
    scored = [capability for part in MIIT.dimensions if part.scored for capability in part.capabilities]
    assert [float(item.max or 0) for item in scored] == [8, 6, 6, 10, 10, 5, 5, 7.5, 7.5, 7.5, 7.5, 7, 7, 3, 3]
    for item in scored:
        question = QUESTIONS[item.reads[0].question]
        best = max(b.points for b in item.reads[0].brackets or ()) if item.reads[0].brackets else most_points(question)
        assert best == item.max, item.id


def test_sixteen_scenarios_ten_of_them_starred():
    (operations,) = (part for part in MIIT.dimensions if not part.scored)
    assert len(operations.capabilities) == 16
    assert sum(item.starred for item in operations.capabilities) == 10
    for item in operations.capabilities:
        assert [option.level for option in QUESTIONS[item.reads[0].question].options] == [0, 1, 2, 3, 4]


def test_official_questions_are_asked_of_every_firm():
    assert [id for id in reads(MIIT) if QUESTIONS[id].when is not None or QUESTIONS[id].per == "site"] == []


def test_every_question_is_read_once_or_says_why_not():
    assert max(Counter(reads(READINESS)).values()) == max(Counter(reads(MIIT)).values()) == 1
    unread = set(QUESTIONS) - set(reads(READINESS)) - set(reads(MIIT))
    assert {id for id in unread if not QUESTIONS[id].informs} == set()
    assert set(reads(READINESS)) | set(reads(MIIT)) <= set(QUESTIONS)


def test_weights_add_up_to_a_hundred():
    assert sum(part.weight for part in READINESS.dimensions) == 100
    assert sum(READINESS.industry_weights["furniture"].values()) == 100
    assert set(READINESS.industry_weights["furniture"]) == {part.id for part in READINESS.dimensions}
    for pain in READINESS.pains:
        assert set(pain.raises) <= {part.id for part in READINESS.dimensions}


def test_sections_are_short():
    assert all(4 <= len(section.questions) <= 7 for section in INSTRUMENT.sections)
