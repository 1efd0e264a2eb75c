"""The last touches before a PDF is written: PDF/A-3a and PDF/UA-1 at once, which the engine offers one at a time."""

from typing import Any

import pydyf  # type: ignore[import-untyped]

_UA = (
    b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1</pdfuaid:part>'
    b'</rdf:Description><rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    b'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    b'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" '
    b'rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 this file conforms to</pdfaProperty:description></rdf:li></rdf:Seq>"
    b"</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"
)
"""That the file is PDF/UA-1, and, as PDF/A asks of every property outside its own list, what that property is."""


_TRUETYPE = b"\0\1\0\0"
_NO_NAMES = b"\0\0\0\0\0\6"
"""A table of names in its oldest form, with none in it."""
_NO_NAMES_SUM = b"\0\6\0\0"


def to_archive(_document: Any, pdf: Any) -> None:
    """A finisher for `write_pdf`: metadata readable without decompressing, both standards named, no names in fonts."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and _is_font(item.stream):
            item.stream = [nameless(item.stream[0])]
        if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/Metadata":
            item.compress = False
            item.stream = [part.replace(b"</rdf:RDF>", _UA) for part in item.stream]
    if files := pdf.catalog.get("AF"):
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(files))  # the engine names each file twice


def _is_font(stream: list[Any]) -> bool:
    return len(stream) == 1 and isinstance(stream[0], bytes) and stream[0].startswith(_TRUETYPE)


def nameless(font: bytes) -> bytes:
    """A TrueType font whose table of names is empty: paper has no use for who made it, of the same length."""
    count = int.from_bytes(font[4:6], "big")
    for place in range(12, 12 + 16 * count, 16):
        if font[place : place + 4] == b"name":
            start, size = (int.from_bytes(font[place + at : place + at + 4], "big") for at in (8, 12))
            entry = b"name" + _NO_NAMES_SUM + font[place + 8 : place + 16]
            font = font[:place] + entry + font[place + 16 :]
            return font[:start] + _NO_NAMES.ljust(size, b"\0") + font[start + size :]
    return font
