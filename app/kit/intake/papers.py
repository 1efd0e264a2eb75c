"""PDF from outside: its pages, written into a new file without anything that acts, hides or tells about its author."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from app.kit.intake.photos import bare_jpeg
from app.kit.intake.values import Clean, Kind, Unfit, Why

MOST_PAGES = 400
ACTS = frozenset(
    ("/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/URI", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Metadata",
     "/PieceInfo", "/LastModified", "/OPI", "/RichMediaContent", "/StructParents")
)  # fmt: skip
"""Names that start something, carry a file, or tell who made it, wherever they stand; no resource is called so."""
SHOWN = frozenset(
    ("/Widget", "/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Stamp", "/Ink", "/Line",
     "/Square", "/Circle", "/Polygon", "/PolyLine", "/Caret", "/Watermark")
)  # fmt: skip
"""Annotations that are only drawn; links, attachments, films and sounds are left behind."""


def clean_paper(content: bytes) -> Clean:
    """The pages and nothing else. Unfit when locked, broken, or too many pages."""
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Unfit(Why.LOCKED)
    count = len(reader.pages)
    if count == 0:
        raise Unfit(Why.BROKEN)
    if count > MOST_PAGES:
        raise Unfit(Why.BOMB)
    first = _rewritten(reader)
    # Twice: what the first copy no longer points at is not in the second at all.
    return Clean(Kind.PDF, _rewritten(PdfReader(BytesIO(first))))


def _rewritten(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        added = writer.add_page(page)
        added.pop("/B", None)
        _keep_drawn(added)
    for held in writer._objects:
        _disarm(held, depth=0)
    writer.metadata = None
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _keep_drawn(page: DictionaryObject) -> None:
    notes = page.get("/Annots")
    notes = notes.get_object() if notes is not None else None
    if not isinstance(notes, ArrayObject):
        page.pop("/Annots", None)
        return
    kept = ArrayObject()
    for note in notes:
        drawn = note.get_object()
        if isinstance(drawn, DictionaryObject) and drawn.get("/Subtype") in SHOWN:
            for name in ("/A", "/Parent", "/Popup", "/IRT", "/RC", "/T", "/FS"):
                drawn.pop(name, None)
            kept.append(note)
    page[NameObject("/Annots")] = kept


def _disarm(held: Any, depth: int) -> None:
    if depth > 60:
        raise Unfit(Why.BROKEN)
    if isinstance(held, StreamObject):
        _disarm_stream(held)
    if isinstance(held, DictionaryObject):
        for name in ACTS & held.keys():
            del held[name]
    inside = held.values() if isinstance(held, DictionaryObject) else held if isinstance(held, ArrayObject) else ()
    for value in inside:
        if not isinstance(value, IndirectObject):
            _disarm(value, depth + 1)


def _disarm_stream(held: StreamObject) -> None:
    for name in ("/F", "/FFilter", "/FDecodeParms", "/Ref"):  # its data would be in another file
        held.pop(name, None)
    if held.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        held._data = bare_jpeg(held._data)
