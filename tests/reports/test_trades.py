"""What a report says where a trade or a firm differs: other lenses, no ladder, several sites."""

from dataclasses import replace

import pytest

from app.content.answers import parse_answers
from app.content.loader import load_catalogue
from app.kit.text import Text
from app.reports.cases import ReportCase
from app.reports.document import assemble
from app.reports.renderers.html import render_chapters, render_html
from app.scoring import score
from tests.reports.firms import FIRMS, case

NOTICE = Text(zh="仅供参考，不是工信部等级。", en="For reference; not a MIIT level.")


@pytest.fixture
def firm() -> ReportCase:
    return case(FIRMS[2])


def ids(document):
    return [chapter.id for chapter in document.chapters]


def other_lens(firm: ReportCase, **changes: object) -> ReportCase:
    """The firm with the official reading passed off as that of an unofficial lens."""
    assert firm.miit is not None
    lens = firm.miit.lens.model_copy(update={"id": "service-2024", "notice": NOTICE, **changes})
    card = score(lens, firm.instrument, firm.sheet, firm.company)
    return replace(firm, others=(replace(firm.miit, lens=lens, card=card),))


def test_a_lens_that_is_not_official_gets_a_chapter_of_its_own_and_no_word_of_the_ministry(firm):
    document = assemble(other_lens(firm))
    assert "miit" not in ids(document) and "reading-service-2024" in ids(document)
    page = render_chapters(document, "en", ("reading-service-2024",))
    assert NOTICE.en in page and "Product design" in page and "●" in page
    assert "unofficial estimate" not in render_html(document, "en", "screen").lower()
    numbers = [chapter.number for chapter in document.chapters if chapter.number.isdecimal()]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]


def test_both_kinds_stand_side_by_side(firm):
    both = replace(firm, others=(*firm.others, *other_lens(firm).others))
    assert {"miit", "reading-service-2024"} <= set(ids(assemble(both)))
    assert "service-2024 1." in render_chapters(assemble(both), "en", ("sources",))


def test_a_trade_without_a_ladder_lists_its_devices(firm):
    trade = firm.library.industries["furniture"]
    school = trade.model_copy(
        update={"ladder": False, "phrases": {"devices.title": Text(zh="校区设备", en="Campus kit")}}
    )
    document = assemble(replace(firm, library=replace(firm.library, industries={"furniture": school})))
    assert "equipment" not in ids(document)
    page = render_chapters(document, "en", ("devices",))
    assert "Campus kit" in page and firm.inventory.equipment[0].name in page
    assert f"{firm.inventory.machines} devices listed" in page


def test_a_trade_words_phrases_for_itself(firm):
    trade = firm.library.industries["furniture"]
    words = {
        "word.role.operations": Text(zh="教务", en="teachers"),
        "frame.facts.industry": Text(zh="学段", en="Stage"),
    }
    school = trade.model_copy(update={"phrases": words})
    page = render_html(
        assemble(replace(firm, library=replace(firm.library, industries={"furniture": school}))), "en", "screen"
    )
    assert "Stage" in page and "teachers" in page and "Trade and place" not in page


def test_the_weakest_site_is_named(firm):
    catalogue = load_catalogue()
    sections = tuple(
        section.model_copy(
            update={
                "questions": tuple(
                    one.model_copy(update={"per": "site"}) if one.id == "op-warehouse" else one
                    for one in section.questions
                )
            }
        )
        for section in firm.instrument.sections
    )
    instrument = firm.instrument.model_copy(update={"sections": sections})
    first, second = firm.company.sites[:2]
    raw = {"op-warehouse": {"sites": {first.id: "l3", second.id: "l1"}}}
    sheet, faults = parse_answers(instrument, raw, firm.company)
    assert not faults
    sheet = replace(firm.sheet, answers={**firm.sheet.answers, **sheet.answers})
    lens = catalogue.lens_for(instrument)
    reading = replace(firm.readiness, lens=lens, card=score(lens, instrument, sheet, firm.company))
    document = assemble(replace(firm, instrument=instrument, sheet=sheet, readiness=reading))
    page = render_chapters(document, "zh", ("dimensions",))
    assert f"各处里最弱的：“采购与仓储”是{second.name}" in page
