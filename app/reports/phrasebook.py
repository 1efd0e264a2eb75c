"""Report phrases: sentences in both languages, found by dotted key and filled with figures."""

from collections.abc import Mapping
from typing import Any

from app.kit.text import Text

Filling = Text | str | int | float


class Phrasebook:
    """The phrases of one catalogue. Unknown keys and missing fillings are programming errors and raise KeyError."""

    def __init__(self, phrases: Mapping[str, Any], own: Mapping[str, Text] | None = None) -> None:
        """own: phrases by dotted key that one trade words for itself."""
        self._phrases, self._own = phrases, own or {}

    def __contains__(self, key: str) -> bool:
        """Whether there is a phrase under this key."""
        try:
            return isinstance(self._find(key), Text)
        except KeyError:
            return False

    def _find(self, key: str) -> Any:
        if key in self._own:
            return self._own[key]
        node: Any = self._phrases
        for part in key.split("."):
            if not isinstance(node, Mapping) or part not in node:
                raise KeyError(f"no phrase {key}")
            node = node[part]
        return node

    def __call__(self, key: str, /, **values: Filling) -> Text:
        """The phrase under a dotted key, filled."""
        node = self._find(key)
        if not isinstance(node, Text):
            raise KeyError(f"{key} is not a phrase")
        return node.format(**values) if values else node

    def all(self, key: str) -> tuple[Text, ...]:
        """The list of phrases under a dotted key."""
        node = self._find(key)
        if isinstance(node, (Text, Mapping)):
            raise KeyError(f"{key} is not a list of phrases")
        return tuple(node)
