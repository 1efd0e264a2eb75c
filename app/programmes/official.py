"""The report of a programme as offices write theirs: numbered headings, Fangsong and Heiti, tables, unit and date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.kit.docx import Manuscript, Meta
from app.kit.leaf import Cell, Grid, Line
from app.kit.text import Lang, Text
from app.kit.wordml import Faces
from app.programmes import wording
from app.programmes.ledger import Standing
from app.programmes.models import MeasureKind, Programme
from app.programmes.papers import Paper, Table, say_day

FACES = Faces(latin="Times New Roman", east="仿宋", east_heading="黑体", size=14, accent="ink")
"""Larger than forms: such reports are read at arm's length."""
NUMERALS = "一二三四五六七八九十"
REPORT = Text(zh="关于「{name}」推进情况的报告", en="Report on the progress of “{name}”")
BASICS = Text(zh="基本情况", en="About the programme")
SPAN = Text(zh="实施期限：{first}至{last}。", en="Runs from {first} to {last}.")
WHERE = Text(zh="实施区域：{region}。", en="Region: {region}.")
TAKING = Text(
    zh="截至{day}，共有 {joined} 家企业加入，由推广链接发起快评 {scans} 次。",
    en="As at {day}, {joined} firms have joined, and {scans} quick scans began from the campaign link.",
)
AIMS = Text(zh="工作目标", en="Goals")
RESULTS = Text(zh="企业数字化总体情况", en="Where the firms stand")
TARGETS = Text(zh="目标完成情况", en="How the targets stand")
METHOD = Text(zh="统计口径", en="How it was counted")
NO_TARGETS = Text(zh="尚未设立目标。", en="No targets were set yet.")
MONEY = Text(
    zh="累计承诺资金 {committed} 元，已拨付 {paid} 元。", en="Committed so far: CNY {committed}; paid: CNY {paid}."
)
HEADS = (
    Text(zh="目标", en="Goal"),
    Text(zh="目标值", en="Target"),
    Text(zh="已达到", en="Reached"),
    Text(zh="期限", en="Due"),
    Text(zh="责任人", en="Responsible"),
    Text(zh="状态", en="Status"),
    Text(zh="佐证", en="Evidence"),
)
EVIDENCE = {True: Text(zh="齐全", en="complete"), False: Text(zh="待补", en="incomplete")}
WIDTHS = {2: (68.0, 32.0), 3: (26.0, 16.0, 58.0), 4: (42.0, 16.0, 28.0, 14.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """What the report says. paper: None before the first edition."""

    programme: Programme
    provider: str
    paper: Paper | None
    joined: int
    scans: int
    ledger: Sequence[Standing]
    lang: Lang
    on: date


class _Writer:
    def __init__(self, told: Official) -> None:
        self.told, self.lang = told, told.lang
        self.title = REPORT.format(name=told.programme.name.get(self.lang)).get(self.lang)
        meta = Meta(title=self.title, lang=self.lang, day=told.on, author=told.provider)
        self.book = Manuscript(meta, faces=FACES)
        self.chapter = self.section = 0

    def head(self, text: Text) -> None:
        self.chapter, self.section = self.chapter + 1, 0
        number = f"{NUMERALS[self.chapter - 1]}、" if self.lang == "zh" else f"{self.chapter}. "
        self.book.paragraph(number + text.get(self.lang), "Heading 2", keep=True)

    def subhead(self, title: str) -> None:
        self.section += 1
        number = f"（{NUMERALS[self.section - 1]}）" if self.lang == "zh" else f"{self.chapter}.{self.section} "
        self.book.paragraph(number + title, "Heading 3", keep=True)

    def points(self, lines: Sequence[str]) -> None:
        for number, line in enumerate(lines, 1):
            self.book.paragraph(f"{number}. {line}")

    def day(self, on: date) -> str:
        return say_day(self.lang, on.year, on.month, on.day)

    def grid(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: tuple[float, ...]) -> None:
        head = Line(cells=tuple(Cell(text=one, style="Cell Head") for one in heads), head=True)
        lines = [Line(cells=tuple(Cell(text=one) for one in row)) for row in rows]
        self.book.table(Grid(widths=widths, lines=(head, *lines), style="Form"))


def write_official(told: Official) -> bytes:
    """The DOCX."""
    writer = _Writer(told)
    writer.book.paragraph(writer.title, "Heading 1")
    _basics(writer)
    _results(writer)
    _targets(writer)
    writer.head(METHOD)
    writer.book.paragraph(wording.ABOUT.get(told.lang))
    writer.book.paragraph(told.programme.unit or told.provider, "Points Title")
    writer.book.paragraph(writer.day(told.on))
    writer.book.running(writer.title, told.programme.unit or told.provider)
    return writer.book.save()


def _basics(writer: _Writer) -> None:
    told, programme, lang = writer.told, writer.told.programme, writer.lang
    writer.head(BASICS)
    first, last = writer.day(programme.from_on), writer.day(programme.to_on)
    writer.book.paragraph(SPAN.format(first=first, last=last).get(lang))
    if programme.region:
        writer.book.paragraph(WHERE.format(region=programme.region).get(lang))
    counted = TAKING.format(day=writer.day(told.on), joined=told.joined, scans=told.scans)
    writer.book.paragraph(counted.get(lang))
    goals = [line.strip() for line in programme.goals.splitlines() if line.strip()]
    if goals:
        writer.subhead(AIMS.get(lang))
        writer.points(goals)


def _results(writer: _Writer) -> None:
    paper, lang = writer.told.paper, writer.lang
    writer.head(RESULTS)
    if paper is None:
        writer.book.paragraph(wording.NO_EDITION.get(lang))
        return
    writer.book.paragraph(paper.days)
    for table in paper.tables:
        _table(writer, table)


def _table(writer: _Writer, table: Table) -> None:
    title, heads, rows = table
    writer.subhead(title)
    if rows:
        writer.grid(heads, rows, WIDTHS[len(heads)])
    else:
        writer.book.paragraph(wording.NONE.get(writer.lang))


def _targets(writer: _Writer) -> None:
    lang, ledger = writer.lang, writer.told.ledger
    writer.head(TARGETS)
    if not ledger:
        writer.book.paragraph(NO_TARGETS.get(lang))
        return
    rows = [_target(writer, one) for one in ledger]
    writer.grid([head.get(lang) for head in HEADS], rows, (28.0, 10.0, 10.0, 17.0, 13.0, 12.0, 10.0))
    sums = {name: sum(getattr(one.target, f"{name}_minor") for one in ledger) for name in ("committed", "paid")}
    told = {name: f"{minor / 100:,.2f}" for name, minor in sums.items()}
    writer.book.paragraph(MONEY.format(**told).get(lang))


def _target(writer: _Writer, one: Standing) -> list[str]:
    lang, target = writer.lang, one.target
    measured = wording.MEASURES[MeasureKind(target.measure)].get(lang)
    if target.level is not None:
        measured += f" L{target.level}"
    return [
        f"{target.goal}{f'（{measured}）' if lang == 'zh' else f' ({measured})'}",
        str(target.aimed),
        wording.WORDS["hidden"].get(lang) if one.reached is None else str(one.reached),
        writer.day(target.due_on),
        target.responsible,
        wording.STATUSES[one.status].get(lang),
        EVIDENCE[target.is_evidenced].get(lang),
    ]
