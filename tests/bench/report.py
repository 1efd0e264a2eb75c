"""Targets 8 and 16: the full report as it is printed in production, by a press that is warm, beside headless Chromium.

A server's worker writes the page and hands it to the press, a process of its own that knows the engine and nothing of
the catalogue or the planner. CPU is that of both for one report: document and page here, printing and tidying up
there. Memory is the press's peak over all its reports. Chromium prints the same HTML, in turns with the press: cold,
from process start; warm, in a tab that stays open, by DevTools, CPU of all its processes. It writes no PDF/A, no page
numbers into the contents, no running heads.
"""

import base64
import contextlib
import io
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from app.cli.judging import judge
from app.cli.report import case_of
from app.kit.paper import PdfResult
from app.kit.press import PrintLane
from app.kit.text import Lang
from app.reports.cases import ReportCase
from app.reports.document import assemble
from app.reports.renderers.html import render_html
from app.reports.renderers.pdf import how_to_print, open_lane, paper_css
from app.reports.wearing import assets_of
from tests.bench import firms
from tests.bench.measure import Row, s

RUNS = 9
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


def used(pid: int) -> float:
    """Seconds of CPU a process has used; the kernel's scheduler counts nanoseconds."""
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


def peak(pid: int) -> int:
    """The most memory a process has held, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def printed(lane: PrintLane, case: ReportCase, lang: Lang, *, kind: str = "final") -> tuple[float, PdfResult]:
    """CPU seconds of one report, both processes, and the report.

    `kind`: final (PDF/A-3a, PDF/UA-1, data inside), bare (the same without data), preview (neither tags nor archive).
    """
    began, pid = time.process_time(), lane.pid
    before = used(pid)
    document = assemble(case)
    how = how_to_print(document, lang, () if kind != "final" else None)
    if kind == "preview":
        how = replace(how, tagged=False, variant=None)
    result = lane.print(render_html(document, lang, "paper"), assets_of(document), how=how)
    here = time.process_time() - began
    time.sleep(0.3)  # the press tidies up after it has answered
    return here + used(pid) - before, result


def family_cpu(process: psutil.Process) -> float:
    """CPU seconds of a process and everything under it, those that ended included."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            spent = one.cpu_times()
            total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


def page_file(case: ReportCase, folder: Path) -> Path:
    """The same page for a browser, its style inside."""
    html = render_html(assemble(case), "zh", "paper")
    path = folder / "report.html"
    path.write_text(html.replace("</head>", f"<style>{paper_css()}</style></head>"), encoding="utf-8")
    return path


def chromium_cold(path: Path, folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds of `chromium --print-to-pdf` from process start to end."""
    began = time.perf_counter()
    target, profile = folder / "cold.pdf", folder / "profile"
    words = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={target}", path.as_uri()]
    process = psutil.Popen(words, stdout=-3, stderr=-3)
    spent = 0.0
    while process.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            spent = max(spent, family_cpu(process))
        time.sleep(0.01)
    return time.perf_counter() - began, spent


@contextlib.contextmanager
def chromium_warm(path: Path) -> Iterator[Callable[[], tuple[float, int, int]]]:
    """A browser that stays open; calling what it gives prints once: CPU seconds, bytes and pages."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS[1:]))
        tab = browser.new_page()
        wire = tab.context.new_cdp_session(tab)
        mine = psutil.Process()
        family = [one for one in mine.children(recursive=True) if "chrom" in one.name()]

        def spent() -> float:
            return sum(used(one.pid) for one in family if one.is_running()) + sum(
                used(one.pid) for one in mine.children(recursive=True) if "chrom" in one.name() and one not in family
            )

        def act() -> tuple[float, int, int]:
            before = spent()
            tab.goto(path.as_uri())
            wanted: dict[str, Any] = {"printBackground": True, "preferCSSPageSize": True}
            answer = base64.b64decode(wire.send("Page.printToPDF", wanted)["data"])
            time.sleep(0.3)
            return spent() - before, len(answer), len(PdfReader(io.BytesIO(answer)).pages)

        act()
        yield act
        browser.close()


def median(found: list[tuple[float, Any]]) -> float:
    """The middle of the CPU seconds."""
    return statistics.median(one for one, _ in found)


def pages_of(found: list[tuple[float, PdfResult]]) -> int:
    """Pages of what was printed."""
    return found[0][1].pages


def run() -> list[Row]:
    """CPU of warm renders, peak memory of the press, sizes, and the rival in turns."""
    catalogue = firms.catalogue()
    case = case_of(judge(firms.sample(), catalogue, catalogue.lenses_for(catalogue.instrument("furniture"))))
    kinds: dict[str, list[tuple[float, PdfResult]]] = {"bare": [], "final": [], "preview": [], "en": []}
    warm: list[tuple[float, int, int]] = []
    with tempfile.TemporaryDirectory() as place, open_lane() as lane, contextlib.ExitStack() as opened:
        path = page_file(case, Path(place))
        printed(lane, case, "zh")
        printed(lane, case, "en")
        chromium = opened.enter_context(chromium_warm(path))
        for _ in range(RUNS):
            for kind in ("bare", "final", "preview"):
                kinds[kind].append(printed(lane, case, "zh", kind=kind))
            kinds["en"].append(printed(lane, case, "en"))
            warm.append(chromium())
        held = peak(lane.pid)
        opened.close()
        cold = [chromium_cold(path, Path(place)) for _ in range(3)]
    rival = statistics.median(one for one, _, _ in warm)
    wall, spent = (statistics.median(column) for column in zip(*cold, strict=True))
    bare, final, preview, english = (median(kinds[name]) for name in ("bare", "final", "preview", "en"))
    size = len(kinds["bare"][0][1].content)
    pages = pages_of(kinds["bare"])
    return [
        Row(
            number=8,
            what="full report zh, warm worker: CPU, peak memory, file size, pages",
            target="<= 0.85 s CPU at 15+ pages; <= 130 MB; <= 400 KB",
            figure=f"{s(bare)} CPU, {held / 1024:.0f} MB, {size / 1000:.0f} KB, {pages} pages",
            met=bare <= 0.85 and pages >= 15 and held <= 130 * 1024 and size <= 400_000,
            rival="WeasyPrint used naively 1.09-1.16 s, 179 MB, 573 KB; warm Chromium 0.41 s",
        ),
        Row(
            number=16,
            what="full report, PDF/A-3a + PDF/UA-1 + its data inside, warm worker: CPU zh / en / untagged preview zh",
            target="zh <= 0.85 s, en <= 1.00 s, preview <= 0.75 s at 17 pages",
            figure=f"{s(final)} ({pages} pages, {1000 * final / pages:.0f} ms a page) / {s(english)}"
            f" ({pages_of(kinds['en'])} pages) / {s(preview)}",
            met=final <= 0.85 and english <= 1.0 and preview <= 0.75,
            rival=f"Chromium printing the same HTML in turns: warm {s(rival)} CPU ({warm[0][2]} pages,"
            f" {warm[0][1] / 1000:.0f} KB; x{final / rival:.1f}), cold {s(wall)} wall, {s(spent)} CPU",
        ),
    ]
