"""Canonical text: one clean form for every string that enters, or a reason why it cannot enter."""

import re
import unicodedata

from app.kit.text import Text

TOO_LONG = Text(
    zh="内容太长：最多 {limit} 个字符，现有 {length} 个。请删减。",
    en="This text is too long: at most {limit} characters, it has {length}. Please shorten it.",
)
NUL = Text(
    zh="内容里有空字符（NUL），无法保存。请删除后重新输入。",
    en="This text contains a NUL character, which cannot be stored. Delete it and type the text again.",
)
SURROGATE = Text(
    zh="内容里有残缺的字符（半个代理对），多半是复制时截断了。请重新输入。",
    en="This text contains a broken character (half a surrogate pair), probably cut while copying. Type it again.",
)

MARKS = 30
"""Accents that one letter may carry, as in Unicode's stream-safe text; normalising more takes time squared."""
_BREAKS = {0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_CONTROLS = {code: None for code in (*range(1, 32), *range(0x7F, 0xA0)) if code not in (9, 10)}
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Marks that turn the direction of everything behind them: a name holding one rewrites the rest of its line."""
_STRAY = _CONTROLS | _TURNS | {0xFFFE: None, 0xFFFF: None, 0xFEFF: None} | _BREAKS


class UncleanText(ValueError):
    """A string that cannot be stored or printed; `message` says why in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def canonical(text: str, *, limit: int = 4000) -> str:
    """NFC, line breaks as \\n, no control characters, ends trimmed. UncleanText on NUL, lone surrogates or > limit."""
    if len(text) > limit:
        raise UncleanText(TOO_LONG.format(limit=limit, length=len(text)))
    if "\x00" in text:
        raise UncleanText(NUL)
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise UncleanText(SURROGATE)
    if text.isascii() and text.isprintable():
        return text.strip()
    clean = unicodedata.normalize("NFC", _thinned(text.replace("\r\n", "\n").translate(_STRAY))).strip()
    if len(clean) > limit:
        raise UncleanText(TOO_LONG.format(limit=limit, length=len(clean)))
    return clean


def _thinned(text: str) -> str:
    """Without the accents that follow thirty others."""
    # A longer run covers one of every thirty places, so clean text costs next to nothing.
    if not any(map(unicodedata.combining, text[::MARKS])):
        return text
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= MARKS:
            kept.append(char)
    return "".join(kept)


def shown(value: object, limit: int = 40) -> str:
    """A value as it can be quoted in a message: short, printable, one line."""
    if not isinstance(value, str | int | float | bool | type(None)):
        return {"dict": "{…}", "list": "[…]"}.get(type(value).__name__, type(value).__name__)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**limit:
        return "10^" + str(limit) + "+"
    text = str(value)[: limit + 1]
    clean = "".join(char if char.isprintable() and not "\ud800" <= char <= "\udfff" else "�" for char in text)
    return clean[:limit] + "…" if len(clean) > limit else clean


_ODD = re.compile(r"[^\x00-\u02ff\u2000-\u206f\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]{9,}")
"""Runs in which marks could be piled up: neither Latin nor Chinese, Japanese or Korean."""
MOST_MARKS = 8
MOST_DRAWN = 4000


def settled(text: str) -> str:
    """Text as it is drawn: at most eight marks on one letter, and no longer than a page.

    Thousands of marks on one letter cost a typesetter minutes; the text itself is kept as it was typed.
    """
    if len(text) > MOST_DRAWN:
        text = text[:MOST_DRAWN] + "…"
    return _ODD.sub(_with_few_marks, text)


def _with_few_marks(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in run[0]:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
