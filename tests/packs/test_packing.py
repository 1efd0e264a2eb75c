"""Names of files inside a ZIP that Windows and old Chinese unpackers can handle; content that cannot be wrong."""

import re

import pytest

from app.content.loader import load_catalogue
from app.kit.filenames import safe_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a/b\\c:d*?.pdf", "a_b_c_d__.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        ("  .. ", "file"),
        ("设备清单 \u200b𠮷.jpg", "设备清单 __.jpg"),
        ("x" * 200 + ".jpg", "x" * 80 + ".jpg"),
    ],
)
def test_file_names_are_safe(name: str, kept: str) -> None:
    assert safe_name(name, in_zip=True) == kept
    kept.encode("gbk")
    assert safe_name("𠮷田/电器\u202e.xlsx") == "𠮷田_电器_.xlsx", "a file by itself keeps rare letters"


def test_every_paper_says_how_sure_it_is_asked() -> None:
    content = load_catalogue()
    served = [policy for recipe in content.packs.values() for policy in recipe.policies]
    offered = {id for id, one in content.policies.items() if one.kind == "subsidy"}
    assert offered <= set(served) and len(served) == len(set(served))
    for recipe in content.packs.values():
        for paper in recipe.papers:
            official = paper.confidence in ("A", "B")
            assert not official or recipe.source.confidence in ("A", "B"), paper.id
            assert re.search("[\u4e00-\u9fff]", paper.title.zh + paper.hint.zh)
