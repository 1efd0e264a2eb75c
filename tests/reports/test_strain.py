"""Paper under strain, read back from the PDF: nothing leaves the type area, every character has a glyph."""

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2

from app.content.loader import load_catalogue
from app.kit.text import Lang, Text
from app.planning.dispositions import advise
from app.planning.ladder import place
from app.planning.values import Clash
from app.reports.document import assemble
from app.reports.renderers.pdf import print_document
from app.reports.values import ReportDocument
from tests.reports.firms import FIRMS, case, made_case, sheet
from tests.reports.test_paper import LONG, swollen

POINT = 72 / 25.4
SIDE, TOP, FOOT = 20.5 * POINT, 10 * POINT, 8 * POINT
RUN = "Foshan-Shunde-Longjiang-Upholstery-and-Furniture-Works-Ltd.x"
TOLD = "说明" * 150 + "。" + "w" * 90


def outside(content: bytes) -> Iterator[str]:
    """Runs of text that leave the type area of a page after the cover, which has a page of its own."""
    with pypdfium2.PdfDocument(content) as file:
        for number, leaf in enumerate(file):
            yield from (f"page {number + 1}: {run}" for run in _strays(leaf, SIDE if number else 0))


def _strays(leaf: pypdfium2.PdfPage, side: float) -> Iterator[str]:
    text, (width, height) = leaf.get_textpage(), leaf.get_size()
    for box in [text.get_rect(index) for index in range(text.count_rects())]:
        if not (side <= box[0] <= box[2] <= width - side and FOOT <= box[1] <= box[3] <= height - TOP):
            yield text.get_text_bounded(*box)[:40]


def check(document: ReportDocument, lang: Lang, most: int) -> None:
    printed = print_document(document, lang)
    assert (printed.missing, printed.warnings) == ((), ())
    assert list(outside(printed.content)) == []
    assert 8 <= printed.pages <= most


def crowded() -> ReportDocument:
    """A firm with twelve sites, five hundred systems, two hundred groups of machines and forty initiatives."""
    base, catalogue = case(FIRMS[2]), load_catalogue()
    assert base.plan is not None
    first = base.inventory
    systems = tuple(
        first.workloads[n % len(first.workloads)].model_copy(update={"id": f"w{n}", "name": f"系统 {n} {LONG[:20]}"})
        for n in range(500)
    )
    machines = tuple(
        first.equipment[n % len(first.equipment)].model_copy(update={"id": f"m{n}", "name": f"机{n}{LONG[: n % 60]}"})
        for n in range(200)
    )
    sites = tuple(
        base.company.sites[0].model_copy(update={"id": f"s{n}", "name": f"第 {n} 处{LONG[:40]}"}) for n in range(12)
    )
    inventory = first.model_copy(update={"workloads": systems, "equipment": machines})
    return assemble(
        replace(
            base,
            company=base.company.model_copy(update={"name": LONG, "sites": sites}),
            inventory=inventory,
            plan=swollen(base.plan, sorted(base.library.initiatives)[:40]),
            advice=tuple(advise(inventory, catalogue.dispositions)),
            rungs=tuple(place(inventory, catalogue.ladder)),
        )
    )


def unsure() -> ReportDocument:
    """Don't know wherever it may be said, means that clash, long answers where text is free, a name without a space."""
    raw = sheet("shenzhen-languages-95")
    raw["company"]["name"] = RUN
    base = made_case(raw)
    answers = {}
    for question in base.instrument.questions:
        if question.allow.dont_know:
            answers[question.id] = {"state": "dont_know"}
        elif question.kind.value == "text":
            answers[question.id] = TOLD
        elif question.id in raw["answers"]:
            answers[question.id] = raw["answers"][question.id]
    raw["answers"] = answers
    base = made_case(raw)
    assert base.plan is not None
    clash = Clash(constraint="budget", message=Text(zh=LONG * 3, en=f"{RUN} " * 4))
    return assemble(replace(base, plan=replace(base.plan, clashes=(clash,) * 6)))


def test_a_crowded_firm_stays_on_its_pages() -> None:
    check(crowded(), "zh", 40)


def test_a_firm_that_knows_nothing_stays_on_its_pages() -> None:
    assert len(RUN) == 60
    check(unsure(), "en", 24)
