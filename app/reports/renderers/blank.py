"""A questionnaire as PDF to fill in by hand: in the dress of the report, nothing answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from app.content.conditions import Condition
from app.content.firm import Site
from app.content.schema import Instrument, Question
from app.kit import log
from app.kit.errors import Unavailable
from app.kit.paper import ARCHIVE, STACK, PdfResult, PressFailed, Print
from app.kit.text import Lang, Text
from app.kit.tokens import TOKENS_CSS, with_literals
from app.reports.conditions import say_condition
from app.reports.renderers.html import LOCALES, Scribe, templates
from app.reports.renderers.pdf import paper_css, print_page

_log = log.get(__name__)
BLANK_CSS = TOKENS_CSS.with_name("blank.css")
NOT_PRINTED = Text(
    zh="问卷这会儿打印不出来，已填的内容都在。请过几分钟再试；我们已经收到告警。",
    en="The questionnaire cannot be printed just now; whatever you filled in is safe. Please try again in a few "
    "minutes; we have been told.",
)
COLUMNS = 3
"""Columns for sites nobody has named yet."""
LABELS: Mapping[str, Text] = {
    "kind": Text(zh="空白问卷 · 可打印填写", en="Blank questionnaire, to fill in by hand"),
    "firm": Text(zh="企业名称", en="Name of the firm"),
    "filled_by": Text(zh="填写人", en="Filled in by"),
    "day": Text(zh="填写日期", en="Date"),
    "edition": Text(zh="问卷版本", en="Edition"),
    "questions": Text(zh="道题", en="questions"),
    "printed": Text(zh="打印日期", en="Printed on"),
    "guide": Text(zh="怎么填", en="How to fill it in"),
    "module": Text(zh="选答部分", en="Optional part"),
    "example": Text(zh="例如：", en="For example: "),
    "many": Text(zh="符合的都勾选。", en="Tick everything that is true."),
    "one": Text(zh="只勾一项。", en="Tick one."),
    "one_each": Text(zh="每一列只勾一项。", en="Tick one in each column."),
    "unknown": Text(zh="不清楚", en="I don't know"),
    "needless": Text(zh="不适用", en="Does not apply to us"),
    "part": Text(zh="其中", en="How many of them"),
    "total": Text(zh="总数", en="Out of how many"),
    "figure": Text(zh="数值", en="Your figure"),
    "note": Text(zh="备注", en="Note"),
    "only": Text(zh="只在以下情况回答：", en="Only if "),
    "proof": Text(zh="可以备好的佐证材料：", en="Worth having at hand as proof: "),
    "site": Text(zh="场所", en="Site"),
    "figures": Text(zh="经营数据", en="Business figures"),
    "figures_why": Text(
        zh="路线图的回报按这些数字计算。没有统计的，凭经验估一个，并勾“估计”。",
        en="What the roadmap pays back is worked out from these. Where nothing is measured, estimate, and tick so.",
    ),
    "month": Text(zh="月份", en="Month"),
    "known": Text(zh="数据来源", en="How you know"),
    "measured": Text(zh="实测", en="measured"),
    "estimated": Text(zh="估计", en="estimated"),
    "notice": Text(
        zh="填好后，可由任何一位有权限的同事照录到网上，结果和路线图当场生成。纸上内容不会自动上传。",
        en="Whoever may answer for the firm can copy it in online; result and roadmap follow at once. Nothing on paper "
        "is sent anywhere by itself.",
    ),
}
GUIDE: Sequence[Text] = (
    Text(
        zh="按现在的真实情况答，不按计划答；拿不准时，勾“不清楚”，再去问知道的同事。",
        en="Answer as things are today, not as they are planned. Where you are not sure, tick “I don't know” and ask a "
        "colleague who is.",
    ),
    Text(
        zh="有的题写着“只在以下情况回答”，不符合就跳过。",
        en="Some questions begin with “Only if”: skip them where that is not so.",
    ),
    Text(
        zh="“不清楚”和“不适用”是两回事，请分开勾。", en="“I don't know” and “Does not apply” are two different things."
    ),
    Text(zh="按场所填的题，每一列对应一个场所。", en="Questions asked by site have a column for each site."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """What to print: a questionnaire, its modules, and the firm with its sites where they are known."""

    instrument: Instrument
    modules: tuple[Instrument, ...] = ()
    firm: str = ""
    sites: tuple[Site, ...] = ()
    day: date | None = None

    def sites_of(self, question: Question) -> tuple[Site, ...]:
        """The sites a question is asked at, as on the screen."""
        return tuple(one for one in self.sites if one.kind in question.at) or self.sites


def render_blank(blank: Blank, lang: Lang) -> str:
    """The questionnaire as a page for paper."""
    scribe = Scribe(lang, "paper")
    parts = (blank.instrument, *blank.modules)
    numbered = [question for part in parts for question in part.questions]
    asked = {question.id: (number, question) for number, question in enumerate(numbered, 1)}

    def only(condition: Condition) -> str:
        return scribe.say(say_condition(condition, asked))

    def columns(question: Question) -> list[str]:
        if question.per != "site":
            return [""]
        known = [site.name for site in blank.sites_of(question)]
        return known or [f"{scribe.say(LABELS['site'])} {number}" for number in range(1, COLUMNS + 1)]

    values: dict[str, Any] = {
        "blank": blank,
        "parts": parts,
        "numbers": {id: number for id, (number, _question) in asked.items()},
        "only": only,
        "columns": columns,
        "say": scribe.say,
        "label": lambda name: scribe.say(LABELS[name]),
        "guide": _guide(numbered),
        "lang": lang,
        "locale": LOCALES[lang],
    }
    return templates().get_template("blank.html").render(**values)


def _guide(questions: Sequence[Question]) -> list[Text]:
    """How to fill it in, without what does not occur."""
    always, conditions, states, sites = GUIDE
    asides = {(one.allow.dont_know, one.allow.not_applicable) for one in questions}
    rules = (
        (always, True),
        (conditions, any(one.when for one in questions)),
        (states, any(unknown for unknown, _ in asides) and any(needless for _, needless in asides)),
        (sites, any(one.per == "site" for one in questions)),
    )
    return [text for text, holds in rules if holds]


@cache
def blank_css() -> str:
    """The report's style for paper, and what boxes and lines to write on need besides."""
    return paper_css() + with_literals(BLANK_CSS.read_text(encoding="utf-8"), over={"font-paper": STACK})


@lru_cache(maxsize=32)
def _printed(html: str) -> PdfResult:
    return print_page(html, Print(css=blank_css(), variant=ARCHIVE))


def print_blank(blank: Blank, lang: Lang) -> PdfResult:
    """The PDF, printed by this process's one lane; PressFailed beyond its limits. The same page is printed once."""
    return _printed(render_blank(blank, lang))


def print_or_excuse(blank: Blank, lang: Lang) -> PdfResult:
    """The PDF for somebody who waits for it; Unavailable, with what to do, when the press cannot print it."""
    try:
        return print_blank(blank, lang)
    except PressFailed as failed:
        _log.error("questionnaire cannot be printed", why=str(failed.why), detail=str(failed))
        raise Unavailable(NOT_PRINTED) from failed
