"""Time, ids, settings and raw SQL come from one place each."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import source

# what is written -> the only files that may write it
ONE_PLACE = {
    "datetime.now": {"app/kit/clock.py"},
    "datetime.utcnow": set(),
    "datetime.today": set(),
    "date.today": {"app/kit/clock.py"},
    "time.time": {"app/kit/clock.py"},
    "uuid.uuid4": {"app/kit/ids.py"},
    "uuid4": {"app/kit/ids.py"},
    "uuid7": {"app/kit/ids.py"},
    "os.environ": {"app/config.py", "app/kit/press.py"},  # the press hands all of it to its own child, unread
    "os.getenv": {"app/config.py"},
    "environ": {"app/config.py"},
    "getenv": {"app/config.py"},
}
UNGUARDED = {
    "text", "from_statement", "connection", "exec_driver_sql", "__table__",
    "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "get_bind", "raw_connection",
}  # fmt: skip
GUARDS = {"app/kit/db.py", "app/kit/scope.py", "app/kit/rls.py", "app/kit/migrate.py"}


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def uses(path: Path) -> Iterator[tuple[str, int]]:
    """Every dotted name read in a file, with its line."""
    for node in ast.walk(source.tree_of(path)):
        if isinstance(node, (ast.Name, ast.Attribute)):
            yield dotted(node), node.lineno


@pytest.mark.parametrize(("written", "homes"), ONE_PLACE.items(), ids=ONE_PLACE)
def test_one_source_each(written: str, homes: set[str]) -> None:
    files = [p for p in source.python_files("app") if source.name_of(p) not in homes]
    strays = [f"{source.name_of(p)}:{line}" for p in files for name, line in uses(p) if name == written]
    assert not strays, f"{written} belongs in {homes or 'no file'}"


def imports_from(path: Path, library: str) -> set[str]:
    """Names a file takes from a library."""
    return {
        alias.asname or alias.name
        for node in ast.walk(source.tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == library
        for alias in node.names
    }


def reaches_past_the_guard(path: Path) -> Iterator[str]:
    """Lines that would send a statement the tenant guard cannot read."""
    taken = imports_from(path, "sqlalchemy")
    for node in ast.walk(source.tree_of(path)):
        if isinstance(node, ast.Attribute) and node.attr in UNGUARDED - {"text"}:
            yield f"{source.name_of(path)}:{node.lineno} .{node.attr}"
        elif isinstance(node, ast.Name) and node.id in UNGUARDED & taken:
            yield f"{source.name_of(path)}:{node.lineno} {node.id}"
        elif isinstance(node, ast.Attribute) and dotted(node) in {"sa.text", "sqlalchemy.text"}:
            yield f"{source.name_of(path)}:{node.lineno} text"


def test_no_statement_passes_the_tenant_guard() -> None:
    files = [p for p in source.python_files("app") if source.name_of(p) not in GUARDS]
    assert not [line for path in files for line in reaches_past_the_guard(path)]


def test_the_rule_sees_what_it_should(tmp_path: Path) -> None:
    path = source.ROOT / "app" / "kit" / "db.py"
    assert list(reaches_past_the_guard(path)), "kit.db is the one file that needs them"
