"""QR codes: the only door to the library that makes them."""

from markupsafe import Markup

SVG = "http://www.w3.org/2000/svg"


def qr_svg(address: str, *, label: str, size: int = 0) -> Markup:
    """An inline SVG, one unit a module with the quiet zone the standard asks for; `label` is read out instead of it.

    `size`: CSS pixels, for paper, which knows no other way; screens size it by their styles.

    The ground is white in every theme: phones do not read light codes on dark.
    """
    import segno  # few pages draw a code

    code = segno.make(address, error="m", micro=False)
    drawing = code.svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, title=label if size else None
    )
    if size:
        drawing = drawing.replace("<svg ", f'<svg xmlns="{SVG}" width="{size}" height="{size}" ', 1)
    return Markup('<span class="qr-code" role="img" aria-label="{}">{}</span>').format(label, Markup(drawing))  # noqa: S704
