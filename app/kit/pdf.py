"""The only door to WeasyPrint: HTML and in-memory assets become a PDF. One process a lane, never threads.

Nothing is fetched: pages may use `asset:` items handed over in memory, style sheets only our own fonts.
"""

import ctypes.util
import gc
import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]
import weasyprint
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from app.kit.archive import to_archive
from app.kit.paper import ARCHIVE, FAMILY, STACK, Asset, Attachment, Failure, PdfResult, PressFailed, PressUnfit, Print

SHORT_WAYS_KNOW = "70.0"
"""The release whose insides our short ways were written for; another one prints the same pages, only slower."""
if weasyprint.__version__ == SHORT_WAYS_KNOW:
    from app.kit import engine, engine_styles
else:  # pragma: no cover
    engine = None  # type: ignore[assignment]

__all__ = ["STACK", "Asset", "PdfResult", "PressFailed", "PressUnfit", "Print", "check_press", "render_pdf"]

FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
_FACES = "".join(
    f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};src:url(font:JianyunSansSC-{style}.ttf)}}'
    for weight, style in ((400, "Regular"), (700, "Bold"))
)
_MISSING = ".notdef glyph"
_FIRST = '<html lang="zh-CN"><body><p>渐云 <b>Jianyun</b></p></body></html>'
"""Printed once before anything is asked for: fonts are opened at their first use."""


class _FontFetcher(URLFetcher):  # type: ignore[misc]
    """Serves our font files to our own style sheets, nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix("font:")
        if name == url or "/" in name or not name.endswith(".ttf"):
            raise ValueError(f"blocked {url[:80]}")
        return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/ttf"})


class _AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Serves what the caller handed over in memory; no file, network or data address."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._assets = assets

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        asset = self._assets.get(url.removeprefix("asset:")) if url.startswith("asset:") else None
        if asset is None:
            raise ValueError(f"blocked {url[:80]}")
        return URLFetcherResponse(url, asset.content, {"Content-Type": asset.mime})


class _Ears(logging.Handler):
    """Keeps what WeasyPrint logs while a document is printed."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@dataclass(slots=True)
class _Desk:
    """What one process reuses between documents: fonts and parsed style sheets."""

    fonts: FontConfiguration = field(default_factory=FontConfiguration)
    sheets: dict[str, Any] = field(default_factory=dict)

    def sheet(self, css: str) -> Any:
        """The parsed style sheet, from memory after its first use."""
        key = hashlib.sha256(css.encode()).hexdigest()
        if key not in self.sheets:
            if len(self.sheets) >= 8:
                self.sheets.clear()
            faces = _FACES if not self.sheets else ""
            sheet = weasyprint.CSS(string=faces + css, font_config=self.fonts, url_fetcher=_FontFetcher())
            sheet.simple = engine is not None and engine_styles.is_simple(css)
            self.sheets[key] = sheet
        return self.sheets[key]


_desk: _Desk | None = None


def check_press() -> None:
    """Make sure fonts and libraries are what they must be; `PressUnfit` says what is not."""
    if ffi.harfbuzz_subset is None or ctypes.util.find_library("harfbuzz-subset") is None:
        raise PressUnfit("libharfbuzz-subset is missing (Debian: apt-get install libharfbuzz-subset0)")
    for line in (FONTS / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        expected, name = line.split()
        path = FONTS / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise PressUnfit(f"font {path} is missing or changed (rebuild it: python scripts/build_fonts.py)")


def _open_desk() -> _Desk:
    global _desk
    if _desk is None:
        check_press()
        if engine is not None:
            engine.take_short_ways()
        _desk = _Desk()
    return _desk


@contextmanager
def _quiet_collector() -> Iterator[None]:
    # Collecting while thousands of boxes are alive costs a tenth of the time and frees nothing. A worker runs with the
    # collector off and tidies up once its answer is sent.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _listening() -> Iterator[_Ears]:
    ears, logger = _Ears(), logging.getLogger("weasyprint")
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(ears)
    try:
        yield ears
    finally:
        logger.removeHandler(ears)
        logger.propagate = propagate


def warm_up(css: str) -> None:
    """Make a worker ready: fonts and style sheet loaded, the collector off (it runs between documents)."""
    _open_desk().sheet(css)
    render_pdf(_FIRST, how=Print(css=css))
    gc.collect()
    gc.freeze()
    gc.disable()


def tidy_up() -> None:
    """Free what the last document left behind; a worker calls it between documents."""
    gc.collect()


class _Page(weasyprint.HTML):  # type: ignore[misc]
    """A page over our defaults."""

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [engine.user_agent_sheet()] if engine is not None else list(super()._ua_stylesheets(forms))


class _WellFormed(_Page):
    """A page that is well-formed XML too: expat reads it ten times as fast as an HTML parser in Python."""

    def __init__(self, root: ElementTree.Element, fetcher: URLFetcher) -> None:
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def _parse(html: str, fetcher: URLFetcher) -> weasyprint.HTML:
    # No document type reaches expat, so no entity can be declared. Whatever is not XML goes the long way.
    start = html.find("<html")
    try:
        return _WellFormed(ElementTree.fromstring(html[start:]), fetcher)  # noqa: S314
    except ElementTree.ParseError:
        return _Page(string=html, base_url=None, url_fetcher=fetcher)


def _enclosed(files: tuple[Attachment, ...]) -> list[weasyprint.Attachment]:
    """The files as the engine wants them; their dates are the document's, so that a second print is the same file."""
    return [
        weasyprint.Attachment(
            file_obj=BytesIO(one.content),
            url_fetcher=_AssetFetcher({}),
            name=one.name,
            description=one.description,
            created=datetime.combine(one.on, time(), UTC),
            modified=datetime.combine(one.on, time(), UTC),
            relationship=one.relationship,
        )
        for one in files
    ]


def render_pdf(html: str, assets: Mapping[str, Asset] | None = None, *, how: Print) -> PdfResult:
    """Print an HTML page. Not for threads: WeasyPrint shares fonts within a process."""
    desk = _open_desk()
    sheet = desk.sheet(how.css)
    options: dict[str, Any] = {"pdf_tags": how.tagged, "pdf_variant": how.variant}
    with _quiet_collector(), _listening() as ears:
        if engine is not None:
            engine_styles.limits.pages = how.pages
        page = _parse(html, _AssetFetcher(assets or {}))
        document = page.render(font_config=desk.fonts, stylesheets=[sheet], **options)
        if len(document.pages) > how.pages:
            raise PressFailed(f"{len(document.pages)} pages, more than {how.pages}", Failure.PAGES)
        finisher = to_archive if how.variant == ARCHIVE else None
        content = document.write_pdf(finisher=finisher, attachments=_enclosed(how.attachments), **options)
        pages = len(document.pages)
        if engine is not None:
            engine.take_apart(document)
        del document, page
    missing = tuple(dict.fromkeys(line for line in ears.heard if _MISSING in line))
    return PdfResult(content=content, pages=pages, warnings=tuple(ears.heard), missing=missing)
