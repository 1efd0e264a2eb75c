"""The press: Chinese stays text, nothing is fetched, rare characters are found, limits hold."""

import contextlib
import io
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.kit import pdf
from app.kit.paper import Failure
from app.kit.pdf import Asset, PressFailed, PressUnfit, Print, check_press, render_pdf
from app.kit.press import PrintLane, PrintPool, code_points, purge_folders

HOW = Print(css=f"body{{font-family:{pdf.STACK}}}")
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def text_of(content: bytes) -> str:
    """All text of a PDF."""
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def fonts_of(content: bytes) -> list[str]:
    """Names of the embedded fonts."""
    found = set()
    for page in PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            found.add(str(font.get_object()["/BaseFont"]))
    return sorted(found)


def test_press_is_fit() -> None:
    check_press()


def test_changed_font_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "SHA256SUMS").write_text("0  JianyunSansSC-Regular.ttf\n")
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    with pytest.raises(PressUnfit, match="build_fonts"):
        check_press()


def test_chinese_is_embedded_and_can_be_read_back() -> None:
    result = render_pdf("<html lang=zh-CN><title>报告</title><p>先把门店的报价统一，再谈拆单。堃玥喆祎", how=HOW)
    assert "先把门店的报价统一，再谈拆单。堃玥喆祎" in text_of(result.content)
    assert result.missing == ()
    assert [name.split("+")[1] for name in fonts_of(result.content)] == ["House-Sans-SC"]


def test_rare_names_fall_back_to_the_system_font() -> None:
    result = render_pdf("<html lang=zh-CN><p>张䶮、王㙍、李𠮷", how=HOW)
    assert result.missing == ()
    assert "张䶮、王㙍、李𠮷" in text_of(result.content)


def test_character_without_glyph_raises_the_alarm() -> None:
    assert render_pdf("<p>\U0010fffd", how=HOW).missing


def test_nothing_is_fetched() -> None:
    page = (
        '<img src="file:///etc/passwd"><img src="http://127.0.0.1:9/x"><img src="data:image/png;base64,AAAA">'
        '<link rel="stylesheet" href="file:///etc/passwd"><link rel="attachment" href="file:///etc/passwd">'
        '<a rel="attachment" href="file:///etc/passwd">x</a><img src="asset:square">'
    )
    result = render_pdf(page, {"square": Asset(mime="image/svg+xml", content=SQUARE)}, how=HOW)
    assert sum("blocked" in line for line in result.warnings) >= 4
    assert b"root:" not in result.content
    assert not PdfReader(io.BytesIO(result.content)).attachments


def test_tagged_with_language_and_outline() -> None:
    result = render_pdf("<html lang=zh-CN><title>题</title><h1>第一章</h1><p>文", how=HOW)
    reader = PdfReader(io.BytesIO(result.content))
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert [entry.title for entry in reader.outline] == ["第一章"]  # type: ignore[union-attr]


REACHING = (
    '<embed src="{url}"><object data="{url}"></object>',
    '<link rel="stylesheet" href="{url}"><link rel="attachment" href="{url}"><a rel="attachment" href="{url}">a</a>',
    "<style>@import url({url});@font-face{{font-family:x;src:url({url})}}p{{font-family:x}}</style><p>a",
    "<style>@page{{background:url({url})}}p{{background:url({url});border-image:url({url}) 1;"
    "list-style-image:url({url});display:list-item}}p::before{{content:url({url})}}:root{{--u:url({url})}}p{{background:var(--u)}}</style><p>a",
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}" width="9" height="9"/>'
    '<style>@font-face{{font-family:y;src:url({url})}}</style><use href="{url}#a"/><text font-family="y">a</text>'
    "</svg>",
    '<base href="{url}"><img src="relative.png"><img srcset="{url} 2x" src="{url}">',
    "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{url}'/%3E%3C/svg%3E\">",
    '<style>p::before{{content:attr(data-x url)}}</style><p data-x="{url}">a',
    "<style>@color-profile --c{{src:url({url})}}p{{color:color(--c 1 1 1)}}</style><p>a",
    '<iframe src="{url}"></iframe><video src="{url}"></video><script src="{url}"></script><meta http-equiv="refresh"'
    ' content="0;url={url}">',
)
"""Every way known by which a page could make WeasyPrint fetch something."""


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_no_construct_reaches_out(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *given, **_: opened.append(given))
    monkeypatch.setattr("socket.create_connection", lambda *given, **_: opened.append(given))
    for construct in REACHING:
        page = f"<html lang=en><body>{construct.format(url=address)}</body></html>"
        with contextlib.suppress(Exception):  # some are refused as a whole, which is as good
            result = render_pdf(page, how=HOW)
            assert b"root:x" not in result.content
            assert not PdfReader(io.BytesIO(result.content)).attachments
    assert opened == []


def test_more_pages_than_a_document_may_have_are_given_up_early() -> None:
    endless = "<html lang=en><body>" + '<p style="break-after:page">a</p>' * 3000
    began = time.process_time()
    with pytest.raises(PressFailed, match="more than 20 pages") as failed:
        render_pdf(endless, how=Print(css=HOW.css, pages=20))
    assert failed.value.why is Failure.PAGES
    assert time.process_time() - began < 5
    assert render_pdf("<html lang=en><p>a", how=HOW).pages == 1


def test_folders_of_killed_programs_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    stale, own, other = (tmp_path / f"jianyun-press-{name}" for name in (f"{gone.pid}-a", f"{os.getpid()}-b", "c"))
    for folder in (stale, own, other):
        (folder / "weasyprint-x").mkdir(parents=True)
    purge_folders()
    assert sorted(tmp_path.iterdir()) == sorted((own, other))


def test_characters_without_a_glyph_are_named_once() -> None:
    lines = ('.notdef glyph rendered for Unicode string unsupported by fonts: "x" (U+10FFFD)',) * 2
    assert code_points(lines) == ["U+10FFFD"]


def test_lane_prints_survives_a_bomb_and_prints_again() -> None:
    with PrintLane(HOW.css, seconds=4) as lane:
        assert lane.print("<p>好").pages == 1
        with pytest.raises(PressFailed):
            lane.print('<div style="float:left">' + "数据治理与智能分析" * 1500 + "</div>")
        assert lane.print("<p>好").pages == 1


def test_a_pool_prints_side_by_side_and_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kit.press.IDLE_SECONDS", 0.2)
    with PrintPool(HOW.css, lanes=2) as pool, ThreadPoolExecutor(4) as hands:
        page = "<html lang=zh-CN><p>" + "好" * 3000
        assert [one.pages for one in hands.map(pool.print, [page] * 6)] == [2] * 6
        assert len(pool.lanes) == 2
        until = time.monotonic() + 10
        while len(pool.lanes) > 1 and time.monotonic() < until:
            time.sleep(0.05)
        assert len(pool.lanes) == 1
        assert pool.print(page).pages == 2
    assert pool.lanes == ()
