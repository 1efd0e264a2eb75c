"""Every door declares who may pass it, and holds against someone who has not signed in."""

import re

import pytest
from flask import Flask

from app.kit.access import ANYONE, UndeclaredAccess, build_table
from tests.house import source

# What a stranger gets where he may not be: sent to sign in, refused, or told there is nothing.
TURNED_AWAY = {303, 302, 400, 401, 403, 404, 405}
pytestmark = pytest.mark.database


def doors(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and a path with made-up values, for every route."""
    found = []
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<uuid:[^>]+>", "0198a000-0000-7000-8000-000000000000", rule.rule)
        path = re.sub(r"<int:[^>]+>", "1", path)
        path = re.sub(r"<[^>]+>", "x", path)
        found += [(rule.endpoint, method, path) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


def test_every_door_is_in_the_table(app: Flask) -> None:
    table = app.extensions["access_table"]
    listed = {(endpoint, method) for endpoint, method, _ in doors(app)}
    assert len(listed) > 20
    assert listed == set(table)


def test_an_undeclared_door_stops_the_start() -> None:
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/open", "open", lambda: "hello")
    with pytest.raises(UndeclaredAccess, match="/open"):
        build_table(bare, {}, frozenset())


def test_a_stranger_is_turned_away_everywhere_else(app: Flask) -> None:
    table = app.extensions["access_table"]
    closed = [door for door in doors(app) if table[door[0], door[1]].permission != ANYONE]
    assert closed
    passed = {}
    for endpoint, method, path in closed:
        answer = app.test_client().open(path, method=method)
        if answer.status_code not in TURNED_AWAY:
            passed[f"{method} {path} ({endpoint})"] = answer.status_code
    assert not passed


def test_open_doors_never_break(app: Flask) -> None:
    table = app.extensions["access_table"]
    for endpoint, method, path in doors(app):
        if table[endpoint, method].permission == ANYONE:
            answer = app.test_client().open(path, method=method)
            assert answer.status_code < 500, f"{method} {path}"


def test_every_template_compiles_in_the_application(app: Flask) -> None:
    names = [p.relative_to(source.TEMPLATES).as_posix() for p in source.template_files("*.html")]
    for name in names:
        if not name.startswith("reports/document"):
            app.jinja_env.get_template(name)


def test_every_template_is_used(app: Flask) -> None:
    written = [p.read_text(encoding="utf-8") for p in source.python_files("app")]
    written += [p.read_text(encoding="utf-8") for p in source.template_files()]
    # Flask-Security opens its pages by names of its own settings.
    chosen = [v for k, v in app.config.items() if k.startswith("SECURITY_") and isinstance(v, str)]
    everything = "\n".join([*written, *chosen])
    names = [p.relative_to(source.TEMPLATES).as_posix() for p in source.template_files()]
    # Mails are found by folder: emails/<what-happened>/subject.txt.
    keys = {
        name: name.split("/")[-2] if name.startswith("emails/") else name.removeprefix("reports/") for name in names
    }
    assert not [name for name, key in keys.items() if key not in everything]
