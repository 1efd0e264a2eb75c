"""Word files: the only door to python-docx. A manuscript is written block by block and saved once.

The library keeps the package, its parts and pictures; the body is written as XML, much faster than its tables are. It
is imported where it is used: most processes never write a Word file.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from app.kit import wordml
from app.kit.leaf import Bit, Desk, Leaf, clean
from app.kit.text import Lang
from app.kit.tokens import colour
from app.kit.wordml import SCREEN, SPACES, Faces

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT_WIDTH = 166.0
"""Millimetres between the margins of A4."""
_STILL = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the file says of itself; `author` is never a person."""

    title: str
    lang: Lang
    day: date
    subject: str = ""
    keywords: str = ""
    author: str = "Jianyun"
    program: str = "Jianyun"


def _field(code: str, shown: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    told = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f"{marks[0]}{told}{marks[1]}<w:r><w:t>{shown}</w:t></w:r>{marks[2]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the table of contents: where it leads, its level (1 or 2), its number if it has one."""

    mark: str
    title: str
    level: int = 1
    number: str = ""


class Manuscript(Leaf):
    """An A4 document being written."""

    def __init__(self, meta: Meta, *, faces: Faces = SCREEN) -> None:
        from docx import Document

        self._package = package = Document(BytesIO(_blank(faces, meta.program)))
        super().__init__(Desk(lang=meta.lang, lead=self._lead, hold=self._hold), TEXT_WIDTH)
        told, at = package.core_properties, datetime(meta.day.year, meta.day.month, meta.day.day)  # noqa: DTZ001
        told.title, told.subject, told.keywords = (
            clean(one)[:255] for one in (meta.title, meta.subject, meta.keywords)
        )
        told.author = told.last_modified_by = meta.author
        told.created = told.modified = at
        told.language, told.revision, told.comments = wordml.LANGUAGES[meta.lang], 1, ""

    def _lead(self, address: str) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE

        name: str = self._package.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return name

    def _hold(self, png: bytes) -> tuple[str, int, int]:
        name, image = self._package.part.get_or_add_image(BytesIO(png))
        return name, image.px_width, image.px_height

    def contents(self, title: str, entries: Sequence[Entry], *, note: str) -> None:
        """A table of contents Word and WPS can bring up to date; it is filled in, so that no program has to ask."""
        rows = [self._entry(entry) for entry in entries]
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        inside = "".join(rows).replace("</w:pPr>", f"</w:pPr>{begin}", 1)
        self.paragraph(title, "Contents Title")
        self.parts.append(
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
            f"</w:docPartObj></w:sdtPr><w:sdtContent>{inside}{end}</w:sdtContent></w:sdt>"
        )
        self.paragraph(note, "Source")

    def _entry(self, entry: Entry) -> str:
        number = f"<w:r><w:t>{escape(entry.number)}</w:t></w:r><w:r><w:tab/></w:r>" if entry.number else ""
        return (
            f'<w:p><w:pPr><w:pStyle w:val="TOC{entry.level}"/></w:pPr>'
            f'<w:hyperlink w:anchor="{entry.mark}" w:history="1">'
            f"{number}{self.desk.run(Bit(entry.title))}</w:hyperlink></w:p>"
        )

    def turn(self) -> None:
        """Start a page."""
        self.parts.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def running(self, head: str, foot: str) -> None:
        """The running head and foot of every page but the first; pages are counted at the right."""
        from docx.oxml import parse_xml

        section = self._package.sections[0]
        section.different_first_page_header_footer = True
        between = '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'
        count = f"<w:r><w:tab/></w:r>{_field('PAGE', '1')}{between}{_field('NUMPAGES', '1')}"
        for part, style, inside in (
            (section.header, "Header", self.desk.run(Bit(head))),
            (section.footer, "Footer", self.desk.run(Bit(foot)) + count),
        ):
            part.is_linked_to_previous = False
            element = part._element
            for child in list(element):
                element.remove(child)
            element.append(parse_xml(f'<w:p {SPACES}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'))

    def save(self) -> bytes:
        """The file; the same text gives the same bytes."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import qn

        body = self._package.element.body
        last = body.find(qn("w:sectPr"))
        for element in parse_xml(f"<w:body {SPACES}>{self.closed()}</w:body>"):
            last.addprevious(element)
        numbering = self._package.part.numbering_part.element
        _refill(numbering, wordml.numbering_xml(self.desk.lists))
        saved = BytesIO()
        self._package.save(saved)
        return _still(saved.getvalue())


def _refill(element: Any, xml: str) -> None:
    """Give a part's root the children of another."""
    from docx.oxml import parse_xml

    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def _blank(faces: Faces, program: str) -> bytes:
    return _dressed(faces, program, (colour("accent"), colour("accent-strong")))


@lru_cache(maxsize=8)
def _dressed(faces: Faces, program: str, _painted: tuple[str, str]) -> bytes:
    """The library's own template in our dress, without what it carries of others: thumbnail, theme, old styles."""
    from docx import Document
    from docx.shared import Mm

    package = Document()
    part, whole = package.part, package.part.package
    for owner, wanted in (
        (part, ("styles", "settings", "fontTable", "numbering", "theme")),
        (whole, ("officeDocument", "core", "extended")),
    ):
        for name, rel in list(owner.rels.items()):
            if not any(word in rel.reltype.rsplit("/", 1)[-1] for word in wanted) or "Effects" in rel.reltype:
                del owner.rels[name]
    _refill(package.styles.element, wordml.styles_xml(faces))
    _refill(package.settings.element, wordml.settings_xml())
    for rel in (*part.rels.values(), *whole.rels.values()):
        kind = rel.reltype.rsplit("/", 1)[-1]
        if kind in ("fontTable", "extended-properties"):
            text = wordml.fonts_xml(faces) if kind == "fontTable" else wordml.app_xml(program)
            rel.target_part._blob = text.encode()
    section = package.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(21), Mm(17)
    section.header_distance, section.footer_distance = Mm(10), Mm(8)
    saved = BytesIO()
    package.save(saved)
    return saved.getvalue()


def _still(content: bytes) -> bytes:
    """The same package without the time of day in it."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as read, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(zipfile.ZipInfo(name, _STILL), read.read(name), zipfile.ZIP_DEFLATED)
    return kept.getvalue()
