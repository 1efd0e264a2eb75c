"""Pictures of printed pages: the only door to the library that turns PDF into pixels. Not for threads."""

from io import BytesIO

import pypdfium2


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
