"""`python -m tests.bench [section ...] [--write]`: measure, print the table, and keep it in docs/benchmarks.md."""

import argparse
import importlib
import re
import unicodedata
from datetime import date

from tests.bench.measure import ROOT, Row, load

SECTIONS = (
    "planner",
    "scoring",
    "peers",
    "rescoring",
    "assess",
    "report",
    "batch",
    "batchzip",
    "cached",
    "start",
    "answers",
    "pages",
    "imports",
    "fillpage",
    "portfolio",
    "walls",
    "matrix",
    "billing",
)
PAGE = ROOT / "docs" / "benchmarks.md"
VERDICT = {True: "met", False: "MISSED", None: ""}


def width(text: str) -> int:
    """Columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def show(rows: list[Row]) -> None:
    """The table, aligned."""
    table = [("#", "what", "target", "figure", "rival", "verdict")]
    table += [(str(r.number), r.what, r.target, r.figure, r.rival, VERDICT[r.met]) for r in rows]
    widths = [max(width(line[column]) for line in table) for column in range(6)]
    for line in table:
        print("  ".join(cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True)).rstrip())


def keep(rows: list[Row], section: str) -> None:
    """Replace these targets' rows in the page, in order of number."""
    head, *lines = re.split(r"(?m)^(?=\| \d)", PAGE.read_text(encoding="utf-8"))
    lines[-1], _, rest = lines[-1].partition("\n")  # what is written below the table stays
    kept = {int(line.split("|")[1]): line.rstrip("\n") for line in lines}
    if len({row.number for row in rows}) < len(rows):
        raise ValueError("two rows of one number: one would overwrite the other")
    for row in rows:
        figure = row.figure + {True: "", False: " (missed)", None: ""}[row.met]
        command = f"`make bench SECTION={section}`"
        cells = (str(row.number), row.what, row.target, figure, row.rival, f"{date.today()}, {load()}", command)
        kept[row.number] = "| " + " | ".join(cells) + " |"
    table = "".join(kept[number] + "\n" for number in sorted(kept))
    PAGE.write_text(head + table + rest, encoding="utf-8")


def main() -> None:
    """Run the sections asked for, or all."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("section", nargs="*", help="any of " + ", ".join(SECTIONS) + "; all when none is given")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/benchmarks.md")
    given = parser.parse_args()
    if strange := set(given.section) - set(SECTIONS):
        parser.error(f"unknown section: {', '.join(sorted(strange))}")
    everything: list[Row] = []
    for section in given.section or SECTIONS:
        print(f"… {section} ({load()})", flush=True)
        rows = importlib.import_module(f"tests.bench.{section}").run()
        everything += rows
        if given.write:
            keep(rows, section)
    show(everything)


if __name__ == "__main__":
    main()
