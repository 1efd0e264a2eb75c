"""Sentences people worded otherwise, put into a document where it still says what they replaced. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.kit.text import Text
from app.quotations.interest import TITLE as DISCLOSURE
from app.reports.document import content_code
from app.reports.values import Block, Bullets, Callout, Chapter, Paragraph, Points, ReportDocument, Spread, Unit

MARK = Text(zh="〔改〕", en=" [edited]")
TITLE = Text(zh="经人工修改的文字", en="Wording changed by hand")
ABOUT = Text(
    zh="下列章节中标有〔改〕的句子由企业或顾问改写过，原文在系统中留存，有权限的人可以查看。",
    en="Sentences marked [edited] in these chapters were worded by the firm or its adviser; the originals are kept and "
    "can be read by those who may see them.",
)
FIXED = ("answers", "sources")
"""Chapters that only list."""
Change = Callable[[str, Text], Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Other words for a text: where it stood, what it said then."""

    place: str
    original: Text
    words: Text

    @property
    def is_one_sided(self) -> bool:
        """Whether only one language was worded anew."""
        return (self.words.zh == self.original.zh) != (self.words.en == self.original.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """The document with every edit that still fits, and those whose sentence is composed otherwise now."""

    document: ReportDocument
    stale: tuple[Edit, ...]


def list_texts(document: ReportDocument) -> dict[str, Text]:
    """Every text that may be worded otherwise, by its place."""
    found: dict[str, Text] = {}

    def note(place: str, text: Text) -> Text:
        found[place] = text
        return text

    _walk(document, note)
    return found


def reword(document: ReportDocument, edits: Iterable[Edit]) -> Reworded:
    """An edit follows its sentence within the chapter; one whose sentence is gone is left out and named."""
    texts = list_texts(document)
    target: dict[str, Edit] = {}
    stale: list[Edit] = []
    for edit in edits:
        place = _find(edit, texts, target)
        if place is None:
            stale.append(edit)
        else:
            target[place] = edit
    if not target:
        return Reworded(document=document, stale=tuple(stale))
    changed = _walk(document, lambda place, text: _marked(target[place]) if place in target else text)
    told = _tell(changed, {place.partition(".")[0] for place in target})
    return Reworded(document=told.model_copy(update={"code": content_code(told)}), stale=tuple(stale))


def _find(edit: Edit, texts: dict[str, Text], taken: dict[str, Edit]) -> str | None:
    chapter = edit.place.partition(".")[0] + "."
    places = (edit.place, *(place for place in texts if place.startswith(chapter)))
    return next((one for one in places if texts.get(one) == edit.original and one not in taken), None)


def _marked(edit: Edit) -> Text:
    zh = edit.words.zh + MARK.zh if edit.words.zh != edit.original.zh else edit.words.zh
    en = edit.words.en + MARK.en if edit.words.en != edit.original.en else edit.words.en
    return Text(zh=zh, en=en)


def _tell(document: ReportDocument, edited: set[str]) -> ReportDocument:
    titles = tuple(one.title for one in document.chapters if one.id in edited)
    note = Callout(tone="note", title=TITLE, texts=(ABOUT, *titles))

    def told(chapter: Chapter) -> Chapter:
        return chapter.model_copy(update={"blocks": (*chapter.blocks, note)}) if chapter.id == "limits" else chapter

    return document.model_copy(update={"chapters": tuple(map(told, document.chapters))})


def _walk(document: ReportDocument, change: Change) -> ReportDocument:
    return document.model_copy(update={"chapters": tuple(_chapter(one, change) for one in document.chapters)})


def _chapter(chapter: Chapter, change: Change) -> Chapter:
    if chapter.id in FIXED:
        return chapter
    lead = change(f"{chapter.id}.lead", chapter.lead) if chapter.lead else None
    blocks = tuple(_block(one, f"{chapter.id}.{at}", change) for at, one in enumerate(chapter.blocks))
    return chapter.model_copy(update={"lead": lead, "blocks": blocks})


def _block(block: Block, at: str, change: Change) -> Block:
    match block:
        case Paragraph() if block.tone != "source":
            return block.model_copy(update={"text": change(at, block.text)})
        case Bullets():
            return block.model_copy(update={"items": _each(block.items, at, change)})
        case Callout() if block.title != DISCLOSURE:
            return block.model_copy(update={"texts": _each(block.texts, at, change)})
        case Points():
            items = tuple(
                one.model_copy(update={"text": change(f"{at}.{n}", one.text)}) if one.text else one
                for n, one in enumerate(block.items)
            )
            return block.model_copy(update={"items": items})
        case Spread():
            halves = {"left": _block(block.left, f"{at}.l", change), "right": _block(block.right, f"{at}.r", change)}
            return block.model_copy(update=halves)
        case Unit():
            parts = tuple(_block(one, f"{at}.{n}", change) for n, one in enumerate(block.blocks))
            return block.model_copy(update={"blocks": parts})
    return block


def _each(texts: tuple[Text, ...], at: str, change: Change) -> tuple[Text, ...]:
    return tuple(change(f"{at}.{n}", text) for n, text in enumerate(texts))
