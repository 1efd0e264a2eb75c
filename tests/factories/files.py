"""Files as people send them, and as people should not: made on the spot, nothing binary in the repository."""

import zipfile
from io import BytesIO

from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

GUANGZHOU = {1: "N", 2: (23.0, 7.0, 45.0), 3: "E", 4: (113.0, 15.0, 52.0)}
_OFFICE = "application/vnd.openxmlformats-officedocument."
MAINS = {
    "docx": ("word/document.xml", f"{_OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_OFFICE}presentationml.presentation.main+xml"),
}


def photo(size: tuple[int, int] = (640, 480), form: str = "JPEG", *, turn: int = 1, gps: bool = False) -> bytes:
    """A picture, red on the left and blue on the right; `turn` is its EXIF orientation."""
    image = Image.new("RGB", size, "blue")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), fill="red")
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010F] = "CanaryPhone"
    if gps:
        exif[0x8825] = GUANGZHOU
    target = BytesIO()
    image.save(target, form, exif=exif, **({"comment": b"CanaryComment"} if form == "JPEG" else {}))
    return target.getvalue()


def paper(*, text: str = "Monthly report", secret: str = "", armed: bool = False) -> bytes:
    """A PDF of one page; `secret` locks it, `armed` gives it a script, an attachment and actions."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 400)
    drawn = DecodedStreamObject()
    drawn.set_data(f"BT /F1 18 Tf 40 300 Td ({text}) Tj ET".encode("latin-1"))
    page[NameObject("/Contents")] = writer._add_object(drawn)
    font = DictionaryObject()
    for key, value in (("/Type", "/Font"), ("/Subtype", "/Type1"), ("/BaseFont", "/Helvetica")):
        font[NameObject(key)] = NameObject(value)
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    writer.add_metadata({"/Author": "CanaryAuthor", "/Company": "CanaryFirm"})
    if armed:
        _arm(writer, page)
    if secret:
        writer.encrypt(secret, algorithm="AES-256")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _arm(writer: PdfWriter, page: DictionaryObject) -> None:
    writer.add_attachment("canary.exe", b"CanaryAttachment")
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("CanaryScript")}
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(script))
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(script)})
    notes = ArrayObject()
    for kind in ("/Link", "/FileAttachment", "/Text"):
        note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject(kind)})
        note[NameObject("/Rect")] = ArrayObject([FloatObject(10), FloatObject(10), FloatObject(90), FloatObject(90)])
        note[NameObject("/Contents")] = TextStringObject(f"Note{kind[1:]}")
        note[NameObject("/A")] = DictionaryObject(script)
        notes.append(writer._add_object(note))
    page[NameObject("/Annots")] = notes


def office(kind: str = "docx", *, more: dict[str, bytes] | None = None, types: str = "", links: str = "") -> bytes:
    """A small document in its package, with author and company; `more` parts, `types` and `links` as XML."""
    main, mime = MAINS[kind]
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Override PartName="/{main}" '
        f'ContentType="{mime}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="http://x/officeDocument" Target="{main}"/>{links}</Relationships>',
        main: "<body>订单 42</body>",
        "docProps/core.xml": "<cp><creator>CanaryAuthor</creator></cp>",
        "docProps/app.xml": "<p><Company>CanaryFirm</Company></p>",
    }
    return zipped({name: text.encode() for name, text in parts.items()} | (more or {}))


def zipped(parts: dict[str, bytes]) -> bytes:
    """Parts in a ZIP."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""
    small = bytearray(photo((2, 2), "PNG"))
    small[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    import zlib

    small[29:33] = zlib.crc32(bytes(small[12:29])).to_bytes(4, "big")
    return bytes(small)
