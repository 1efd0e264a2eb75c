"""Content as one trade sees it: what its questionnaire does not ask falls away, and texts speak of the trade."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.content.lenses import Capability, Dimension, Lens
from app.content.library import Initiative
from app.content.schema import Instrument, Record
from app.kit.text import Text

LISTS: Mapping[str, str] = {"dimensions": "id", "capabilities": "id", "levels": "level", "pains": "id", "gates": "id"}
"""Lists of a lens, and the field their members are called by in a place such as `levels.2.meaning`."""
_fitted: dict[tuple[int, int], tuple[Lens, Instrument, Lens]] = {}


def fit_lens(lens: Lens, instrument: Instrument) -> Lens:
    """The lens with only what this questionnaire can answer, in the words of its trade; the same object every time.

    A points lens keeps every read: its maxima must add up, so a question that is not there is a fault, not a gap.
    """
    key = (id(lens), id(instrument))
    found = _fitted.get(key)
    if found is None or found[0] is not lens or found[1] is not instrument:
        if len(_fitted) > 64:
            _fitted.clear()
        fitted = _fit(lens, instrument)
        found = _fitted[key] = (lens, instrument, fitted)
        _fitted[id(fitted), id(instrument)] = (fitted, instrument, fitted)
    return found[2]


def _fit(lens: Lens, instrument: Instrument) -> Lens:
    known = {question.id for question in instrument.questions}
    texts = lens.industry_texts.get(instrument.industry or "", {})
    kept = lens.dimensions if lens.combine == "points" else tuple(_kept(lens.dimensions, known))
    pains = tuple(pain for pain in lens.pains if not pain.industries or instrument.industry in pain.industries)
    changes = {"dimensions": kept, "pains": pains, "industry_texts": {}}
    fitted: Lens = _worded(lens.model_copy(update=changes), "", texts)
    return fitted


def _kept(dimensions: tuple[Dimension, ...], known: set[str]) -> Iterator[Dimension]:
    for dimension in dimensions:
        capabilities = tuple(_answerable(dimension.capabilities, known))
        if capabilities:
            yield dimension.model_copy(update={"capabilities": capabilities})


def _answerable(capabilities: tuple[Capability, ...], known: set[str]) -> Iterator[Capability]:
    for capability in capabilities:
        reads = tuple(read for read in capability.reads if read.question in known)
        if reads:
            yield capability.model_copy(update={"reads": reads})


def word_initiative(initiative: Initiative, trade: str) -> Initiative:
    """The initiative in the words of a trade; the same object when the trade has none of its own."""
    texts = initiative.industry_texts.get(trade, {})
    worded: Initiative = _worded(initiative, "", texts)
    return worded


def places_of(record: Any, prefix: str = "") -> Iterator[str]:
    """Places whose text a trade may word for itself: `about`, `levels.0.meaning`, `pilot.scope`, `risks.0`.

    A place starts at the innermost list: `capabilities.design.title`, in whichever dimension that capability is.
    """
    for name in type(record).model_fields:
        for key, item in _items(name, getattr(record, name)):
            if isinstance(item, Text):
                yield f"{prefix}{key}"
            else:
                yield from places_of(item, f"{key}.")


def _items(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """(place, text or record) of what a field holds; members of lists go by their id, or else by their number."""
    if isinstance(value, Text | Record):
        yield name, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if isinstance(item, Text | Record):
                yield f"{name}.{getattr(item, LISTS[name]) if name in LISTS else index}", item


def _worded(record: Any, prefix: str, texts: Mapping[str, Text]) -> Any:
    if not texts:
        return record
    changes: dict[str, Any] = {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        new = [
            texts.get(f"{prefix}{key}", item) if isinstance(item, Text) else _worded(item, f"{key}.", texts)
            for key, item in _items(name, value)
        ]
        if new:
            changes[name] = tuple(new) if isinstance(value, tuple) else new[0]
    return record.model_copy(update=changes)
