"""What is compiled once for all apps of a test run: addresses (most of what building an app takes) and templates. And
no test fails because the machine was busy."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
_compile = Rule._compile_builder
_compiled: dict[Any, Callable[..., tuple[str, str]]] = {}


def _compile_once(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    # What is compiled depends on these alone; werkzeug binds the rule itself to it afterwards.
    defaults = tuple((name, repr(value)) for name, value in (self.defaults or {}).items())
    key = (self.rule, tuple(self._trace), defaults, append_unknown)
    if key not in _compiled:
        _compiled[key] = _compile(self, append_unknown)
    return _compiled[key]


class _Templates(BytecodeCache):
    """Compiled templates in memory; jinja checks them against their source."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket when the template was compiled before."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = _Templates()
Rule._compile_builder = _compile_once  # type: ignore[method-assign]
