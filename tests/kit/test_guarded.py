"""No call leads into our own network, whatever the address looks like or its name turns into."""

import socket
from typing import Any

import pytest
from requests import ConnectionError as NoConnection
from requests import Session

from app.kit.guarded import MOST, guard, is_fit, is_public
from tests.factories.issuers import running

PRIVATE = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1"]
PRIVATE += ["fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"]
PRIVATE += ["224.0.0.1", "255.255.255.255", "192.0.2.1", "::127.0.0.1", "2001:0:7f00:1::", "240.0.0.1"]
UNFIT = ["http://id.example", "ftp://id.example", "file:///etc/passwd", "gopher://id.example", "https://a:b@id.example"]
UNFIT += ["https://", "https://id.example:port", "https://id.example/#x", "https://id.example/a b", "//id.example", ""]


def test_private_addresses_are_known() -> None:
    assert not [address for address in PRIVATE if is_public(address)]


def test_public_addresses_are_known() -> None:
    assert is_public("8.8.8.8") and is_public("2606:4700::1111") and is_fit("https://id.example", loopback=False)
    assert is_fit("http://localhost:9", loopback=True) and not is_fit("http://localhost.evil.example", loopback=True)


def test_unfit_addresses_are_refused() -> None:
    assert not [url for url in UNFIT if is_fit(url, loopback=False)]


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "localhost.", "[::ffff:7f00:1]"]
)
def test_no_spelling_of_this_machine_is_dialled(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def dial(*_: Any, **__: Any) -> Any:
        raise AssertionError("dialled")

    monkeypatch.setattr("app.kit.guarded.create_connection", dial)
    with pytest.raises(NoConnection):
        guard(Session(), loopback=False).get(f"https://{host}/x")


def test_what_is_dialled_is_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, dialled = iter(["8.8.8.8", "127.0.0.1"]), []

    def resolve(*_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))]

    def dial(where: tuple[str, int], *_: Any, **__: Any) -> Any:
        dialled.append(where[0])
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("app.kit.guarded.create_connection", dial)
    session = guard(Session(), loopback=False)
    for _ in range(2):
        with pytest.raises(NoConnection):
            session.get("https://id.example/")
    assert dialled == ["8.8.8.8"], "the second time the name had turned"


def test_answers_are_small_and_lead_nowhere_else() -> None:
    with running() as issuer:
        session = guard(Session(), loopback=True)
        at = f"{issuer.address}/.well-known/openid-configuration"
        assert session.get(at).json()["issuer"] == issuer.address
        issuer.moved = "http://169.254.169.254/latest/meta-data"
        with pytest.raises(NoConnection, match="redirects"):
            session.get(at)
        issuer.moved, issuer.describe = "", lambda said: said.update(more="x" * MOST)
        with pytest.raises(NoConnection, match="too long"):
            session.get(at)
