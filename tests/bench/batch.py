"""Target 17: many reports at once on all cores, and what a press holds after hundreds of them.

Documents are frozen beforehand, as they lie in the database; every report is assembled into a page, printed as it is
issued, and written to a file. Both samples' languages take turns, so that no two documents in a row are the same.
"""

import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from app.cli.judging import judge
from app.cli.printing import Desk, Order, print_all
from app.cli.report import case_of
from app.kit.press import JOBS, PrintPool
from app.reports.document import assemble
from app.reports.renderers.pdf import open_lane, paper_css, print_in
from app.reports.values import ReportDocument
from tests.bench import firms
from tests.bench.measure import Row, load

REPORTS = 120
RENDERS = 500
SETTLED = 25
"""Renders after which a press has met everything it keeps."""


def document() -> ReportDocument:
    """The full report of the bench's firm."""
    catalogue = firms.catalogue()
    return assemble(case_of(judge(firms.sample(), catalogue, catalogue.lenses_for(catalogue.instrument("furniture")))))


def resident(pid: int) -> float:
    """Memory a process holds now, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def a_minute(one: ReportDocument) -> tuple[float, int]:
    """Reports a minute over all lanes, and how many lanes."""
    with tempfile.TemporaryDirectory() as place, PrintPool(paper_css()) as pool:
        folder = Path(place)
        source = folder / "firm.json"
        desk = Desk("zh", None, "full")
        desk.read[source] = one
        orders = [
            Order(source=source, lang=lang, target=folder / f"{number}.pdf")
            for number, lang in enumerate(islice(cycle(("zh", "en")), REPORTS))
        ]
        print_all(orders[: 2 * pool.most], desk, pool, lambda *_: None)  # every lane is warm
        began = time.perf_counter()
        failed = print_all(orders, desk, pool, lambda *_: None)
        wall = time.perf_counter() - began
        if failed or len(list(folder.glob("*.pdf"))) != REPORTS:
            raise RuntimeError("not every report was printed")
        return 60 * REPORTS / wall, pool.most


def growth(one: ReportDocument) -> tuple[float, float]:
    """What one press holds after it has settled, and after `RENDERS` more reports; it is not replaced meanwhile."""
    with open_lane() as lane:
        lane.jobs = JOBS + RENDERS
        held = []
        for number, lang in enumerate(islice(cycle(("zh", "en")), SETTLED + RENDERS), 1):
            print_in(lane, one, lang)
            if number in (SETTLED, SETTLED + RENDERS):
                time.sleep(0.3)
                held.append(resident(lane.pid))
        return held[0], held[1]


def run() -> list[Row]:
    """Reports a minute and growth of memory."""
    one = document()
    busy = load()
    rate, lanes = a_minute(one)
    before, after = growth(one)
    return [
        Row(
            number=17,
            what=f"batch of {REPORTS} full reports, zh and en in turns, final quality, {lanes} lanes; memory of one"
            f" press over {RENDERS} renders",
            target=">= 100 a minute on 2 idle cores; growth <= 5 %",
            figure=f"{rate:.0f} a minute ({busy} before); {before:.0f} to {after:.0f} MB"
            f" ({100 * (after / before - 1):+.1f} %)",
            met=rate >= 100 and after <= 1.05 * before,
            rival="CISO Assistant: 66 a minute of a 4-page PDF",
        )
    ]
