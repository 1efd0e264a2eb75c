"""Target 22: the attack matrix, every route x role x target, on both databases."""

import re
import subprocess
import sys

from tests.bench.measure import ROOT, Row

TEST = "tests/attack/test_matrix.py::test_nobody_gets_through_any_door_in_the_whole_matrix"


def run() -> list[Row]:
    """The slow test of the matrix, whose counts are read off what it prints."""
    tried, leaks, doors = [], 0, 0
    for flavour in ("sqlite", "postgresql"):
        words = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", f"--database={flavour}", TEST]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        found = re.search(r"(\d+) requests at (\d+) doors, (\d+) faults", done.stdout)
        if not found:
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-1000:])
        tried.append(int(found[1]))
        doors, leaks = int(found[2]), leaks + int(found[3])
    return [
        Row(
            number=22,
            what="attack matrix: every route and method that is not open to anyone x actor x target (own, a "
            "neighbour's, nobody's)",
            target="every route x role x target; 0 leaks",
            figure=f"{tried[0]:,} requests on SQLite and {tried[1]:,} on PostgreSQL at {doors} doors; {leaks} leaks",
            met=leaks == 0,
        )
    ]
