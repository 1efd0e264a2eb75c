"""One filing judged: scored by every lens asked for, compared, planned, its systems and machines placed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.benchmarking import compare
from app.benchmarking.values import Standing
from app.cli.sheets import Filing
from app.content.catalogue import MAIN, Catalogue
from app.content.lenses import Lens
from app.content.path import contradictions
from app.content.schema import Contradiction
from app.content.trades import fit_lens
from app.kit.text import Text
from app.planning.values import EquipmentRung, Plan, WorkloadAdvice
from app.scoring import score
from app.scoring.values import Scorecard

FORMAT = "jianyun-result-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """Exactly what a result rests on."""

    instrument: str
    version: str
    modules: Mapping[str, str]
    lenses: Mapping[str, str]
    catalogue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two answers that cannot both be true."""

    id: str
    message: Text
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result document. Money is in CNY fen, scores in points, shares run 0..1; texts carry both languages."""

    format: str
    as_of: date
    company: str
    pins: Pins
    scorecards: Mapping[str, Scorecard]
    standings: Mapping[str, Standing]
    contradictions: tuple[Clash, ...]
    plan: Plan | None
    dispositions: tuple[WorkloadAdvice, ...]
    ladder: tuple[EquipmentRung, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A result with the content it was made from (the report quotes it). Every scorecard has its trace."""

    result: Result
    filing: Filing
    catalogue: Catalogue
    lenses: Mapping[str, Lens]
    contradictions: tuple[Contradiction, ...]


def score_filing(filing: Filing, lenses: Sequence[Lens]) -> dict[str, Scorecard]:
    """A scorecard by lens id. Pains change no score: they only weigh in the plan."""
    parts = {lens.id: filing.part_for(lens) for lens in lenses}
    return {lens.id: score(lens, parts[lens.id].instrument, parts[lens.id].sheet, filing.company) for lens in lenses}


def judge(filing: Filing, catalogue: Catalogue, lenses: Sequence[Lens]) -> Judgement:
    """Everything there is to say about a filing."""
    lenses = [fit_lens(lens, filing.part_for(lens).instrument) for lens in lenses]
    cards = score_filing(filing, lenses)
    sets = catalogue.benchmarks.values()
    found = tuple(one for part in filing.parts for one in contradictions(part.instrument, part.sheet, filing.company))
    parts = {lens.id: filing.part_for(lens) for lens in lenses}
    plan, advice, rungs = _plan(filing, catalogue, {lens.id: lens for lens in lenses}, cards)
    result = Result(
        format=FORMAT,
        as_of=filing.as_of,
        company=filing.company.name,
        pins=Pins(
            instrument=filing.instrument.id,
            version=filing.instrument.version,
            modules={part.instrument.id: part.instrument.version for part in filing.modules},
            lenses={lens.id: lens.version for lens in lenses},
            catalogue=catalogue.edition,
        ),
        scorecards=cards,
        standings={
            id: compare(card, parts[id].sheet, filing.company, sets, parts[id].instrument) for id, card in cards.items()
        },
        contradictions=tuple(Clash(id=one.id, message=one.message, questions=one.questions) for one in found),
        plan=plan,
        dispositions=advice,
        ladder=rungs,
    )
    return Judgement(
        result=result,
        filing=filing,
        catalogue=catalogue,
        lenses={lens.id: lens for lens in lenses},
        contradictions=found,
    )


def _plan(
    filing: Filing, catalogue: Catalogue, lenses: Mapping[str, Lens], cards: Mapping[str, Scorecard]
) -> tuple[Plan | None, tuple[WorkloadAdvice, ...], tuple[EquipmentRung, ...]]:
    from app.planning import plan
    from app.planning.dispositions import advise
    from app.planning.ladder import place
    from app.planning.problem import PlanningProblem

    advice = tuple(advise(filing.inventory, catalogue.dispositions))
    rungs = tuple(place(filing.inventory, catalogue.ladder))
    if MAIN not in cards:
        return None, advice, rungs
    lens, pains = lenses[MAIN], filing.means.pains
    official = next((one for one in lenses.values() if one.official), None)
    tuned = score(lens, filing.instrument, filing.sheet, filing.company, pains) if pains else cards[MAIN]
    problem = PlanningProblem(
        instrument=filing.instrument,
        sheet=filing.sheet,
        company=filing.company,
        inventory=filing.inventory,
        readiness_lens=lens,
        readiness=tuned,
        miit_lens=official,
        miit=cards[official.id] if official else None,
        initiatives=tuple(one for _, one in sorted(catalogue.worded(filing.company.industry).items())),
        policies=tuple(one for _, one in sorted(catalogue.policies.items())),
        means=filing.means,
        as_of=filing.as_of,
    )
    return plan(problem), advice, rungs
