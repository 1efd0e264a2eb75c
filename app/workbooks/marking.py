"""A faulty file as plain data, so that it can go back with its mistakes marked. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kit.tables import Cell
from app.kit.text import Lang
from app.workbooks.drawing import Marks
from app.workbooks.layout import Part
from app.workbooks.reading import Reading

LONGEST = 1000
"""Letters of a cell that come back."""


def mark(readings: Sequence[Reading], lang: Lang) -> dict[str, Any]:
    """By questionnaire: cells as they came, their stamps, and what is wrong. Fit for JSON."""
    return {one.part.filling.instrument.id: _marked(one, lang) for one in readings}


def _marked(reading: Reading, lang: Lang) -> dict[str, Any]:
    told = reading.rows.items()
    wrong = [fault for fault in reading.faults if not fault.key]
    strange = [
        [[_held(question), _held(row.answer), _held(row.note)], fault.message.get(lang)]
        for (row, question), fault in zip(reading.strange, wrong, strict=True)
    ]
    return {
        "cells": {key: [_held(row.answer), _held(row.note)] for key, row in told if row.answer or row.note},
        "stamps": {key: row.stamp for key, row in told if row.stamp},
        "faults": {fault.key: fault.message.get(lang) for fault in reading.faults if fault.key},
        "strange": strange,
    }


def _held(cell: Cell) -> Any:
    return cell[:LONGEST] if isinstance(cell, str) else cell if isinstance(cell, int | float) else cell and str(cell)


def marks_of(content: Mapping[str, Any], parts: Sequence[Part]) -> list[Marks]:
    """The marks of each part; a part the file did not hold comes back empty."""
    empty: dict[str, Any] = {"cells": {}, "stamps": {}, "faults": {}, "strange": ()}
    return [Marks(**content.get(part.filling.instrument.id, empty)) for part in parts]
