"""Measuring: medians after a warm-up, wall and CPU time, and rows of one table."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One target: what was asked, what was measured, whether it is met (None: no verdict)."""

    number: int
    what: str
    target: str
    figure: str
    met: bool | None
    rival: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds over several runs."""

    walls: tuple[float, ...]
    cpus: tuple[float, ...]

    @property
    def wall(self) -> float:
        """Median wall time."""
        return statistics.median(self.walls)

    @property
    def cpu(self) -> float:
        """Median CPU time."""
        return statistics.median(self.cpus)

    @property
    def worst(self) -> float:
        """Longest wall time."""
        return max(self.walls)

    def percentile(self, share: float) -> float:
        """Wall time below which this share of the runs lies."""
        ordered = sorted(self.walls)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(act: Callable[[], object], *, runs: int = 7, warm_up: int = 1) -> Timing:
    """Time `act` in this process."""
    for _ in range(warm_up):
        act()
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Timing(walls=tuple(walls), cpus=tuple(cpus))


def run_command(words: Sequence[str]) -> str:
    """Standard output of one of our commands; raises with its complaint when it fails."""
    program = [str(BIN / words[0]), *words[1:]]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def measure_command(words: Sequence[str], *, runs: int = 5) -> Timing:
    """Time one of our commands from process start to end, children included."""

    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    run_command(words)
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), children()
        run_command(words)
        walls.append(time.perf_counter() - wall)
        cpus.append(children() - cpu)
    return Timing(walls=tuple(walls), cpus=tuple(cpus))


def load() -> str:
    """How busy the machine is, to be read beside every figure."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def ms(seconds: float) -> str:
    """Milliseconds for people."""
    value = seconds * 1000
    return f"{value:.2f} ms" if value < 10 else f"{value:.0f} ms"


def s(seconds: float) -> str:
    """Seconds for people."""
    return f"{seconds:.2f} s"
