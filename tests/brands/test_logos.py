"""Logos: what can be seen comes in as a small PNG; what lies, acts, hides or explodes stays out."""

import gzip
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from app.kit.intake.apart import take_in_logo_apart
from app.kit.intake.logos import LONG_SIDE, MOST_BYTES, SMALL_BYTES, SMALL_SIDE, take_in_logo
from app.kit.intake.values import Clean, Kind, Unfit, Why
from tests.factories.files import paper, photo, png_header, zipped
from tests.factories.logos import logo

SVG = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="http://127.0.0.1:9/x"/><text>&a;</text></svg>"""


def why(content: bytes, take: Callable[[bytes], Clean] = take_in_logo) -> Why:
    with pytest.raises(Unfit) as refused:
        take(content)
    return refused.value.why


def picture(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def flat_png(side: int) -> bytes:
    """A whole PNG of one colour, tiny for its size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
    row = b"\0" * (1 + (side + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGBA")],
)
def test_a_logo_of_any_kind_becomes_a_small_png(form: str, mode: str) -> None:
    clean = take_in_logo(logo((2600, 900), form, mode=mode))
    kept, small = picture(clean.content), picture(clean.thumb)
    assert clean.kind is Kind.PNG and (kept.format, small.format) == ("PNG", "PNG")
    assert max(kept.size) == LONG_SIDE <= 1600 and max(small.size) == SMALL_SIDE
    assert len(clean.content) <= MOST_BYTES and len(clean.thumb) <= SMALL_BYTES
    spot = kept.convert("RGBA").getpixel((kept.height // 2, kept.height // 2))
    assert all(abs(own - sent) < 24 for own, sent in zip(spot[:3], (0x8A, 0x3B, 0x12), strict=True)) or mode == "L"
    assert take_in_logo(logo((2600, 900), form, mode=mode)) == clean, "the same bytes every time"


def test_clear_margins_go_and_a_photograph_is_turned_and_silenced() -> None:
    image = Image.new("RGBA", (1000, 1000), (0, 0, 0, 0))
    image.paste((20, 40, 90, 255), (300, 450, 700, 550))
    target = BytesIO()
    image.save(target, "PNG")
    assert picture(take_in_logo(target.getvalue()).content).size == (400, 100)
    clean = take_in_logo(photo((400, 200), turn=6, gps=True))
    assert picture(clean.content).size == (200, 400)
    assert b"Canary" not in clean.content + clean.thumb and b"eXIf" not in clean.content


def test_a_heavy_logo_loses_colours_before_size() -> None:
    noise = Image.effect_noise((1200, 1200), 90).convert("RGB")
    target = BytesIO()
    noise.save(target, "PNG")
    clean = take_in_logo(target.getvalue())
    assert len(clean.content) <= MOST_BYTES and len(clean.thumb) <= SMALL_BYTES


def test_of_a_moving_logo_the_first_frame_stays() -> None:
    for form in ("PNG", "WEBP"):
        frames = [Image.new("RGB", (200, 100), shade) for shade in ("#004488", "#884400")]
        target = BytesIO()
        frames[0].save(target, form, save_all=True, append_images=frames[1:], duration=90, lossless=True)
        kept = picture(take_in_logo(target.getvalue()).content)
        assert getattr(kept, "n_frames", 1) == 1 and kept.getpixel((5, 5))[:3] == (0, 0x44, 0x88)


def test_bytes_behind_a_picture_are_left_behind() -> None:
    for tail in (b"<script>alert('CanaryScript')</script>", b"PK\x03\x04CanaryZip", b"%PDF-1.7 CanaryPaper"):
        clean = take_in_logo(logo() + tail)
        assert b"Canary" not in clean.content + clean.thumb


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Why.EMPTY),
        (SVG, Why.SVG),
        (b"\xef\xbb\xbf  <SVG/>", Why.SVG),
        (gzip.compress(SVG), Why.UNKNOWN),
        (paper(), Why.UNKNOWN),
        (zipped({"a.png": logo()}), Why.UNKNOWN),
        (b"GIF89a" + b"\0" * 60, Why.UNKNOWN),
        (png_header(20_000, 20_000), Why.PIXELS),
        (logo()[:-200], Why.BROKEN),
        (logo((40, 20)), Why.SMALL),
        (logo(shade="#ffffff"), Why.PALE),
        (logo(shade="#f4f4f0"), Why.PALE),
    ],
)
def test_what_is_no_logo_is_refused(content: bytes, reason: Why) -> None:
    assert why(content) is reason


def test_a_white_logo_on_a_ground_of_its_own_is_fine() -> None:
    image = Image.new("RGB", (300, 100), "#204060")
    image.paste((255, 255, 255), (5, 5, 295, 95))
    target = BytesIO()
    image.save(target, "PNG")
    assert take_in_logo(target.getvalue()).content


def test_bombs_harm_nobody() -> None:
    """Tiny files of a great many pixels, in the process of its own that pages use."""
    for side in (9000, 13000):
        content = flat_png(side)
        assert len(content) < 60_000
        assert why(content, take_in_logo_apart) is Why.PIXELS
    assert take_in_logo_apart(logo()) == take_in_logo(logo())
