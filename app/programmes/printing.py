"""A cohort report on A4."""

from flask import render_template

from app.brands.values import Livery, tokens_of
from app.kit.i18n import HTML_LANGS
from app.kit.paper import ARCHIVE, STACK, Print
from app.kit.tokens import TOKENS_CSS, with_literals
from app.programmes import wording
from app.programmes.papers import Paper
from app.reports.renderers.pdf import print_page

CSS = TOKENS_CSS.with_name("paper-closing.css")
"""One dress for whatever a provider prints about many firms."""


def print_paper(paper: Paper) -> bytes:
    """The PDF, archival and tagged; PressFailed beyond the press's limits."""
    look = Livery(name=paper.provider, accent=paper.accent, dark=paper.dark, sender=paper.provider)
    css = with_literals(CSS.read_text(encoding="utf-8"), over={"font-paper": STACK, **tokens_of(look)})
    words = {"about": wording.ABOUT.get(paper.lang), "nothing": wording.NONE.get(paper.lang)}
    page = render_template("programmes/paper.html", paper=paper, locale=HTML_LANGS[paper.lang], **words)
    return print_page(page, Print(css=css, variant=ARCHIVE)).content
