"""One page of A4 for whoever has two minutes."""

from app.closings import wording
from app.closings.papers import Paper
from app.reports.renderers.sheets import print_sheet, sheet_html


def paper_html(paper: Paper) -> str:
    """The page before it is printed."""
    words = {"about": wording.ABOUT.get(paper.lang), "nothing": wording.NONE.get(paper.lang)}
    return sheet_html(paper, "closings/paper.html", **words)


def print_paper(paper: Paper) -> bytes:
    """The PDF, archival and tagged; PressFailed beyond the press's limits."""
    return print_sheet(paper, paper_html(paper))
