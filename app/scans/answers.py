"""Answers of a quick scan as one short text in an address, and back. No database, no session."""

from app.content.answers import Answer, AnswerSheet, AnswerState, ShareValue, parse_answers
from app.content.firm import Company
from app.content.schema import Instrument, Kind, Question

LONGEST = 600
"""Characters read of an address; a whole scan takes about a hundred."""
HEADCOUNT = 50
"""People of the ordinary firm that figures are quoted for."""
STATES = {"dk": AnswerState.DONT_KNOW, "na": AnswerState.NOT_APPLICABLE}


def stand_in(trade: str) -> Company:
    """The firm of somebody who has not said anything about it: an ordinary size, nothing special."""
    return Company(name="-", industry=trade, city="guangzhou", headcount=HEADCOUNT, revenue_band="5m-20m")


def write_answers(scan: Instrument, sheet: AnswerSheet) -> str:
    """One word a question, in order; empty where nothing was answered."""
    return "~".join(_word(sheet.answer(question.id)) for question in scan.questions)


def _word(answer: Answer) -> str:
    for word, state in STATES.items():
        if answer.state is state:
            return word
    value = answer.value
    if isinstance(value, ShareValue):
        return f"{value.part}of{value.total}"
    if isinstance(value, tuple):
        return ",".join(value)
    return value if isinstance(value, str) else ""


def read_answers(scan: Instrument, trade: str, text: str) -> AnswerSheet:
    """The sheet behind such a text; what does not fit the questionnaire is as if it had not been answered."""
    words = text[:LONGEST].split("~")
    raw = {question.id: _raw(question, word) for question, word in zip(scan.questions, words, strict=False) if word}
    return parse_answers(scan, raw, stand_in(trade))[0]


def _raw(question: Question, word: str) -> object:
    if word in STATES:
        return {"state": STATES[word].value}
    if question.kind is Kind.MULTIPLE:
        return word.split(",")
    if question.kind is Kind.SHARE:
        part, _, total = word.partition("of")
        whole = part.isdecimal() and total.isdecimal() and len(word) < 14
        return {"part": int(part), "total": int(total)} if whole else None
    return word


def with_answer(scan: Instrument, trade: str, sheet: AnswerSheet, question: Question, raw: object) -> AnswerSheet:
    """The sheet with one answer more, changed or cleared."""
    answers = {id: answer for id, answer in sheet.answers.items() if id != question.id}
    if raw is not None:
        answers |= parse_answers(scan, {question.id: raw}, stand_in(trade))[0].answers
    return AnswerSheet(instrument=sheet.instrument, version=sheet.version, answers=answers)
