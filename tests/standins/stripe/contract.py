"""What may be sent, read from stripe-python's own typed parameters: unknown, missing or malformed ones are refused.

`read` turns a form as the library encodes it into typed values: `a[0][b]=1` becomes `{"a": [{"b": 1}]}`.
"""

import importlib
import re
import sys
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from typing import Any, ForwardRef, Literal, NotRequired, Union, get_args, get_origin, is_typeddict

from stripe._request_options import RequestOptions

from tests.standins.stripe.state import Problem

Form = list[tuple[str, str]]


class Given(dict[str, Any]):
    """Parameters that notice which of them were looked at: what nobody looked at is not played."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.unseen = set(values)

    def __getitem__(self, key: str) -> Any:
        self.unseen.discard(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value, now seen."""
        self.unseen.discard(key)
        return super().get(key, default)

    def pop(self, key: str, *default: Any) -> Any:
        """The value, now seen and gone."""
        self.unseen.discard(key)
        return super().pop(key, *default)

    def __contains__(self, key: object) -> bool:
        self.unseen.discard(str(key))
        return super().__contains__(key)


def nested(form: Form) -> dict[str, Any]:
    """The form's keys as nested mappings; lists are still mappings by position here."""
    tree: dict[str, Any] = {}
    for name, value in form:
        first, rest = re.match(r"([^\[]*)(.*)", name).groups()  # type: ignore[union-attr]
        path = [first, *re.findall(r"\[([^\]]*)\]", rest)]
        at = tree
        for part in path[:-1]:
            inner = at.setdefault(part or str(len(at)), {})
            at = inner if isinstance(inner, dict) else {}
        at[path[-1] or str(len(at))] = value
    return tree


@cache
def model(name: str) -> Any:
    """`checkout.SessionCreateParams` by its name: the class stripe-python declares."""
    folder, _, cls = name.rpartition(".")
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", cls).lower()
    module = importlib.import_module(".".join(part for part in ("stripe.params", folder, f"_{snake}") if part))
    return getattr(module, cls)


@cache
def fields(cls: Any) -> dict[str, tuple[Any, bool]]:
    """Its keys, each with type and whether it is required."""
    names = vars(sys.modules[cls.__module__])
    found = {}
    for key, hint in cls.__annotations__.items():
        if key in RequestOptions.__annotations__:
            continue
        hint = resolved(hint, names)
        optional = get_origin(hint) is NotRequired
        found[key] = (resolved(get_args(hint)[0], names) if optional else hint, not optional)
    return found


def resolved(hint: Any, names: dict[str, Any]) -> Any:
    """A type whose forward references are followed."""
    if isinstance(hint, ForwardRef):
        return resolved(hint.__forward_arg__, names)
    if isinstance(hint, str):
        return eval(hint, dict(names))
    return hint


def read(form: Form, name: str) -> Given:
    """The form as typed values of the library's class."""
    return Given(_mapping(nested(form), model(name), ""))


def _mapping(value: Any, cls: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Problem(f"Invalid object: {path}", param=path, kept=False)
    known = fields(cls)
    result = {}
    for key, item in value.items():
        where = f"{path}[{key}]" if path else key
        if key not in known:
            near = get_close_matches(key, known, 1)
            told = f"Received unknown parameter: {where}." + (f" Did you mean {near[0]}?" if near else "")
            raise Problem(told, code="parameter_unknown", param=where, kept=False)
        result[key] = coerce(item, known[key][0], where, vars(sys.modules[cls.__module__]))
    for key, (_, required) in known.items():
        if required and key not in value:
            where = f"{path}[{key}]" if path else key
            raise Problem(f"Missing required param: {where}.", code="parameter_missing", param=where, kept=False)
    return result


def coerce(value: Any, hint: Any, path: str, names: dict[str, Any]) -> Any:
    """One value as its type."""
    hint = resolved(hint, names)
    origin = get_origin(hint)
    if origin is Union or str(origin) == "<class 'types.UnionType'>":
        return _union(value, [resolved(arm, names) for arm in get_args(hint)], path, names)
    if is_typeddict(hint) or getattr(hint, "__total__", None) is not None:
        return _mapping(value, hint, path)
    if origin is list:
        return _list(value, get_args(hint)[0], path, names)
    if origin is Literal:
        return _choice(value, get_args(hint), path)
    return _plain(value, hint, path)


def _union(value: Any, arms: list[Any], path: str, names: dict[str, Any]) -> Any:
    if value == "" and any(get_origin(arm) is Literal and "" in get_args(arm) for arm in arms):
        return ""
    if any(get_origin(arm) is Literal and get_args(arm) != ("",) for arm in arms):
        arms = [
            arm for arm in arms if arm is not str
        ]  # the library leaves room for values yet to come; Stripe does not
    first: Problem | None = None
    for arm in sorted(arms, key=lambda arm: arm is str):
        try:
            return coerce(value, arm, path, names)
        except Problem as problem:
            empty = get_origin(arm) is Literal and get_args(arm) == ("",)
            first = first if first or empty else problem
    raise first or Problem(f"Invalid value: {path}", param=path, kept=False)


def _list(value: Any, hint: Any, path: str, names: dict[str, Any]) -> list[Any]:
    if not isinstance(value, dict):
        raise Problem("Invalid array", param=path, kept=False)
    return [coerce(item, hint, f"{path}[{key}]", names) for key, item in value.items()]


def _choice(value: Any, choices: tuple[Any, ...], path: str) -> Any:
    for choice in choices:
        if str(choice).lower() == str(value).lower() and (choice != "" or value == ""):
            return choice
    told = [str(choice) for choice in choices if choice != ""]
    phrase = " or ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0] if told else "empty"
    raise Problem(f"Invalid {path}: must be one of {phrase}", param=path, kept=False)


def _plain(value: Any, hint: Any, path: str) -> Any:
    if getattr(hint, "__name__", "") in ("Dict", "dict", "UntypedStripeObject") or get_origin(hint) is dict:
        return _metadata(value, path)
    if isinstance(value, dict):
        raise Problem(f"Invalid string: {path}", param=path, kept=False)
    if hint is bool:
        return _choice(value, (True, False), path)
    try:
        return hint(value) if hint in (int, float, Decimal) else value
    except (ValueError, InvalidOperation):
        kind = "integer" if hint is int else "decimal"
        raise Problem(f"Invalid {kind}: {value}", code=f"parameter_invalid_{kind}", param=path, kept=False) from None


def _metadata(value: Any, path: str) -> Any:
    for key, word in (value or {}).items():
        if len(key) > 40 or len(word) > 500 or len(value) > 50:
            raise Problem(
                "Metadata may have up to 50 keys of up to 40 characters, with values of up to 500 characters. "
                f"You passed in a value that is {len(word)} characters for {key[:40]}.",
                param=path,
                kept=False,
            )
    return value
