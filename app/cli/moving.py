"""What moved under one lens, in lines for a terminal."""

from typing import Any

from app.kit.plain import number
from app.kit.text import Lang, Text
from app.scoring.movement import Movement, Shift

SHIFT = Text(
    zh="{title}：{before} → {after} 分，第 {low} → {high} 级", en="{title}: {before} to {after}, level {low} to {high}"
)
NOTHING = Text(zh="（还不能评分）", en="(no score yet)")


def say_movement(title: Text, moved: Movement, lang: Lang) -> list[str]:
    """A line for the whole, and one for each dimension that moved."""
    parts = [one for one in moved.dimensions if one.points or one.levels[0] != one.levels[1]]
    return [_line(title, moved.overall, lang), *("  " + _line(one.title or title, one, lang) for one in parts)]


def _line(title: Text, shift: Shift, lang: Lang) -> str:
    def shown(value: Any) -> str:
        return NOTHING.get(lang) if value is None else f"{number(value):.1f}"

    low, high = shift.levels
    return SHIFT.format(title=title, before=shown(shift.before), after=shown(shift.after), low=low, high=high).get(lang)
