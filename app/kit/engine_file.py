"""Shorter ways to write a file: every object is put into bytes once, and contexts of the drawing cost no generator."""

import zlib
from functools import lru_cache
from hashlib import md5
from math import ceil, log
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.pdf.stream import Stream

_write_out = pydyf._to_bytes
_write_all = pydyf.PDF.write
LEVEL = 7
"""Of compression: two thirds of the time of 9 for half a percent more bytes."""


class _Marked:
    """A piece of the page that an element of the structure owns; what stands in a page's margins is decoration."""

    __slots__ = ("_open", "_stream")

    def __init__(self, stream: Any, box: Any, tag: str) -> None:
        tags = stream._tags
        self._stream, self._open = stream.stream, tags is not None
        if tags is None:
            return
        if isinstance(box, TextBox) and not box.text.strip():  # nothing is drawn
            self._open = False
            return
        if box.element is None:
            self._stream.append(b"/Artifact <</Type/Pagination>> BDC")
            return
        mcid = len(tags)
        tags[box] = {"tag": tag, "mcid": mcid}
        self._stream.append(b"/%b <</MCID %d>> BDC" % (tag.encode(), mcid))

    def __enter__(self) -> None:
        return

    def __exit__(self, *_: object) -> None:
        if self._open:
            self._stream.append(b"EMC")


class _Artifact:
    """A piece of the page that is decoration."""

    __slots__ = ("_stream",)

    def __init__(self, stream: Any) -> None:
        self._stream = stream if stream._tags is not None else None

    def __enter__(self) -> None:
        if self._stream is not None:
            self._stream.stream.append(b"/Artifact BMC")

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.stream.append(b"EMC")


class _Stacked:
    """A state of the drawing that is left as it was found."""

    __slots__ = ("_stream",)

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __enter__(self) -> None:
        self._stream.push_state()

    def __exit__(self, *_: object) -> None:
        self._stream.pop_state()


def _mark(stream: Any, box: Any, tag: str) -> _Marked:
    return _Marked(stream, box, tag)


def _artifact(stream: Any) -> _Artifact:
    return _Artifact(stream)


def _stacked(stream: Any) -> _Stacked:
    return _Stacked(stream)


@lru_cache(maxsize=4096)
def _written(number: float) -> bytes:
    return _write_out(number)  # type: ignore[no-any-return]


def _to_bytes(item: Any) -> bytes:
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is str:
        return item.encode("ascii")  # type: ignore[no-any-return]
    if kind is int:
        return b"%d" % item
    return _written(item) if kind is float else _write_out(item)


def _stream_data(stream: Any) -> bytes:
    content = b"\n".join(map(_to_bytes, stream.stream))
    extra = pydyf.Dictionary(stream.extra)
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
        content = zlib.compress(content, LEVEL)
    extra["Length"] = len(content)
    # After a content that ends in half a line break the whole break belongs to the file: validators count it so.
    end = b"\r\nendstream" if content.endswith(b"\r") else b"\nendstream"
    return b"".join((extra.data, b"\nstream\n", content, end))


def _write(pdf: Any, output: Any, version: Any = b"1.7", identifier: Any = False, compress: bool = False) -> None:
    """As WeasyPrint writes files of small objects in one compressed stream; others are left to it."""
    version = _to_bytes(version or b"1.7")
    if not compress or version < b"1.5" or not isinstance(identifier, bool):
        _write_all(pdf, output, version, identifier, compress)
        return
    if pdf.info:
        pdf.add_object(pdf.info)
    pdf.write_line(b"%PDF-" + version, output)
    pdf.write_line(b"%\xf0\x9f\x96\xa4", output)
    digest, small = md5(usedforsecurity=False), []
    for item in pdf.objects:
        if item.free != "f":
            data = item.data
            digest.update(data)
            if item.compressible:
                small.append((item, data))
            else:
                item.offset = pdf.current_position
                pdf.write_line(b"%d %d obj\n%b\nendobj" % (item.number, item.generation, data), output)
    pack = _pack(pdf, small, output)
    _close(pdf, pack, output, digest.hexdigest() if identifier else None)


def _pack(pdf: Any, small: list[tuple[Any, bytes]], output: Any) -> Any:
    """The stream that holds all small objects."""
    places, position = [], 0
    for item, data in small:
        places.append(b"%d %d" % (item.number, position))
        position += len(data) + 1
    head = b" ".join(places)
    extra = {"Type": "/ObjStm", "N": len(small), "First": len(head) + 1}
    pack = pydyf.Stream([head, *(data for _, data in small)], extra, True)
    pack.offset = pdf.current_position
    pdf.add_object(pack)
    pdf.write_line(pack.indirect, output)
    return pack


def _close(pdf: Any, pack: Any, output: Any, name: str | None) -> None:
    """Where every object stands, and the end of the file."""
    lines, packed = [], 0
    for item in pdf.objects:
        if item.compressible:
            lines.append((2, pack.number, packed))
            packed += 1
        else:
            lines.append((int(bool(item.number)), item.offset, item.generation))
    lines.append((1, pdf.current_position, 0))
    sizes = 1, ceil(log(pdf.current_position + 1, 256)), ceil(log(max(65535, packed) + 1, 256))
    table = b"".join(value.to_bytes(size, "big") for line in lines for size, value in zip(sizes, line, strict=True))
    extra = {
        "Type": "/XRef",
        "Index": pydyf.Array((0, len(lines))),
        "W": pydyf.Array(sizes),
        "Size": len(lines),
        "Root": pdf.catalog.reference,
    }
    if pdf.info:
        extra["Info"] = pdf.info.reference
    if name:
        extra["ID"] = pydyf.Array((pydyf.String(name).data, pydyf.String(name).data))
    end = pydyf.Stream([table], extra, True)
    pdf.xref_position = end.offset = pdf.current_position
    pdf.add_object(end)
    pdf.write_line(end.indirect, output)
    for line in (b"startxref", b"%d" % pdf.xref_position, b"%%EOF"):
        pdf.write_line(line, output)


WAYS: tuple[tuple[Any, str, Any], ...] = (
    (pydyf, "_to_bytes", _to_bytes),
    (pydyf.Stream, "data", property(_stream_data)),
    (pydyf.PDF, "write", _write),
    (Stream, "marked", _mark),
    (Stream, "artifact", _artifact),
    (Stream, "stacked", _stacked),
)
