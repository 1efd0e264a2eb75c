"""Names of files: whatever a stranger calls a file, it is shown and sent back safely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.intake.names import LONGEST, clean_name, is_honest
from app.kit.intake.values import Kind


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("报表 2026.pdf", "报表 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\老板\\报表.PDF", "报表.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ("a\u200f\u200eb.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * LONGEST + ".pdf"),
        ("con.pdf", "_con.pdf"),
        ("  ..pdf. ", "evidence.pdf"),
        ("", "evidence.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ('we"ird<name>|.pdf', "we_ird_name__.pdf"),
        ("扫描件.2024", "扫描件.2024.pdf"),
        ("half \ud800 pair.pdf", "evidence.pdf"),
        ("nul\x00.pdf", "_nul.pdf"),
    ],
)
def test_names_are_shown_safely(raw: str, kept: str) -> None:
    assert clean_name(raw, Kind.PDF, nameless="evidence") == kept


@pytest.mark.parametrize(
    ("raw", "kind", "honest"),
    [
        ("a.pdf", Kind.PDF, True),
        ("a.pdf", Kind.JPEG, False),
        ("a.jpg", Kind.PNG, True),
        ("a.webp", Kind.JPEG, True),
        ("a.pdf.exe", Kind.PDF, False),
        ("a.docm", Kind.DOCX, False),
        ("a.gif", Kind.PNG, False),
        ("mmexport1700000000000", Kind.JPEG, True),
        ("扫描件.2024", Kind.PDF, True),
        ("a.exe. ", Kind.PDF, False),
    ],
)
def test_a_name_may_not_claim_another_kind(raw: str, kind: Kind, honest: bool) -> None:
    assert is_honest(raw, kind) is honest


@given(st.text(max_size=400))
def test_any_name_becomes_a_short_printable_one_of_its_kind(raw: str) -> None:
    name = clean_name(raw, Kind.PNG, nameless="evidence")
    assert name.endswith(".png") and 5 <= len(name) <= LONGEST + 6 and name.isprintable()
    assert not set('/\\:*?"<>|') & set(name) and not name.startswith(".")
    assert clean_name(name, Kind.PNG, nameless="evidence") == name
