"""Content files become a catalogue, or every fault with its file and line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache as kept
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from app.content import cache
from app.content.answers import Fault
from app.content.catalogue import Catalogue
from app.content.lenses import Lens
from app.content.library import BenchmarkSet, Case, DispositionRule, Industry, Initiative, Policy, Rung, Sort
from app.content.packs import PackRecipe
from app.content.schema import Instrument, Record
from app.content.wording import sentence
from app.kit.errors import Invalid
from app.kit.text import Text
from app.kit.words import shown

if TYPE_CHECKING:
    from app.content.documents import Document, Place

DATA = Path(__file__).parent / "data"

UNKNOWN_FOLDER = Text(
    zh="不认识文件夹“{folder}”，应为 {known} 之一。", en='"{folder}" is not a known content folder; use one of {known}.'
)
NO_LIST = Text(
    zh="文件里应有一个列表“{key}:”，且只有它。",
    en='The file must hold one list, "{key}:", and nothing else but a version or note.',
)
TWICE = Text(
    zh="编号“{id}”已在 {first} 用过，请换一个。", en='The id "{id}" is already used at {first}; choose another.'
)
MISPLACED = Text(
    zh="编号与版本应和路径一致：此文件应为 {expected}。",
    en="Id and version must match the path; this file should be {expected}.",
)
BAD_PHRASE = Text(
    zh="这里应为 zh 与 en 两种语言的文字（值要加引号）。",
    en="A text in both languages, zh and en, is expected here (quote the values).",
)
FAULTS = Text(
    zh="内容文件有 {count} 处错误，第一处在 {path}：{message}",
    en="Content has {count} faults; the first is at {path}: {message}",
)


class ContentFaults(Invalid):
    """Content that cannot be used; `faults` lists every reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(FAULTS.format(count=len(faults), path=first.path, message=first.message))
        self.faults = list(faults)


R = TypeVar("R", bound=Record)
EDITIONS: Mapping[str, type[Record]] = {"instruments": Instrument, "lenses": Lens}
"""Folders holding one edition a file: <id>/<version>.yaml."""
LISTS: Mapping[str, type[Record]] = {
    "initiatives": Initiative,
    "benchmarks": BenchmarkSet,
    "policies": Policy,
    "cases": Case,
    "dispositions": DispositionRule,
    "ladder": Rung,
    "industries": Industry,
    "workloads": Sort,
    "equipment": Sort,
    "packs": PackRecipe,
}
"""Folders whose files hold one list under a key of the folder's name."""
OTHER_KEYS = {"version", "note", "title"}


@dataclass(frozen=True, slots=True)
class Placed:
    """One loaded thing and where it stands."""

    record: Record
    document: "Document"
    prefix: "Place"

    def at(self, *place: str | int) -> str:
        """file:line of a place inside this thing."""
        return self.document.at(*self.prefix, *place)


@dataclass(slots=True)
class Loaded:
    """What was read: things by folder, phrases, and the faults found on the way."""

    things: dict[str, list[Placed]] = field(default_factory=lambda: {key: [] for key in (*EDITIONS, *LISTS)})
    phrases: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: str, message: Text) -> None:
        """Note one fault."""
        self.faults.append(Fault(path=path, message=message))


def read_content(folder: Path) -> Loaded:
    """Parse and validate every file; nothing is cached and nothing raised."""
    from app.content.documents import read_folder  # the YAML library is not needed where content is cached

    documents, faults = read_folder(folder)
    loaded = Loaded(faults=list(faults))
    for document in documents:
        kind = document.name.split("/")[0]
        if kind in EDITIONS:
            _read_edition(loaded, document, EDITIONS[kind])
        elif kind in LISTS:
            _read_list(loaded, document, kind)
        elif kind == "phrases":
            _read_phrases(loaded, document)
        else:
            known = ", ".join((*EDITIONS, *LISTS, "phrases"))
            loaded.fault(document.at(), UNKNOWN_FOLDER.format(folder=shown(kind), known=known))
    _refuse_twins(loaded)
    return loaded


def _build(loaded: Loaded, model: type[R], document: "Document", place: "Place", data: Any) -> R | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            loaded.fault(document.at(*place, *item["loc"]), sentence(item))
        return None


def _read_edition(loaded: Loaded, document: "Document", model: type[Record]) -> None:
    record = _build(loaded, model, document, (), document.data)
    if record is None:
        return
    kind = document.name.split("/")[0]
    expected = f"{kind}/{record.id}/{record.version}.yaml"  # type: ignore[attr-defined]
    if document.name != expected:
        loaded.fault(document.at("id"), MISPLACED.format(expected=expected))
    loaded.things[kind].append(Placed(record, document, ()))


def _read_list(loaded: Loaded, document: "Document", kind: str) -> None:
    rows = document.data.get(kind)
    if not isinstance(rows, list) or set(document.data) - OTHER_KEYS != {kind}:
        loaded.fault(document.at(), NO_LIST.format(key=kind))
        return
    for index, row in enumerate(rows):
        record = _build(loaded, LISTS[kind], document, (kind, index), row)
        if record is not None:
            loaded.things[kind].append(Placed(record, document, (kind, index)))


def _read_phrases(loaded: Loaded, document: "Document") -> None:
    def build(node: Any, place: "Place") -> Any:
        if isinstance(node, dict) and node and not ({"zh", "en"} & set(node)):
            return {key: build(value, (*place, key)) for key, value in node.items()}
        if isinstance(node, list):
            return [build(value, (*place, index)) for index, value in enumerate(node)]
        try:
            return Text.model_validate(node)
        except ValidationError:
            loaded.fault(document.at(*place), BAD_PHRASE)
            return None

    for key, value in document.data.items():
        if key in OTHER_KEYS and isinstance(value, str):
            continue
        if key in loaded.phrases:
            loaded.fault(document.at(key), TWICE.format(id=key, first="phrases/"))
        loaded.phrases[key] = build(value, (key,))


def _identity(thing: Placed) -> str:
    record: Any = thing.record
    if isinstance(record, Rung):
        return str(record.rung)
    return f"{record.id} {record.version}" if isinstance(record, Instrument | Lens) else str(record.id)


def _refuse_twins(loaded: Loaded) -> None:
    for things in loaded.things.values():
        first: dict[str, str] = {}
        for thing in things:
            name, place = _identity(thing), thing.at("id")
            if name in first:
                loaded.fault(place, TWICE.format(id=name, first=first[name]))
            first.setdefault(name, place)


def catalogue_of(loaded: Loaded, edition: str) -> Catalogue:
    """The catalogue of what was read."""

    def keyed(kind: str, key: Callable[[Any], Any]) -> dict[Any, Any]:
        return {key(thing.record): thing.record for thing in loaded.things[kind]}

    def by_id(record: Any) -> str:
        return str(record.id)

    return Catalogue(
        instruments=keyed("instruments", lambda record: (record.id, record.version)),
        lenses=keyed("lenses", lambda record: (record.id, record.version)),
        initiatives=keyed("initiatives", by_id),
        benchmarks=keyed("benchmarks", by_id),
        policies=keyed("policies", by_id),
        cases=keyed("cases", by_id),
        dispositions=tuple(keyed("dispositions", by_id).values()),
        ladder=tuple(rung for _, rung in sorted(keyed("ladder", lambda record: record.rung).items())),
        industries=dict(sorted(keyed("industries", by_id).items(), key=lambda pair: (pair[1].order, pair[0]))),
        workloads=keyed("workloads", by_id),
        equipment=keyed("equipment", by_id),
        packs=keyed("packs", by_id),
        phrases=loaded.phrases,
        edition=edition,
    )


_in_memory: dict[tuple[Path, str], Catalogue] = {}


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """The catalogue of a content folder (ours by default). ContentFaults lists everything wrong in it."""
    root = folder or DATA
    edition = cache.content_hash(root)
    found = _in_memory.get((root, edition)) or cache.fetch(edition)
    if not isinstance(found, Catalogue):
        loaded = read_content(root)
        loaded.faults += cycles(loaded)
        if loaded.faults:
            raise ContentFaults(loaded.faults)
        found = catalogue_of(loaded, edition)
        cache.store(edition, found)
    _in_memory[root, edition] = found
    return found


@kept
def served_catalogue() -> Catalogue:
    """The content this process serves; new editions arrive with a restart."""
    return load_catalogue()


CYCLE = Text(
    zh="前置条件绕成了圈：{ring}。请去掉其中一条 requires。",
    en="These prerequisites run in a circle: {ring}. Remove one of the requires.",
)


def cycles(loaded: Loaded) -> list[Fault]:
    """Circles among the prerequisites of initiatives: no plan could ever start them."""
    needs = {
        thing.record.id: [need.initiative for need in thing.record.requires if need.initiative]
        for thing in loaded.things["initiatives"]
        if isinstance(thing.record, Initiative)
    }
    places = {_identity(thing): thing.at("requires") for thing in loaded.things["initiatives"]}
    done: set[str] = set()
    faults: list[Fault] = []
    for start in needs:
        trail: list[tuple[str, int]] = [(start, 0)]
        while trail:
            name, index = trail.pop()
            if name in done:
                continue
            if index == len(needs.get(name, [])):
                done.add(name)
                continue
            trail.append((name, index + 1))
            following = needs[name][index]
            names = [step for step, _ in trail]
            if following in names:
                ring = " → ".join((*names[names.index(following) :], following))
                faults.append(Fault(path=places[name], message=CYCLE.format(ring=ring)))
            else:
                trail.append((following, 0))
    return faults
