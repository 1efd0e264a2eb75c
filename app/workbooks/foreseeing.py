"""What keeping a reading would do, before anything is kept. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.workbooks.layout import Part, Slot
from app.workbooks.reading import Entry, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One answer as it would be."""

    slot: Slot
    raw: Any
    note: str
    moved: bool
    """Whether what stands was changed after the file was downloaded."""

    @property
    def is_new(self) -> bool:
        """Whether nothing stands there."""
        return self.slot.raw is None and not self.slot.note

    @property
    def in_form(self) -> str:
        """What a form calls it."""
        return self.slot.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What would happen: answers that come in, answers that would replace others, and how many say what stands."""

    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    same: int

    def chosen(self, taken: Container[str]) -> tuple[Change, ...]:
        """What is kept: everything new, and of what replaces an answer only what was ticked."""
        return (*self.new, *(one for one in self.changed if one.in_form in taken))


def foresee(entries: Iterable[tuple[Part, Entry]]) -> Foreseen:
    """A file says nothing about what its reader left as it was downloaded, nor about what it leaves empty."""
    changes, same = [], 0
    for part, entry in entries:
        change = _change(part, entry)
        if change is None:
            same += 1
        else:
            changes.append(change)
    return Foreseen(
        new=tuple(one for one in changes if one.is_new),
        changed=tuple(one for one in changes if not one.is_new),
        same=same,
    )


def _change(part: Part, entry: Entry) -> Change | None:
    slot = entry.slot
    if slot.stamp_as(entry.raw, entry.note, part.filling) == entry.stamp:
        return None
    raw = slot.raw if entry.raw is None else entry.raw
    note = entry.note or slot.note
    if slot.stamp_as(raw, note, part.filling) == slot.stamp:
        return None
    return Change(slot=slot, raw=raw, note=note, moved=entry.stamp != slot.stamp)


def entries_of(readings: Sequence[Reading]) -> list[tuple[Part, Entry]]:
    """What the sheets said."""
    return [(one.part, entry) for one in readings for entry in one.entries]


def packed(entries: Iterable[tuple[Part, Entry]]) -> dict[str, Any]:
    """As plain data: key -> answer, note, stamp. Question ids of optional modules are their own."""
    return {entry.slot.key: [entry.raw, entry.note, entry.stamp] for _part, entry in entries}


def unpacked(content: Mapping[str, Sequence[Any]], parts: Sequence[Part]) -> list[tuple[Part, Entry]]:
    """The same again, set against what stands by now; what is no longer there is left out."""
    known = {slot.key: (part, slot) for part in parts for slot in part.slots}
    return [
        (known[key][0], Entry(slot=known[key][1], raw=raw, note=note, stamp=stamp))
        for key, (raw, note, stamp) in content.items()
        if key in known
    ]
