"""A quotation as a workbook and as a Word file, from its frozen paper."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time
from decimal import Decimal

from app.brands.values import palette
from app.kit.amounts import in_capitals
from app.kit.docx import Manuscript, Meta
from app.kit.leaf import Cell, Grid, Line
from app.kit.text import Lang, Text
from app.kit.tokens import repainted
from app.kit.xlsx import Cell as SheetCell
from app.kit.xlsx import Column, Front, Shape, Shaped, Sheet, write_workbook
from app.quotations.values import Paper
from app.quotations.wording import (
    CURRENCY,
    LINES,
    TITLE,
    TOTALS,
    UNIT_WORDS,
    WORDS,
    say_day,
    say_money,
    say_number,
    say_rate,
)

WIDTHS = (6.0, 31.0, 9.0, 11.0, 15.0, 9.0, 19.0)
HEADS = ("line", "name", "unit", "quantity", "price", "rate", "net")
SHAPES: tuple[Shape, ...] = ("plain", "long", "text", "number", "money", "share", "money")
LOGO_MM = 24.0


def facts_of(paper: Paper, lang: Lang) -> list[tuple[str, str]]:
    """Label and value of everything above the lines; what is empty is left out."""
    told = (
        ("number", paper.number),
        ("to", paper.firm),
        ("from", paper.issuer.name),
        ("contact", paper.issuer.contact),
        ("by", paper.prepared_by),
        ("issued", say_day(paper.issued_on, lang)),
        ("valid", say_day(paper.valid_until, lang)),
        ("replaces", paper.replaces),
    )
    return [(WORDS[name].get(lang), value) for name, value in told if value]


def sums_of(paper: Paper, lang: Lang) -> list[tuple[str, str]]:
    """Label and amount of every line below the lines: net, tax at each rate, total, and the total in capitals."""
    sums = paper.sums
    taxes = [(WORDS["tax"].format(rate=say_rate(one.rate)).get(lang), say_money(one.tax)) for one in sums.taxes]
    return [
        (WORDS["sum"].get(lang), say_money(sums.net)),
        *taxes,
        (WORDS["total"].get(lang), say_money(sums.total)),
        (WORDS["capitals"].get(lang), in_capitals(sums.total)),
    ]


def rows_of(paper: Paper, lang: Lang) -> Iterator[tuple[str, ...]]:
    """The lines as they are written, in the order of `HEADS`."""
    for number, one in enumerate(paper.lines, 1):
        yield (
            str(number),
            one.name.get(lang),
            UNIT_WORDS[one.unit].get(lang),
            say_number(one.quantity),
            say_money(one.price),
            say_rate(one.rate),
            say_money(one.net),
        )


def write_sheets(paper: Paper, lang: Lang) -> bytes:
    """A page that says who offers what to whom, and the lines."""
    title = TITLE.get(lang)
    blocks: list[tuple[str, list[tuple[SheetCell, ...]]]] = [
        (title, [(label, said) for label, said in facts_of(paper, lang)])
    ]
    blocks.append((TOTALS.get(lang), [(label, said) for label, said in sums_of(paper, lang)]))
    for name, said in (("disclosure", paper.disclosure and paper.disclosure.get(lang)), ("note", paper.note)):
        if said:
            blocks.append((WORDS[name].get(lang), [("", said)]))
    front = Front(name=title, title=f"{title} {paper.number}", subtitle=CURRENCY.get(lang), blocks=blocks)
    columns = [
        Column(title=WORDS[name].get(lang), width=width, shape=shape)
        for name, width, shape in zip(HEADS, (7, 48, 10, 12, 18, 10, 20), SHAPES, strict=True)
    ]
    rows: list[list[SheetCell]] = [
        [
            number,
            one.name.get(lang),
            UNIT_WORDS[one.unit].get(lang),
            Shaped(Decimal(one.quantity) / 100, "money" if one.quantity % 100 else "number"),
            Shaped(Decimal(one.price) / 100, "money"),
            Shaped(Decimal(one.rate) / 10_000, "share"),
            Shaped(Decimal(one.net) / 100, "money"),
        ]
        for number, one in enumerate(paper.lines, 1)
    ]
    rows += [[None, label, None, None, None, None, Shaped(amount, "money")] for label, amount in _amounts(paper, lang)]
    at = datetime.combine(paper.issued_on, time(), UTC)
    sheets: list[Sheet | Front] = [front, Sheet(name=LINES.get(lang), columns=columns, rows=rows, kept=2, ready=True)]
    return write_workbook(sheets, title=f"{title} {paper.number}", at=at, author=paper.issuer.name)


def _amounts(paper: Paper, lang: Lang) -> list[tuple[str, Decimal]]:
    sums = paper.sums
    taxes = [(WORDS["tax"].format(rate=say_rate(one.rate)).get(lang), one.tax) for one in sums.taxes]
    told = [(WORDS["sum"].get(lang), sums.net), *taxes, (WORDS["total"].get(lang), sums.total)]
    return [(label, Decimal(minor) / 100) for label, minor in told]


def _painted(paper: Paper) -> AbstractContextManager[None]:
    """In the colours of whoever offers."""
    issuer = paper.issuer
    worn = palette(issuer.accent, issuer.dark) if issuer.accent else {}
    return repainted({f"colour-{name}": value for name, value in worn.items()})


def write_document(paper: Paper, lang: Lang) -> bytes:
    """The Word file."""
    with _painted(paper):
        title, issuer = TITLE.get(lang), paper.issuer
        meta = Meta(
            title=f"{title} {paper.number}", subject=paper.firm, lang=lang, day=paper.issued_on, author=issuer.name
        )
        book = Manuscript(meta)
        if issuer.logo:
            book.picture(b64decode(issuer.logo), alt=issuer.name, width=LOGO_MM, name="logo")
        book.paragraph(issuer.name, "Points Title", keep=True)
        book.paragraph(title, "Heading 1", keep=True)
        _form(book, facts_of(paper, lang))
        book.paragraph(LINES.get(lang), "Heading 3", keep=True)
        book.paragraph(CURRENCY.get(lang), "Small", keep=True)
        _lines(book, paper, lang)
        for name, said in (("disclosure", paper.disclosure), ("note", paper.note)):
            if said:
                book.paragraph(WORDS[name].get(lang), "Heading 3", keep=True)
                book.paragraph(said.get(lang) if isinstance(said, Text) else said)
        if issuer.footer:
            book.paragraph(issuer.footer.get(lang), "Small")
        book.running(f"{title} {paper.number}", issuer.name)
        return book.save()


def _form(book: Manuscript, told: list[tuple[str, str]]) -> None:
    lines = [Line(cells=(Cell(text=label, style="Cell Head"), Cell(text=said))) for label, said in told]
    book.table(Grid(widths=(24.0, 76.0), lines=tuple(lines), style="Form", headed=False))


def _lines(book: Manuscript, paper: Paper, lang: Lang) -> None:
    def cells(values: tuple[str, ...], style: str) -> tuple[Cell, ...]:
        return tuple(
            Cell(text=one, style=style, align="end" if place >= 3 else "start") for place, one in enumerate(values)
        )

    head = Line(cells=cells(tuple(WORDS[name].get(lang) for name in HEADS), "Cell Head"), head=True)
    lines = [Line(cells=cells(row, "Cell")) for row in rows_of(paper, lang)]
    for label, said in sums_of(paper, lang):
        lines.append(Line(cells=(Cell(text=label, span=4, style="Cell Head"), Cell(text=said, span=3, align="end"))))
    book.table(Grid(widths=WIDTHS, lines=(head, *lines), style="Form"))
