"""The press: Chinese stays text, nothing is fetched, rare characters are found, limits hold."""

import io

import pytest
from pypdf import PdfReader

from app.kit import pdf
from app.kit.pdf import Asset, PressFailed, PressUnfit, Print, check_press, render_pdf
from app.kit.press import PrintLane

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


def test_lane_prints_survives_a_bomb_and_prints_again() -> None:
    with PrintLane(HOW.css, seconds=4) as lane:
        assert lane.print("<p>好").pages == 1
        with pytest.raises(PressFailed):
            lane.print('<div style="float:left">' + "数据治理与智能分析" * 1500 + "</div>")
        assert lane.print("<p>好").pages == 1
