"""Target 4: the batch main job from process start."""

import tempfile
from pathlib import Path

from tests.bench.firms import SAMPLE
from tests.bench.measure import Row, measure_command, s

COMMAND = ["jianyun", "assess", str(SAMPLE), "--lens", "readiness", "--lens", "miit-2024", "--lang", "zh"]


def run() -> list[Row]:
    """JSON alone, and with the PDF."""
    with tempfile.TemporaryDirectory() as folder:
        json = ["--json", str(Path(folder) / "result.json")]
        bare = measure_command([*COMMAND, *json], runs=7)
        full = measure_command([*COMMAND, *json, "--pdf", str(Path(folder) / "report.pdf")], runs=5)
    return [
        Row(
            number=4,
            what="`jianyun assess` from process start: JSON only / with PDF",
            target="<= 0.8 s / <= 3.5 s wall",
            figure=f"{s(bare.wall)} (CPU {s(bare.cpu)}) / {s(full.wall)} (CPU {s(full.cpu)})",
            met=bare.wall <= 0.8 and full.wall <= 3.5,
            rival="CISO Assistant: open one assessment 0.83-1.38 s, 4-page PDF 1.9-2.1 s CPU",
        )
    ]
