"""QR codes."""

from app.kit.qr import qr_svg


def test_the_code_scales_and_is_named_for_those_who_cannot_see_it() -> None:
    drawing = qr_svg("https://jianyun.example/s/abc", label="“Shared” <report>")
    assert "width=" not in drawing and "viewBox" in drawing
    assert 'role="img"' in drawing and "<report>" not in drawing
