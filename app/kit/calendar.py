"""iCalendar files of all-day events: the only door to the icalendar library."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One all-day event. uid never changes while the thing is the same; changed_at never goes back for one uid."""

    uid: str
    on: date
    summary: str
    description: str
    changed_at: datetime
    url: str = ""

    @property
    def sequence(self) -> int:
        """Seconds since 2020: a number that grows with every change, without one more to keep."""
        return max(int((self.changed_at - EPOCH).total_seconds()), 0)


def calendar(days: Iterable[Day], *, name: str, product: str, refresh: timedelta = timedelta(hours=12)) -> bytes:
    """A whole calendar (RFC 5545, CRLF, folded at 75 octets). The same days give the same bytes."""
    from icalendar import Calendar, vText  # a web worker that serves no calendar need not carry it

    file = Calendar()
    file.add("prodid", product)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", vText(name))
    file.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", f"PT{int(refresh.total_seconds() // 3600)}H")
    for day in days:
        file.add_component(_event(day))
    written: bytes = file.to_ical()
    return written


def _event(day: Day) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", day.uid)
    # Not the time of fetching: a stamp that stands still lets a reader's cache stand still too.
    event.add("dtstamp", day.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", day.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", day.sequence)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", day.summary)
    if day.description:
        event.add("description", day.description)
    if day.url:
        event.add("url", day.url)
    event.add("transp", "TRANSPARENT")
    return event
