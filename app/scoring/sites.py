"""Sites of one firm beside each other: what each answered for itself, weighed as in the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.content.answers import UNANSWERED, AnswerSheet, AnswerState
from app.content.firm import Company, Site
from app.content.lenses import Lens, Read
from app.content.schema import Instrument, Question
from app.scoring.reading import earned, worth_of
from app.scoring.values import Scorecard

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAnswer:
    """One question at one site: share 0..1 earned (None: it does not count there), and its points in the whole."""

    question: str
    capability: str
    dimension: str
    value: Fraction | None
    max: Fraction
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteScore:
    """One site. Scores run 0..100 over the questions answered there apart; None where none of them counts."""

    site: Site
    answers: tuple[SiteAnswer, ...]

    def score(self, dimension: str | None = None) -> Fraction | None:
        """Of a dimension, or of all answers the site gave for itself; open ones earn nothing yet."""
        rows = [one for one in self.answers if one.value is not None and dimension in (None, one.dimension)]
        top = sum((one.max for one in rows), ZERO)
        return 100 * sum((one.max * (one.value or ZERO) for one in rows), ZERO) / top if top else None

    @property
    def open_count(self) -> int:
        """Questions not answered at this site."""
        return sum(one.is_open for one in self.answers)


def compare_sites(
    lens: Lens, instrument: Instrument, sheet: AnswerSheet, company: Company, card: Scorecard
) -> tuple[SiteScore, ...]:
    """Every site that answers questions apart, in the firm's order; empty unless there are two that answered any."""
    questions = {one.id: one for one in instrument.questions if one.per == "site"}
    most = {(line.capability, line.question): line.max for line in card.trace}
    found: dict[str, list[SiteAnswer]] = {site.id: [] for site in company.sites}
    reads = ((part, one, read) for part in lens.dimensions for one in part.capabilities for read in one.reads)
    for dimension, capability, read in reads:
        top = most.get((capability.id, read.question), ZERO)
        if read.question in questions and top:
            key = (dimension.id, capability.id)
            _add(found, key, questions[read.question], read, _Given(sheet, company, lens, top))
    told = tuple(SiteScore(site=site, answers=tuple(found[site.id])) for site in company.sites if found[site.id])
    answered = [one for one in told if one.open_count < len(one.answers)]
    return told if len(answered) > 1 else ()


@dataclass(frozen=True, slots=True)
class _Given:
    sheet: AnswerSheet
    company: Company
    lens: Lens
    top: Fraction


def _add(
    found: Mapping[str, list[SiteAnswer]], key: tuple[str, str], question: Question, read: Read, given: _Given
) -> None:
    worth, zero = worth_of(question, read), given.lens.not_applicable == "zero"
    sites = given.sheet.answer(question.id).sites
    for site in given.company.sites_of(question.at):
        answer = sites.get(site.id, UNANSWERED)
        part = earned(answer, worth, question.id, zero=zero)
        found[site.id].append(
            SiteAnswer(
                question=question.id,
                dimension=key[0],
                capability=key[1],
                value=part.low if part.counts else None,
                max=given.top,
                is_open=answer.state is AnswerState.UNANSWERED,
            )
        )


def weakest_of(sites: tuple[SiteScore, ...]) -> SiteScore | None:
    """The site with the lowest score; None where all are alike."""
    scored = [(one.score(), one) for one in sites if one.score() is not None]
    if len({value for value, _ in scored}) < 2:
        return None
    return min(scored, key=lambda pair: (pair[0], pair[1].site.id))[1]


def lags_of(weakest: SiteScore, sites: tuple[SiteScore, ...]) -> tuple[tuple[SiteAnswer, SiteScore], ...]:
    """Where a site stands behind the best other one, dearest first: its answer, and that site."""
    found: list[tuple[Fraction, SiteAnswer, SiteScore]] = []
    for own in weakest.answers:
        rivals = [
            (one.value, other)
            for other in sites
            if other is not weakest
            for one in other.answers
            if (one.question, one.capability) == (own.question, own.capability) and one.value is not None
        ]
        if own.value is None or not rivals:
            continue
        best, site = max(rivals, key=lambda pair: pair[0] or ZERO)
        if (best or ZERO) > own.value:
            found.append((((best or ZERO) - own.value) * own.max, own, site))
    found.sort(key=lambda row: -row[0])
    return tuple((own, site) for _, own, site in found)
