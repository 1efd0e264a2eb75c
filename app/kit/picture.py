"""Pictures of printed pages: the only door to the library that turns PDF into pixels. Not for threads."""

from io import BytesIO

import pypdfium2

_OCTREE = 2
"""Pillow's number for the fast way to choose colours."""


def png_of(pdf: bytes, *, width: int) -> bytes:
    """The first page as PNG, `width` pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        drawn = page.render(scale=width / page.get_width(), no_smoothtext=False)
        kept = BytesIO()
        drawn.to_pil().save(kept, "PNG", optimize=True)
        return kept.getvalue()
    finally:
        document.close()


def pngs_of(pdf: bytes, *, scale: float) -> list[bytes]:
    """Every page as PNG in 128 colours, `scale` pixels to a point: small, and enough for drawings."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            kept = BytesIO()
            page.render(scale=scale).to_pil().quantize(128, method=_OCTREE).save(kept, "PNG")
            pages.append(kept.getvalue())
        return pages
    finally:
        document.close()
