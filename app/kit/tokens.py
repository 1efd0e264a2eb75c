"""Design tokens: the values of the first :root block of tokens.css, for what cannot read CSS variables."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType

TOKENS_CSS = Path(__file__).resolve().parents[1] / "static" / "css" / "tokens.css"
_DECLARATION = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_USE = re.compile(r"var\(--([a-z0-9-]+)\)")


@cache
def light_tokens() -> Mapping[str, str]:
    """Token name (without dashes in front) -> literal value in the light theme."""
    block = TOKENS_CSS.read_text(encoding="utf-8").split(":root {", 1)[1].split("\n}", 1)[0]
    return MappingProxyType({name: " ".join(value.split()) for name, value in _DECLARATION.findall(block)})


_over: ContextVar[Mapping[str, str]] = ContextVar("tokens put over ours", default=MappingProxyType({}))


@contextmanager
def repainted(over: Mapping[str, str]) -> Iterator[None]:
    """Inside this block `colour` gives these tokens' values where they name one."""
    before = _over.set(over)
    try:
        yield
    finally:
        _over.reset(before)


def colour(role: str) -> str:
    """The literal light colour of a role such as `ink` or `accent-soft`; KeyError if there is none."""
    name = f"colour-{role}"
    return _over.get().get(name) or light_tokens()[name]


def with_literals(css: str, *, over: Mapping[str, str] | None = None) -> str:
    """A style sheet with every `var(--token)` replaced by its light value; `over` replaces single tokens."""
    tokens = {**light_tokens(), **(over or {})}
    return _USE.sub(lambda match: tokens[match.group(1)], css)
