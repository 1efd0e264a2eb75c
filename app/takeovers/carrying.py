"""Which answers of a report fit a firm's questionnaire of today, and why the others do not. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.content.answers import UNANSWERED, Answer, AnswerSheet, Wrong, read_answer
from app.content.firm import Company
from app.content.schema import Instrument, Question
from app.kit.text import Text
from app.reports.data import AnswerData, ReportData
from app.takeovers.wording import BY_SITE_NOW, NO_LONGER_ASKED, NO_SUCH_PART, NO_SUCH_SITE, ONE_FOR_ALL_NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One answer, or a site's part of one, that stays behind."""

    question: Text
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """What comes along, one sheet a questionnaire, each answer marked as carried over; and what stays behind."""

    sheets: tuple[AnswerSheet, ...]
    left: tuple[Left, ...]

    @property
    def count(self) -> int:
        """How many questions get an answer."""
        return sum(len(sheet.answers) for sheet in self.sheets)


class _Stays(Exception):
    """This answer cannot come along."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def carry_over(data: ReportData, instruments: Mapping[str, Instrument], company: Company) -> Takeover:
    """instruments: the questionnaires the firm may answer today, by id."""
    questions = {id: {one.id: one for one in instrument.questions} for id, instrument in instruments.items()}
    sites = _same_sites(data, company)
    answers: dict[str, dict[str, Answer]] = {}
    left: list[Left] = []
    for given in (one for one in data.answers if one.value is not None):
        try:
            if given.instrument not in instruments:
                raise _Stays(NO_SUCH_PART.format(id=given.instrument))
            question = questions[given.instrument].get(given.question)
            if question is None:
                raise _Stays(NO_LONGER_ASKED.format(edition=instruments[given.instrument].version))
            answer, lost = _fitted(given, question, company, sites)
        except _Stays as stays:
            left.append(Left(question=given.text, why=stays.why))
            continue
        left += [Left(question=given.text, why=why) for why in lost]
        if answer is not UNANSWERED:
            answers.setdefault(given.instrument, {})[given.question] = replace(answer, prefilled=True)
    sheets = (AnswerSheet(instrument=id, version=instruments[id].version, answers=kept) for id, kept in answers.items())
    return Takeover(sheets=tuple(sheets), left=tuple(left))


def _same_sites(data: ReportData, company: Company) -> dict[str, str]:
    """Id of a site in the report -> id of the firm's: by name, and in a report of the firm itself also by id."""
    by_name = {site.name: site.id for site in company.sites}
    known = {site.id for site in company.sites} if data.firm.name == company.name else set()
    pairs = ((site.id, by_name.get(site.name, site.id if site.id in known else "")) for site in data.firm.sites)
    return {theirs: ours for theirs, ours in pairs if ours}


def _fitted(
    given: AnswerData, question: Question, company: Company, sites: Mapping[str, str]
) -> tuple[Answer, list[Text]]:
    """The answer as the question takes it today, and why single sites stay behind."""
    raw: Any = given.value
    lost: list[Text] = []
    asked_at = [site.id for site in company.sites_of(question.at)] if question.per == "site" else []
    if isinstance(raw, dict) and "sites" in raw:
        raw, lost = _by_site(given, asked_at, sites)
    elif asked_at:
        if len(asked_at) > 1:
            raise _Stays(BY_SITE_NOW)
        raw = {"sites": {asked_at[0]: raw}}
    try:
        return read_answer(question, raw, company), lost
    except Wrong as wrong:
        raise _Stays(wrong.message) from wrong


def _by_site(given: AnswerData, asked_at: list[str], sites: Mapping[str, str]) -> tuple[Any, list[Text]]:
    if not asked_at:
        if len(given.sites) == 1:
            return given.sites[0].value, []
        raise _Stays(ONE_FOR_ALL_NOW)
    kept = {sites[one.site]: one.value for one in given.sites if sites.get(one.site) in asked_at}
    lost = [NO_SUCH_SITE.format(name=one.name) for one in given.sites if sites.get(one.site) not in asked_at]
    return ({"sites": kept} if kept else None), lost
