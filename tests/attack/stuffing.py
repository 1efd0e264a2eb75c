"""Every name a view of ours reads from an address or a form, filled with what no honest browser sends."""

import ast
from collections.abc import Iterator
from functools import cache

from flask import Flask

from app.kit.access import SAFE
from tests.attack.forging import let_in
from tests.attack.world import Actor, Door, Side
from tests.house import source

VALUES = (
    *("' OR 1=1--", '"); DROP TABLE users;--', "1) UNION SELECT 1--", "name DESC; --", "%", "_", "\\", "(a+)+$"),
    *("-1", "0", "1e400", "NaN", "Infinity", "99999999999999999999999", "٣", "１２", "0x1f", "1_000", "1.5"),
    *("2026-02-30", "0001-01-01", "9999-12-31"),
    *("[]", "{}", "null", "true", '{"$gt":""}', "__class__", "constructor", "id", "tenant_id", "is_admin"),
    *("{{7*7}}", "${7*7}", "%(x)s", "{0.__class__}", "%n%s", "../../etc/passwd", "%2e%2e%2f", "zh_CN/../../x"),
    *("//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)", "a\r\nX-Evil: 1"),
    *("", " ", "\u3000", "\u202e", "\u200b", "\ufffd", "a\u0301" * 200, "木" * 3000, "𠮷" * 50, "\x00", "a" * 9000),
)
READERS = frozenset({"get", "getlist"})
PLACES = frozenset({"args", "values", "form"})


@cache
def names_read(package: str) -> tuple[str, ...]:
    """What the views of a package ask for by name, and the fields of its forms."""
    nodes = [(path, node) for path in source.python_files(package) for node in ast.walk(source.tree_of(path))]
    found = {name for _path, node in nodes for name in _asked(node)}
    return tuple(sorted(found | {name for path, node in nodes if path.name == "forms.py" for name in _fields(node)}))


def _asked(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS and node.args:
        place = node.func.value
        if isinstance(place, ast.Attribute) and place.attr in PLACES:
            constants = (one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant))
            yield from (value for value in constants if isinstance(value, str))


def _fields(node: ast.AST) -> Iterator[str]:
    for one in node.body if isinstance(node, ast.ClassDef) else ():
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call) and isinstance(one.targets[0], ast.Name):
            yield one.targets[0].id


def stuff(app: Flask, actors: list[Actor], side: Side, tries: list[Door], *, every: bool) -> Iterator[str]:
    """At every door it opens one value in turn under all names, or all of them; what broke or led away."""
    for number, door in enumerate(tries):
        actor = let_in(door, actors, side)
        module = app.view_functions[door.endpoint].__module__.split(".")
        names = names_read("/".join(module[:2]) if module[0] == "app" else "app/accounts")
        for value in VALUES if every else (VALUES[number % len(VALUES)],):
            if actor is None:
                continue
            sent = dict.fromkeys(names, value)
            where = {"query_string": sent} if door.method in SAFE else {"data": sent}
            headers = {"X-CSRFToken": actor.token}
            answer = actor.browser.open(door.address(side), method=door.method, headers=headers, token=False, **where)
            away = answer.headers.get("Location", "/")
            if answer.status_code >= 500 or "X-Evil" in answer.headers:
                yield f"{actor.name} {door.method} {door.path} with {value[:40]!r}: {answer.status_code}"
            if not away.startswith("/") or away[1:2] in ("/", "\\"):
                yield f"{actor.name} {door.method} {door.path} with {value[:40]!r} leads to {away[:80]!r}"
