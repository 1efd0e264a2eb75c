"""Sites beside each other: what each answered for itself, the weakest one, and where it stands behind."""

from fractions import Fraction

from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.drawings import Bar, Bars
from app.reports.values import Block, Chapter, Column, Figure, Paragraph, Row, Table
from app.scoring.sites import SiteAnswer, SiteScore, compare_sites, lags_of, weakest_of

MOST = 3
"""Answers named for the weakest site."""


def site_scores(brief: Brief) -> tuple[SiteScore, ...]:
    """The sites that answered apart; empty unless there are two."""
    case = brief.case
    return compare_sites(brief.reading.lens, case.instrument, case.sheet, case.company, brief.reading.card)


def sites(brief: Brief, scores: tuple[SiteScore, ...], number: str) -> Chapter:
    """Bars over all, then a table by dimension, and why the weakest is the weakest."""
    dimensions = _dimensions(brief, scores)
    blocks: list[Block] = [
        Paragraph(text=_lead(brief, scores), tone="lead"),
        _bars(brief, scores, None, brief.say("sites.bars")),
        _table(brief, scores, dimensions),
        *_behind(brief, scores),
        Paragraph(text=brief.say("sites.note"), tone="small"),
    ]
    return Chapter(id="sites", number=number, title=brief.say("sites.title"), blocks=tuple(blocks))


def _dimensions(brief: Brief, scores: tuple[SiteScore, ...]) -> tuple[tuple[str, Text], ...]:
    used = {answer.dimension for one in scores for answer in one.answers}
    return tuple((one.id, one.title) for one in brief.dimensions if one.id in used)


def _points(value: Fraction | None) -> Text:
    return wording.NONE if value is None else wording.plain(wording.decimal(value))


def _lead(brief: Brief, scores: tuple[SiteScore, ...]) -> Text:
    weakest, asked = weakest_of(scores), len({answer.question for one in scores for answer in one.answers})
    first = brief.say("sites.lead", n=len(scores), asked=asked)
    if weakest is None:
        return wording.sentences(first, brief.say("sites.even"))
    told = brief.say("sites.weakest", site=weakest.site.name, score=_points(weakest.score()))
    open_ones = [one for one in scores if one.open_count]
    left = brief.say("sites.open", names=_names(open_ones)) if open_ones else None
    return wording.sentences(first, told, left)


def _names(scores: list[SiteScore]) -> Text:
    return wording.listed(wording.plain(one.site.name) for one in scores)


def _bars(brief: Brief, scores: tuple[SiteScore, ...], dimension: str | None, caption: Text) -> Figure:
    rows = tuple(
        Bar(
            label=wording.plain(one.site.name),
            value=float(one.score(dimension) or 0),
            value_label=_points(one.score(dimension)),
        )
        for one in scores
    )
    spoken = wording.joined(
        (Text(zh=f"{bar.label.zh} {bar.value_label.zh}", en=f"{bar.label.en} {bar.value_label.en}") for bar in rows),
        zh="，",
        en=", ",
    )
    return Figure(
        id=f"bars-sites-{dimension or 'all'}",
        caption=caption,
        alt=brief.say("dimension.bars_alt", rows=spoken),
        spec=Bars(rows=rows, own=brief.say("sites.own")),
    )


def _table(brief: Brief, scores: tuple[SiteScore, ...], dimensions: tuple[tuple[str, Text], ...]) -> Table:
    each = 70 // (len(dimensions) + 1)
    first = 100 - each * (len(dimensions) + 1)
    titles = [title for _, title in dimensions]
    return Table(
        id="sites-table",
        caption=brief.say("sites.table"),
        columns=(
            Column(title=brief.say("sites.site"), width=first),
            *(Column(title=title, width=each, align="end") for title in titles),
            Column(title=brief.say("sites.together"), width=each, align="end"),
        ),
        rows=tuple(
            Row(
                cells=(
                    wording.plain(one.site.name),
                    *(_points(one.score(id)) for id, _ in dimensions),
                    _points(one.score()),
                )
            )
            for one in scores
        ),
    )


def _behind(brief: Brief, scores: tuple[SiteScore, ...]) -> list[Block]:
    weakest = weakest_of(scores)
    lags = lags_of(weakest, scores)[:MOST] if weakest else ()
    if weakest is None or not lags:
        return []
    rows = tuple(
        Row(
            cells=(brief.short(own.question), _said(brief, own, weakest), _said(brief, own, best)),
            why=f"answers/{own.question}",
        )
        for own, best in lags
    )
    return [
        Table(
            id="sites-behind",
            caption=brief.say("sites.behind", site=weakest.site.name),
            columns=(
                Column(title=brief.say("others.column_what"), width=26),
                Column(title=wording.plain(weakest.site.name), width=37),
                Column(title=brief.say("sites.best"), width=37),
            ),
            rows=rows,
        )
    ]


def _said(brief: Brief, own: SiteAnswer, score: SiteScore) -> Text:
    question, answer = brief.questions[own.question], brief.case.sheet.answer(own.question)
    text = wording.answer_text(question, answer.sites[score.site.id]) if score.site.id in answer.sites else None
    return text or wording.UNANSWERED
