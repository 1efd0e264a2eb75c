"""The only two places time comes from."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HOUSE_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day where our firms work (China has one time zone)."""
    return datetime.now(HOUSE_ZONE).date()
