"""The catalogue: every edition of everything content knows, found by id. Frozen once loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.content.lenses import Lens
from app.content.library import BenchmarkSet, Case, DispositionRule, Initiative, Policy, Rung
from app.content.schema import Instrument
from app.kit.errors import NotFound
from app.kit.text import Text
from app.kit.words import shown

Edition = tuple[str, str]
"""(id, version)."""
T = TypeVar("T")

NO_INSTRUMENT = Text(
    zh="没有名为“{id}”、版本为“{version}”的问卷。现有：{known}。",
    en='There is no questionnaire "{id}" {version}. Known: {known}.',
)
NO_LENS = Text(
    zh="没有名为“{id}”、版本为“{version}”的评分规则。现有：{known}。",
    en='There is no scoring lens "{id}" {version}. Known: {known}.',
)
LATEST = Text(zh="最新", en="(latest)")


def edition_order(version: str) -> tuple[tuple[int, str], ...]:
    """Sort key under which 1.10 comes after 1.9."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in version.split("."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything in content. `edition` is the hash of all files; `phrases` nested mappings and lists of Text."""

    instruments: Mapping[Edition, Instrument]
    lenses: Mapping[Edition, Lens]
    initiatives: Mapping[str, Initiative]
    benchmarks: Mapping[str, BenchmarkSet]
    policies: Mapping[str, Policy]
    cases: Mapping[str, Case]
    dispositions: tuple[DispositionRule, ...]
    ladder: tuple[Rung, ...]
    phrases: Mapping[str, Any]
    edition: str

    def instrument(self, id: str, version: str | None = None) -> Instrument:
        """An instrument edition, the latest when no version is given. NotFound when there is none."""
        return _edition(self.instruments, id, version, NO_INSTRUMENT)

    def lens(self, id: str, version: str | None = None) -> Lens:
        """A lens edition, the latest when no version is given. NotFound when there is none."""
        return _edition(self.lenses, id, version, NO_LENS)

    def initiatives_for(self, industry: str) -> tuple[Initiative, ...]:
        """Initiatives a trade can use, in order of id."""
        return tuple(item for _, item in sorted(self.initiatives.items()) if industry in item.industries)


def _edition(editions: Mapping[Edition, T], id: str, version: str | None, unknown: Text) -> T:
    versions = [key for key in editions if key[0] == id and version in (None, key[1])]
    if not versions:
        known = ", ".join(f"{name} {edition}" for name, edition in sorted(editions)) or "-"
        raise NotFound(unknown.format(id=shown(id), version=LATEST if version is None else shown(version), known=known))
    return editions[max(versions, key=lambda key: edition_order(key[1]))]
