"""What a Word file is dressed in: styles, numbering, settings, fonts, as XML. Knows nothing of who writes the text."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from app.kit.text import Lang
from app.kit.tokens import colour

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
"""The name spaces every part declares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """Type faces by the names Word and WPS know them by: Latin, Chinese text, Chinese headings; the size of text."""

    latin: str = "Arial"
    east: str = "微软雅黑"
    east_heading: str = "微软雅黑"
    size: float = 10
    """Points."""
    accent: str = "accent"
    """The colour role of headings and rules."""


SCREEN = Faces()
OFFICIAL = Faces(latin="Times New Roman", east="宋体", east_heading="黑体", size=10.5, accent="ink")
"""As Chinese authorities set their forms: 五号 Song, headings in Hei."""
_FALLBACKS = {
    "微软雅黑": ("Microsoft YaHei", "86", "swiss"),
    "宋体": ("SimSun", "86", "auto"),
    "黑体": ("SimHei", "86", "modern"),
    "仿宋": ("FangSong", "86", "modern"),
    "Arial": ("Helvetica", "00", "swiss"),
    "Times New Roman": ("Times", "00", "roman"),
}


def tint(role: str) -> str:
    """A colour role as Word writes colours."""
    return colour(role).removeprefix("#").upper()


def _run(*, size: float, role: str = "ink", bold: bool = False, east: str | None = None) -> str:
    face = f'<w:rFonts w:eastAsia="{east}"/>' if east else ""
    weight = "<w:b/><w:bCs/>" if bold else ""
    half = round(size * 2)
    return f'<w:rPr>{face}{weight}<w:color w:val="{tint(role)}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'


def _spaced(before: int, after: int, line: int = 300) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _style(name: str, paragraph: str, run: str, *, following: str = "Normal", level: int | None = None) -> str:
    """One paragraph style; `level` makes it a heading of that outline level, 0 the highest."""
    id = name.replace(" ", "")
    keep = "<w:keepNext/><w:keepLines/>" if level is not None else ""
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    base = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if name == "Normal" else ""
    label = name.lower() if name.startswith(("Heading", "TOC", "Header", "Footer", "Caption")) else name
    return (
        f'<w:style w:type="paragraph" w:styleId="{id}"{default}><w:name w:val="{label}"/>{base}'
        f'<w:next w:val="{following.replace(" ", "")}"/><w:qFormat/>'
        f"<w:pPr>{keep}{paragraph}{outline}</w:pPr>{run}</w:style>"
    )


def _line(side: str, role: str, *, weight: int = 4, space: int = 1) -> str:
    return f'<w:{side} w:val="single" w:sz="{weight}" w:space="{space}" w:color="{tint(role)}"/>'


def _paragraph_styles(faces: Faces) -> list[str]:
    size, head, accent = faces.size, faces.east_heading, faces.accent
    under = f"<w:pBdr>{_line('bottom', accent, weight=12, space=4)}</w:pBdr>"
    thin = f"<w:pBdr>{_line('bottom', 'line', space=4)}</w:pBdr>"
    toc_tab = '<w:tabs><w:tab w:val="left" w:pos="480"/></w:tabs>'
    foot_tab = '<w:tabs><w:tab w:val="right" w:pos="9412"/></w:tabs>'
    deep = '<w:ind w:left="480"/>'
    return [
        _style("Normal", _spaced(0, 100), _run(size=size)),
        _style("Title", _spaced(0, 120, 276), _run(size=26, role="on-accent", bold=True, east=head)),
        _style("Heading 1", under + _spaced(360, 160, 276), _run(size=17, bold=True, east=head), level=0),
        _style("Heading 2", _spaced(280, 100, 276), _run(size=13, role=accent, bold=True, east=head), level=1),
        _style("Heading 3", _spaced(220, 60, 276), _run(size=11, bold=True, east=head), level=2),
        _style("Lead", _spaced(0, 140), _run(size=size + 1, role="ink-soft")),
        _style("Small", _spaced(0, 60, 276), _run(size=size - 1.5, role="ink-soft")),
        _style("Source", _spaced(40, 140, 264), _run(size=size - 2, role="ink-faint")),
        _style("Caption", "<w:keepNext/>" + _spaced(160, 60, 276), _run(size=size - 1, role="ink-soft", bold=True)),
        _style("Points Title", "<w:keepNext/>" + _spaced(120, 60, 276), _run(size=size + 1, bold=True, east=head)),
        _style("Point", "<w:keepNext/><w:keepLines/>" + _spaced(60, 0, 276), _run(size=size, bold=True)),
        _style("Point Text", "<w:keepLines/>" + _spaced(0, 60, 276), _run(size=size - 0.5, role="ink-soft")),
        _style("Fact Label", "<w:keepNext/>" + _spaced(40, 0, 264), _run(size=size - 2, role="ink-faint")),
        _style("Fact Value", "<w:keepNext/>" + _spaced(0, 0, 264), _run(size=size + 2.5, bold=True, east=head)),
        _style("Fact Note", _spaced(0, 60, 264), _run(size=size - 2, role="ink-soft")),
        _style("Verdict", _spaced(0, 0, 240), _run(size=44, role="on-accent", bold=True, east=head)),
        _style("On Accent", _spaced(20, 20, 276), _run(size=size, role="on-accent")),
        _style("Cover Firm", _spaced(200, 60, 276), _run(size=15, role="on-accent", bold=True, east=head)),
        _style("Cell", _spaced(20, 20, 264), _run(size=size - 1)),
        _style("Cell Kept", "<w:keepNext/>" + _spaced(40, 40, 264), _run(size=size - 1)),
        _style("Cell Head", "<w:keepNext/>" + _spaced(30, 30, 264), _run(size=size - 1.5, role="ink-soft", bold=True)),
        _style("Box", _spaced(40, 40, 276), _run(size=size - 0.5)),
        _style("Gap", _spaced(0, 0, 240), _run(size=4)),
        _style("Contents Title", _spaced(0, 160, 276), _run(size=17, role=accent, bold=True, east=head)),
        _style("TOC 1", toc_tab + _spaced(60, 30, 276), _run(size=size, bold=True)),
        _style("TOC 2", _spaced(0, 20, 264) + deep, _run(size=size - 1, role="ink-soft")),
        _style("Header", thin + _spaced(0, 0, 240), _run(size=7.5, role="ink-faint")),
        _style("Footer", foot_tab + _spaced(0, 0, 240), _run(size=7.5, role="ink-faint")),
        _style("List Bullet", _listed(1) + _spaced(0, 60, 288) + "<w:contextualSpacing/>", _run(size=size)),
        _style("List Number", _listed(2) + _spaced(0, 60, 288) + "<w:contextualSpacing/>", _run(size=size)),
    ]


def _listed(number: int) -> str:
    return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'


def _character(name: str, run: str) -> str:
    id = name.replace(" ", "")
    return f'<w:style w:type="character" w:styleId="{id}"><w:name w:val="{name}"/><w:qFormat/>{run}</w:style>'


def _table_styles() -> list[str]:
    margins = '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
    rules = "".join(_line(side, "line", space=0) for side in ("top", "bottom", "insideH"))
    head = (
        '<w:tblStylePr w:type="firstRow"><w:tcPr>'
        f"<w:tcBorders>{_line('bottom', 'accent', weight=8, space=0)}</w:tcBorders>"
        f'<w:shd w:val="clear" w:color="auto" w:fill="{tint("sunken")}"/></w:tcPr></w:tblStylePr>'
    )
    frame = "".join(
        _line(side, "ink-soft", space=0) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return [
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{margins}</w:tblPr></w:style>',
        '<w:style w:type="table" w:styleId="Ruled"><w:name w:val="Ruled"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{rules}</w:tblBorders></w:tblPr>{head}</w:style>",
        '<w:style w:type="table" w:styleId="Form"><w:name w:val="Form"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{frame}</w:tblBorders></w:tblPr></w:style>",
    ]


def styles_xml(faces: Faces) -> str:
    """Every style a manuscript may name, in the house's colours."""
    fonts = (
        f'<w:rFonts w:ascii="{faces.latin}" w:hAnsi="{faces.latin}" w:eastAsia="{faces.east}" w:cs="{faces.latin}"/>'
    )
    half = round(faces.size * 2)
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl/><w:snapToGrid w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    characters = [
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>',
        _character("Strong", "<w:rPr><w:b/><w:bCs/></w:rPr>"),
        _character("Faint", f'<w:rPr><w:color w:val="{tint("ink-faint")}"/></w:rPr>'),
        _character("Accent", f'<w:rPr><w:b/><w:bCs/><w:color w:val="{tint("accent")}"/></w:rPr>'),
        _character("Hyperlink", f'<w:rPr><w:color w:val="{tint("note")}"/><w:u w:val="single"/></w:rPr>'),
    ]
    body = "".join([*_paragraph_styles(faces), *characters, *_table_styles()])
    return f"<w:styles {SPACES}>{defaults}{body}</w:styles>"


def numbering_xml(lists: int) -> str:
    """Bullets as list 1; numbers as lists 2 and up, each starting at one."""

    def level(kind: str, text: str) -> str:
        return (
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl>'
        )

    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{id}"><w:multiLevelType w:val="singleLevel"/>'
        f"{level(kind, text)}</w:abstractNum>"
        for id, kind, text in ((0, "bullet", "•"), (1, "decimal", "%1."))
    )
    afresh = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbered = "".join(
        f'<w:num w:numId="{id}"><w:abstractNumId w:val="1"/>{afresh}</w:num>' for id in range(2, lists + 3)
    )
    bullets = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f"<w:numbering {SPACES}>{kinds}{bullets}{numbered}</w:numbering>"


def settings_xml() -> str:
    """As today's Word saves: no compatibility mode, no macros, no field that asks to be brought up to date."""
    uri = "http://schemas.microsoft.com/office/word"
    marks = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
        )
    )
    return (
        f'<w:settings {SPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="480"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:compat>{marks}</w:compat><w:themeFontLang w:val="en-GB" w:eastAsia="zh-CN"/></w:settings>'
    )


def fonts_xml(faces: Faces) -> str:
    """The faces used, each with the name it goes by elsewhere."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="{charset}"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (other, charset, family) in _FALLBACKS.items()
        if name in (faces.latin, faces.east, faces.east_heading)
    )
    return f"<w:fonts {SPACES}>{rows}</w:fonts>"


def app_xml(program: str) -> str:
    """What wrote the file: a program, of no firm unless the file is a firm's own."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
        'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Application>{escape(program)}</Application></Properties>"
    )


LANGUAGES: dict[Lang, str] = {"zh": "zh-CN", "en": "en-GB"}
