"""What the filters of the book offer."""

from collections.abc import Mapping, Sequence

from app.clients.choosing import DUE_WITHIN, ENDS_WITHIN
from app.clients.wording import LEVEL_WORDS, STAGE_WORDS
from app.content.loader import served_catalogue
from app.kit.text import Lang, Text
from app.tenants.queries import Member

ALL = Text(zh="全部", en="All")
ANY = Text(zh="不限", en="Any")
MOVED = {
    "up": Text(zh="上升", en="Moved up"),
    "down": Text(zh="下降", en="Moved down"),
    "same": Text(zh="持平", en="Stayed"),
}
TENDED = {
    "mine": Text(zh="我的（含代管）", en="Mine, with those I cover"),
    "cover": Text(zh="我代管的", en="Those I cover"),
    "none": Text(zh="未分配", en="Nobody yet"),
}
WITHIN = Text(zh="{days} 天内", en="Within {days} days")
COLUMN_OF = {"owner": "account_manager_id", "consultant": "consultant_id"}
Option = tuple[str, str]


def filter_options(lang: Lang, team: Mapping[str, Sequence[Member]]) -> dict[str, list[Option]]:
    """Name of a filter -> (value, word) of each choice, the empty one first."""
    levels = [(str(level), f"L{level} {word.get(lang)}") for level, word in LEVEL_WORDS.items()]
    found: dict[str, list[Option]] = {
        "stage": [(str(stage), word.get(lang)) for stage, word in STAGE_WORDS.items()],
        "trade": [(key, trade.title.get(lang)) for key, trade in served_catalogue().trades.items()],
        "level_from": levels,
        "level_to": levels,
        "moved": [(key, word.get(lang)) for key, word in MOVED.items()],
        "due": [(str(days), WITHIN.format(days=days).get(lang)) for days in DUE_WITHIN],
        "ends": [(str(days), WITHIN.format(days=days).get(lang)) for days in ENDS_WITHIN],
    }
    for name, column in COLUMN_OF.items():
        people = [(str(one.user_id), one.name or one.contact) for one in team[column]]
        found[name] = [(key, word.get(lang)) for key, word in TENDED.items()] + people
    broad = {"stage": ALL, "trade": ALL, "owner": ALL, "consultant": ALL}
    return {name: [("", broad.get(name, ANY).get(lang)), *options] for name, options in found.items()}
