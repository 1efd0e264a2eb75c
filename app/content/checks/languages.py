"""Both languages: Chinese is Chinese, English is English, and both fill the same blanks."""

import string

from app.content.checks.inspection import Inspection, texts_in
from app.kit.text import Text

CHINESE_IN_ENGLISH = Text(zh="英文里混有中文：“{text}”。", en='The English contains Chinese: "{text}".')
NO_CHINESE = Text(zh="中文一栏不是中文：“{text}”。", en='The Chinese is not Chinese: "{text}".')
BLANKS = Text(zh="两种语言的占位符不同：{zh} 与 {en}。", en="The blanks differ between languages: {zh} and {en}.")
HALF_WIDTH = Text(zh="中文里用了半角标点：“{text}”。", en='The Chinese uses half-width punctuation: "{text}".')
LONGEST_NAME = 24


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


def blanks(text: str) -> set[str]:
    """Names of the placeholders in a phrase."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        return {"?"}


def judge_text(text: Text) -> tuple[Text, dict[str, str]] | None:
    """What is wrong with one text, if anything."""
    shown = {"text": text.zh[:30].replace("{", "").replace("}", "")}
    if any(is_han(char) for char in text.en):
        return CHINESE_IN_ENGLISH, {"text": text.en[:30]}
    if not any(is_han(char) for char in text.zh) and sum(char.isalpha() for char in text.zh) > LONGEST_NAME:
        return NO_CHINESE, shown
    pairs = zip(text.zh, text.zh[1:], strict=False)
    if any(is_han(one) and two in ",;?!" for one, two in pairs):
        return HALF_WIDTH, shown
    return None


def check_languages(inspection: Inspection) -> None:
    """Every text of every thing and phrase."""
    everything = [thing for things in inspection.loaded.things.values() for thing in things]
    for thing in everything:
        for place, text in texts_in(thing.record):
            found = judge_text(text)
            if found and not _is_source(place):
                inspection.fault(thing.at(*place), found[0], **found[1])
    for way, text in texts_in(inspection.loaded.phrases):
        path = "phrases: " + ".".join(str(part) for part in way)
        found = judge_text(text)
        if found:
            inspection.fault(path, found[0], **found[1])
        if blanks(text.zh) != blanks(text.en):
            listed = {key: ", ".join(sorted(blanks(one))) or "-" for key, one in (("zh", text.zh), ("en", text.en))}
            inspection.fault(path, BLANKS, **listed)


def _is_source(place: tuple[str | int, ...]) -> bool:
    # Titles and publishers of Chinese sources keep their names.
    return "source" in place or "sources" in place
