"""Which clients somebody wants to see, in which order: read from an address, written back into one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast
from urllib.parse import parse_qsl, urlencode

from app.clients.models import Stage
from app.kit.ids import parse_id

PAGE_SIZE = 50
DEEPEST = 100_000
DUE_WITHIN = (7, 30, 90)
ENDS_WITHIN = (30, 60)
SORTS = ("name", "stage", "trade", "level", "score", "moved", "active", "due", "manager", "consultant", "next", "plan")
FALLING = frozenset({"level", "score", "moved", "active"})
"""Columns whose greatest values are looked for first."""
OWNERS = ("mine", "cover", "none")
Moved = Literal["", "up", "down", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A filter, an order and a page of the book. Empty means: everything."""

    q: str = ""
    stage: tuple[Stage, ...] = ()
    trade: str = ""
    level_from: int | None = None
    level_to: int | None = None
    moved: Moved = ""
    owner: str = ""
    """`mine` (with those covered for), `cover` (only these), `none`, or the id of an account manager."""
    consultant: str = ""
    """The same for the consultant."""
    overdue: bool = False
    stalled: bool = False
    due: int | None = None
    """Re-assessment due within so many days."""
    ends: int | None = None
    """What the firm has bought ends within so many days and does not renew by itself."""
    sort: str = "name"
    falls: bool = False
    page: int = 1

    @property
    def is_plain(self) -> bool:
        """Whether nothing is left out."""
        return replace(self, sort="name", falls=False, page=1) == Choice()

    @property
    def terms(self) -> tuple[str, ...]:
        """The words looked for."""
        return tuple(self.q.split()[:6])

    def address(self, **changes: Any) -> dict[str, Any]:
        """Arguments of the address that shows this choice with some changes; back to the first page unless it is one.

        A choice without arguments says so (`view=all`), or the person's own view would be opened instead.
        """
        one = replace(self, **({"page": 1} | changes))
        told: dict[str, Any] = {"q": one.q, "stage": [str(stage) for stage in one.stage], "trade": one.trade}
        told |= {"level_from": one.level_from, "level_to": one.level_to, "moved": one.moved, "owner": one.owner}
        told |= {"consultant": one.consultant, "due": one.due, "ends": one.ends}
        told |= {name: "1" for name in ("overdue", "stalled") if getattr(one, name)}
        if (one.sort, one.falls) != ("name", False):
            told["sort"] = f"-{one.sort}" if one.falls else one.sort
        if one.page > 1:
            told["page"] = one.page
        kept = {name: value for name, value in told.items() if value not in ("", None, [])}
        return kept or {"view": "all"}

    def query(self, **changes: Any) -> str:
        """The same as text."""
        return urlencode(self.address(**changes), doseq=True)

    def turned(self, column: str) -> dict[str, Any]:
        """The address after a press on the head of a column: its order, or the other way round."""
        falls = not self.falls if self.sort == column else column in FALLING
        return self.address(sort=column, falls=falls)


def read_choice(asked: Mapping[str, str], stages: Iterable[str] = ()) -> Choice:
    """What an address asks for; what cannot be read is left out, so that an old address still opens."""
    sort = asked.get("sort", "")
    falls, column = sort.startswith("-"), sort.removeprefix("-")
    moved = asked.get("moved", "")
    known = [stage for stage in Stage if str(stage) in set(stages)]
    due = _number(asked.get("due"), 1, 3650)
    return Choice(
        q=" ".join(asked.get("q", "").replace("\x00", "").split())[:80],
        stage=tuple(known),
        trade=asked.get("trade", "")[:80].replace("\x00", ""),
        level_from=_number(asked.get("level_from"), 0, 4),
        level_to=_number(asked.get("level_to"), 0, 4),
        moved=cast(Moved, moved) if moved in ("up", "down", "same") else "",
        owner=_who(asked.get("owner", "")),
        consultant=_who(asked.get("consultant", "")),
        overdue=asked.get("overdue") == "1",
        stalled=asked.get("stalled") == "1",
        due=due,
        ends=_number(asked.get("ends"), 1, 3650),
        sort=column if column in SORTS else "name",
        falls=falls and column in SORTS,
        page=_number(asked.get("page"), 1, DEEPEST) or 1,
    )


def read_query(query: str) -> Choice:
    """The same from the text a view is kept as."""
    pairs = parse_qsl(query)
    return read_choice(dict(pairs), [value for name, value in pairs if name == "stage"])


def _who(raw: str) -> str:
    return raw if raw in OWNERS or parse_id(raw) is not None else ""


def _number(raw: str | None, least: int, most: int) -> int | None:
    if raw is None or not raw.isascii() or not raw.isdecimal() or len(raw) > 9:
        return None
    value = int(raw)
    return value if least <= value <= most else None
