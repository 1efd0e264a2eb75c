"""What the files of a batch are called: a rule with tokens, and names that no Windows stumbles over."""

from collections.abc import Mapping

from app.content.loader import served_catalogue
from app.kit.errors import Invalid
from app.kit.filenames import safe_name
from app.kit.text import Lang, Text

TOKENS = ("firm", "trade", "date", "code", "lang")
USUAL = "{firm}-{date}-{lang}"
LONGEST = 100
BAD_RULE = Text(
    zh="命名规则里只能用 {tokens} 这几个占位符，不超过 120 个字。什么也没有开始，您选的企业都还在。",
    en="A naming rule may use {tokens} only, in at most 120 letters. Nothing was begun; your selection is kept.",
)


def check_rule(rule: str) -> str:
    """The rule, trimmed; the usual one when empty. Invalid when it has braces that are no token."""
    rule = rule.strip() or USUAL
    rest = rule
    for token in TOKENS:
        rest = rest.replace("{" + token + "}", "")
    if len(rule) > 120 or "{" in rest or "}" in rest:
        raise Invalid(BAD_RULE.format(tokens=" ".join("{" + one + "}" for one in TOKENS)))
    return rule


def trade_word(key: str, lang: Lang) -> str:
    """A trade as it stands in file names; empty for a firm whose trade nobody knows."""
    trades = served_catalogue().trades
    return trades[key].title.get(lang) if key in trades else ""


def name_file(rule: str, values: Mapping[str, str], suffix: str, taken: set[str]) -> str:
    """A safe name not taken yet, also by the case of letters; remembers it in `taken`."""
    told = rule
    for token in TOKENS:
        told = told.replace("{" + token + "}", values.get(token, "").replace(".", "·"))
    stem = safe_name(f"{told}.{suffix}", limit=LONGEST, in_zip=True).removesuffix(f".{suffix}")
    name, number = f"{stem}.{suffix}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}).{suffix}"
    taken.add(name.casefold())
    return name
