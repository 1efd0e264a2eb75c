"""A project as a person works with it: pieces by state and stage, sums, gates. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.deliveries.gates import Gate, gates_of, is_ahead, shut_before
from app.deliveries.models import Status
from app.deliveries.pieces import Piece, Sum, pieces_of, sums_of
from app.deliveries.projects import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything views of the whole plan show."""

    pieces: tuple[Piece, ...]
    sums: tuple[Sum, ...]
    gates: tuple[Gate, ...]

    @property
    def total(self) -> Sum:
        """The whole plan in figures."""
        return self.sums[-1]

    def of(self, key: str) -> tuple[Piece, ...]:
        """The pieces of one initiative."""
        return tuple(one for one in self.pieces if one.key == key)

    def column(self, status: str) -> tuple[Piece, ...]:
        """The pieces in one state."""
        return tuple(one for one in self.pieces if one.said.status == status)

    def wished(self, state: str, stage: str) -> tuple[Piece, ...]:
        """The pieces of a state and a stage; empty words ask for all."""
        fits: Iterable[Piece] = self.pieces
        if state:
            fits = (one for one in fits if one.said.status == state)
        if stage:
            fits = (one for one in fits if str(one.stage) == stage)
        return tuple(fits)

    def is_ahead(self, piece: Piece) -> bool:
        """Whether it was begun before a gate was passed."""
        return is_ahead(piece, self.gates)

    def shut_before(self, stage: int | None) -> tuple[Gate, ...]:
        """Gates before a stage that are not passed."""
        return shut_before(self.gates, stage)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The columns."""
        return tuple(Status)


def open_board(project: Project, today: date) -> Board:
    """The board of a project on a day."""
    pieces = pieces_of(project, today)
    return Board(pieces=pieces, sums=sums_of(project, pieces), gates=gates_of(project))
