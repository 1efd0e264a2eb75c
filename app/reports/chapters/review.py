"""The review: both scores beside one another, who signed, and every answer it came to see otherwise."""

from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.drawings import Bar, Bars
from app.reports.passports import Passport
from app.reports.reviewed import WHOLE, found_by_review
from app.reports.values import Block, Callout, Chapter, Column, Fact, Facts, Figure, Heading, Paragraph, Row, Table

TITLE = Text(zh="顾问评审：自评与评审结果", en="Review: self-assessed and reviewed")
LEAD = Text(
    zh="{reviewer}（{provider}）于{day}逐项核对并签字，调整了 {n} 个答案。本报告以评审后的答案为准，自评结果一并保留。",
    en="{reviewer} ({provider}) checked the answers one by one, signed on {day} and adjusted {n} of them. This report "
    "goes by the reviewed answers; the firm's own are kept beside them.",
)
UNCHANGED = Text(
    zh="{reviewer}（{provider}）于{day}逐项核对并签字，没有调整答案：评审结果与自评一致。",
    en="{reviewer} ({provider}) checked the answers one by one and signed on {day} without adjusting any: the review "
    "agrees with the firm.",
)
OWN, REVIEWED = Text(zh="自评", en="Self-assessed"), Text(zh="评审后", en="Reviewed")
PART = Text(zh="维度", en="Dimension")
LEVEL = Text(zh="等级", en="Level")
SUMMARY = Text(zh="评审总结", en="Summary of the review")
ADJUSTED = Text(zh="调整的答案", en="Answers adjusted")
COUNT = Text(zh="{n} 个", en="{n}")
ARROW = Text(zh="{own} → {reviewed}", en="{own} → {reviewed}")
CAPTION = Text(zh="各维度得分：条形为评审后，刻度为自评", en="Score by dimension: bars reviewed, ticks self-assessed")
ALT = Text(zh="各维度自评与评审后得分：{values}。", en="Self-assessed and reviewed score by dimension: {values}.")
FINDINGS = Text(zh="评审意见：与自评不同的答案", en="Findings: answers the review saw otherwise")
QUESTION, REASON = Text(zh="题目", en="Question"), Text(zh="理由", en="Reason")
PLANNED_FROM = Text(zh="本路线图按评审后的答案排定。", en="This roadmap is planned from the reviewed answers.")


def review(brief: Brief, number: str) -> tuple[Chapter, ...]:
    """Facts, both scores by dimension, and the findings; nothing where nobody reviewed."""
    passport = brief.case.passport
    if passport is None:
        return ()
    lead = (LEAD if passport.adjustments else UNCHANGED).format(
        reviewer=passport.reviewer,
        provider=passport.provider,
        n=passport.adjustments,
        day=wording.day(passport.signed_on),
    )
    blocks: list[Block] = [Paragraph(text=lead, tone="lead"), _facts(brief, passport), _figure(brief, passport)]
    if passport.summary:
        blocks.append(Callout(tone="note", title=SUMMARY, texts=(wording.plain(passport.summary),)))
    if passport.differences:
        blocks += [Heading(id="review-findings-head", text=FINDINGS, level=3), _findings(brief, passport)]
    return (Chapter(id="review", number=number, title=TITLE, blocks=tuple(blocks)),)


def _facts(brief: Brief, passport: Passport) -> Facts:
    own, reviewed = passport.own.overall, brief.reading.card.overall
    return Facts(
        items=(
            Fact(label=WHOLE, value=ARROW.format(own=brief.score(own), reviewed=brief.score(reviewed))),
            Fact(label=LEVEL, value=ARROW.format(own=own.level, reviewed=reviewed.level)),
            Fact(label=ADJUSTED, value=COUNT.format(n=passport.adjustments)),
        )
    )


def _figure(brief: Brief, passport: Passport) -> Figure:
    pairs = [(one.title, passport.own.dimension(one.id).mark, one.mark) for one in brief.dimensions]
    bars = tuple(
        Bar(
            label=title,
            value=float(after.score or 0),
            value_label=brief.score(after),
            compare=None if before.score is None else float(before.score),
        )
        for title, before, after in pairs
    )
    said = [
        wording.joined((title, ARROW.format(own=brief.score(before), reviewed=brief.score(after))), zh=" ", en=" ")
        for title, before, after in pairs
    ]
    rows = tuple(Row(cells=(title, brief.score(before), brief.score(after))) for title, before, after in pairs)
    columns = (
        Column(title=PART, width=50),
        Column(title=OWN, width=25, align="end"),
        Column(title=REVIEWED, width=25, align="end"),
    )
    return Figure(
        id="review-scores",
        caption=CAPTION,
        alt=ALT.format(values=wording.listed(said)),
        spec=Bars(rows=bars, own=REVIEWED, other=OWN),
        table=Table(id="review-table", columns=columns, rows=rows),
    )


def _findings(brief: Brief, passport: Passport) -> Table:
    rows = tuple(
        Row(cells=(one.title, one.own_words, one.reviewed_words, one.reason))
        for one in found_by_review(brief, passport)
    )
    return Table(
        id="review-findings",
        columns=(
            Column(title=QUESTION, width=28),
            Column(title=OWN, width=22),
            Column(title=REVIEWED, width=22),
            Column(title=REASON, width=28),
        ),
        rows=rows,
    )
