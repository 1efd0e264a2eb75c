"""The wall around pure tests stands, and every pure package has tests behind it."""

import sqlite3

import pytest

from tests import walls
from tests.house import source


def test_a_pure_test_cannot_open_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "_walled", True)
    with pytest.raises(RuntimeError, match="pure"):
        sqlite3.connect(":memory:")


def test_every_pure_package_is_tested() -> None:
    for folder in walls.PURE:
        assert list((source.ROOT / folder).glob("test_*.py")), folder
