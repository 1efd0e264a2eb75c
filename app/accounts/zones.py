"""The time zones a person can choose: IANA's names without its aliases, said in the reader's language."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from app.kit.i18n import LOCALES, ZONE
from app.kit.text import Lang

REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
MIDWINTER = datetime(2026, 1, 15)  # noqa: DTZ001 (only to sort by the usual distance from UTC)


@cache
def list_zones(lang: Lang) -> tuple[tuple[str, str], ...]:
    """(IANA name, what it is called), the house's own first, then from east to west."""
    aliases = get_global("zone_aliases")
    names = [name for name in available_timezones() if name.startswith(REGIONS) and name not in aliases]
    offsets = {name: ZoneInfo(name).utcoffset(MIDWINTER) for name in names}
    names.sort(key=lambda name: (name != ZONE, -offsets[name].total_seconds(), name))  # type: ignore[union-attr]
    return tuple((name, f"{get_timezone_location(name, locale=LOCALES[lang])} ({name})") for name in names)
