"""Scores, standing, gaps, offers and pins as values."""

from collections.abc import Iterator
from fractions import Fraction

from app.benchmarking.values import Pins as SetPins
from app.benchmarking.values import Standing
from app.kit.release import app_version
from app.reports.brief import Brief
from app.reports.cases import Reading
from app.reports.facts.numbers import number, number_or_none
from app.reports.facts.roadmap import roadmap
from app.reports.outcome import (
    BenchmarkPin,
    CapabilityData,
    DimensionData,
    FigureData,
    GapData,
    GateData,
    LensData,
    MarkData,
    OfferData,
    Outcome,
    Pin,
    Pins,
    PlaceData,
    PlannerPin,
    ShareData,
    StandingData,
    StillMissing,
)
from app.reports.reviewed import passport_data
from app.scoring.values import DimensionScore, GateResult, Mark


def outcome(brief: Brief) -> Outcome:
    """Everything the report says, as values."""
    case = brief.case
    readings = (case.readiness, *case.others)
    return Outcome(
        pins=_pins(brief, readings),
        review=case.review,
        reviewer=case.reviewer,
        lenses=tuple(_lens(brief, reading) for reading in readings),
        standing=_standing(readings),
        gaps=tuple(_gaps(brief)),
        roadmap=roadmap(brief, case.plan) if case.plan else None,
        offers=tuple(_offers(brief)),
        passport=passport_data(brief),
    )


def _pins(brief: Brief, readings: tuple[Reading, ...]) -> Pins:
    case = brief.case
    proof = case.plan.proof if case.plan else None
    sets = {pins.set_id: pins for reading in readings for pins in _sets(reading.standing)}
    return Pins(
        app=app_version(),
        catalogue=case.library.edition,
        instrument=Pin(id=case.instrument.id, version=case.instrument.version, title=case.instrument.title),
        modules=tuple(
            Pin(id=part.instrument.id, version=part.instrument.version, title=part.instrument.title)
            for part in case.modules
        ),
        lenses=tuple(Pin(id=one.lens.id, version=one.lens.version, title=one.lens.title) for one in readings),
        benchmarks=tuple(_benchmark(sets[id]) for id in sorted(sets)),
        planner=None
        if proof is None
        else PlannerPin(
            model=proof.model,
            solver=proof.solver,
            status=proof.status,
            objective=proof.objective,
            bound=proof.bound,
        ),
    )


def _sets(standing: Standing | None) -> Iterator[SetPins]:
    if standing is None:
        return
    if standing.profile_pins:
        yield standing.profile_pins
    for group in (standing.levels, standing.figures, standing.context):
        yield from (one.pins for one in group)


def _benchmark(pins: SetPins) -> BenchmarkPin:
    return BenchmarkPin(
        id=pins.set_id,
        kind=pins.kind,
        title=pins.title,
        year=pins.year,
        n=pins.n,
        population=pins.population,
        definition=pins.definition,
        source=pins.source.title,
        address=pins.source.link,
        confidence=pins.source.confidence,
        verified_on=pins.verified_on,
        fallback=pins.fallback,
    )


def mark_data(mark: Mark) -> MarkData:
    """A mark with its numbers rounded."""
    return MarkData(
        score=number_or_none(mark.score),
        max=number(mark.max),
        at_least=number(mark.at_least),
        at_most=number(mark.at_most),
        level=mark.level,
        level_at_most=mark.level_at_most,
        coverage=number(mark.coverage),
        confidence=number(mark.confidence),
        evidenced=number(mark.evidenced),
        reached={level: number(share) for level, share in sorted(mark.reached.items())},
    )


def _lens(brief: Brief, reading: Reading) -> LensData:
    card, module = reading.card, brief.case.module_of(reading)
    return LensData(
        lens=card.lens,
        version=card.lens_version,
        title=reading.lens.title,
        official=reading.lens.official,
        notice=reading.lens.notice,
        module=module.instrument.id if module else None,
        level=card.level,
        level_name=brief.level_name(card.level, reading),
        overall=mark_data(card.overall),
        dimensions=tuple(_dimension(brief, reading, one) for one in card.dimensions),
        gates=tuple(_gate(brief, reading, one) for one in card.gates),
    )


def _dimension(brief: Brief, reading: Reading, one: DimensionScore) -> DimensionData:
    own, standing = reading is brief.reading, reading.standing
    return DimensionData(
        id=one.id,
        title=one.title,
        weight=number(one.weight),
        scored=one.scored,
        dial=one.dial,
        mark=mark_data(one.mark),
        typical=number_or_none(standing.profile.get(one.id)) if standing else None,
        target=number_or_none(brief.target(one)) if own and one.scored else None,
        capabilities=tuple(
            CapabilityData(
                id=part.id, title=part.title, starred=part.starred, mark=mark_data(part.mark), questions=part.questions
            )
            for part in one.capabilities
        ),
    )


def _gate(brief: Brief, reading: Reading, gate: GateResult) -> GateData:
    return GateData(
        id=gate.id,
        title=gate.title,
        level=gate.level,
        level_name=brief.level_name(gate.level, reading),
        level_at_most=gate.level_at_most,
        next_level=gate.next_level,
        missing=tuple(
            StillMissing(kind=one.kind, have=number(one.have), need=number(one.need)) for one in gate.missing
        ),
    )


def _standing(readings: tuple[Reading, ...]) -> StandingData | None:
    found = [reading.standing for reading in readings if reading.standing]
    if not found:
        return None
    profile = readings[0].standing.profile_pins if readings[0].standing else None
    places = (
        PlaceData(
            lens=one.lens,
            benchmark=one.pins.set_id,
            level=one.level,
            below=number(one.below),
            same=number(one.same),
            above=number(one.above),
            classes=tuple(
                ShareData(label=label, level=level, share=number(share)) for label, level, share in one.classes
            ),
        )
        for standing in found
        for one in standing.levels
    )
    figures = {(one.pins.set_id, one.id): one for standing in found for one in standing.figures}
    return StandingData(
        profile=profile.set_id if profile else None,
        levels=tuple(places),
        figures=tuple(
            FigureData(
                benchmark=one.pins.set_id,
                id=one.id,
                label=one.label,
                own=number_or_none(one.own),
                other=number(one.other),
                unit=one.unit,
            )
            for one in figures.values()
        ),
        contexts=tuple(sorted({one.pins.set_id for standing in found for one in standing.context})),
    )


def _gaps(brief: Brief) -> Iterator[GapData]:
    """Answers that lose points, dearest first; a question read twice stands once, where it loses most."""
    rows: dict[str, GapData] = {}
    lossy = [one for one in brief.findings if one.lost > 0 and one.line.why != "not_asked"]
    for one in sorted(lossy, key=lambda row: (-row.lost, row.question.id)):
        if one.question.id in rows:
            continue
        same = [row for row in lossy if row.question.id == one.question.id]
        rows[one.question.id] = GapData(
            id=one.question.id,
            dimension=one.dimension.id,
            capability=one.capability.id,
            title=one.capability.title,
            points=number(sum((row.lost for row in same), Fraction(0))),
            max=number(sum((row.line.max for row in same), Fraction(0))),
            remedies=tuple(item.initiative for item, _ in brief.remedies({one.question.id})),
        )
    yield from rows.values()


def _offers(brief: Brief) -> Iterator[OfferData]:
    known = brief.case.library.policies
    for offer in brief.plan.offers if brief.plan else ():
        policy = known.get(offer.policy)
        if policy is not None:
            yield OfferData(
                id=policy.id,
                kind=policy.kind,
                title=policy.title,
                status=offer.status,
                reason=offer.reason,
                amount=offer.amount,
                due_on=offer.due_on,
                valid_from=policy.valid_from,
                valid_to=policy.valid_to,
                source=policy.source.title,
                address=policy.source.link,
                verified_on=policy.verified_on,
            )
