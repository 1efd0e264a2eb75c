"""Shorter ways through the cascade: elements of one kind in one kind of place are matched and styled once.

WeasyPrint matches every element against every rule, and styles anew whatever has another parent. Here matches are
remembered by tag, attributes, the place above and the element before; styles by what they are made of. Pages of one
kind share the styles of their margins.
"""

import re
from math import inf
from types import SimpleNamespace
from typing import Any

from weasyprint import css
from weasyprint.css import (
    AnonymousStyle,
    Style,
    StyleFor,
    declaration_precedence,
    find_style_attributes,
    preprocess_declarations,
)
from weasyprint.css.properties import INHERITED
from weasyprint.layout import page as paging

from app.kit.paper import MOST_PAGES, Failure, PressFailed

_FAR = re.compile(r":(?:nth|first-of|last|only|empty|not|has|is|where|root)|~|\[")
_ASIDE = re.compile(r"/\*.*?\*/|@page[^{]*", re.DOTALL)
_VALUES = frozenset(("id", "href"))
"""Attributes of which rules ask only whether they are there."""
_SVG = "{http://www.w3.org/2000/svg}"
_NOT_LAID_OUT = Style({"display": ("none",)})
_PICKY = frozenset(("input", "select", "option", "textarea", "button", "optgroup", "details", "summary"))
limits = SimpleNamespace(pages=MOST_PAGES)
"""What the document at hand may ask for; set before it is laid out."""
_their_sheets = css.find_stylesheets
_set_up_styles = StyleFor.__init__
_set_page_styles = paging.set_page_type_computed_styles


def is_simple(rules: str) -> bool:
    """Whether rules look no further than an element, what it stands in and what stands right before it."""
    return not _FAR.search(_ASIDE.sub("", rules))


def _signs(element: Any) -> tuple[Any, ...]:
    """What rules can see of an element by itself."""
    attributes = element.attrib
    if not attributes:
        return (element.tag,)
    return element.tag, *((name, None if name in _VALUES else value) for name, value in attributes.items())


class _Places:
    """Matches by place: a place is an element's signs, the place it stands in, and the signs of the one before."""

    def __init__(self, sheets: Any) -> None:
        self.sheets = sheets
        self.places: dict[Any, int] = {}
        self.of: dict[Any, tuple[int, tuple[Any, ...]]] = {}
        self.matches: dict[int, tuple[Any, ...]] = {}

    def match(self, wrapper: Any) -> tuple[Any, ...]:
        """Every rule that applies: (sheet's origin, specificity, order of layer, pseudo-element, declarations)."""
        element, parent = wrapper.etree_element, wrapper.parent
        signs = _signs(element)
        above = self.of[parent.etree_element][0] if parent is not None else None
        before = self.of[wrapper.previous.etree_element][1] if wrapper.previous is not None else None
        key = (signs, above, before)
        place = self.places.get(key)
        if place is None:
            place = self.places[key] = len(self.places)
        self.of[element] = place, signs
        if place not in self.matches or element.tag in _PICKY:
            self.matches[place] = self._ask(wrapper)
        return self.matches[place]

    def _ask(self, wrapper: Any) -> tuple[Any, ...]:
        found = []
        for sheet, origin, sheet_specificity in self.sheets:
            for specificity, _order, pseudo, (declarations, layer) in sheet.matcher.match(wrapper):
                rank = inf if layer is None else sheet.layers.index(layer)
                found.append((origin, sheet_specificity or specificity, rank, pseudo, declarations))
        return tuple(found)


def _cascade(matches: tuple[Any, ...]) -> dict[str | None, dict[str, Any]]:
    """The declared value and weight of every property, by pseudo-element."""
    made: dict[str | None, dict[str, Any]] = {None: {}}
    for origin, specificity, rank, pseudo, declarations in matches:
        style = made.setdefault(pseudo, {})
        for name, values, importance in declarations:
            weight = (declaration_precedence(origin, importance), rank, specificity)
            old = style.get(name)
            if old is None or old[1] <= weight:
                style[name] = values, weight
    return made


def _handed_down(style: dict[str, Any]) -> frozenset[Any]:
    """What of an element's declarations those inside it may see."""
    return frozenset(
        (name, id(values))
        for name, (values, _weight) in style.items()
        if name in INHERITED or name in ("page", "direction") or name.startswith(("__", "text_decoration"))
    )


def _asks_parent(style: dict[str, Any]) -> bool:
    return any(isinstance(values, str) and values == "inherit" for values, _ in style.values())


class _Wardrobe:
    """Styles by what they are made of. `lines` numbers what is handed down from one element to those inside it."""

    def __init__(self) -> None:
        self.cascades: dict[tuple[Any, ...], dict[str | None, dict[str, Any]]] = {}
        self.lines: dict[Any, int] = {}
        self.line_of: dict[Any, int] = {}
        self.made: dict[Any, Any] = {}

    def cascade(self, matches: tuple[Any, ...]) -> dict[str | None, dict[str, Any]]:
        """The cascade of these matches, worked out once."""
        key = tuple((*head, id(rules)) for *head, rules in matches)
        found = self.cascades.get(key)
        if found is None:
            found = self.cascades[key] = _cascade(matches)
        return found

    def line(self, element: Any, parent: Any, own: dict[str, Any]) -> int:
        """The number of what this element hands down."""
        key = (self.line_of.get(parent), _handed_down(own))
        number = self.line_of[element] = self.lines.setdefault(key, len(self.lines))
        return number


def _own_words(root: Any, base_url: Any) -> dict[Any, dict[str, Any]]:
    """What elements declare by their own attributes: an anchor, a language, the size of a drawing."""
    said: dict[Any, dict[str, Any]] = {}
    for specificity, element, declarations, url in find_style_attributes(root, False, base_url):
        style = said.setdefault(element, {})
        for name, values, importance in preprocess_declarations(url, declarations):
            weight = (declaration_precedence("author", importance), inf, specificity)
            if name not in style or style[name][1] <= weight:
                style[name] = values, weight
    return said


def _joined(said: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    """An element's own words among the rules for it: the heavier one counts, rules at equal weight."""
    joined = {**said, **rules}
    for name, (values, weight) in said.items():
        if name in rules and rules[name][1] < weight:
            joined[name] = values, weight
    return joined


def _style_all(self: Any, html: Any, sheets: Any, presentational_hints: Any, fonts: Any, targets: Any) -> None:  # noqa: PLR0913
    if presentational_hints or not all(getattr(sheet, "simple", False) for sheet, _, _ in sheets):
        _set_up_styles(self, html, sheets, presentational_hints, fonts, targets)
        return
    self._cascaded_styles, self._computed_styles = {}, {}
    self.initial_page_sizes = {"box": None, "area": None}
    self._sheets, self.font_config = sheets, fonts
    root = html.etree_element
    places, wardrobe, said = _Places(sheets), _Wardrobe(), _own_words(root, html.base_url)
    extras: list[tuple[Any, str, Any]] = []

    def dress(key: Any, element: Any, parent: Any, pseudo: str | None, own: Any) -> None:
        if key not in wardrobe.made:
            self._cascaded_styles[element, pseudo] = own
            self.set_computed_styles(element, parent, root, pseudo, html.base_url, targets)
            wardrobe.made[key] = self._computed_styles[element, pseudo]
        self._computed_styles[element, pseudo] = wardrobe.made[key]

    for wrapper in html.wrapper_element.iter_subtree():
        element = wrapper.etree_element
        parent = wrapper.parent.etree_element if wrapper.parent is not None else None
        if parent is not None and parent.tag.startswith(_SVG):  # drawn by rules of its own, never laid out
            self._computed_styles[element, None] = _NOT_LAID_OUT
            continue
        cascade = wardrobe.cascade(places.match(wrapper))
        own, above = cascade[None], wardrobe.line_of.get(parent)
        if element in said:
            own = _joined(said[element], own)
        alone = element in said or _asks_parent(own)
        dress((id(own), element if alone else above), element, parent, None, own)
        wardrobe.line(element, parent, own)
        extras += ((element, pseudo, cascade[pseudo]) for pseudo in cascade if pseudo)
    for element, pseudo, own in extras:
        dress((id(own), id(self._computed_styles[element, None])), element, element, pseudo, own)
    self._cascaded_styles.clear()


def _style_page(page_type: Any, html: Any, style_for: Any) -> None:
    """Pages that no rule can tell apart share their styles, and those of their margins."""
    if page_type.index >= limits.pages:
        raise PressFailed(f"more than {limits.pages} pages", Failure.PAGES)
    rules = [selector for sheet, _, _ in style_for._sheets for rule in sheet.page_rules for selector in rule[1]]
    if any(selector[2].index is not None for selector in rules):
        _set_page_styles(page_type, html, style_for)
        return
    kinds = style_for.__dict__.setdefault("page_kinds", {})
    kind = (page_type.side, page_type.blank, page_type.index == 0, page_type.name)
    if kind in kinds:
        for pseudo, style in kinds[kind]:
            style_for._computed_styles[page_type, pseudo] = style
        return
    _set_page_styles(page_type, html, style_for)
    computed = style_for._computed_styles
    kinds[kind] = [(key[1], style) for key, style in computed.items() if key[0] == page_type]


def _find_sheets(wrapper: Any, *arguments: Any) -> Any:
    """The style sheets a page names itself; ours name none."""
    root = wrapper.etree_element
    if root.find(".//style") is None and root.find(".//link") is None:
        return ()
    return _their_sheets(wrapper, *arguments)


class _Anonymous:
    """`anonymous_style` without the lock of a cached property."""

    def __get__(self, style: Any, _owner: Any) -> Any:
        made = style.__dict__["anonymous_style"] = AnonymousStyle(style)
        return made


WAYS: tuple[tuple[Any, str, Any], ...] = (
    (StyleFor, "__init__", _style_all),
    (css, "find_stylesheets", _find_sheets),
    (paging, "set_page_type_computed_styles", _style_page),
    (Style, "anonymous_style", _Anonymous()),
)
