"""Papers that carry somebody's signature (PDF, OFD, XML): looked through and kept byte for byte, or refused.

Writing them anew, as other files are, would break the signature they are worth something by."""

import zipfile
import zlib
from io import BytesIO
from typing import Any
from xml.parsers import expat

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from app.kit.intake.values import Clean, Kind, Unfit, Why, read_warily

MOST_PAGES = 60
MOST_PARTS = 400
MOST_UNPACKED = 40 * 1024 * 1024
DEEPEST = 500
RUNS = frozenset(("/JavaScript", "/JS", "/Launch", "/RichMediaContent", "/XFA", "/SubmitForm", "/ImportData"))
"""Names of what acts by itself or sends something, whether as a key or as what an action is called."""
PAGES_OF_THE_WEB = frozenset(("html", "svg", "xhtml"))


def look_through(content: bytes) -> Clean:
    """The same bytes and what they are. Unfit with the reason."""
    with read_warily(content):
        return Clean(_kind_of(content), content)


def _kind_of(content: bytes) -> Kind:
    if content.startswith(b"%PDF-"):
        _read_pdf(content)
        return Kind.PDF
    if content.startswith(b"PK"):
        _read_ofd(content)
        return Kind.OFD
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        _read_xml(content)
        return Kind.XML
    raise Unfit(Why.UNKNOWN)


def _read_pdf(content: bytes) -> None:
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Unfit(Why.LOCKED)
    count = len(reader.pages)
    if not 1 <= count <= MOST_PAGES:
        raise Unfit(Why.BROKEN if count == 0 else Why.BOMB)
    _walk(reader.trailer.get("/Root"), set(), 0)


def _walk(held: Any, seen: set[int], depth: int) -> None:
    if isinstance(held, IndirectObject):
        if held.idnum in seen:
            return
        seen.add(held.idnum)
        held = held.get_object()
    if depth > DEEPEST:
        raise Unfit(Why.BROKEN)
    inside = held.values() if isinstance(held, DictionaryObject) else held if isinstance(held, ArrayObject) else ()
    if isinstance(held, DictionaryObject) and (RUNS & held.keys() or held.get("/S") in RUNS):
        raise Unfit(Why.MACROS)
    for value in inside:
        _walk(value, seen, depth + 1)


def _read_ofd(content: bytes) -> None:
    """GB/T 33190: a ZIP with OFD.xml at its root."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            _read_parts(parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error) as error:
        raise Unfit(Why.BROKEN) from error


def _read_parts(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNPACKED:
        raise Unfit(Why.BOMB)
    if "OFD.xml" not in parts.namelist():
        raise Unfit(Why.UNKNOWN)
    for info in infos:
        body = parts.read(info)  # to the end: it proves the size that was declared
        if info.filename.casefold().endswith(".xml"):
            _parse(body)


def _read_xml(content: bytes) -> None:
    if _parse(content).rpartition(" ")[2].casefold() in PAGES_OF_THE_WEB:
        raise Unfit(Why.UNKNOWN)


def _parse(body: bytes) -> str:
    """The name of the root. Unfit for a document type, by which entities would come in."""
    names: list[str] = []

    def start(name: str, _given: dict[str, str]) -> None:
        if not names:
            names.append(name)

    def refuse(*_: object) -> None:
        raise Unfit(Why.MACROS)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise Unfit(Why.BROKEN) from error
    return names[0]
