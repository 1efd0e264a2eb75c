"""Trades: whatever names one names one that exists, and a trade's own questionnaire is of that trade."""

from collections.abc import Iterator
from typing import Any

from app.content.checks.inspection import Inspection, Way
from app.content.library import Industry
from app.content.loader import Placed
from app.content.trades import places_of
from app.kit.text import Text

NO_TRADE = Text(
    zh="没有行业“{id}”，应为 {known} 之一；新行业请写进 industries/。",
    en='There is no trade "{id}"; use one of {known}, or add it under industries/.',
)
NO_SITE = Text(zh="至少要写一种场所。", en="A trade needs at least one kind of site.")
NO_PHRASE = Text(zh="报告里没有短句“{id}”。", en='The report has no phrase "{id}".')
NOT_OWN = Text(
    zh="问卷“{id}”与行业同名，industry 应为“{id}”。",
    en='The questionnaire "{id}" bears the name of a trade, so its industry must be "{id}".',
)
NO_PLACE = Text(
    zh="这里没有“{name}”这处文字，可写的如 levels.0.meaning、dimensions.iot.about、pilot.scope、risks.0。",
    en='There is no text at "{name}"; write it as in levels.0.meaning, dimensions.iot.about, pilot.scope or risks.0.',
)


def check_industries(inspection: Inspection) -> None:
    """Every mention of a trade, in whatever kind of content."""
    things = inspection.loaded.things
    known = {thing.record.id for thing in things["industries"] if isinstance(thing.record, Industry)}
    for thing in things["industries"]:
        if isinstance(thing.record, Industry):
            _check_industry(inspection, thing, thing.record)
    for thing, instrument in inspection.instruments:
        if instrument.id in known and instrument.industry != instrument.id:
            inspection.fault(thing.at("industry"), NOT_OWN, id=instrument.id)
    for thing in (thing for kind in things.values() for thing in kind):
        for way, id in _mentions(thing.record):
            if id not in known:
                inspection.fault(thing.at(*way), NO_TRADE, id=id, known=", ".join(sorted(known)))
        _check_places(inspection, thing)


def _check_industry(inspection: Inspection, thing: Placed, one: Industry) -> None:
    if not one.sites:
        inspection.fault(thing.at("sites"), NO_SITE)
    for key in one.phrases:
        node: Any = inspection.loaded.phrases
        for part in key.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        if not isinstance(node, Text):
            inspection.fault(thing.at("phrases", key), NO_PHRASE, id=key)


def _check_places(inspection: Inspection, thing: Placed) -> None:
    """What a trade words for itself stands for a text that is there."""
    worded = getattr(thing.record, "industry_texts", {})
    known = set(places_of(thing.record)) if worded else set()
    for trade, texts in worded.items():
        for place in texts:
            if place not in known:
                inspection.fault(thing.at("industry_texts", trade, place), NO_PLACE, name=place)


def _mentions(record: Any) -> Iterator[tuple[Way, str]]:
    """Every trade a record names, with the way to it."""
    yield from ((("industries", index), id) for index, id in enumerate(getattr(record, "industries", ())))
    if cut := getattr(record, "cut", None):
        yield from ((("cut", "industries", index), id) for index, id in enumerate(cut.industries))
    for index, pain in enumerate(getattr(record, "pains", ())):
        yield from ((("pains", index, "industries", place), id) for place, id in enumerate(pain.industries))
    for name in ("industry_weights", "industry_texts"):
        yield from (((name, id), id) for id in getattr(record, name, {}))
