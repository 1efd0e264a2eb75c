"""Calling servers whose addresses customers give us: never into our own network, whatever a name resolves to or another
server redirects to. The address is checked where the connection is made, so nothing can change in between."""

import socket
import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NoConnection
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util.connection import create_connection

MOST = 512 * 1024
"""Bytes of an answer, unpacked."""
CONNECT, READ, WHOLE = 5.0, 8.0, 15.0
"""Seconds for the connection, for one piece, for the whole answer."""
_WRAPPED = tuple(ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
"""IPv6 addresses that carry an IPv4 address: what they lead to depends on somebody else's router."""


def is_public(raw: str) -> bool:
    """Whether an address belongs to the open internet."""
    address: IPv4Address | IPv6Address = ip_address(raw.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, IPv6Address) and any(address in block for block in _WRAPPED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_fit(url: str, *, loopback: bool) -> bool:
    """Whether an address may be called at all: https with a host and nothing tricky; http only on this machine."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (raises when it is no number)
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    here = loopback and parts.hostname in ("localhost", "127.0.0.1", "::1")
    return url.isprintable() and " " not in url and (parts.scheme == "https" or (parts.scheme == "http" and here))


class _Guarded:
    """A connection that looks at every address of the name before it dials the first."""

    loopback = False

    def _new_conn(self: Any) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
            addresses = [str(entry[4][0]) for entry in found]
            allowed = addresses and all(is_public(one) or (self.loopback and _is_here(one)) for one in addresses)
        except (OSError, ValueError, UnicodeError):
            raise NewConnectionError(self, "the name leads nowhere") from None
        if not allowed:
            raise NewConnectionError(self, "the name leads into a private network")
        try:
            return create_connection((addresses[0], self.port), CONNECT, socket_options=self.socket_options)
        except OSError:
            raise NewConnectionError(self, "no connection") from None


def _is_here(raw: str) -> bool:
    return ip_address(raw.partition("%")[0]).is_loopback


class _Plain(_Guarded, HTTPConnection):
    pass


class _Sealed(_Guarded, HTTPSConnection):
    pass


class _PlainHere(_Plain):
    loopback = True


class _SealedHere(_Sealed):
    loopback = True


def _pool(base: type[Any], connection: type[Any]) -> type[Any]:
    return type("GuardedPool", (base,), {"ConnectionCls": connection})


class GuardedAdapter(HTTPAdapter):
    """Refuses private addresses, reads a small answer within a deadline, follows nothing."""

    def __init__(self, *, loopback: bool) -> None:
        self._classes = {
            "http": _pool(HTTPConnectionPool, _PlainHere if loopback else _Plain),
            "https": _pool(HTTPSConnectionPool, _SealedHere if loopback else _Sealed),
        }
        self._loopback = loopback
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:
        """Pools of guarded connections."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **more)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def send(self, request: PreparedRequest, *_unused: Any, **_more: Any) -> Response:
        """One exchange; ConnectionError whatever goes wrong with it."""
        if not is_fit(str(request.url), loopback=self._loopback):
            raise NoConnection("not an address to call")
        deadline = time.monotonic() + WHOLE
        answer = super().send(request, stream=True, timeout=(CONNECT, READ), verify=True)
        body = b""
        try:
            while len(body) <= MOST and time.monotonic() < deadline:
                piece = answer.raw.read1(65_536, decode_content=True)
                if not piece:
                    break
                body += piece
            else:
                raise NoConnection("the answer is too long or too slow")
        except HTTPError as error:
            raise NoConnection(f"the answer broke off: {type(error).__name__}") from None
        finally:
            answer.close()
        answer._content = body
        if answer.is_redirect:
            raise NoConnection("redirects are not followed")
        return answer


def guard(session: Session, *, loopback: bool) -> Session:
    """Make a session of requests go out through the guard alone: no proxies or passwords of this machine's either."""
    session.trust_env = False
    session.mount("https://", GuardedAdapter(loopback=loopback))
    session.mount("http://", GuardedAdapter(loopback=loopback))
    return session
