"""Optional modules: further questionnaires a firm answers beside the one of its trade."""

from dataclasses import dataclass

from app.content.answers import AnswerSheet
from app.content.schema import Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One questionnaire of a filling and the answers given to it: the trade's own, or a module's."""

    instrument: Instrument
    sheet: AnswerSheet
