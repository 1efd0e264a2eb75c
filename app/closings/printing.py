"""One page of A4 for whoever has two minutes."""

from flask import render_template

from app.brands.values import Livery, tokens_of
from app.closings import wording
from app.closings.papers import Paper
from app.kit.i18n import HTML_LANGS
from app.kit.paper import ARCHIVE, STACK, Print
from app.kit.tokens import TOKENS_CSS, with_literals
from app.reports.renderers.pdf import print_page

CSS = TOKENS_CSS.with_name("paper-closing.css")


def paper_html(paper: Paper) -> str:
    """The page before it is printed."""
    words = {"about": wording.ABOUT.get(paper.lang), "nothing": wording.NONE.get(paper.lang)}
    return render_template("closings/paper.html", paper=paper, locale=HTML_LANGS[paper.lang], **words)


def print_paper(paper: Paper) -> bytes:
    """The PDF, archival and tagged; PressFailed beyond the press's limits."""
    look = Livery(name=paper.provider, accent=paper.accent, dark=paper.dark, sender=paper.provider)
    css = with_literals(CSS.read_text(encoding="utf-8"), over={"font-paper": STACK, **tokens_of(look)})
    return print_page(paper_html(paper), Print(css=css, variant=ARCHIVE)).content
