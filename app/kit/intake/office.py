"""Office files from outside (docx, xlsx, pptx): measured before unpacking, packed anew without authors or programs."""

import re
import zipfile
import zlib
from io import BytesIO

from app.kit.intake.photos import bare_jpeg
from app.kit.intake.values import Clean, Kind, Unfit, Why

MOST_PARTS = 4000
MOST_BYTES = 120 * 1024 * 1024
MOST_RATIO = 250
"""Sheets of equal cells shrink a hundredfold; beyond this somebody wants to fill our memory."""
_START = b"PK\x03\x04"
_MAIN = {
    b"wordprocessingml.document.main+xml": Kind.DOCX,
    b"spreadsheetml.sheet.main+xml": Kind.XLSX,
    b"presentationml.presentation.main+xml": Kind.PPTX,
}
_ALIVE = re.compile(rb"macroEnabled|vbaProject|vbaData|activeX|macrosheet|ms-excel\.intlmacrosheet", re.IGNORECASE)
_ALIVE_PART = re.compile(r"(^|/)(vba|activex|macrosheets|ctrlProps|customUI)", re.IGNORECASE)
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.DOTALL)
_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_TO_PAGE = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_THUMB = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*/metadata/thumbnail[\"'][^>]*/>", re.DOTALL)
_PROPERTIES = "http://schemas.openxmlformats.org/"
BLANK = {
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PROPERTIES}package/2006/metadata/core-properties"/>',
    "docProps/app.xml": f'<Properties xmlns="{_PROPERTIES}officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{_PROPERTIES}officeDocument/2006/custom-properties"/>',
}
"""Who wrote it, for which company, with what: these parts stay, empty, since other parts point at them."""


def clean_office(content: bytes, *, inner: bool = False) -> Clean:
    """The same document in a fresh package. Unfit when it is no such document, is alive, locked, linked or a bomb."""
    if not content.startswith(_START):  # nothing may stand before the first part
        raise Unfit(Why.UNKNOWN)
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _measure(package)
            kind = _kind_of(package)
            return Clean(kind, _packed(package, inner))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise Unfit(Why.BROKEN) from error


def _measure(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unfit(Why.LOCKED)
    names = [part.filename.casefold() for part in parts]
    if len(set(names)) < len(names) or any(_is_stray(part.filename) for part in parts):
        raise Unfit(Why.BROKEN)
    packed = sum(part.compress_size for part in parts)
    whole = sum(part.file_size for part in parts)
    dense = any(part.file_size > 1024 * 1024 and part.file_size > MOST_RATIO * part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or whole > MOST_BYTES or dense or whole > MOST_RATIO * max(packed, 4096):
        raise Unfit(Why.BOMB)


def _is_stray(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name or ":" in name or "\x00" in name


def _kind_of(package: zipfile.ZipFile) -> Kind:
    if "[Content_Types].xml" not in package.namelist():
        raise Unfit(Why.UNKNOWN)
    types = _read(package, package.getinfo("[Content_Types].xml"))
    if _ALIVE.search(types) or any(_ALIVE_PART.search(name) for name in package.namelist()):
        raise Unfit(Why.MACROS)
    for main, kind in _MAIN.items():
        if main in types:
            return kind
    raise Unfit(Why.UNKNOWN)


def _packed(package: zipfile.ZipFile, inner: bool) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fresh:
        for part in package.infolist():
            if not part.is_dir() and not part.filename.startswith("docProps/thumbnail"):
                written = zipfile.ZipInfo(part.filename)  # without the hour it was made
                written.compress_type = zipfile.ZIP_DEFLATED
                fresh.writestr(written, _cleaned(part.filename, _read(package, part), inner))
    return target.getvalue()


def _read(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    # A header may lie about its size: no more is read than it says.
    with package.open(part) as source:
        content = source.read(part.file_size + 1)
    if len(content) != part.file_size:
        raise Unfit(Why.BOMB)
    return content


def _cleaned(name: str, content: bytes, inner: bool) -> bytes:
    lower = name.casefold()
    if name in BLANK:
        return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + BLANK[name].encode()
    if lower.endswith((".xml", ".rels", ".vml")):
        return _cleaned_xml(lower, content)
    if lower.endswith((".jpg", ".jpeg")):
        return bare_jpeg(content)
    if "/embeddings/" in lower:
        if inner or not lower.endswith((".docx", ".xlsx", ".pptx")):
            raise Unfit(Why.EMBEDDED)
        return clean_office(content, inner=True).content  # the figures behind a chart
    if content.startswith((b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"%PDF-")):
        raise Unfit(Why.EMBEDDED)
    return content


def _cleaned_xml(name: str, content: bytes) -> bytes:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _ENTITY.search(content):
        raise Unfit(Why.BROKEN)  # Office writes neither; both hide things from a reader of bytes
    if not name.endswith(".rels"):
        return content
    for link in _LINK.findall(content):
        if _OUTSIDE.search(link) and not _TO_PAGE.search(link):
            raise Unfit(Why.LINKED)
    return _THUMB.sub(b"", content)
