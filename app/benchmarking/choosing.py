"""Which sets speak of firms like this one: industry x size, then industry, then all; and why a wider one was used."""

from collections.abc import Iterable, Sequence

from app.benchmarking.values import Pins
from app.content.firm import Company
from app.content.library import BenchmarkSet
from app.kit.text import Text

WIDER = {
    (False, False): Text(
        zh="没有同行业、同规模企业的数据，改用全体企业的数据。",
        en="No set covers firms of this trade and size, so this one covers firms of every trade and size.",
    ),
    (False, True): Text(
        zh="没有同行业企业的数据，改用同规模企业的数据。",
        en="No set covers this trade, so this one covers firms of this size in every trade.",
    ),
    (True, False): Text(
        zh="没有同行业、同规模企业的数据，改用同行业各种规模企业的数据。",
        en="No set covers this trade at this size, so this one covers this trade at every size.",
    ),
}


def fits(one: BenchmarkSet, company: Company) -> bool:
    """Whether a set speaks of firms such as this one at all."""
    cut = one.cut
    return (
        (not cut.industries or company.industry in cut.industries)
        and (cut.min_headcount is None or company.headcount >= cut.min_headcount)
        and (cut.max_headcount is None or company.headcount <= cut.max_headcount)
    )


def reach(one: BenchmarkSet) -> tuple[bool, bool]:
    """Whether a set is cut by industry, and whether by size."""
    cut = one.cut
    return bool(cut.industries), cut.min_headcount is not None or cut.max_headcount is not None


def _span(one: BenchmarkSet) -> int:
    most = one.cut.max_headcount if one.cut.max_headcount is not None else 10**9
    return most - (one.cut.min_headcount or 0)


def narrowest_first(sets: Iterable[BenchmarkSet], company: Company) -> list[BenchmarkSet]:
    """Fitting sets: industry x size, industry, size, all; then the tighter size, published before estimate, newer."""

    def order(one: BenchmarkSet) -> tuple[object, ...]:
        industry, size = reach(one)
        tightness = (_span(one), one.cut.when is None, len(one.cut.industries))
        return not industry, not size, *tightness, one.kind == "estimate", -one.year, one.id

    return sorted((one for one in sets if fits(one, company)), key=order)


def pin(chosen: BenchmarkSet, *, looked: bool = True) -> Pins:
    """What must stand beside a figure of this set. looked: a narrower set was looked for."""
    return Pins(
        set_id=chosen.id,
        kind=chosen.kind,
        title=chosen.title,
        year=chosen.year,
        n=chosen.n,
        population=chosen.population,
        definition=chosen.definition,
        source=chosen.source,
        verified_on=chosen.verified_on,
        fallback=WIDER.get(reach(chosen)) if looked else None,
    )


def first_of_kind(sets: Sequence[BenchmarkSet]) -> list[BenchmarkSet]:
    """The narrowest set of each kind (published, estimate), so that an estimate never hides a published set."""
    return list({one.kind: one for one in reversed(sets)}.values())[::-1]
