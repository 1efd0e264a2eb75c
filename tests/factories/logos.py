"""Logos as designers send them, and as they should not."""

from io import BytesIO

from PIL import Image, ImageDraw


def logo(
    size: tuple[int, int] = (600, 200), form: str = "PNG", *, mode: str = "RGBA", shade: str = "#8a3b12", **how: object
) -> bytes:
    """A disc and a bar on a clear (or white) ground."""
    clear = mode in ("RGBA", "LA", "P")
    image = Image.new("RGBA", size, (0, 0, 0, 0) if clear else "white")
    pen = ImageDraw.Draw(image)
    high = size[1]
    pen.ellipse((high // 10, high // 10, high * 9 // 10, high * 9 // 10), fill=shade)
    pen.rectangle((high, high // 3, size[0] - high // 10, high * 2 // 3), fill=shade)
    target = BytesIO()
    image.convert(mode).save(target, form, **how)
    return target.getvalue()


def look(**changed: str) -> dict[str, str]:
    """Colours and words of a brand, as its form sends them."""
    return {
        "accent": "#8a3b12",
        "dark": "#3b1f14",
        "footer_zh": "岭南顾问有限公司",
        "footer_en": "Lingnan Advisers Ltd",
        "contact": "020-5550 0199",
        "sender": "Lingnan Advisers",
        **changed,
    }
