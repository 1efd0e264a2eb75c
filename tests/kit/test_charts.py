"""Charts keep every label inside, name themselves, and survive odd figures."""

import re
from xml.etree import ElementTree

import pytest

from app.kit import charts
from app.kit.svg import measure, wrap
from app.kit.timeline import Frame, Span, timeline
from app.kit.tokens import light_tokens, with_literals

LONG = "A very long department name, such as procurement, quality assurance & logistics of the Dongguan works <b>"
LONG_ZH = "广东省佛山市顺德区龙江镇某某全屋定制家具制造有限公司第二分厂开料车间与封边车间联合改造项目"


def drawings(label: str, width: float) -> dict[str, str]:
    """Every chart with this label everywhere."""
    quarters = tuple(f"{2026 + index // 4}\nQ{index % 4 + 1}" for index in range(8))
    series = tuple(charts.Series(name=label, style=style, values=(0, 50, None, 100, 5, 77)) for style in charts.STYLES)
    return {
        "radar": charts.radar((label,) * 6, series, title=label, width=width),
        "bars": charts.bars(
            (charts.BarRow(label=label, value=100, value_label="100%", compare=0),) * 3,
            names=(label, label),
            title=label,
            width=width,
        ),
        "ladder": charts.ladder(
            tuple(
                charts.Step(number=level, label=label, share=level / 4 if level else None, reached=level < 2)
                for level in range(5)
            ),
            gate=0.8,
            gate_label=label,
            title=label,
            width=width,
        ),
        "dials": charts.dials(
            (charts.Dial(label=label, value=None, value_label="–", note=label),) * 2, title=label, width=280
        ),
        "columns": charts.columns(
            tuple(
                charts.Column(label=quarter, low=0, typical=index, high=index * 2, back=1)
                for index, quarter in enumerate(quarters)
            ),
            ticks=((0, "0"), (16, "CNY 1,600,000")),
            names=(label, label, label),
            title=label,
            width=width,
        ),
        "timeline": timeline(
            tuple(
                Span(label=label, start=index % 8, end=index % 8 + 1, stage=index % 3 + 1, pilot=True)
                for index in range(40)
            ),
            Frame(quarters=quarters, stages=((1, label), (4, label), (8, label)), quiet=((0.5, 0.8),)),
            names=("a", "b", "c"),
            title=label,
            width=width,
        ),
        "distribution": charts.distribution(
            tuple(charts.Slice(label=label, share=0.25, share_label="25%", own=index == 1) for index in range(4)),
            title=label,
            width=width,
        ),
        "rungs": charts.rungs(
            tuple(charts.RungRow(label=label, rung=rung, note=label) for rung in range(6)),
            (label,) * 6,
            title=label,
            width=width,
        ),
    }


@pytest.mark.parametrize("width", [620, 336])
@pytest.mark.parametrize("label", [LONG, LONG_ZH])
def test_labels_stay_inside(label: str, width: float) -> None:
    for name, svg in drawings(label, width).items():
        root = ElementTree.fromstring(svg)
        edge = float(root.attrib["width"])
        height = float(root.attrib["height"])
        for text in root.iter("{http://www.w3.org/2000/svg}text"):
            start, size = float(text.attrib["x"]), float(text.attrib["font-size"])
            end = start + measure(text.text or "", size, bold="font-weight" in text.attrib)
            assert start >= 0 and end <= edge + 0.5, (name, text.text)
            assert 0 < float(text.attrib["y"]) <= height, (name, text.text)


def test_chart_names_itself_and_escapes() -> None:
    for svg in drawings(LONG, 620).values():
        assert re.search(r"<title>[^<]*&lt;b&gt;</title>", svg)
        assert "<b>" not in svg
        assert "style=" not in svg
        assert "text-anchor" not in svg


def test_empty_charts_still_draw() -> None:
    assert "<svg" in charts.bars((), names=("a", None), title="t")
    assert "<svg" in charts.columns((), ticks=((0, "0"),), names=("a", "b", None), title="t")
    assert "<svg" in timeline((), Frame(quarters=(), stages=()), names=("a", "b", "c"), title="t")
    assert "<svg" in charts.distribution((), title="t")


def test_wrap_keeps_punctuation_off_the_line_start() -> None:
    lines = wrap("封边机、六面钻，开料机。", size=10, width=40, lines=9)
    assert all(line[0] not in "、，。" for line in lines)
    assert "".join(lines) == "封边机、六面钻，开料机。"


def test_wrap_ends_in_an_ellipsis_when_it_must() -> None:
    lines = wrap(LONG, size=10, width=80, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(measure(line, 10) <= 80 for line in lines)


def test_tokens_fill_in() -> None:
    assert with_literals("a{color:var(--colour-ink)}") == f"a{{color:{light_tokens()['colour-ink']}}}"
    with pytest.raises(KeyError):
        with_literals("a{color:var(--colour-nobody)}")
