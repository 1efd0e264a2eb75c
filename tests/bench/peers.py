"""Target 9: where one assessment stands among a million, and among ten thousand."""

import random
from collections.abc import Iterator
from datetime import date

from app.benchmarking.placing import place
from app.benchmarking.pooling import OVERALL, Member, Pool, Snapshot, size_of
from app.scoring import score
from tests.bench import firms
from tests.bench.measure import Row, measure, ms, s

SIZES, TRADES = ("micro", "small", "medium"), ("furniture", "appliances", "education")


def members(count: int, measures: list[str]) -> Iterator[Member]:
    """Firms with scores around a skill of their own."""
    draw = random.Random(count)
    for number in range(count):
        skill = draw.gauss(400, 150)
        scores = {id: min(max(int(skill + draw.gauss(0, 80)), 0), 1000) for id in measures}
        yield Member(
            firm=str(number),
            adviser=f"p{number % 50}",
            industry=TRADES[number % 3],
            size=SIZES[number % 7 % 3],
            level=scores[OVERALL] // 250,
            scores=scores,
        )


def pooled(count: int, lens: str, version: str, measures: list[str]) -> tuple[Snapshot, float]:
    """The snapshot, and CPU seconds a firm took to be counted."""
    everyone = list(members(count, measures))
    pool = Pool(lens, version, frozenset(measures))

    def count_in() -> None:
        for one in everyone:
            pool.add(one)

    spent = measure(count_in, runs=1, warm_up=0).cpu
    return pool.freeze(date(2026, 9, 30)), spent / count


def run() -> list[Row]:
    """All dimensions, the group chosen, from a snapshot in memory."""
    filing, catalogue = firms.sample(), firms.catalogue()
    lens = catalogue.lens_for(filing.instrument, "readiness")
    card = score(lens, filing.instrument, filing.sheet, filing.company, trace=False)
    measures = [one.id for one in card.dimensions if one.scored] + [OVERALL]
    assert size_of(filing.company.headcount) in SIZES
    timings, costs = [], []
    for count in (10_000, 1_000_000):
        snapshot, cost = pooled(count, lens.id, lens.version, measures)
        assert place(snapshot, card, filing.company) is not None

        def stand(snapshot: Snapshot = snapshot) -> None:
            for _ in range(100):
                place(snapshot, card, filing.company)

        timings.append(measure(stand, runs=9).wall / 100)
        costs.append(cost)
    return [
        Row(
            number=9,
            what="standing of one assessment among 10,000 / 1,000,000 (all dimensions, group chosen)",
            target="<= 5 ms, same at 10,000",
            figure=f"{ms(timings[0])} / {ms(timings[1])}; counting one firm in: {s(costs[1] * 1e6)} a million",
            met=max(timings) <= 0.005 and timings[1] <= 1.5 * timings[0],
        )
    ]
