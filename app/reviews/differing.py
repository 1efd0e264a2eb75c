"""The firm's own word, the review's, and who answered: by size. While under way, as it would be signed."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from app.accounts.queries import names_of
from app.assessments.filling import Filling
from app.assessments.queries import get_filling
from app.content.catalogue import MAIN, Catalogue
from app.kit.text import Text
from app.results.changes import with_changes
from app.results.differing import points_by_question
from app.results.queries import list_cards_of
from app.reviews.bench import Bench
from app.reviews.judging import Item
from app.reviews.models import Review, VerdictKind
from app.reviews.operations import changes_of
from app.reviews.queries import list_given, list_verdicts
from app.scoring import score


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One answer seen otherwise. own, reviewed: points of the whole its question earns."""

    item: Item
    answered_by: str
    answered_at: datetime | None
    own: Fraction
    reviewed: Fraction
    reason: Text


def disagreements(bench: Bench, review: Review, catalogue: Catalogue) -> list[Disagreement]:
    """Every adjusted answer, the largest difference first."""
    adjusted = [one for one in bench.items if one.verdict and one.verdict.kind == VerdictKind.ADJUST]
    if not adjusted:
        return []
    own, reviewed = _points(bench, review, catalogue)
    rows = _answerers(bench)
    found = []
    for item in adjusted:
        if item.verdict is None:
            continue
        question = item.question.id
        name, at = rows.get(item.place, ("", None))
        found.append(
            Disagreement(
                item=item,
                answered_by=name,
                answered_at=at,
                own=own.get(question, Fraction(0)),
                reviewed=reviewed.get(question, Fraction(0)),
                reason=item.verdict.reason,
            )
        )
    return sorted(found, key=lambda one: (-abs(one.own - one.reviewed), one.item.number))


def _points(bench: Bench, review: Review, catalogue: Catalogue) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    assessment = bench.assessment
    card = list_cards_of(bench.session, assessment.tenant_id, assessment.id, None)[MAIN].card
    filling: Filling = get_filling(bench.session, assessment)
    changed = with_changes(filling, changes_of(tuple(list_verdicts(bench.session, review).values())))
    instrument = catalogue.instrument(card.instrument, card.instrument_version)
    lens = catalogue.lens_for(instrument, MAIN, card.lens_version)
    after = score(lens, instrument, changed.sheet, filling.company)
    return points_by_question(card), points_by_question(after)


def _answerers(bench: Bench) -> dict[tuple[str, str], tuple[str, datetime]]:
    rows = list_given(bench.session, bench.assessment)
    people = names_of(bench.session, {one.answered_by_id for one in rows if one.answered_by_id})
    return {
        (one.question_key, one.site_key): (
            one.given_by or (people.get(one.answered_by_id, "") if one.answered_by_id else ""),
            one.answered_at,
        )
        for one in rows
    }
