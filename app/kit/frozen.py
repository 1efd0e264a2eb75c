"""A column that keeps a frozen value (dataclass of exact numbers) as canonical JSON, and gives the same value back."""

from functools import cached_property
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Dialect, Text, TypeDecorator


class FrozenValue(TypeDecorator[Any]):
    """Stores `shape` as JSON text; fractions stay exact. Unknown fields of old rows are refused by the shape itself."""

    impl = Text
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.shape)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Value to JSON."""
        return None if value is None else self._adapter.dump_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """JSON to the value."""
        return None if value is None else self._adapter.validate_json(value)
