"""Around the pure tests: opening a socket or a database there is an error."""

import sys
from typing import Any

import pytest

PURE = ("tests/content/", "tests/scoring/", "tests/benchmarking/", "tests/planning/")
CLOSED = {"socket.connect", "socket.bind", "socket.getaddrinfo", "sqlite3.connect"}

_walled = False


def _watch(event: str, _arguments: tuple[Any, ...]) -> None:
    if _walled and event in CLOSED:
        raise RuntimeError(f"a pure test may not use {event}")


def pytest_configure() -> None:
    """Install the watch; it can never be taken off again, so it obeys a flag."""
    sys.addaudithook(_watch)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Close the doors while a pure test runs."""
    global _walled
    _walled = item.nodeid.startswith(PURE)
    try:
        return (yield)
    finally:
        _walled = False
