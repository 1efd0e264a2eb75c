"""One named file inside a PDF, and nothing else of it: no page is read and no other attachment is touched."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from app.kit.intake.values import Unfit, Why

DEEPEST, MOST_NAMES = 12, 500
"""Of the tree of names; a report has one name at its root."""


def find_attachment(content: bytes, name: str, most: int) -> bytes | None:
    """Its bytes, at most so many; None when the PDF has none of that name. Unfit when locked, broken or a bomb."""
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Unfit(Why.LOCKED)
        found = [held for key, held in _named(reader) if key == name]
        if len(found) > 1:
            raise Unfit(Why.BROKEN)
        return _unpacked(_stream(found[0]), most) if found else None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error) as error:
        raise Unfit(Why.BROKEN) from error


def _named(reader: PdfReader) -> Iterator[tuple[str, Any]]:
    root: Any = reader.trailer["/Root"].get_object()
    names = root.get("/Names")
    tree = names.get_object().get("/EmbeddedFiles") if names is not None else None
    if tree is not None:
        yield from _leaves(tree, 0, [0])


def _leaves(node: Any, depth: int, seen: list[int]) -> Iterator[tuple[str, Any]]:
    node = node.get_object()
    if depth > DEEPEST or not isinstance(node, DictionaryObject):
        raise Unfit(Why.BROKEN)
    pairs = node.get("/Names")
    pairs = pairs.get_object() if pairs is not None else ()
    for key, held in zip(pairs[::2], pairs[1::2], strict=True):
        yield str(key.get_object()), held
        _count(seen)
    kids = node.get("/Kids")
    for kid in kids.get_object() if kids is not None else ():
        _count(seen)
        yield from _leaves(kid, depth + 1, seen)


def _count(seen: list[int]) -> None:
    seen[0] += 1
    if seen[0] > MOST_NAMES:
        raise Unfit(Why.BOMB)


def _stream(held: Any) -> StreamObject:
    files = held.get_object()["/EF"].get_object()
    stream = (files["/UF"] if "/UF" in files else files["/F"]).get_object()
    if not isinstance(stream, StreamObject):
        raise Unfit(Why.BROKEN)
    return stream


def _unpacked(stream: StreamObject, most: int) -> bytes:
    # Unpacked here up to the limit: the library would unpack all of it first.
    packing = stream.get("/Filter")
    if isinstance(packing, ArrayObject):
        packing = packing[0] if len(packing) == 1 else "/Unknown" if packing else None
    if packing not in (None, "/FlateDecode") or stream.get("/DecodeParms") is not None:
        raise Unfit(Why.BROKEN)
    raw: bytes = stream._data
    if packing is None:
        content = raw
    else:
        press = zlib.decompressobj()
        content = press.decompress(raw, most + 1)
        if len(content) <= most and not press.eof:
            raise Unfit(Why.BROKEN)
    if len(content) > most:
        raise Unfit(Why.BOMB)
    return content
