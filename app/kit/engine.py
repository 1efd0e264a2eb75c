"""Shorter ways through WeasyPrint 70.0 to the same pages: labels drawn whole, and what a style decides decided once.

Each function here stands in for one of WeasyPrint's own and leaves to it whatever it does not know. They rest on the
engine's insides, so `app.kit.pdf` takes them with the exact release only, and a test compares pages drawn both ways.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint import svg
from weasyprint.css import ComputedStyle, computed_values, units
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.document import Document
from weasyprint.draw import text
from weasyprint.draw.text import draw_emojis
from weasyprint.layout import absolute, block, column, grid, inline, page, percent, table
from weasyprint.layout import float as floating
from weasyprint.matrix import Matrix
from weasyprint.svg.bounding_box import extend_bounding_box
from weasyprint.svg.text import Style, TextBox
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

from app.kit import engine_boxes, engine_file, engine_styles, engine_text
from app.kit.tags import add_tags

_OWN_LETTERS = frozenset(("dx", "dy", "rotate", "letter-spacing", "textLength", "direction", "display-anchor"))
_BASELINES = frozenset(("dominant-baseline", "alignment-baseline"))
_NUMBER = re.compile(r"-?[0-9.]+\Z")
_SIDES = ("left", "right", "top", "bottom")
_MEASURES = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_NOTES = re.compile(r"^::(?:footnote|note)-[^\n]*\n", re.MULTILINE)

_STRAIGHT = frozenset(
    name
    for name in INITIAL_VALUES
    if (name in INHERITED or name not in INITIAL_NOT_COMPUTED)
    and name not in ("float", "display", "position", "page")
    and not name.startswith(("__", "text_decoration_"))
)
"""Properties that, left unsaid, are their parent's or their initial value as it stands."""

_letter_by_letter: Callable[..., None] = svg.text
_measure_box: Callable[..., None] = percent.resolve_percentages
_measure_line: Callable[..., tuple[float, float]] = line_break.strut
_set_up: Callable[..., None] = line_break.Layout.setup
_work_out: Callable[..., Any] = ComputedStyle.__missing__


@cache
def user_agent_sheet() -> Any:
    """WeasyPrint's sheet of defaults without footnotes: those alone would style every element six times over."""
    text = (Path(weasyprint.__file__).parent / "css" / "html5_ua.css").read_text(encoding="utf-8")
    sheet = weasyprint.CSS(string=_NOTES.sub("", text).replace("\n::marker", "\nli::marker"))
    sheet.simple = True  # but for forms, which `engine_styles` leaves alone
    return sheet


def _label_style(node: Any, size: float, fonts: Any) -> Style:
    family = node.get("font-family", "sans-serif")
    weight = {"normal": "400", "bold": "700"}.get(node.get("font-weight", "400"), node.get("font-weight", "400"))
    kept = fonts.__dict__.setdefault("label_styles", {})
    key = (family, node.get("font-style", "normal"), weight, size)
    if key not in kept:
        style = kept[key] = Style(INITIAL_VALUES)
        style.font_config = fonts
        style["font_family"] = [name.strip("\"'") for name in family.split(",")]
        style["font_style"], style["font_weight"], style["font_size"] = key[1], int(weight), size
    return kept[key]


def _draw_label(drawing: Any, node: Any, size: float) -> None:
    # WeasyPrint lays out every letter by itself, as SVG may move each; ours never moves one.
    places = node.attrib.get("x", ""), node.attrib.get("y", "")
    named = _OWN_LETTERS | _BASELINES
    plain = node.tag == "text" and node.text and not any(node.get(name) for name in named)
    if not plain or not all(map(_NUMBER.match, places)) or drawing.cursor_d_position != [0, 0]:
        _letter_by_letter(drawing, node, size)
        return
    x, y = float(places[0]), float(places[1])
    style = _label_style(node, size, drawing.font_config)
    layout, _, _, width, height, baseline = line_break.split_first_line(node.text, style, drawing.context, inf, 0)
    corners = (x, y - baseline), (x + width, y - baseline + height)
    node.text_bounding_box = extend_bounding_box(node.text_bounding_box, corners)
    drawing.cursor_position = x + width, y
    drawing.stream.push_state()
    fill, stroke = drawing.set_graphical_state(node, size)
    drawing.stream.begin_text()
    layout.reactivate(style)
    drawing.fill_stroke(fill, stroke, text=True)
    run = TextBox(layout, style)
    run.baseline = baseline
    emojis = text.draw_first_line(drawing.stream, run, "none", "none", Matrix(d=-1, e=x, f=y))
    drawing.stream.end_text()
    drawing.stream.pop_state()
    draw_emojis(drawing.stream, style, x, y, emojis)


@cache
def _logical(name: str, direction: str) -> str | None:
    """The name by which writing direction decides a property of one side."""
    function = PHYSICAL_FUNCTIONS.get(name)
    return function(block="ttb", inline=direction) if function else None


def _find_property(style: Any, name: str) -> Any:
    unsaid = name in _STRAIGHT and name not in style.cascaded and style.parent_style is not None
    if not unsaid or (name in PHYSICAL_FUNCTIONS and _logical(name, style["direction"]) in style.cascaded):
        return _work_out(style, name)
    value = style[name] = style.parent_style[name] if name in INHERITED else INITIAL_VALUES[name]
    return value


def _measures(style: Any) -> dict[str, Any] | None:
    """What percentages would be resolved to, where there are none; None where there are."""
    if style["box_sizing"] != "content-box":
        return None
    used = {}
    for name in _MEASURES:
        value = style[name]
        if value != "auto" and getattr(value, "unit", None) != "px":
            return None
        used[name] = value if value == "auto" else value.value
    for name in ("min_width", "min_height"):
        used[name] = 0 if used[name] == "auto" else used[name]
    for side in _SIDES:
        used[f"border_{side}_width"] = style[f"border_{side}_width"]
    return used


def _resolve_percentages(box: Any, containing_block: Any) -> None:
    style = box.style
    try:
        used = style.measures
    except AttributeError:
        used = style.measures = _measures(style)
    if used is None or (style["border_collapse"] == "collapse" and hasattr(box, "border_top_width")):
        _measure_box(box, containing_block)
    else:
        box.__dict__.update(used)


def _strut(style: Any) -> tuple[float, float]:
    try:
        return style.strut  # type: ignore[no-any-return]
    except AttributeError:
        style.strut = _measure_line(style)
        return style.strut  # type: ignore[no-any-return]


def _features_of(style: Any) -> bytes:
    """What a style asks of its fonts besides the usual, as Pango spells it."""
    names = ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")
    variants = (style[f"font_variant_{name}"] for name in names)
    features = font_features(style["font_kerning"], *variants, style["font_feature_settings"])
    return ",".join(f"{name} {value}" for name, value in features.items()).encode()


def _context_of(style: Any) -> tuple[Any, ...] | None:
    """Pango context, language, font and features of a style; None where the layout needs more than these."""
    if style["font_language_override"] != "normal" or style["text_decoration_line"] != "none":
        return None
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    if style["lang"]:
        spoken, _ = unicode_to_char_p(style["lang"])
        language = pango.pango_language_from_string(spoken)
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    return context, language, get_font_description(style), _features_of(style)


def _set_up_layout(layout: Any, style: Any) -> None:
    try:
        known = style.pango
    except AttributeError:
        known = style.pango = _context_of(style)
    if known is None:
        _set_up(layout, style)
        return
    context, layout.language, font, features = known
    layout.style, layout.first_line_direction = style, 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, font)
    if features:  # WeasyPrint never lets go of these lists: half a megabyte for every English report
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
        pango.pango_layout_set_attributes(layout.layout, attributes)


_contexts: list[Any] = []
_their_context = Document.__dict__["_build_layout_context"].__func__


def _build_context(kind: Any, *arguments: Any) -> Any:
    _contexts.clear()  # of a document that failed
    context = _their_context(kind, *arguments)
    _contexts.append(context)
    return context


def take_apart(document: Any) -> None:
    """Undo the circles in a document that is written: what is left of it goes at once, not when memory is searched."""
    for context in _contexts:
        for style in context.style_for._computed_styles.values():
            style.__dict__.pop("anonymous_style", None)
        targets = context.target_collector
        for item in (*targets.target_lookup_items.values(), *targets.counter_lookup_items.values(), targets):
            item.__dict__.clear()
        context.style_for.__dict__.clear()
        context.__dict__.clear()
    _contexts.clear()
    for sheet in document.pages:
        for name in ("footnote_area", "note_area", "children"):
            area = sheet._page_box.__dict__.pop(name, None)
            if name != "children" and area is not None:
                area.__dict__.clear()
    engine_text.FONTS.forget()


_STYLED = (absolute, block, column, floating, grid, inline, page, percent, table)
_WAYS: tuple[tuple[Any, str, Any], ...] = (
    *engine_styles.WAYS,
    *engine_boxes.WAYS,
    *engine_text.WAYS,
    *engine_file.WAYS,
    (svg, "text", _draw_label),
    *((svg.TAGS, tag, _draw_label) for tag in ("a", "text", "textPath", "tspan")),
    *((module, "resolve_percentages", _resolve_percentages) for module in _STYLED),
    *((module, "strut", _strut) for module in (computed_values, inline, line_break, units)),
    (line_break.Layout, "setup", _set_up_layout),
    (ComputedStyle, "__missing__", _find_property),
    (weasyprint.pdf, "add_tags", add_tags),
    (Document, "_build_layout_context", classmethod(_build_context)),
)
"""Where each of our functions stands: the module, class or table, the name there, and ours."""


def _swap(place: Any, name: str, value: Any) -> Any:
    """Put a value where another was, and give back that one."""
    if isinstance(place, dict):
        before, place[name] = place[name], value
    else:
        before = place.__dict__[name]
        setattr(place, name, value)
    return before


_theirs: list[Any] = []


def take_short_ways() -> None:
    """Put our functions in the place of WeasyPrint's, once a process."""
    if not _theirs:
        _theirs.extend(_swap(*way) for way in _WAYS)


class long_ways(AbstractContextManager[None]):
    """WeasyPrint's own functions for the length of a `with` block: what ours are compared with."""

    def __enter__(self) -> None:
        """Put WeasyPrint's back."""
        for (place, name, _), theirs in zip(_WAYS, _theirs, strict=True):
            _swap(place, name, theirs)
        _theirs.clear()

    def __exit__(self, *_: object) -> None:
        """Take ours again."""
        take_short_ways()
