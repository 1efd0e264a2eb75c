"""The first sheet: whose report it is, what is in the workbook, and what everything rests on."""

from collections.abc import Iterator, Sequence

from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Front, Jump, Sheet
from app.reports.document import content_hash, said
from app.reports.outcome import BenchmarkPin, Pins
from app.reports.values import ReportDocument
from app.reports.wearing import names_us
from app.reports.workbook.words import EDITIONS, SETS, word

NAME = Text(zh="封面", en="Cover")
PROVIDER = Text(zh="服务机构", en="Provider")
ABOUT = Text(zh="关于这份报告", en="About this report")
CONTENTS = Text(zh="内容", en="Contents")
BASIS = Text(zh="依据的版本", en="What it rests on")
STATUS = Text(zh="状态", en="Status")
EDITION = Text(zh="版本", en="Edition")
CODE = Text(zh="核验码", en="Verification code")
HASH = Text(zh="内容摘要（SHA-256）", en="Content hash (SHA-256)")
ROWS = Text(zh="{n} 条", en="{n} rows")
ROW = Text(zh="1 条", en="1 row")
MONEY = Text(zh="金额", en="Money")
IN_YUAN = Text(
    zh="单位为元；“低、通常、高”是估计范围，通常值用于规划。",
    en="In CNY; low, typical and high are a range of estimates, and plans are made with typical ones.",
)
SAMPLE = Text(zh="{year} 年，n = {n}，核对于 {day}", en="{year}, n = {n}, checked on {day}")
UNSAID = Text(zh="未公布", en="not published")
QUESTIONNAIRE = Text(zh="问卷", en="Questionnaire")
MODULE = Text(zh="可选模块", en="Module")
LENS = Text(zh="读法", en="Lens")
PLANNER = Text(zh="规划模型", en="Planning model")
CATALOGUE = Text(zh="内容库（举措、政策、案例）", en="Content library (initiatives, policies, cases)")
PROGRAM = Text(zh="渐云版本", en="Jianyun release")


def cover(document: ReportDocument, sheets: Sequence[Sheet], lang: Lang) -> Front:
    """The front of a workbook with these sheets behind it."""
    blocks: list[tuple[str, Sequence[Sequence[Cell]]]] = [
        (ABOUT.get(lang), list(_about(document, lang))),
        (CONTENTS.get(lang), [_index(one, lang) for one in sheets]),
    ]
    if document.outcome:
        basis = list(_basis(document.outcome.pins, lang))
        blocks.append((BASIS.get(lang), basis if names_us(document) else basis[:-1]))
    return Front(
        name=NAME.get(lang),
        title=document.cover.title.get(lang),
        subtitle=f"{document.cover.firm} · {document.cover.subtitle.get(lang)}",
        blocks=blocks,
    )


def _about(document: ReportDocument, lang: Lang) -> Iterator[Sequence[Cell]]:
    if document.brand:
        yield PROVIDER.get(lang), document.brand.name, document.brand.contact or None
    for index, fact in enumerate(document.cover.facts):
        value: Cell = document.as_of if index == 0 else fact.value.get(lang)
        yield fact.label.get(lang), value, fact.note.get(lang) if fact.note else None
    yield STATUS.get(lang), document.cover.status.get(lang), document.cover.status_note.get(lang)
    yield EDITION.get(lang), word(EDITIONS, document.edition).get(lang)
    yield CODE.get(lang), document.code
    yield HASH.get(lang), content_hash(said(document))
    for notice in document.cover.notices:
        yield None, notice.get(lang)
    yield MONEY.get(lang), IN_YUAN.get(lang)


def _index(sheet: Sheet, lang: Lang) -> Sequence[Cell]:
    count = len(sheet.rows)
    return Jump(sheet.name, sheet.name), (ROW if count == 1 else ROWS.format(n=count)).get(lang)


def _basis(pins: Pins, lang: Lang) -> Iterator[Sequence[Cell]]:
    rows = [(QUESTIONNAIRE, pins.instrument)]
    rows += [(MODULE, one) for one in pins.modules]
    rows += [(LENS, one) for one in pins.lenses]
    for label, pin in rows:
        yield label.get(lang), pin.title.get(lang), f"{pin.id} {pin.version}"
    for one in pins.benchmarks:
        yield word(SETS, one.kind).get(lang), one.title.get(lang), _sample(one, lang)
    if pins.planner:
        yield PLANNER.get(lang), pins.planner.model, pins.planner.solver
    yield CATALOGUE.get(lang), pins.catalogue[:12]
    yield PROGRAM.get(lang), pins.app


def _sample(one: BenchmarkPin, lang: Lang) -> str:
    n = UNSAID.get(lang) if one.n is None else f"{one.n:,}"
    return f"{SAMPLE.format(year=one.year, n=n, day=one.verified_on.isoformat()).get(lang)} · {one.id}"
