"""What to say about a malformed field: pydantic's findings as sentences in both languages that tell how to mend it."""

from collections.abc import Mapping
from typing import Any

from app.kit.text import Text
from app.kit.words import shown

_SENTENCES: dict[str, Text] = {
    "missing": Text(zh="缺少“{field}”，请补上。", en='"{field}" is missing; add it.'),
    "extra_forbidden": Text(
        zh="不认识字段“{field}”，请删除或改正拼写。",
        en='"{field}" is not a known field; remove it or mend its spelling.',
    ),
    "string_type": Text(
        zh="这里应为文字（加引号），现为 {value}。", en="Text is expected here (use quotes); found {value}."
    ),
    "string_too_short": Text(zh="“{field}”不能为空，请填写。", en='"{field}" must not be empty; write something.'),
    "string_too_long": Text(
        zh="“{field}”太长，最多 {max_length} 个字符。", en='"{field}" is too long: at most {max_length} characters.'
    ),
    "string_pattern_mismatch": Text(
        zh="“{value}”格式不对，应符合 {pattern}。", en='"{value}" has the wrong form; it must match {pattern}.'
    ),
    "int_type": Text(zh="这里应为整数，现为 {value}。", en="A whole number is expected here; found {value}."),
    "int_from_float": Text(zh="这里应为整数，不能带小数（{value}）。", en="A whole number is expected, not {value}."),
    "bool_type": Text(zh="这里应为 true 或 false，现为 {value}。", en="true or false is expected here; found {value}."),
    "literal_error": Text(
        zh="“{value}”不在可选范围内，应为 {expected} 之一。", en='"{value}" is not allowed; use one of {expected}.'
    ),
    "greater_than_equal": Text(zh="{value} 太小，至少为 {ge}。", en="{value} is too small; the least is {ge}."),
    "less_than_equal": Text(zh="{value} 太大，最多为 {le}。", en="{value} is too large; the most is {le}."),
    "date_type": Text(
        zh="这里应为日期，写作 2026-11-23，现为 {value}。", en="A date such as 2026-11-23 is expected; found {value}."
    ),
    "model_type": Text(
        zh="这里应为一组“字段: 值”，现为 {value}。", en="A group of fields is expected here; found {value}."
    ),
    "tuple_type": Text(zh="这里应为列表，现为 {value}。", en="A list is expected here; found {value}."),
}
_SAME_AS = {
    "int_parsing": "int_type",
    "bool_parsing": "bool_type",
    "enum": "literal_error",
    "date_from_datetime_parsing": "date_type",
    "date_parsing": "date_type",
    "date_from_datetime_inexact": "date_type",
    "dict_type": "model_type",
    "list_type": "tuple_type",
    "model_attributes_type": "model_type",
}
_OTHER = Text(
    zh="“{field}”的值 {value} 不合要求，请更正。", en='The value {value} of "{field}" does not fit ({reason}).'
)


def sentence(error: Mapping[str, Any]) -> Text:
    """One pydantic error (an item of `ValidationError.errors()`) as a sentence."""
    context = dict(error.get("ctx") or {})
    if error["type"] == "bilingual":
        return Text(zh=context["zh"], en=context["en"])
    place = [str(part) for part in error["loc"]]
    template = _SENTENCES.get(_SAME_AS.get(error["type"], error["type"]), _OTHER)
    values = {key: shown(value, 200) for key, value in context.items()}
    values |= {
        "field": place[-1] if place else "?",
        "value": shown(error.get("input")),
        "reason": shown(error["msg"], 200),
    }
    return template.format(**values)
