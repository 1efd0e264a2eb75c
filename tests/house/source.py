"""The project's own files, as the house tests walk them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"


def python_files(*folders: str) -> list[Path]:
    """Every Python file below these folders of the project."""
    files = sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py") if "__pycache__" not in p.parts)
    assert files, f"no Python file in {folders}"
    return files


def template_files(pattern: str = "*") -> list[Path]:
    """Every template, by file name pattern."""
    files = sorted(p for p in TEMPLATES.rglob(pattern) if p.is_file())
    assert files, f"no template {pattern}"
    return files


def name_of(path: Path) -> str:
    """Path inside the project."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """Syntax tree of a file, parsed once a run."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and number of lines of every function, without its decorators."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def packages() -> list[Path]:
    """Every package of app/, as the folder that holds its `__init__.py`."""
    return sorted(p.parent for p in APP.rglob("__init__.py") if "__pycache__" not in p.parts)


def lines(path: Path) -> int:
    """Number of lines."""
    return len(path.read_text(encoding="utf-8").splitlines())
