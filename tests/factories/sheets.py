"""Answer sheets as no person would fill them: every question answered at random, from a seed, for any trade."""

from random import Random
from typing import Any

from app.content.schema import Instrument, Kind, Question

MOODS = (0.0, 0.15, 0.5, 0.85, 1.0)
"""How far up its options a sheet tends to answer, from nothing done to everything done."""


def random_answers(instrument: Instrument, seed: int) -> dict[str, Any]:
    """Raw answers by question id; some unknown, some left open, some not applicable."""
    dice = Random(seed)
    mood, vague = dice.choice(MOODS), dice.choice((0.0, 0.1, 0.9))
    given = {}
    for question in instrument.questions:
        raw = _raw(question, dice, mood, vague)
        if raw is not None:
            given[question.id] = raw
    return given


def _raw(question: Question, dice: Random, mood: float, vague: float) -> Any:
    if dice.random() < vague:
        if question.allow.dont_know:
            return {"state": "dont_know"}
        if question.allow.not_applicable and dice.random() < 0.5:
            return {"state": "not_applicable"}
        return None if dice.random() < 0.5 else _value(question, dice, mood)
    return _value(question, dice, mood)


def _value(question: Question, dice: Random, mood: float) -> Any:
    up = min(max(dice.gauss(mood, 0.25), 0.0), 1.0)
    options = [one.id for one in question.options]
    if question.kind is Kind.SINGLE:
        return options[round(up * (len(options) - 1))]
    if question.kind is Kind.MULTIPLE:
        plain = [one.id for one in question.options if not one.exclusive]
        return dice.sample(plain, max(round(up * len(plain)), 1))
    if question.kind is Kind.SHARE:
        return {"part": round(up * 20), "total": 20}
    low, high = int(question.min or 0), int(question.max or 100)
    if question.kind is Kind.TABLE:
        return {row.id: round(low + up * (high - low)) for row in question.rows}
    if question.kind is Kind.TEXT:
        return "一句话"
    return round(low + up * (min(high, 1000) - low))
