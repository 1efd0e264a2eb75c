"""Edited sentences: they follow their sentence, never replace another, and are marked."""

from functools import cache

from app.kit.text import Text
from app.reports.document import content_code
from app.reports.editions import share_edition
from app.reports.rewording import Edit, list_texts, reword
from app.reports.values import Callout, ReportDocument
from tests.reports.firms import FIRMS, document


@cache
def firm() -> ReportDocument:
    return document(FIRMS[0])


def edit(place: str, *, zh: str = "我们自己写的。", en: str = "Our own words.") -> Edit:
    return Edit(place=place, original=list_texts(firm())[place], words=Text(zh=zh, en=en))


def some_place(nth: int = 3) -> str:
    texts = list_texts(firm())
    once = [place for place in texts if list(texts.values()).count(texts[place]) == 1]
    return once[nth]


def test_an_edit_stands_in_its_place_and_is_marked_and_told() -> None:
    place = some_place()
    found = reword(firm(), [edit(place)])
    assert not found.stale
    assert list_texts(found.document)[place].en == "Our own words. [edited]"
    assert found.document.code == content_code(found.document) != firm().code
    limits = next(one for one in found.document.chapters if one.id == "limits")
    assert "〔改〕" in str(limits.blocks[-1])
    changed = [at for at, text in list_texts(firm()).items() if list_texts(found.document).get(at) != text]
    assert changed == [place]


def test_an_edit_follows_its_sentence_within_the_chapter() -> None:
    place = some_place()
    moved = Edit(place=place + ".99", original=edit(place).original, words=edit(place).words)
    assert list_texts(reword(firm(), [moved]).document)[place].zh == "我们自己写的。〔改〕"


def test_an_edit_of_a_sentence_that_is_gone_is_named_and_not_kept() -> None:
    gone = Edit(place=some_place(), original=Text(zh="旧句。", en="Old."), words=Text(zh="新句。", en="New."))
    found = reword(firm(), [gone])
    assert found.stale == (gone,) and found.document == firm()


def test_one_language_alone_is_noticed_and_only_that_is_marked() -> None:
    place = some_place()
    one = edit(place, en=list_texts(firm())[place].en)
    assert one.is_one_sided and not edit(place).is_one_sided
    text = list_texts(reword(firm(), [one]).document)[place]
    assert text.zh.endswith("〔改〕") and text.en == one.original.en


def test_lists_of_answers_and_sources_are_not_for_wording() -> None:
    assert not [place for place in list_texts(firm()) if place.split(".")[0] in ("answers", "sources")]


def test_others_are_told_what_the_mark_means_and_of_chapters_they_have() -> None:
    shown = {chapter.id: chapter for chapter in share_edition(firm()).chapters}
    texts = list_texts(firm())
    seen = next(place for place in texts if place.startswith("roadmap."))
    hidden = next(place for place in texts if place.split(".")[0] not in shown)
    edited = share_edition(reword(firm(), [edit(seen), edit(hidden)]).document)
    limits = next(one for one in edited.chapters if one.id == "limits")
    note = limits.blocks[-1]
    assert isinstance(note, Callout) and "[edited]" in note.texts[0].en
    assert note.texts[1:] == (shown["roadmap"].title,)
    unseen = share_edition(reword(firm(), [edit(hidden)]).document)
    assert "〔改〕" not in unseen.model_dump_json(), "nothing of what they do not have"
