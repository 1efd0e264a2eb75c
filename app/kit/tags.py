"""The tree of a PDF's structure, for screen readers: leaner than WeasyPrint's own, and complete.

WeasyPrint gives every run of text and every box an element of its own. Here text belongs to its paragraph, cell or
heading; header cells have a scope, runs in the other language a language, headings no gaps in their levels, pictures
their place in the page's own measure. Running heads are marked as decoration by `app.kit.engine`.
"""

import re
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.tags import add_tags as _their_tags

SVG = "{http://www.w3.org/2000/svg}svg"
_GROUPS = {
    "div": "Div",
    "figure": "Div",
    "header": "Sect",
    "nav": "Sect",
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "blockquote": "BlockQuote",
    "dl": "L",
    "ul": "L",
    "ol": "L",
    "table": "Table",
    "tr": "TR",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
}
_HOLDERS = {"p": "P", "th": "TH", "td": "TD", "caption": "Caption", "figcaption": "Caption"}
_ITEMS = frozenset(("li", "dt", "dd"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SCOPES = {"row": "/Row", "rowgroup": "/Row"}
_HANZI = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-z]")


class _Element(pydyf.Dictionary):  # type: ignore[misc]
    """One element. Groups hold elements only: text met there goes to a paragraph, `loose` until a block follows."""

    def __init__(self, kind: str, parent: Any, *, group: bool) -> None:
        super().__init__({"S": f"/{kind}", "P": parent.reference, "K": pydyf.Array()})
        self.kind, self.group = kind, group
        self.loose: _Element | None = None
        self.item: _Element | None = None


class _Page:
    """What is told while one page's boxes are walked."""

    def __init__(self, reference: bytes, height: float, tags: dict[Any, Any]) -> None:
        self.reference, self.height, self.tags = reference, height, tags
        self.owners: dict[int, bytes] = {}


class _Tree:
    """Builds the elements of a document, box by box."""

    def __init__(self, pdf: Any, document: Any) -> None:
        self.pdf, self.level = pdf, 0
        self.lang = document.metadata.lang or ""
        self.links: list[tuple[bytes, Any]] = []
        self.root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        pdf.add_object(self.root)
        self.document = self.add("Document", None, group=True)
        self.root["K"] = pydyf.Array([self.document.reference])

    def add(self, kind: str, parent: _Element | None, *, group: bool = False) -> _Element:
        """A new element at the end of its parent."""
        made = _Element(kind, self.root if parent is None else parent, group=group)
        self.pdf.add_object(made)
        if parent is not None:
            parent["K"].append(made.reference)
        return made

    def holder(self, parent: _Element) -> _Element:
        """Where text goes: the parent itself, or a paragraph inside a group."""
        if not parent.group:
            return parent
        if parent.loose is None:
            parent.loose = self.add("P", parent)
        return parent.loose

    def own(self, element: _Element, mark: dict[str, Any] | None, page: _Page) -> None:
        """Give an element a marked piece of the page."""
        if mark is not None:
            element["K"].append(mark["mcid"])
            element["Pg"] = page.reference
            page.owners[mark["mcid"]] = element.reference

    def walk(self, box: Any, parent: _Element, page: _Page, around: Any = None) -> None:
        """One box and what is in it."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox):
            self.say(box, parent, page)
        elif not isinstance(box, boxes.MarginBox):
            self.enter(box, parent, page, around)

    def enter(self, box: Any, parent: _Element, page: _Page, around: Any) -> None:
        """A box that has a place in the tree, or hands on what it holds."""
        same = around is not None and box.element is around.element and box.element_tag == around.element_tag
        if same or isinstance(box, boxes.LineBox) or box.element is None:
            inside = parent
        else:
            inside = self.open(box, parent, page)
        if box.link_annotation:
            self.link(box, inside, page)
        if isinstance(box, boxes.ReplacedBox):
            self.own(inside, page.tags.pop(box, None), page)
            return
        for child in box.children:
            self.walk(child, inside, page, box)
        if inside.kind == "Div" and not inside["K"] and self.pdf.objects[-1] is inside:
            self.pdf.objects.pop()  # drawn, but nothing is said
            parent["K"].pop()

    def open(self, box: Any, parent: _Element, page: _Page) -> _Element:
        """The element of a box that stands for one in the page; the parent's where the page means nothing by it."""
        tag = box.element_tag
        if not isinstance(box, boxes.InlineLevelBox):
            parent.loose = None
        if tag in _GROUPS:
            return self.add(_GROUPS[tag], parent, group=True)
        if tag in _HOLDERS:
            return self.hold(box, _HOLDERS[tag], parent)
        if tag in _ITEMS:
            return self.item(parent)
        if tag in _HEADINGS:
            self.level = min(_HEADINGS[tag], self.level + 1)
            return self.add(f"H{self.level}", parent)
        return self.special(box, parent, page)

    def special(self, box: Any, parent: _Element, page: _Page) -> _Element:
        """Markers of lists, pictures and links; whatever else is part of what it stands in."""
        tag = box.element_tag
        if tag == "li::marker" and parent.item is not None:
            label = self.add("Lbl", parent.item)
            parent.item["K"].insert(0, parent.item["K"].pop())
            return label
        if isinstance(box, boxes.ReplacedBox) and tag in ("img", SVG):
            return self.picture(box, parent, page)
        if box.link_annotation and parent.kind != "Link":
            return self.add("Link", self.holder(parent))
        return parent

    def hold(self, box: Any, kind: str, parent: _Element) -> _Element:
        """A paragraph, caption or cell."""
        made = self.add(kind, parent)
        if kind in ("TH", "TD"):
            said = {name: span for name, span in (("ColSpan", box.colspan), ("RowSpan", box.rowspan)) if span != 1}
            if kind == "TH":
                said["Scope"] = _SCOPES.get(box.element.get("scope"), "/Column")
            if said:
                made["A"] = pydyf.Dictionary({"O": "/Table", **said})
        return made

    def item(self, parent: _Element) -> _Element:
        """An item of a list: its label comes with the marker, its body is what is returned."""
        entry = self.add("LI", parent, group=True)
        body = self.add("LBody", entry)
        body.item = entry
        return body

    def picture(self, box: Any, parent: _Element, page: _Page) -> _Element:
        """A figure with its place, in points from the foot of the page, and its description."""
        made = self.add("Figure", parent if parent.group else self.holder(parent))
        left, top = box.content_box_x(), box.content_box_y()
        place = left, page.height - top - box.height, left + box.width, page.height - top
        made["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": pydyf.Array(round(side * 0.75, 2) for side in place)})
        title = box.element.findtext("{http://www.w3.org/2000/svg}title") if box.element_tag == SVG else None
        made["Alt"] = pydyf.String(title or box.element.get("alt") or "")
        return made

    def link(self, box: Any, element: _Element, page: _Page) -> None:
        """Tie the clickable area to its link, and say where it leads in words."""
        annotation = box.link_annotation
        if element.kind != "Link":
            element = self.add("Link", self.holder(element))
        words = "".join(box.element.itertext()).strip() if box.element is not None else ""
        if words:
            annotation["Contents"] = pydyf.String(words)
        target = pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": page.reference})
        self.pdf.add_object(target)
        element["K"].append(target.reference)
        self.links.append((element.reference, annotation))

    def say(self, box: Any, parent: _Element, page: _Page) -> None:
        """A run of text; one in another language than the document says so."""
        mark = page.tags.pop(box, None)
        if mark is None:
            return
        element = self.holder(parent)
        lang = self.tongue(box)
        if lang:
            element = self.add("Span", element)
            element["Lang"] = pydyf.String(lang)
        self.own(element, mark, page)

    def tongue(self, box: Any) -> str | None:
        """The language of a run where it is not the document's: what the page says, or Chinese where letters are."""
        lang = str(box.style["lang"] or "")
        if lang and lang != self.lang:
            return lang
        if self.lang.startswith("zh") or box.text.isascii():
            return None
        return "zh-CN" if len(_HANZI.findall(box.text)) > len(_LATIN.findall(box.text)) / 4 else None


def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: Any) -> None:
    """In the place of WeasyPrint's: the whole tree, and which element owns which piece of a page."""
    if not document.metadata.lang or any(any(page.forms.values()) for page in document.pages):
        _their_tags(pdf, document, pdf_version, page_streams)
        return
    tree, nums = _Tree(pdf, document), pydyf.Array()
    for number, (page, stream, reference) in enumerate(
        zip(document.pages, page_streams, pdf.page_references, strict=True)
    ):
        told = _Page(reference, page.height, stream._tags)
        for child in page._page_box.children:
            tree.walk(child, tree.document, told)
        left = {mark["mcid"]: tree.document.reference for mark in stream._tags.values()}
        owners = {**left, **told.owners}
        nums.extend((number, pydyf.Array(owners[mcid] for mcid in sorted(owners))))
    for number, (reference, annotation) in enumerate(tree.links, len(document.pages)):
        nums.extend((number, reference))
        annotation["StructParent"] = number
    parents = pydyf.Dictionary({"Nums": nums})
    pdf.add_object(parents)
    tree.root["ParentTree"] = parents.reference
    pdf.catalog["StructTreeRoot"] = tree.root.reference
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
