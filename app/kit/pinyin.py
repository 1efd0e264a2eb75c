"""Chinese names by ear: the only door to the library that knows how characters are read."""

import unicodedata
from itertools import groupby

SEPARATOR = "|"


def fold(text: str) -> str:
    """What search compares: wide letters as plain ones, small, without spaces and separators."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if not sign.isspace() and sign != SEPARATOR)


def search_key(name: str, *, limit: int = 400) -> str:
    """A name as it is found: folded, in initials, in full pinyin; 佛山沙发 -> `佛山沙发|fssf|foshanshafa`.

    Words in other letters count with their first letter in the initials and whole in the pinyin.
    """
    from pypinyin import lazy_pinyin  # its dictionaries take some 50 MB that a reader need not carry

    syllables: list[str] = []
    for word in unicodedata.normalize("NFKC", name).casefold().replace(SEPARATOR, " ").split():
        for is_han, run in groupby(word, key=_is_han):
            syllables += lazy_pinyin("".join(run)) if is_han else ["".join(run)]
    initials = "".join(syllable[0] for syllable in syllables)
    return SEPARATOR.join((fold(name), initials, fold("".join(syllables))))[:limit]


def _is_han(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("CJK UNIFIED")
