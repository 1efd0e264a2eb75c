"""Throttling: so many attempts per key and time; the keys are hashed so that nothing personal is kept."""

import hashlib
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from limits import RateLimitItem, parse
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests


@dataclass(frozen=True, slots=True)
class Attempts:
    """A limit such as `Attempts("sign-in-account", "10 per 5 minutes")`."""

    name: str
    rate: str


def network_of(raw: str | None) -> str:
    """Where a request comes from: an IPv4 address, or the /64 that is one customer's in IPv6."""
    try:
        address = ip_address(raw or "")
    except ValueError:
        return raw or ""
    return str(address) if address.version == 4 else str(ip_network((address, 64), strict=False))


class Throttle:
    """Counts attempts in memory or Redis. When Redis is away attempts pass: availability before this one wall."""

    def __init__(self, url: str) -> None:
        storage = storage_from_string(url)
        if not isinstance(storage, Storage):
            raise TypeError("an asynchronous storage cannot be used here")
        self._limiter = MovingWindowRateLimiter(storage)
        self._parsed: dict[str, RateLimitItem] = {}

    def _item(self, limit: Attempts) -> RateLimitItem:
        return self._parsed.setdefault(limit.rate, parse(limit.rate))

    @staticmethod
    def _key(limit: Attempts, who: str) -> tuple[str, str]:
        return limit.name, hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:32]

    def take(self, limit: Attempts, who: str) -> None:
        """Count one attempt; TooManyRequests (429 with Retry-After) when there were too many."""
        item = self._item(limit)
        if not self._limiter.hit(item, *self._key(limit, who)):
            raise TooManyRequests(retry_after=item.get_expiry())

    def forget(self, limit: Attempts, who: str) -> None:
        """Start again for this key: it got in."""
        self._limiter.clear(self._item(limit), *self._key(limit, who))
