"""Target 8: the full report from a warm worker, in a process of its own."""

import json
import subprocess
import sys

from tests.bench.measure import ROOT, Row, s

WORKER = """
import io, json, resource, statistics, time
from app.cli.judging import judge
from app.cli.report import case_of
from app.reports.document import assemble
from app.reports.renderers.pdf import print_document
from tests.bench import firms
catalogue = firms.catalogue()
case = case_of(judge(firms.sample(), catalogue, catalogue.lenses_for(catalogue.instrument("furniture"))))
def once():
    began = time.process_time(); pdf = print_document(assemble(case), "zh"); return time.process_time() - began, pdf
once(); once()
runs = [once() for _ in range(9)]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
from pypdf import PdfReader
pages = len(PdfReader(io.BytesIO(runs[0][1])).pages)
print(json.dumps([statistics.median(r[0] for r in runs), peak, len(runs[0][1]), pages]))
"""


def run() -> list[Row]:
    """CPU of a warm render, peak memory of the worker, size and pages of the file."""
    done = subprocess.run([sys.executable, "-c", WORKER], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    cpu, peak, size, pages = json.loads(done.stdout.splitlines()[-1])
    return [
        Row(
            number=8,
            what="full report zh, warm worker: CPU, peak memory, file size, pages",
            target="<= 0.85 s CPU at 15+ pages; <= 130 MB; <= 400 KB",
            figure=f"{s(cpu)} CPU, {peak / 1024:.0f} MB, {size / 1000:.0f} KB, {pages} pages",
            met=cpu <= 0.85 and pages >= 15 and peak <= 130 * 1024 and size <= 400_000,
            rival="WeasyPrint used naively 1.09-1.16 s, 179 MB, 573 KB; warm Chromium 0.41 s",
        )
    ]
