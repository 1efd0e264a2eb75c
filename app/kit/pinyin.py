"""Chinese names by ear: the only door to the library that knows how characters are read."""

import unicodedata
from itertools import groupby

SEPARATOR = "|"


def fold(text: str) -> str:
    """What search compares: wide letters as plain ones, small, without spaces and separators."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if not sign.isspace() and sign != SEPARATOR)


def search_key(name: str) -> str:
    """A name as it is found and ordered: in pinyin, in initials, folded; 佛山沙发 -> `foshanshafa|fssf|佛山沙发`.

    At most 400 signs for a name of 120. Words in other letters count whole, and with their first letter.
    """
    from pypinyin import lazy_pinyin  # its dictionaries take some 50 MB that a reader need not carry

    syllables: list[str] = []
    for word in unicodedata.normalize("NFKC", name).casefold().replace(SEPARATOR, " ").split():
        for is_han, signs in groupby(word, key=_is_han):
            run = "".join(signs)
            syllables += lazy_pinyin(run) if is_han else [run]
    initials = "".join(syllable[0] for syllable in syllables if syllable)
    return SEPARATOR.join((fold("".join(syllables))[:150], initials[:118], fold(name)[:130]))


def _is_han(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("CJK UNIFIED")
