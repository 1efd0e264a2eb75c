"""Shorter ways through boxes: what a plain box is asked a hundred times is answered from its style."""

from typing import Any

from weasyprint import draw
from weasyprint.draw import border
from weasyprint.formatting_structure.boxes import Box, ParentBox
from weasyprint.layout import background, block, inline, table
from weasyprint.layout import float as floating
from weasyprint.layout.absolute import AbsolutePlaceholder

_CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_SQUARE = dict.fromkeys(_CORNERS, (0, 0))
_in_flow = Box.is_in_normal_flow
_round = background.resolve_radii_percentages
_lay_background = background.layout_box_backgrounds
_avoid = floating.avoid_collisions
_outline = border.draw_outline
_border = border.draw_border


def _is_in_normal_flow(box: Any) -> bool:
    style = box.style
    if style["position"] in ("static", "relative"):
        return bool(style["float"] == "none")
    return bool(_in_flow(box))


def _page_values(box: Any) -> tuple[Any, Any]:
    start = end = box.style["page"]
    children = box.children
    first = next((one for one in children if one.is_in_normal_flow() or one.is_floated()), None)
    if first is None:
        return start, end
    last = next(one for one in reversed(children) if one.is_in_normal_flow() or one.is_floated())
    values = first.page_values()
    return values[0] or start, (values if last is first else last.page_values())[1] or end


def _round_corners(box: Any) -> None:
    style = box.style
    try:
        square = style.square
    except AttributeError:
        square = style.square = all((0, "px") in style[corner] for corner in _CORNERS)
    if square:
        (box._box if isinstance(box, AbsolutePlaceholder) else box).__dict__.update(_SQUARE)
    else:
        _round(box)


def _is_bare(style: Any) -> bool:
    """Whether a box of this style has no background, shadow, mask or picture for a border."""
    if style["border_image_source"][0] != "none" or style["mask_border_source"][0] != "none" or style["box_shadow"]:
        return False
    colour = style["background_color"]
    colour = style["color"] if colour == "currentcolor" else colour
    return colour.alpha == 0 and all(kind == "none" for kind, _ in style["background_image"])


def _lay_backgrounds(page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None) -> None:
    kind = box.style
    try:
        bare = kind.bare
    except AttributeError:
        bare = kind.bare = _is_bare(kind)
    if not bare or box is page or style is not None or not layout_children:
        _lay_background(page, box, get_image, layout_children, style)
        return
    _round_corners(box)
    for child in box.all_children():
        _lay_backgrounds(page, child, get_image)
    box.background = None


def _avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
    plain = not context.excluded_shapes and outer and box.style["float"] == "none"
    if not plain or containing_block.style["direction"] == "rtl":
        return _avoid(context, box, containing_block, outer)
    return containing_block.content_box_x(), box.position_y, containing_block.width


def _draw_border(stream: Any, box: Any) -> None:
    if box.border_top_width or box.border_bottom_width or box.border_left_width or box.border_right_width:
        _border(stream, box)
        return
    style = box.style
    if style["border_image_source"][0] != "none" or style["column_count"] != "auto" or style["column_width"] != "auto":
        _border(stream, box)


def _draw_outline(stream: Any, box: Any) -> None:
    if box.style["outline_width"]:
        _outline(stream, box)
        return
    for child in box.children:
        if isinstance(child, Box):
            _draw_outline(stream, child)


WAYS: tuple[tuple[Any, str, Any], ...] = (
    (Box, "is_in_normal_flow", _is_in_normal_flow),
    (ParentBox, "page_values", _page_values),
    (background, "resolve_radii_percentages", _round_corners),
    (background, "layout_box_backgrounds", _lay_backgrounds),
    *(
        (module, "avoid_collisions", _avoid_collisions)
        for module in (floating, block, inline, table)
        if "avoid_collisions" in module.__dict__
    ),
    *((module, "draw_outline", _draw_outline) for module in (border, draw)),
    *((module, "draw_border", _draw_border) for module in (border, draw)),
)
