"""A cohort report and a poster on A4."""

from app.kit.qr import qr_svg
from app.programmes import wording
from app.programmes.papers import Paper, Poster
from app.reports.renderers.sheets import print_sheet, sheet_html

CODE = 415
"""Width of the code on a poster with its quiet zone, in CSS pixels: 110 mm, read from a metre away."""


def print_paper(paper: Paper) -> bytes:
    """The PDF, archival and tagged; PressFailed beyond the press's limits."""
    words = {"about": wording.ABOUT.get(paper.lang), "nothing": wording.NONE.get(paper.lang)}
    return print_sheet(paper, sheet_html(paper, "programmes/paper.html", **words))


def poster_html(poster: Poster) -> str:
    """The poster before it is printed."""
    code = qr_svg(poster.link, label=poster.say("code"), size=CODE)
    return sheet_html(poster, "programmes/poster.html", code=code)


def print_poster(poster: Poster) -> bytes:
    """The campaign link for a wall, as PDF; PressFailed beyond the press's limits."""
    return print_sheet(poster, poster_html(poster), "paper-poster.css")
