"""Shorter ways from text to the page: a line is shaped once, and drawn from what shaping found."""

from typing import Any

from weasyprint import draw
from weasyprint.draw import text as drawn
from weasyprint.matrix import Matrix
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

_UNKNOWN = pango.PANGO_GLYPH_UNKNOWN_FLAG
_EMPTY = pango.PANGO_GLYPH_EMPTY
_their_text = drawn.draw_text
_their_line = drawn.draw_first_line


def _keep(_layout: Any) -> None:
    """WeasyPrint forgets what Pango found out about a line until it is drawn, and has it found out again."""


def _reactivate(layout: Any, style: Any) -> None:
    if "layout" not in layout.__dict__:
        layout.setup(style)
        layout.set_text(layout.text, justify=True)
    elif layout.justification_spacing:
        layout.style = style
        layout.set_text(layout.text, justify=True)


def _draw_text(stream: Any, run: Any, offset_x: float, text_overflow: str, block_ellipsis: Any) -> None:
    style, layout = run.style, run.pango_layout
    if style["text_decoration_line"] != "none" or text_overflow == "ellipsis" or block_ellipsis != "none":
        _their_text(stream, run, offset_x, text_overflow, block_ellipsis)
    elif style["visibility"] == "visible" and run.text.strip():
        x, y = run.position_x, run.position_y + run.baseline
        stream.set_color(style["color"])
        _reactivate(layout, style)
        stream.begin_text()
        emojis = _draw_first_line(stream, run, text_overflow, block_ellipsis, Matrix(d=-1, e=x, f=y))
        stream.end_text()
        if emojis:
            drawn.draw_emojis(stream, style, x, y, emojis)
    layout.__dict__.pop("layout", None)


class _Fonts:
    """The fonts of the document being drawn, by Pango's own object; each is kept alive by a layout that uses it."""

    def __init__(self) -> None:
        self.document: Any = None
        self.known: dict[int, tuple[Any, float, dict[int, tuple[str, float]], Any]] = {}

    def find(self, stream: Any, pango_font: Any, layout: Any) -> tuple[Any, float, dict[int, tuple[str, float]], Any]:
        """The font, its size, its glyphs as they were drawn before, and whatever keeps it alive."""
        if self.document is not stream._fonts:
            self.document, self.known = stream._fonts, {}
        key = int(ffi.cast("uintptr_t", pango_font))
        if key not in self.known:
            font, size = stream.add_font(pango_font)
            self.known[key] = font, size, font.__dict__.setdefault("glyphs_drawn", {}), layout.layout
        return self.known[key]

    def forget(self) -> None:
        """Let go of the last document's fonts."""
        self.document, self.known = None, {}


FONTS = _Fonts()


def _runs(stream: Any, layout: Any) -> list[tuple[Any, Any]] | None:
    """Each run of one font with that font; None where a glyph is a picture."""
    runs = []
    run = pango.pango_layout_get_line_readonly(layout.layout, 0).runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        font = FONTS.find(stream, item.item.analysis.font, layout)
        if font[0].svg or font[0].png or font[0].colr or font[0].bitmap:
            return None
        runs.append((item, font))
    return runs


def _draw_first_line(stream: Any, run: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    plain = text_overflow != "ellipsis" and block_ellipsis == "none"
    runs = _runs(stream, run.pango_layout) if plain else None
    if runs is None or not run.text.strip() or any(_is_special(item) for item, _ in runs):
        return _their_line(stream, run, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    text = run.pango_layout.text.encode()
    shown: list[str] = []
    last: Any = None
    for item, (font, size, drawn_before, _) in runs:
        if last != (font.hash, size):
            if shown:
                stream.show_text("".join(shown))
                shown = []
            stream.set_font_size(font.hash, size)
            last = font.hash, size
        _show(shown, item, (font, size, drawn_before, text))
    if shown:
        stream.show_text("".join(shown))
    return []


def _is_special(item: Any) -> bool:
    """Whether a run holds glyphs no font has, or moves them up or aside."""
    glyphs = item.glyphs
    for info in glyphs.glyphs[0 : glyphs.num_glyphs]:
        if info.glyph & _UNKNOWN or info.glyph == _EMPTY or info.geometry.x_offset or info.geometry.y_offset:
            return True
    return False


def _show(shown: list[str], item: Any, setting: tuple[Any, float, dict[int, tuple[str, float]], bytes]) -> None:
    """Append the glyphs of a run in hexadecimal, and what they are moved by."""
    font, size, known, text = setting
    glyphs = item.glyphs
    scale = 1000 * FROM_UNITS / size
    opened = False
    for index, info in enumerate(glyphs.glyphs[0 : glyphs.num_glyphs]):
        glyph = info.glyph
        if glyph not in known:
            known[glyph] = _meet(font, item, index, (size, text))
        code, width = known[glyph]
        if not opened:
            shown.append("<")
            opened = True
        shown.append(code)
        moved = int(width - info.geometry.width * scale)
        if moved:
            shown.append(f">{moved}")
            opened = False
    if opened:
        shown.append(">")


def _meet(font: Any, item: Any, index: int, setting: tuple[float, bytes]) -> tuple[str, float]:
    """Note which characters a glyph stands for and how wide the font has it, as WeasyPrint does."""
    size, text = setting
    glyphs = item.glyphs
    glyph = glyphs.glyphs[index].glyph
    if glyph not in font.to_unicode:
        begin = glyphs.log_clusters[index]
        if item.item.analysis.level % 2:
            end = item.item.length if index == 0 else glyphs.log_clusters[index - 1]
        else:
            end = item.item.length if index == glyphs.num_glyphs - 1 else glyphs.log_clusters[index + 1]
        offset = item.item.offset
        font.to_unicode[glyph] = text[offset + begin : offset + end].decode()
    if glyph not in font.widths:
        ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
        pango.pango_font_get_glyph_extents(item.item.analysis.font, glyph, ink, logical)
        font.widths[glyph] = round(logical.width * 1000 * FROM_UNITS / size)
    return f"{glyph:04x}", font.widths[glyph]


WAYS: tuple[tuple[Any, str, Any], ...] = (
    (Layout, "deactivate", _keep),
    (Layout, "reactivate", _reactivate),
    (drawn, "draw_first_line", _draw_first_line),
    (draw, "draw_text", _draw_text),
)
