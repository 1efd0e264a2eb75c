"""Whether an answer has the shape stripe-python's typed classes declare: every key, no other, null where allowed."""

from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

from stripe import StripeObject

from tests.standins.stripe.objects import CLASSES, UNSENT

# Kept small by the stand-in: details by way to pay, of which it knows three, and of errors.
OPEN = {"payment_method_details", "payment_method_options", "last_payment_error", "fraud_details"}
# Declared, but sent in some cases only.
SOMETIMES = {"previous_attributes", "currency_options"}


def misfits(thing: Any, path: str = "") -> Iterator[str]:
    """Every place where an answer differs from the class of its kind, at any depth."""
    if isinstance(thing, list):
        for one in thing:
            yield from misfits(one, path)
        return
    if not isinstance(thing, dict):
        return
    kind = thing.get("object") if isinstance(thing.get("object"), str) else None
    if kind in CLASSES and not thing.get("deleted"):
        yield from _compare(thing, CLASSES[kind], f"{path}{kind}", UNSENT.get(kind, set()))
    elif kind in ("list", "customer") or kind is None:
        pass
    else:
        yield f"{path}: unknown kind {kind}"
    for key, value in thing.items():
        yield from misfits(value, f"{path}{kind or ''}.{key} > ")


def _compare(thing: dict[str, Any], cls: Any, path: str, unsent: set[str]) -> Iterator[str]:
    declared = {key: hint for key, hint in cls.__annotations__.items() if "ClassVar" not in str(hint)}
    if cls is CLASSES["payment_method"]:
        declared = {key: hint for key, hint in declared.items() if key in thing}  # one key per way to pay
    yield from (f"{path}.{key} is missing" for key in declared.keys() - thing.keys() - unsent - SOMETIMES - {"deleted"})
    yield from (f"{path}.{key} is no key of its class" for key in thing.keys() - declared.keys())
    for key in thing.keys() & declared.keys() - OPEN:
        if thing[key] is None and not _may_be_null(declared[key]):
            yield f"{path}.{key} must not be null"
        yield from _inside(thing[key], _inner(declared[key]), f"{path}.{key}")


def _inside(value: Any, cls: Any, path: str) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if cls and isinstance(one, dict) and not isinstance(one.get("object"), str):
            yield from _compare(one, cls, path, set())


def _may_be_null(hint: Any) -> bool:
    return type(None) in get_args(hint) or "Optional" in str(hint)


def _inner(hint: Any) -> Any:
    """The class a nested object is declared with, if it is one of the library's."""
    if isinstance(hint, type) and issubclass(hint, StripeObject):
        return hint if hint.__module__.startswith("stripe") and hint.__annotations__ else None
    if get_origin(hint) in (Union, list):
        found = [_inner(arm) for arm in get_args(hint)]
        return next((one for one in found if one), None)
    return None
