"""What a file of ours may not hold, whatever people typed: formulas, markup, ways out of the folder it is opened in."""

import csv
import io
import json
import re
from collections.abc import Iterator
from zipfile import ZipFile

from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

SIGNS = ("=", "+", "-", "@", " =", "\t=", "＝", "＋", "－", "＠")
"""What makes a spreadsheet compute, or is read as such by one of another keyboard."""
CLOSED = ("same-origin", "no-referrer")
NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")
FORMULA = re.compile(rb"<f[ >]|<definedName[^>]*>[^<]*\||<ddeLink|<externalReference|oleLink")
LINK = re.compile(rb"<Relationship [^>]*>")
AIM = re.compile(rb' Target="([^"]*)"')
ACTIVE = (b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile")
UNSAFE = set('\\/:*?"<>|\u202e\u2066\u200b\r\n\t\0')


def faults_of(answer: TestResponse, *, inline: bool = False) -> list[str]:
    """What is wrong with a download: its headers, its name, and what is in it."""
    headers = answer.headers
    found = [f"without {name}" for name in ("Content-Security-Policy", "Cache-Control") if name not in headers]
    if headers.get("X-Content-Type-Options") != "nosniff" or headers.get("Referrer-Policy") not in CLOSED:
        found.append("sniffed at, or its address goes on")
    if "no-store" not in headers.get("Cache-Control", ""):
        found.append("kept by caches")
    kind, options = parse_options_header(answer.headers.get("Content-Disposition", ""))
    name = options.get("filename", "")
    if not inline and (kind != "attachment" or not name):
        found.append(f"shown in place: {kind!r} {name!r}")
    if set(name) & UNSAFE or len(name) > 120 or name.strip(" .") != name:
        found.append(f"called {name!r}")
    return found + list(faults_in_file(answer.mimetype, answer.data))


def faults_in_file(kind: str, content: bytes) -> Iterator[str]:
    """What is wrong inside, by media type or the ending of a name; archives are opened."""
    if kind.endswith("csv"):
        yield from _in_csv(content)
    elif kind.endswith("json"):
        json.loads(content)
    elif kind.endswith("pdf"):
        yield from (f"active: {word!r}" for word in ACTIVE if word in content)
    elif content[:2] == b"PK":
        yield from _in_zip(content, office="officedocument" in kind or kind.endswith(("xlsx", "docx", "pptx")))


def _in_csv(content: bytes) -> Iterator[str]:
    csv.field_size_limit(2**24)  # exports hold whole reports in a cell
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        for cell in row:
            if cell.lstrip(" ").startswith(SIGNS) and not NUMBER.fullmatch(cell):
                yield f"computed: {cell[:40]!r}"


def _in_zip(content: bytes, *, office: bool) -> Iterator[str]:
    with ZipFile(io.BytesIO(content)) as parcel:
        held = {name: parcel.read(name) for name in parcel.namelist()}
        if len({name.casefold() for name in held}) != len(parcel.infolist()):
            yield "two files of one name"
    for name, inside in held.items():
        if ".." in name or name.startswith("/") or set(name) & (UNSAFE - {"/"}):
            yield f"a file called {name!r}"
        look = _in_part if office else faults_in_file
        yield from (f"{name}: {fault}" for fault in look(name, inside))


def _in_part(name: str, inside: bytes) -> Iterator[str]:
    if FORMULA.search(inside) or b"<img src=x" in inside or "vbaProject" in name or "externalLink" in name:
        yield "computes or acts"
    outwards = [one for one in LINK.findall(inside) if b'TargetMode="External"' in one]
    aims = [found[1] for one in outwards if (found := AIM.search(one))]
    yield from (f"leads to {aim!r}" for aim in aims if not aim.startswith((b"http://", b"https://", b"mailto:")))


def holds(answer: TestResponse, word: str) -> bool:
    """Whether the word can be read in a download."""
    if answer.data[:2] != b"PK":
        return word.encode() in answer.data
    with ZipFile(io.BytesIO(answer.data)) as parcel:
        return any(word.encode() in parcel.read(name) for name in parcel.namelist())
