"""Logos from outside: read as photographs are, cut to what is seen of them, written anew as PNG in two sizes."""

from io import BytesIO

from PIL import Image, ImageFile

from app.kit.intake.kinds import tell_type
from app.kit.intake.photos import turn_of
from app.kit.intake.values import Clean, Kind, Unfit, Why, read_warily

MOST_PIXELS = 25_000_000
"""Decoding this many takes about 100 MB for a moment; a logo of 5000 x 5000 is among them."""
LONG_SIDE, SHORTEST = 1200, 64
SMALL_SIDE = 400
MOST_BYTES, SMALL_BYTES = 300 * 1024, 24 * 1024
_OPENERS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_PAPER = 255
_TOO_PALE = 235
"""Mean brightness of what is seen on white; a logo above it was made for dark grounds."""


def take_in_logo(content: bytes) -> Clean:
    """The PNG for paper, and as `thumb` a small PNG for pages; Unfit with the reason."""
    with read_warily(content):
        try:
            return _drawn_anew(content)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Unfit(Why.PIXELS) from error


def _drawn_anew(content: bytes) -> Clean:
    if b"<svg" in content[:4096].lower():
        raise Unfit(Why.SVG)
    opener = _OPENERS.get(tell_type(content))
    if opener is None:
        raise Unfit(Why.UNKNOWN)
    picture = _trimmed(_decode(content, opener))
    if max(picture.size) < SHORTEST:
        raise Unfit(Why.SMALL)
    if _is_pale(picture):
        raise Unfit(Why.PALE)
    return Clean(Kind.PNG, _written(picture, LONG_SIDE, MOST_BYTES), _written(picture, SMALL_SIDE, SMALL_BYTES))


def _decode(content: bytes, opener: str) -> Image.Image:
    """The first frame, as RGB with transparency: print colours, palettes and grey become what a screen shows."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(BytesIO(content), formats=(opener,)) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Unfit(Why.PIXELS)
        turn = turn_of(opened)
        opened.load()
        deep = opened.mode.startswith("I")
        plain = opened.convert("I").point(lambda level: level * (1 / 256)).convert("L") if deep else opened
        picture = plain.convert("RGBA")
    return picture.transpose(turn) if turn is not None else picture


def _trimmed(picture: Image.Image) -> Image.Image:
    """Without clear margins, which would make the logo small wherever it stands."""
    box = picture.getchannel("A").point(lambda level: 255 if level > 8 else 0).getbbox()
    if box is None:
        raise Unfit(Why.PALE)  # nothing to be seen at all
    plain = picture.crop(box)
    plain.info = {}
    return plain


def _is_pale(picture: Image.Image) -> bool:
    small = picture.copy()
    small.thumbnail((200, 200))
    alpha = small.getchannel("A")
    weights = alpha.histogram()
    if weights[255] == small.width * small.height:  # a ground of its own: it can be seen wherever it stands
        return False
    levels = small.convert("L").histogram(alpha.point(lambda level: 255 if level > 127 else 0))
    seen = sum(levels)
    return bool(seen) and sum(level * count for level, count in enumerate(levels)) / seen > _TOO_PALE


def _written(picture: Image.Image, side: int, most: int) -> bytes:
    """At most this long and heavy: fewer colours first, then smaller."""
    while True:
        fitted = picture.copy()
        fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
        if fitted.getchannel("A").getextrema() == (_PAPER, _PAPER):
            fitted = fitted.convert("RGB")
        for colours in (0, 128):
            few = fitted.quantize(colours, method=Image.Quantize.FASTOCTREE) if colours else fitted
            target = BytesIO()
            few.save(target, "PNG", optimize=True)
            if target.tell() <= most or side <= SHORTEST:
                return target.getvalue()
        side = side * 3 // 4
