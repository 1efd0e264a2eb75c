"""Targets 10 and 12: another edition of a lens over many firms, and one answer flipped."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from app.benchmarking.placing import place
from app.content.answers import Answer, AnswerState
from app.planning import plan
from app.planning.difference import difference
from app.scoring import score
from app.scoring.movement import Impact, movement
from tests.bench import firms
from tests.bench.measure import Row, measure, ms, s
from tests.bench.peers import OVERALL, pooled

FIRMS, TIMES, CORES = 500, 200, 2
"""So many different firms, each so often: 100,000 assessments."""


def rescored(part: int) -> Impact:
    """One core's share, read by the new edition and set against the old cards; only counts are kept."""
    catalogue, counted = firms.catalogue(), Impact()
    filings = list(firms.random_firms(FIRMS))[part::CORES]
    one, two = (catalogue.lens_for(filings[0].instrument, "readiness", version) for version in ("1.0", None))
    given = [(filing.instrument, filing.sheet, filing.company) for filing in filings]
    cards = [score(one, *firm, trace=False) for firm in given]
    for _ in range(TIMES):
        for firm, card in zip(given, cards, strict=True):
            counted.count(movement(card, score(two, *firm, trace=False)))
    return counted


def bulk() -> Row:
    """Wall time over all, on both cores."""
    whole = Impact()

    def run_all() -> None:
        with ProcessPoolExecutor(CORES) as pool:
            for part in pool.map(rescored, range(CORES)):
                whole.join(part)

    timing = measure(run_all, runs=1, warm_up=0)
    return Row(
        number=10,
        what="re-score 100,000 assessments under a new lens edition and set them against the old cards (2 cores)",
        target="<= 60 s",
        figure=f"{s(timing.wall)} for {whole.firms:,} firms, {whole.moved} moved; reading 500 firms is within",
        met=timing.wall <= 60 and whole.firms == FIRMS * TIMES,
    )


def flip() -> Row:
    """A flipped answer: score, level and rank; and the roadmap's change less one solve."""
    problem = firms.problem_of(firms.sample())
    lens = problem.readiness_lens
    given = (problem.instrument, problem.sheet, problem.company)
    before = score(lens, *given, trace=False)
    measures = [one.id for one in before.dimensions if one.scored] + [OVERALL]
    snapshot, _ = pooled(10_000, lens.id, lens.version, measures)
    answers = {**problem.sheet.answers, "op-finance": Answer(state=AnswerState.ANSWERED, value="l4")}
    sheet = replace(problem.sheet, answers=answers)

    def simulate() -> None:
        after = score(lens, problem.instrument, sheet, problem.company, trace=False)
        movement(before, after)
        place(snapshot, after, problem.company)

    old = plan(problem)
    flipped = replace(problem, sheet=sheet, readiness=score(lens, problem.instrument, sheet, problem.company))
    solve = measure(lambda: plan(flipped), runs=5).wall
    whole = measure(lambda: difference(old, plan(flipped)), runs=5).wall
    timing = measure(simulate, runs=21)
    return Row(
        number=12,
        what="simulator: flip an answer, new score, level and rank / roadmap change beyond one solve",
        target="<= 100 ms / <= 100 ms more than the solve",
        figure=f"{ms(timing.wall)} / {ms(max(whole - solve, 0.0))} beyond {s(solve)}",
        met=timing.wall <= 0.1 and whole - solve <= 0.1,
    )


def run() -> list[Row]:
    """Both targets."""
    return [bulk(), flip()]
