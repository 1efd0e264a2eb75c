"""What a person brought along from before they had an account: a quick scan, in a cookie on their device."""

from collections.abc import Mapping

SCAN_COOKIE = "scan"


def waiting_scan(cookies: Mapping[str, str]) -> tuple[str, str] | None:
    """(trade, answers) of a quick scan that waits to be kept, if there is one."""
    trade, dot, said = cookies.get(SCAN_COOKIE, "").partition(".")
    return (trade[:80], said[:600]) if dot and trade else None
