"""Which organisation a request at the desk is about."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request

from app.clerks.queries import owner_of
from app.kit.db import Database
from app.kit.ids import parse_id


@dataclass(frozen=True, slots=True)
class DeskRow:
    """Finds the organisation of the row whose id is a URL argument, whoever's it is."""

    model: type[Any]
    argument: str

    def __call__(self, database: Database, _actor: object) -> UUID | None:
        """None when there is no such row."""
        row_id = parse_id((request.view_args or {}).get(self.argument))
        return owner_of(database, self.model, row_id) if row_id is not None else None
