"""Build the two report fonts from Debian's fonts-noto-cjk: lean TTF, renamed as the OFL asks, hashes and widths beside.

Run: .venv/bin/python scripts/build_fonts.py  (needs fonts-noto-cjk; about a minute; output is committed)
Characters: GB2312, the hanzi listed in scripts/fonts/modern-names.txt (in today's names and places, absent from
GB2312), Latin, punctuation and the symbols reports use.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "app" / "static" / "fonts"
MODERN = ROOT / "scripts" / "fonts" / "modern-names.txt"
NOTO = Path("/usr/share/fonts/opentype/noto")
WEIGHTS = {"Regular": "NotoSansCJK-Regular.ttc", "Bold": "NotoSansCJK-Bold.ttc"}
FAMILY = "Jianyun Sans SC"
FEATURES = ["kern", "palt", "halt", "pwid", "tnum", "lnum", "liga", "ccmp", "mark", "mkmk"]
DROPPED = ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
SYMBOLS = (
    "…—–―‘’“”•·−×÷±≈≠≤≥→←↑↓↗↘⇒√°′″‰€£¥©®™§¶№①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤ★☆●○◎◆◇■□▲△▼▽◀▶✓\u2002\u2003\u2009\u202f\u00a0\u2010\u2011"
)


def characters() -> set[int]:
    """Code points the fonts must hold."""
    points = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x3000, 0x3020)) | set(range(0xFF01, 0xFF5F))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                points.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    points |= {ord(mark) for mark in SYMBOLS}
    return points | {ord(hanzi) for hanzi in MODERN.read_text(encoding="utf-8") if not hanzi.isspace()}


def chinese_face(path: Path) -> TTFont:
    """The simplified Chinese face of a Noto collection."""
    for font in TTCollection(path, lazy=True):
        if font["name"].getDebugName(1) == "Noto Sans CJK SC":
            return font
    raise SystemExit(f"{path} holds no Noto Sans CJK SC")


def lean(font: TTFont, points: set[int]) -> TTFont:
    """Subset to `points`, few features, no hints, no subroutines."""
    options = subset.Options(
        layout_features=FEATURES,
        hinting=False,
        desubroutinize=True,
        drop_tables=[*subset.Options().drop_tables, *DROPPED],
    )
    options.name_IDs = ["*"]
    options.notdef_outline = True
    tool = subset.Subsetter(options)
    tool.populate(unicodes=points)
    tool.subset(font)
    return font


def quadratic(font: TTFont) -> TTFont:
    """Turn CFF outlines into glyf: the printed file gets a fifth smaller."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, outlines
    for name in order:
        outlines[name].recalcBounds(font["glyf"])
    font["hmtx"].metrics = {name: (font["hmtx"][name][0], getattr(outlines[name], "xMin", 0)) for name in order}
    for table in ("CFF ", "VORG"):
        if table in font:
            del font[table]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in (
        "TwilightPoints",
        "Storage",
        "FunctionDefs",
        "InstructionDefs",
        "StackElements",
        "SizeOfInstructions",
    ):
        setattr(maxp, f"max{field}", 0)
    maxp.maxZones, maxp.maxComponentElements = 1, 0
    font["head"].glyphDataFormat = 0
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 3.0, [], {}
    font.sfntVersion = "\000\001\000\000"
    return font


def rename(font: TTFont, style: str) -> None:
    """Our own family name: Noto and Source are reserved names under the OFL."""
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    script = FAMILY.replace(" ", "")
    names = {1: FAMILY, 2: style, 3: f"1.0;{script}-{style}", 4: f"{FAMILY} {style}"}
    names |= {5: "Version 1.0", 6: f"{script}-{style}"}
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)


def widths(font: TTFont) -> dict[str, int]:
    """Advance of each Latin character, in thousandths of an em; hanzi are 1000."""
    best, scale = font.getBestCmap(), 1000 / font["head"].unitsPerEm
    chosen = [*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "–—‘’“”•·−×÷±≈≤≥→…€\u2009")]
    return {chr(point): round(font["hmtx"][best[point]][0] * scale) for point in chosen if point in best}


def main(arguments: list[str]) -> None:
    """Write both weights, `widths.json` and `SHA256SUMS`."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    TARGET.mkdir(parents=True, exist_ok=True)
    points, sums, measured = characters(), [], {}
    for style, source in WEIGHTS.items():
        font = quadratic(lean(chinese_face(NOTO / source), points))
        rename(font, style)
        path = TARGET / f"JianyunSansSC-{style}.ttf"
        font.save(path)
        measured[style.lower()] = widths(font)
        sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")
        print(f"{path.name}: {path.stat().st_size:,} bytes, {len(font.getGlyphOrder()):,} glyphs")
    (TARGET / "widths.json").write_text(json.dumps(measured, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    (TARGET / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
