"""The catalogue: every edition of everything content knows, found by id. Frozen once loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.content.firm import Company
from app.content.lenses import Lens
from app.content.library import BenchmarkSet, Case, DispositionRule, Industry, Initiative, Policy, Rung, Sort
from app.content.packs import PackRecipe
from app.content.path import is_offered
from app.content.schema import Instrument
from app.content.trades import fit_lens, word_initiative
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
MAIN = "readiness"
"""The lens a result leads with, a plan improves and peers are compared by; every other one stands beside it."""
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
    industries: Mapping[str, Industry]
    workloads: Mapping[str, Sort]
    equipment: Mapping[str, Sort]
    packs: Mapping[str, PackRecipe]
    phrases: Mapping[str, Any]
    edition: str

    def instrument(self, id: str, version: str | None = None) -> Instrument:
        """An instrument edition, the latest when no version is given. NotFound when there is none."""
        return _edition(self.instruments, id, version, NO_INSTRUMENT)

    def lens(self, id: str, version: str | None = None) -> Lens:
        """A lens edition, the latest when no version is given. NotFound when there is none."""
        return _edition(self.lenses, id, version, NO_LENS)

    def lens_for(self, instrument: Instrument, id: str = MAIN, version: str | None = None) -> Lens:
        """A lens as a questionnaire sees it, in its trade's words: the main one and the latest to read it by default.

        NotFound when no such edition reads it.
        """
        reading = {key: lens for key, lens in self.lenses.items() if instrument.id in lens.instruments}
        return fit_lens(_edition(reading, id, version, NO_LENS), instrument)

    def lenses_for(self, instrument: Instrument) -> tuple[Lens, ...]:
        """The latest edition of every lens that reads a questionnaire, as it sees them, the main one first."""
        reading = {id for (id, _), lens in self.lenses.items() if instrument.id in lens.instruments}
        return tuple(self.lens_for(instrument, id) for id in sorted(reading, key=lambda id: (id != MAIN, id)))

    @property
    def module_ids(self) -> tuple[str, ...]:
        """Questionnaires any assessment may carry beside that of its trade."""
        return tuple(sorted({id for (id, _), one in self.instruments.items() if one.module}))

    def modules_for(self, company: Company) -> tuple[Instrument, ...]:
        """The latest edition of every module this firm is offered, in order of id."""
        return tuple(one for one in map(self.instrument, self.module_ids) if is_offered(one, company))

    @property
    def trades(self) -> dict[str, Industry]:
        """Industries a firm can choose: those with a questionnaire of their own."""
        asked = {id for id, _ in self.instruments}
        return {id: one for id, one in self.industries.items() if id in asked}

    def initiatives_for(self, industry: str) -> tuple[Initiative, ...]:
        """Initiatives a trade can use, in its words and in order of id."""
        return tuple(one for _, one in sorted(self.worded(industry).items()) if industry in one.industries)

    def worded(self, industry: str) -> dict[str, Initiative]:
        """Every initiative there is, in the words of a trade where it has its own."""
        return {id: word_initiative(one, industry) for id, one in self.initiatives.items()}


def _edition(editions: Mapping[Edition, T], id: str, version: str | None, unknown: Text) -> T:
    versions = [key for key in editions if key[0] == id and version in (None, key[1])]
    if not versions:
        known = ", ".join(f"{name} {edition}" for name, edition in sorted(editions)) or "-"
        raise NotFound(unknown.format(id=shown(id), version=LATEST if version is None else shown(version), known=known))
    return editions[max(versions, key=lambda key: edition_order(key[1]))]
