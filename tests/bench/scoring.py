"""Target 3: scoring one full sheet with every lens."""

from app.scoring import score
from tests.bench import firms
from tests.bench.measure import Row, measure, ms


def run() -> list[Row]:
    """With a trace for every number, and without."""
    filing = firms.sample()
    lenses = firms.catalogue().lenses_for(firms.catalogue().instrument("furniture"))
    given = (filing.instrument, filing.sheet, filing.company)
    repeat = 50

    def all_lenses(trace: bool) -> None:
        for _ in range(repeat):
            for lens in lenses:
                score(lens, *given, trace=trace)

    traced = measure(lambda: all_lenses(True), runs=9).cpu / repeat
    bare = measure(lambda: all_lenses(False), runs=9).cpu / repeat
    return [
        Row(
            number=3,
            what=f"score one full sheet of {len(filing.instrument.questions)} questions, both lenses: trace / without",
            target="<= 2 ms / <= 0.8 ms",
            figure=f"{ms(traced)} / {ms(bare)}",
            met=traced <= 0.002 and bare <= 0.0008,
        )
    ]
