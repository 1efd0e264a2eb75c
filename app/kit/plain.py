"""Frozen values as plain JSON: numbers a reader can use, dates as text, both languages side by side."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

DIGITS = 6
"""Decimals that an exact fraction keeps."""


_fields: dict[type, tuple[str, ...]] = {}


def _names(shape: Any) -> tuple[str, ...]:
    if shape not in _fields:
        _fields[shape] = tuple(field.name for field in fields(shape))
    return _fields[shape]


def number(value: Fraction) -> int | float:
    """A fraction as a whole number where it is one, else rounded to six decimals."""
    return value.numerator if value.denominator == 1 else round(float(value), DIGITS)


def plain(value: Any) -> Any:
    """Any of our values as dicts, lists, text and numbers. TypeError on a stranger."""
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if isinstance(value, Fraction):
        return number(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return _record(value)


def _record(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
