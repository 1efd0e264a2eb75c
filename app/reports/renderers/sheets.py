"""Sheets of A4 that a provider prints about many firms: one dress, whatever is on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import render_template

from app.brands.values import Livery, tokens_of
from app.kit.i18n import HTML_LANGS
from app.kit.paper import ARCHIVE, STACK, Print
from app.kit.text import Lang, Text
from app.kit.tokens import TOKENS_CSS, with_literals
from app.reports.renderers.pdf import print_page

MANY = "paper-closing.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dressed:
    """Whose sheet it is, in which colours and language. Subclasses bring their `words`."""

    words: ClassVar[Mapping[str, Text]]

    provider: str
    accent: str
    dark: str
    lang: Lang

    def say(self, name: str) -> str:
        """One of the sheet's words."""
        return self.words[name].get(self.lang)


def sheet_html(paper: Dressed, template: str, **words: Any) -> str:
    """The sheet before it is printed."""
    return render_template(template, paper=paper, locale=HTML_LANGS[paper.lang], **words)


def print_sheet(paper: Dressed, html: str, css: str = MANY) -> bytes:
    """The PDF, archival and tagged; PressFailed beyond the press's limits."""
    look = Livery(name=paper.provider, accent=paper.accent, dark=paper.dark, sender=paper.provider)
    styles = TOKENS_CSS.with_name(css).read_text(encoding="utf-8")
    dressed = with_literals(styles, over={"font-paper": STACK, **tokens_of(look)})
    return print_page(html, Print(css=dressed, variant=ARCHIVE)).content
