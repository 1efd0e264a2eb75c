"""A firm's days as a calendar file. No amounts of money: calendars are shared with people who need not know them."""

from uuid import UUID, uuid5

from app.deliveries.happenings import Happening
from app.kit.calendar import Day, calendar
from app.kit.text import Lang, Text

NAME = Text(zh="{firm} · 数字化路线图", en="{firm} · digital roadmap")
PRODUCT = "-//Jianyun//Roadmap//EN"


def draw_calendar(happenings: tuple[Happening, ...], *, tenant_id: UUID, firm: str, lang: Lang, url: str) -> bytes:
    """All-day events in one language. The uid hides which firm it is, and is the same in both languages."""
    days = (
        Day(
            uid=f"{uuid5(tenant_id, one.name)}@jianyun",
            on=one.on,
            summary=one.title.get(lang),
            description=one.note.get(lang) if one.note else "",
            changed_at=one.changed_at,
            url=url,
        )
        for one in happenings
    )
    return calendar(days, name=NAME.get(lang).format(firm=firm), product=PRODUCT)
