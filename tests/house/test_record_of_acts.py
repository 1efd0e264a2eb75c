"""Every request that changes something leaves an act on record.

That each changing route comes to `record_event` is read off the code here. That it really happens is watched in
every test that presses a button (`tests/tripwire.py`).
"""

import ast
import inspect

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.kit.access import SAFE
from app.kit.db import db
from tests.factories.fillings import Started
from tests.house import source
from tests.house.reaching import Place, whole_map
from tests.tripwire import UNRECORDED

RECORD = ("app.events.operations", "record_event")
BY_SIGNAL = {
    "security.change_password": "person.password_changed",
    "security.confirm_email": "person.confirmed",
    "security.login": "person.signed_in",
    "security.logout": "person.signed_out",
    "security.mf_recovery": "recovery_code.used",
    "security.mf_recovery_codes": "recovery_codes.renewed",
    "security.register": "person.signed_up",
    "security.reset_password": "person.password_reset",
    "security.two_factor_setup": "second_factor.disabled",
    "security.two_factor_setup_validate": "second_factor.enabled",
    "security.two_factor_token_validation": "person.signed_in",
}
"""Views of the library, which tells us by signals: what is then put on record, in `app/accounts`."""


def place_of(app: Flask, endpoint: str) -> Place:
    """Where the view of a route is written."""
    view = inspect.unwrap(app.view_functions[endpoint])
    return view.__module__, view.__qualname__


def test_every_route_that_changes_something_comes_to_the_record(app: Flask) -> None:
    table, known = app.extensions["access_table"], whole_map()
    changing = {name for (name, method), rule in table.items() if method not in SAFE or rule.writes}
    silent = {name for name in changing if RECORD not in known.reach(place_of(app, name))}
    assert len(changing - silent) > 90
    assert silent - set(UNRECORDED) - set(BY_SIGNAL) == set(), "it records nothing, and no reason is given why"
    assert (set(UNRECORDED) | set(BY_SIGNAL)) - silent == set(), "these do come to the record"


def test_what_the_library_tells_is_put_on_record() -> None:
    files = [path for path in source.python_files("app/accounts") if "record_event" in path.read_text(encoding="utf-8")]
    said = {node.value for path in files for node in ast.walk(source.tree_of(path)) if isinstance(node, ast.Constant)}
    assert set(BY_SIGNAL.values()) - said == set()


def test_the_map_finds_a_way_and_no_other() -> None:
    known = whole_map()
    assert RECORD in known.reach(("app.tenants.changes", "remove_member"))
    assert RECORD not in known.reach(("app.tenants.queries", "list_members"))


def test_the_wire_sees_what_was_changed_without_a_word(
    app: Flask, started: Started, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> str:
        db.session.get_one(User, started.owner.id).name = "Somebody else"
        return "changed"

    monkeypatch.setitem(app.view_functions, "companies.baseline", change)
    assert owner.post("/firm/figures").text == "changed"
    faults: list[str] = app.extensions["tripwire"]
    assert faults == ["POST companies.baseline: users"]
    faults.clear()
