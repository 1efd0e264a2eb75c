"""Photographs from outside: refused before decoding when too large, turned upright, made smaller, written anew."""

from io import BytesIO

from PIL import Image, ImageFile

from app.kit.intake.values import Clean, Kind, Unfit, Why

MOST_PIXELS = 60_000_000
"""More than any phone sends by default; decoding this many takes about 250 MB for a moment."""
LONG_SIDE = 2400
THUMB_SIDE = 320
PNG_LIMIT = 2 * 1024 * 1024
"""A PNG that stays larger is a photograph, and is kept as JPEG."""
_OPENERS = ("JPEG", "PNG", "WEBP")
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def clean_photo(content: bytes) -> Clean:
    """The picture as people see it and nothing else: no EXIF, no place, no profile, no bytes before or behind."""
    picture = _decode(content)
    thumb = picture.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    if content.startswith(b"\x89PNG"):
        small = _written(picture, "PNG", optimize=True)
        if len(small) <= PNG_LIMIT:
            return Clean(Kind.PNG, small, _jpeg(thumb, 75))
    return Clean(Kind.JPEG, _jpeg(picture, 85), _jpeg(thumb, 75))


def _decode(content: bytes) -> Image.Image:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the printing engine turns it on where both share a process
    try:
        with Image.open(BytesIO(content), formats=_OPENERS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unfit(Why.PIXELS)
            turn = turn_of(opened)
            opened.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is decoded at a half, a quarter, an eighth
            opened.load()
            picture = _plain(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(Why.PIXELS) from error
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    return picture.transpose(turn) if turn is not None else picture


def turn_of(picture: Image.Image) -> Image.Transpose | None:
    """What turns a photograph upright, as its EXIF says."""
    try:
        return _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # any broken EXIF: the picture itself may well be whole
        return None


def _plain(picture: Image.Image) -> Image.Image:
    """Eight bits a channel, with transparency only where there is some, and no notes attached."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    clear = picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    plain = picture.convert("RGBA" if clear else "RGB")
    plain.info = {}
    return plain


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    if picture.mode == "RGBA":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        picture = white
    return _written(picture, "JPEG", quality=quality, optimize=True)


def _written(picture: Image.Image, form: str, **how: int) -> bytes:
    target = BytesIO()
    picture.save(target, form, **how)
    return target.getvalue()


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without EXIF, XMP, IPTC and comments, its picture data untouched; other bytes come back as they are."""
    if not content.startswith(b"\xff\xd8\xff"):
        return content
    kept, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if content[at + 1] not in (0xE1, 0xED, 0xFE):
            kept += content[at:end]
        at = end
    return bytes(kept + content[at:])
