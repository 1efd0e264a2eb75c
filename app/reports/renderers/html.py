"""A report document as HTML: a page for screens, a page for paper, or chapters for another page to hold."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.kit.svg import measure
from app.kit.text import Lang, Text
from app.kit.tokens import TOKENS_CSS
from app.kit.words import settled
from app.reports import wearing
from app.reports.renderers.drawing import HALF, NARROW, PAPER, WIDE, draw
from app.reports.renderers.verifying import CAPTION, LABEL, verify_address, verify_qr
from app.reports.values import Fact, Figure, Headline, ReportDocument

Medium = Literal["screen", "paper"]
TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "reports"
REPORT_CSS, WORN_CSS = TOKENS_CSS.with_name("report.css"), TOKENS_CSS.with_name("worn.css")
_HANZI = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_GAP = re.compile(rf"(?<=[{_HANZI}])(?=[A-Za-z0-9¥+−])|(?<=[A-Za-z0-9%+])(?=[{_HANZI}])")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
FOLDED = ("answers", "basis", "sources", "rejected", "changes")
"""Chapters screens show on demand."""
FOLDED_PARTS = (*FOLDED, "dimensions", "workloads", "equipment", "devices")
"""The same on a page that shows some chapters: the first screens of a phone hold what an owner came for."""
FOLDED_WHOLE = (*FOLDED, "reading", "workloads", "equipment")
"""The same where the whole report is one page."""
LOCALES = {"zh": "zh-CN", "en": "en"}


def spaced(text: str) -> str:
    """Chinese set beside Latin with a space between, as an editor would."""
    return _GAP.sub(" ", text)


class Scribe:
    """Says texts and draws figures in one language for one medium; templates know it as `scribe`."""

    def __init__(self, lang: Lang, medium: Medium) -> None:
        self.lang, self.medium = lang, medium

    def say(self, text: Text | None) -> str:
        """One text in the page's language."""
        if text is None:
            return ""
        return spaced(settled(text.zh)) if self.lang == "zh" else settled(text.en)

    def rich(self, text: Text) -> Markup:
        """One text, escaped, with `**words**` in bold and line breaks kept."""
        safe = str(escape(self.say(text)))
        return Markup(_BOLD.sub(r"<b>\1</b>", safe).replace("\n", "<br/>"))  # noqa: S704  escaped just above

    def chart(self, figure: Figure) -> Markup:
        """The chart: once for paper; wide and narrow for screens, of which styles show one."""
        alt = self.say(figure.alt)
        if self.medium == "paper":
            drawn = draw(figure.spec, alt, self.say, width=HALF if figure.half else PAPER)
            return Markup(drawn)  # noqa: S704  drawn by us, text escaped by the canvas
        narrow = draw(figure.spec, alt, self.say, width=NARROW)
        if figure.half:
            return Markup(f'<div class="r-half-chart">{narrow}</div>')  # noqa: S704
        wide = draw(figure.spec, alt, self.say, width=WIDE)
        return Markup(f'<div class="r-wide">{wide}</div><div class="r-narrow">{narrow}</div>')  # noqa: S704

    def in_one_line(self, facts: tuple[Fact, ...], *, lead: bool = True, brief: bool = False) -> Markup:
        """Figures in a row with notes in brackets; `lead`: the first in bold; `brief`: only the last named."""
        before, after = ("（", "）") if self.lang == "zh" else (" (", ")")
        parts = []
        for index, fact in enumerate(facts):
            note = f"{before}{self.say(fact.note)}{after}" if fact.note and not brief else ""
            bold, named = lead and not brief and not index, not brief or index == len(facts) - 1
            value = self.say(fact.value)
            if bold:
                parts.append(Markup("<b>{}</b>{}").format(value, note))
            else:
                parts.append(escape(f"{self.say(fact.label)} {value}{note}" if named else f"{value}{note}"))
        return Markup(" · ").join(parts)

    def fitting(self, firm: str) -> str:
        """The class that keeps a firm's name on one line of the cover where a smaller size can."""
        wide = measure(firm, 1, bold=True)
        return " r-firm-long" if wide > 19 else " r-firm-mid" if wide > 15 else ""  # hanzi that fit beside each other

    def host(self, address: str) -> str:
        """The site an address leads to."""
        return (urlsplit(address).hostname or address).removeprefix("www.")

    def verify(self, document: ReportDocument) -> Markup:
        """The way to the verification page, for the cover; nothing where there is none."""
        address = verify_address(document)
        if address is None:
            return Markup("")
        code = verify_qr(address, LABEL.get(self.lang))
        caption = Markup("<span class='r-verify-caption'>{}</span>").format(CAPTION.get(self.lang))
        return Markup("<a class='r-verify' href='{}'>{}{}</a>").format(address, code, caption)

    def logo(self, document: ReportDocument) -> str | None:
        """Where the page finds the logo; None where the name stands in its place."""
        return wearing.logo_address(document, paper=self.medium == "paper")

    @property
    def made_with(self) -> str:
        """That we had a hand in it."""
        return wearing.MADE_WITH.get(self.lang)

    def foot(self, document: ReportDocument) -> str:
        """What stands at the foot of every page."""
        status, brand = self.say(document.cover.status), document.brand
        if "stamp" in document.labels:
            status = f"{status} · {self.say(document.labels['stamp'])}"
        return f"{self.say(brand.footer)} · {status}" if brand and brand.footer else status

    author, names_us = staticmethod(wearing.author_of), staticmethod(wearing.names_us)

    def dials(self, headline: Headline) -> Markup:
        """The two dials of the headline."""
        return Markup(draw(headline.dials, self.say(headline.dials_alt), self.say, width=260))  # noqa: S704


@cache
def templates() -> Environment:
    """The templates of everything printed here."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["sayable"] = lambda text, say: say(text)
    environment.policies["ext.i18n.trimmed"] = True
    return environment


def _values(document: ReportDocument, lang: Lang, medium: Medium) -> dict[str, Any]:
    scribe = Scribe(lang, medium)
    return {
        "document": document,
        "scribe": scribe,
        "say": scribe.say,
        "rich": scribe.rich,
        "lang": lang,
        "locale": LOCALES[lang],
        "medium": medium,
        "paper": medium == "paper",
        "numbered": True,
        "folded": FOLDED,
        "why": False,
    }


def render_html(
    document: ReportDocument, lang: Lang, medium: Medium = "screen", *, stylesheets: Collection[str] = ()
) -> str:
    """The whole report as one page. Screens get their style inside it, or by links when `stylesheets` names some."""
    style = screen_css() + wearing.worn_css(document.brand) if medium == "screen" and not stylesheets else ""
    values = _values(document, lang, medium) | {"stylesheets": tuple(stylesheets), "style": Markup(style)}  # noqa: S704  ours
    with wearing.painted(document):
        return templates().get_template("page.html").render(**values)


def render_chapters(
    document: ReportDocument, lang: Lang, chapters: Collection[str] | None = None, *, why: bool = False
) -> str:
    """Chapters in the order asked for, as a fragment for a page that links our styles; all without `chapters`.

    `why`: numbers lead to what explains them, by addresses that hold on the result page of an assessment.
    """
    chosen = list(document.chapters)
    if chapters is not None:
        order = {id: place for place, id in enumerate(chapters)}
        chosen = sorted((one for one in chosen if one.id in order), key=lambda one: order[one.id])
    whole = chapters is None
    values = _values(document, lang, "screen") | {"chapters": chosen, "numbered": whole, "why": why}
    values["folded"] = FOLDED_WHOLE if whole else FOLDED_PARTS
    with wearing.painted(document):
        return templates().get_template("chapters.html").render(**values)


@cache
def screen_css() -> str:
    """Tokens and report styles, for a page that stands alone."""
    return "".join(path.read_text(encoding="utf-8") for path in (TOKENS_CSS, REPORT_CSS, WORN_CSS))
