"""What a report wears: the sign on its cover, who it names, its colours. The house's own where it wears nothing."""

from base64 import b64encode
from collections.abc import Mapping
from contextlib import AbstractContextManager

from app.brands.values import Livery, screen_css, tokens_of
from app.kit.paper import Asset
from app.kit.text import Text
from app.kit.tokens import repainted
from app.reports.values import ReportDocument

HOUSE = "Jianyun"
MADE_WITH = Text(zh="由渐云提供技术支持", en="Made with Jianyun")
LOGO = "logo"


def author_of(document: ReportDocument) -> str:
    """Who stands in the metadata of every file."""
    return document.brand.name if document.brand else HOUSE


def names_us(document: ReportDocument) -> bool:
    """Whether our own name may appear."""
    return document.brand is None or not document.brand.hides_us


def painted(document: ReportDocument) -> AbstractContextManager[None]:
    """Charts drawn inside this block take the colours of the report."""
    return repainted(tokens_of(document.brand))


def logo_of(document: ReportDocument) -> bytes | None:
    """The logo, where it was put in before drawing."""
    brand = document.brand
    return brand.logo.content if brand and brand.logo else None


def with_logo(document: ReportDocument, content: bytes | None) -> ReportDocument:
    """The document with its logo in hand, to be drawn; without one the name stands in its place."""
    brand = document.brand
    if brand is None or brand.logo is None or content is None:
        return document
    mark = brand.logo.model_copy(update={"content": content})
    return document.model_copy(update={"brand": brand.model_copy(update={"logo": mark})})


def assets_of(document: ReportDocument) -> Mapping[str, Asset]:
    """What paper may load."""
    content = logo_of(document)
    return {LOGO: Asset(mime="image/png", content=content)} if content else {}


def logo_address(document: ReportDocument, *, paper: bool) -> str | None:
    """Where the page finds the logo: among what the press was handed, else inside the page."""
    content = logo_of(document)
    if content is None:
        return None
    return f"asset:{LOGO}" if paper else f"data:image/png;base64,{b64encode(content).decode()}"


def worn_css(brand: Livery | None) -> str:
    """The colours of a page that stands alone."""
    return screen_css(brand.accent, brand.dark) if brand else ""
