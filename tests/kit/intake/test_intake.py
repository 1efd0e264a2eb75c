"""Files from outside: what comes in is what people see; what lies, acts, hides or explodes stays out."""

import subprocess
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from app.kit.errors import Unavailable
from app.kit.intake.apart import take_in_apart
from app.kit.intake.kinds import take_in
from app.kit.intake.values import Kind, Unfit, Why
from tests.factories.files import office, paper, photo, png_header, zipped

BROWSER_SCRIPT = b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert('CanaryScript')"


def why(content: bytes) -> Why:
    with pytest.raises(Unfit) as refused:
        take_in(content)
    return refused.value.why


def picture(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def test_photo_comes_in_upright_small_and_silent() -> None:
    sent = photo((4000, 3000), turn=6, gps=True)
    assert b"CanaryPhone" in sent and b"CanaryComment" in sent
    clean = take_in(sent)
    kept = picture(clean.content)
    assert clean.kind is Kind.JPEG and kept.size == (1800, 2400), "turned a quarter, long side 2400"
    assert kept.getpixel((900, 100))[0] > 200 > 60 > kept.getpixel((900, 100))[2], "red came to the top"
    assert not kept.getexif() and "icc_profile" not in kept.info and "comment" not in kept.info
    assert b"Canary" not in clean.content and b"Exif" not in clean.content
    assert max(picture(clean.thumb).size) == 320


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_orientation_ends_upright(turn: int) -> None:
    upright = Image.open(BytesIO(photo((40, 20), turn=turn)))
    from PIL import ImageOps

    expected = ImageOps.exif_transpose(upright)
    kept = picture(take_in(photo((40, 20), turn=turn)).content)
    assert kept.size == expected.size
    for spot in ((2, 2), (kept.width - 3, kept.height - 3)):
        assert (kept.getpixel(spot)[0] > 128) == (expected.getpixel(spot)[0] > 128)


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "1", "CMYK", "I;16", "LA"])
def test_pictures_of_any_mode_come_in(mode: str) -> None:
    target = BytesIO()
    Image.new(mode, (30, 20)).save(target, "JPEG" if mode == "CMYK" else "PNG")
    assert take_in(target.getvalue()).kind.is_picture


def test_same_bytes_in_same_bytes_out() -> None:
    for sent in (photo(), photo(form="PNG"), photo(form="WEBP"), paper(), office("xlsx")):
        assert take_in(sent) == take_in(sent)


def test_what_stands_behind_or_inside_a_picture_is_gone() -> None:
    behind = photo() + b"<script>CanaryScript</script>" + zipped({"a.js": b"x"})
    inside = photo(form="PNG") + b"<?php CanaryScript ?>"
    for sent in (behind, inside):
        assert b"Canary" not in take_in(sent).content and b"PK\x03\x04" not in take_in(sent).content
    assert why(BROWSER_SCRIPT) is Why.UNKNOWN


def test_picture_bombs_are_refused_before_decoding() -> None:
    assert why(png_header(20_000, 20_000)) is Why.PIXELS
    assert why(png_header(10_000, 10_000)) is Why.PIXELS
    assert why(png_header(2_000_000, 31)) is Why.PIXELS


def test_cut_short_empty_and_tiny_files_are_refused() -> None:
    whole = photo((900, 700))
    assert why(b"") is Why.EMPTY
    assert why(b"x") is Why.UNKNOWN
    assert why(whole[: len(whole) // 2]) is Why.BROKEN
    assert why(b"\xff\xd8\xff") in (Why.BROKEN, Why.UNKNOWN)
    assert why(paper()[:300]) is Why.BROKEN
    assert why(office()[:200]) is Why.BROKEN


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Why.UNKNOWN),
        (b"<!doctype html><script>alert(1)</script>", Why.UNKNOWN),
        (b"MZ\x90\x00" + b"\0" * 200, Why.UNKNOWN),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, Why.HEIC),
        (zipped({"readme.txt": b"hello"}), Why.UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Why.UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, Why.LOCKED),
        (b"MZ" + b"\0" * 60 + office(), Why.UNKNOWN),
    ],
)
def test_other_kinds_are_named(content: bytes, reason: Why) -> None:
    assert why(content) is reason


def test_pdf_loses_scripts_attachments_actions_and_author_and_keeps_its_page() -> None:
    sent = paper(armed=True)
    assert all(word in sent for word in (b"CanaryScript", b"CanaryAuthor", b"CanaryAttachment"))
    clean = take_in(sent)
    read = PdfReader(BytesIO(clean.content))
    assert "Monthly report" in read.pages[0].extract_text()
    assert not read.attachments and not (read.metadata or {}).get("/Author")
    for trace in (b"Canary", b"/JS", b"/JavaScript", b"/AA", b"/OpenAction", b"/EmbeddedFile", b"NoteLink"):
        assert trace not in clean.content
    assert [note.get_object()["/Subtype"] for note in read.pages[0]["/Annots"]] == ["/Text"]


def test_photos_inside_a_pdf_lose_their_place_too() -> None:
    target = BytesIO()
    exif = Image.open(BytesIO(photo(gps=True))).getexif()
    Image.open(BytesIO(photo())).save(target, "PDF")
    plain = target.getvalue()
    start = plain.index(b"\xff\xd8")
    assert exif and b"Exif" not in take_in(plain).content and start
    assert PdfReader(BytesIO(take_in(plain).content)).pages[0].images[0].image.size == (640, 480)


def test_locked_pdf_is_refused_also_with_an_empty_password() -> None:
    assert why(paper(secret="open sesame")) is Why.LOCKED


def test_zip_that_is_also_a_pdf_is_one_thing_only() -> None:
    both = paper() + zipped({"canary.js": b"CanaryScript"})
    assert b"PK\x03\x04" not in take_in(both).content


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_office_file_loses_author_company_and_what_stands_around_it(kind: str) -> None:
    clean = take_in(office(kind, more={"word/media/image1.jpg": photo(gps=True), "docProps/thumbnail.jpeg": b"x"}))
    assert clean.kind == kind
    with zipfile.ZipFile(BytesIO(clean.content)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
        assert not package.comment and {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert picture(package.read("word/media/image1.jpg")).size == (640, 480)
    assert "订单 42".encode() in everything and b"Canary" not in everything and b"Exif" not in everything


_XLSX = office("xlsx")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (office(more={"word/vbaProject.bin": b"macro"}), Why.MACROS),
        (office(types='<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'), Why.MACROS),
        (office("xlsx", more={"xl/macrosheets/sheet1.xml": b"<x/>"}), Why.MACROS),
        (office(more={"word/activeX/activeX1.bin": b"x"}), Why.MACROS),
        (office(more={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), Why.EMBEDDED),
        (office(more={"word/media/image1.png": b"MZ\x90"}), Why.EMBEDDED),
        (office(more={"word/embeddings/book.xlsx": office("xlsx", more={"xl/vbaProject.bin": b"m"})}), Why.MACROS),
        (office(more={"word/embeddings/a.xlsx": office("xlsx", more={"xl/embeddings/b.xlsx": _XLSX})}), Why.EMBEDDED),
        (office(links='<Relationship Type="http://x/attachedTemplate" TargetMode="External" Target="h"/>'), Why.LINKED),
        (office(more={"word/document2.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), Why.BROKEN),
        (office(more={"word/document2.xml": "<!DOCTYPE a>".encode("utf-16")}), Why.BROKEN),
        (office(more={"../../etc/passwd": b"x"}), Why.BROKEN),
        (office(more={"word/zeros.xml": b"0" * 30_000_000}), Why.BOMB),
        (office(more={f"word/p{n}.xml": b"" for n in range(4001)}), Why.BOMB),
    ],
    ids=lambda value: value if isinstance(value, Why) else "",
)
def test_office_files_that_act_link_or_explode_are_refused(content: bytes, reason: Why) -> None:
    assert why(content) is reason


def test_office_file_may_link_to_pages_and_hold_the_figures_of_a_chart() -> None:
    link = '<Relationship Type="http://x/relationships/hyperlink" TargetMode="External" Target="https://firm.example"/>'
    assert take_in(office(links=link)).kind is Kind.DOCX
    assert take_in(office("pptx", more={"ppt/embeddings/book.xlsx": office("xlsx")})).kind is Kind.PPTX


def test_package_with_a_lying_size_or_a_lock_is_refused() -> None:
    lying = bytearray(office(more={"word/a.xml": b"A" * 5000}))
    place = lying.rindex(b"word/a.xml") - 46 + 24
    lying[place : place + 4] = (10).to_bytes(4, "little")
    assert why(bytes(lying)) in (Why.BROKEN, Why.BOMB)
    locked = bytearray(office())
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert why(bytes(locked)) is Why.LOCKED


def test_reading_apart_gives_the_same_and_survives_a_hungry_file(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = photo(gps=True)
    assert take_in_apart(sent) == take_in(sent)
    for content, reason in ((png_header(20_000, 20_000), Why.PIXELS), (b"", Why.EMPTY), (paper()[:90], Why.BROKEN)):
        with pytest.raises(Unfit) as refused:
            take_in_apart(content)
        assert refused.value.why is reason


def test_slow_files_cannot_take_every_place(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.kit.intake import apart

    begun, may_end = threading.Semaphore(0), threading.Event()

    def slow(*_args: object, **_how: object) -> subprocess.CompletedProcess[bytes]:
        begun.release()
        assert may_end.wait(20)
        return subprocess.CompletedProcess([], 1, b"")

    monkeypatch.setattr(apart.subprocess, "run", slow)
    with ThreadPoolExecutor(2) as pool:
        busy = [pool.submit(take_in_apart, b"x") for _ in range(2)]
        try:
            assert begun.acquire(timeout=10) and begun.acquire(timeout=10)
            monkeypatch.setattr(apart, "PATIENCE", 0.05)
            with pytest.raises(Unavailable):
                take_in_apart(b"y")
        finally:
            may_end.set()
        assert all(isinstance(one.exception(), Unfit) for one in busy)


@pytest.mark.parametrize(
    ("act", "reason"),
    [("while True: pass", Why.SLOW), ("held = bytearray(2 << 30)", Why.BOMB), ("import os; os._exit(3)", Why.BROKEN)],
)
def test_limits_hold_in_the_child(act: str, reason: Why, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.kit.intake import apart

    script = "import app.kit.intake.apart as a, app.kit.intake.kinds as k; a.SECONDS = 1\n"
    script += f"def bad(content):\n    {act}\nk.take_in = bad\na.serve()"
    run = apart.subprocess.run
    monkeypatch.setattr(apart.subprocess, "run", lambda args, **how: run([args[0], "-c", script], **how))
    with pytest.raises(Unfit) as refused:
        take_in_apart(b"anything")
    assert refused.value.why is reason
