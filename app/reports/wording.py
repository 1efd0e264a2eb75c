"""Figures as words in both languages: money, dates, shares, counts, lists, answers. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from app.content.answers import Answer, AnswerState, ShareValue, Value
from app.content.schema import Kind, Question
from app.kit.text import Text

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NONE = Text(zh="—", en="—")
UNKNOWN = Text(zh="不清楚", en="Don't know")
NOT_APPLICABLE = Text(zh="不适用", en="Not applicable")
UNANSWERED = Text(zh="未作答", en="Not answered")


def plain(text: str) -> Text:
    """The firm's own words: the same in both languages."""
    return Text(zh=text, en=text)


def decimal(value: Fraction | float, digits: int = 1) -> str:
    """A number rounded half up for display, without trailing zeros."""
    scale = 10**digits
    exact = Fraction(value) * scale
    rounded = (abs(exact) + Fraction(1, 2)).__floor__() * (1 if exact >= 0 else -1)
    text = f"{rounded / scale:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction | float) -> str:
    """0..1 as whole percent, one decimal under ten."""
    number = Fraction(value) * 100
    return f"{decimal(number, 0 if number >= 10 or number.denominator == 1 else 1)}%"


def _yuan(fen: int) -> int:
    yuan = (fen + 50) // 100
    return (yuan + 50) // 100 * 100 if yuan >= 10_000 else yuan


def _chinese(yuan: int) -> tuple[str, str]:
    if yuan >= 100_000_000:
        return decimal(Fraction(yuan, 100_000_000), 2), " 亿"
    if yuan >= 10_000:
        return decimal(Fraction(yuan, 10_000), 2), " 万"
    return f"{yuan:,}", ""


def money(fen: int) -> Text:
    """CNY fen as ¥12.5 万 / CNY 125,000; from ten thousand yuan on rounded to hundreds."""
    yuan = _yuan(fen)
    number, unit = _chinese(yuan)
    return Text(zh=f"¥{number}{unit}", en=f"CNY {yuan:,}")


def money_span(low: int, high: int) -> Text:
    """A range of CNY fen."""
    if _yuan(low) == _yuan(high):
        return money(low)
    first, first_unit = _chinese(_yuan(low))
    last, last_unit = _chinese(_yuan(high))
    shown = "" if first_unit == last_unit or low == 0 else first_unit
    return Text(zh=f"¥{first}{shown}–{last}{last_unit}", en=f"CNY {_yuan(low):,}–{_yuan(high):,}")


def day(on: date) -> Text:
    """A date in full."""
    return Text(zh=f"{on.year} 年 {on.month} 月 {on.day} 日", en=f"{on.day} {MONTHS[on.month - 1]} {on.year}")


def month(on: date) -> Text:
    """A month."""
    return Text(zh=f"{on.year} 年 {on.month} 月", en=f"{MONTHS[on.month - 1]} {on.year}")


def months(start: date, end: date) -> Text:
    """A span of months, the year said once."""
    if (start.year, start.month) == (end.year, end.month):
        return month(start)
    if start.year == end.year:
        zh = f"{start.year} 年 {start.month}–{end.month} 月"
        return Text(zh=zh, en=f"{MONTHS[start.month - 1][:3]}–{MONTHS[end.month - 1][:3]} {end.year}")
    zh = f"{start.year} 年 {start.month} 月–{end.year} 年 {end.month} 月"
    return Text(zh=zh, en=f"{MONTHS[start.month - 1][:3]} {start.year}–{MONTHS[end.month - 1][:3]} {end.year}")


def period(start: date, *, broken: bool = False) -> Text:
    """Three months by the month they begin in; `broken` puts the year on its own line."""
    short = MONTHS[start.month - 1][:3]
    if broken:
        return Text(zh=f"{start.year}\n{start.month} 月起", en=f"{short}\n{start.year}")
    return Text(zh=f"{start.year} 年 {start.month} 月起", en=f"from {short} {start.year}")


def count(number: int, zh: str, en: str, plural: str | None = None) -> Text:
    """A counted thing: count(3, "项举措", "initiative")."""
    return Text(zh=f"{number:,} {zh}", en=f"{number:,} {en if number == 1 else plural or en + 's'}")


def listed(items: Iterable[Text], *, quoted: bool = False) -> Text:
    """Items in a row: A、B和C / A, B and C."""
    rows = list(items)
    if not rows:
        return NONE
    zh = [f"“{row.zh}”" if quoted else row.zh for row in rows]
    en = [f"“{row.en}”" if quoted else row.en for row in rows]
    if len(rows) == 1:
        return Text(zh=zh[0], en=en[0])
    if quoted:
        return Text(zh="".join(zh), en=", ".join(en[:-1]) + " and " + en[-1])
    return Text(zh="、".join(zh[:-1]) + "和" + zh[-1], en=", ".join(en[:-1]) + " and " + en[-1])


def joined(items: Iterable[Text], *, zh: str = "；", en: str = "; ") -> Text:
    """Items with a separator; a dash when there are none."""
    rows = list(items)
    return Text(zh=zh.join(row.zh for row in rows), en=en.join(row.en for row in rows)) if rows else NONE


def sentences(*items: Text | None) -> Text:
    """Sentences after each other, with a space in English only."""
    return joined([item for item in items if item], zh="", en=" ")


def answer_text(question: Question, answer: Answer) -> Text:
    """What was answered, in the words of the question's options."""
    if answer.sites:
        return _sites_text({site: answer_text(question, part) for site, part in sorted(answer.sites.items())})
    if answer.state is AnswerState.DONT_KNOW:
        return UNKNOWN
    if answer.state is AnswerState.NOT_APPLICABLE:
        return NOT_APPLICABLE
    if answer.state is AnswerState.UNANSWERED or answer.value is None:
        return UNANSWERED
    return _value_text(question, answer.value)


def _sites_text(told: Mapping[str, Text]) -> Text:
    """What several sites answered: once where all say the same."""
    first = next(iter(told.values()))
    if len(told) > 1 and all(one == first for one in told.values()):
        return Text(zh=f"各处都是：{first.zh}", en=f"Everywhere: {first.en}")
    return joined(Text(zh=f"{site}：{one.zh}", en=f"{site}: {one.en}") for site, one in told.items())


def _value_text(question: Question, value: Value) -> Text:
    options = {option.id: option.text for option in question.options}
    if question.kind is Kind.SINGLE and isinstance(value, str):
        return options[value]
    if isinstance(value, tuple):
        return joined((options[one] for one in value), zh="；")
    if isinstance(value, ShareValue):
        share, counted = percent(value.fraction), f" {question.unit.zh}" if question.unit else ""
        return Text(
            zh=f"{value.total:,}{counted}中的 {value.part:,}{counted}（{share}）",
            en=f"{value.part:,} of {value.total:,} ({share})",
        )
    if isinstance(value, Fraction | int):
        number, unit = decimal(Fraction(value), 2), question.unit
        return Text(zh=f"{number} {unit.zh}", en=f"{number} {unit.en}") if unit else plain(number)
    if isinstance(value, str):
        return plain(value) if value.strip() else NONE
    rows = {row.id: row.text for row in question.rows}
    marks = {row: question.step(mark) or plain(str(mark)) for row, mark in value.items()}
    return joined(Text(zh=f"{rows[row].zh}：{mark.zh}", en=f"{rows[row].en}: {mark.en}") for row, mark in marks.items())
