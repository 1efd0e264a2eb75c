"""Profile against benchmarks: radar, ladder, published distributions and figures, each with its pins."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from app.benchmarking.values import Context, FigurePlace, LevelPlace, Pins, Standing
from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.cases import Reading
from app.reports.drawings import Ladder, Outline, Radar, Rise, ShareOf, Shares
from app.reports.values import Block, Chapter, Column, Figure, Heading, Paragraph, Row, Spread, Table, Unit


def sample(brief: Brief, pins: Pins) -> Text:
    """The sample size, or that there is none."""
    if pins.n is not None:
        return brief.say("word.sample", n=f"{pins.n:,}")
    return brief.say("word.no_sample_estimate" if pins.kind == "estimate" else "word.no_sample")


SETS = "benchmarks"
"""Where the sets a firm was set beside are explained, seen from the result page."""


def source_note(brief: Brief, pins: Pins) -> Text:
    """Everything that must stand beside a benchmark."""
    note = brief.say(
        "word.source",
        kind=brief.say(f"word.kind.{pins.kind}"),
        title=pins.title,
        year=pins.year,
        n=sample(brief, pins),
        definition=_open(pins.definition),
        source=pins.source.title,
        confidence=brief.say(f"word.confidence.{pins.source.confidence}"),
        checked=wording.day(pins.verified_on),
    )
    why = brief.say("profile.fallback", why=pins.fallback) if pins.fallback else None
    return wording.sentences(note, why)


def _open(text: Text) -> Text:
    return Text(zh=text.zh.rstrip("。；") or text.zh, en=text.en.rstrip(".;") or text.en)


def profile(brief: Brief, number: str) -> Chapter:
    """Where the firm stands, and beside whom."""
    standing = brief.reading.standing
    typical = standing.profile if standing else {}
    blocks: list[Block] = [
        Paragraph(text=_lead(brief, standing), tone="lead"),
        Spread(left=_radar(brief, standing), right=_dimension_table(brief, typical)),
        Paragraph(text=_cohort(brief, standing), tone="source", why=SETS),
    ]
    places = _places(brief)
    if places:
        # The ladder and the first distribution share a row.
        said, chart, source = places[0]
        blocks += [Spread(left=_ladder(brief, half=True), right=chart), said]
        if source.text != _cohort(brief, standing):
            blocks.append(source)
    else:
        blocks.append(_ladder(brief, half=False))
    mark = brief.reading.card.overall
    parts = {"coverage": mark.coverage, "confidence": mark.confidence, "evidence": mark.evidenced}
    known = brief.say("profile.confidence", **{key: wording.percent(value) for key, value in parts.items()})
    blocks.append(Paragraph(text=known, tone="small", why=brief.why(place="#sure")))
    for said, chart, source in places[1:]:
        blocks += [said, chart, source]
    blocks += _single_figures(brief) or ([] if places else _background(brief))
    return Chapter(id="profile", number=number, title=brief.say("profile.title"), blocks=tuple(blocks))


def _lead(brief: Brief, standing: Standing | None) -> Text:
    say = brief.say
    scored = [one for one in brief.dimensions if one.mark.score is not None]
    if not scored:
        return say("summary.verdict_none")
    best = max(scored, key=lambda one: one.mark.score or 0)
    worst = min(scored, key=lambda one: one.mark.score or 0)
    if best.mark.score == worst.mark.score:
        return say("profile.even", score=brief.score(best.mark))
    text = say(
        "profile.lead",
        best=best.title,
        best_score=brief.score(best.mark),
        worst=worst.title,
        worst_score=brief.score(worst.mark),
    )
    if standing is None or not standing.profile or not brief.complete:
        return text
    gaps = {
        one.id: (one.mark.score or Fraction(0)) - standing.profile[one.id]
        for one in scored
        if one.id in standing.profile
    }
    above = [one.title for one in scored if gaps.get(one.id, Fraction(0)) >= 3]
    below = [one.title for one in scored if gaps.get(one.id, Fraction(0)) <= -3]
    return wording.sentences(
        text,
        say("profile.above", names=wording.listed(above)) if above else None,
        say("profile.below", names=wording.listed(below)) if below else None,
    )


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _radar(brief: Brief, standing: Standing | None) -> Figure:
    say, rows = brief.say, brief.dimensions
    series = [Outline(name=say("word.self"), style="self", values=tuple(_number(one.mark.score) for one in rows))]
    typical = standing.profile if standing else {}
    pins = standing.profile_pins if standing else None
    if typical and pins:
        name = say("word.typical", kind=say(f"word.kind.{pins.kind}"))
        series.append(Outline(name=name, style="compare", values=tuple(_number(typical.get(one.id)) for one in rows)))
    targets = [brief.target(one) for one in rows]
    if any(target is not None for target in targets):
        series.append(Outline(name=say("word.target"), style="target", values=tuple(map(_number, targets))))
    spoken = wording.joined(
        (say("profile.radar_row", name=one.title, own=brief.score(one.mark)) for one in rows), zh="，", en=", "
    )
    return Figure(
        id="radar",
        caption=say("profile.radar"),
        alt=say("profile.radar_alt", rows=spoken),
        spec=Radar(axes=tuple(one.title for one in rows), series=tuple(series)),
        half=True,
    )


def _cohort(brief: Brief, standing: Standing | None) -> Text:
    pins = standing.profile_pins if standing else None
    return source_note(brief, pins) if pins else brief.say("profile.no_typical")


def _dimension_table(brief: Brief, typical: Mapping[str, Fraction]) -> Table:
    say = brief.say
    rows = []
    for one in brief.dimensions:
        target, other = brief.target(one), typical.get(one.id)
        rows.append(
            Row(
                cells=(
                    one.title,
                    brief.score(one.mark),
                    brief.level(one.mark),
                    wording.NONE if other is None else wording.plain(wording.decimal(other)),
                    wording.NONE if target is None else wording.plain(wording.decimal(target)),
                ),
                why=brief.why(one),
            )
        )
    titles = (
        ("dimension", 34, "start"),
        ("own", 16, "end"),
        ("level", 18, "end"),
        ("typical", 16, "end"),
        ("target", 16, "end"),
    )
    columns = tuple(
        Column(title=say(f"profile.column_{key}"), width=width, align=align) for key, width, align in titles
    )
    return Table(id="dimensions", caption=say("profile.table"), columns=columns, rows=tuple(rows))


def _rises(brief: Brief) -> tuple[Rise, ...]:
    mark = brief.reading.card.overall
    return tuple(
        Rise(
            number=rung.level,
            label=rung.title,
            share=_number(mark.reached.get(rung.level)),
            reached=rung.level <= mark.level,
        )
        for rung in brief.reading.lens.levels
    )


def _ladder(brief: Brief, *, half: bool) -> Figure:
    say, steps = brief.say, _rises(brief)
    gate = brief.reading.lens.gates[0].threshold or Fraction(4, 5)
    said = [step for step in steps if step.share is not None]
    spoken = wording.joined(
        (say("profile.ladder_row", n=step.number, share=wording.percent(step.share or 0)) for step in said),
        zh="，",
        en=", ",
    )
    return Figure(
        id="ladder",
        caption=say("profile.ladder"),
        alt=say("profile.ladder_alt", level=brief.reading.card.overall.level, rows=spoken),
        spec=Ladder(
            steps=steps, gate=float(gate), gate_label=say("profile.ladder_gate", threshold=wording.percent(gate))
        ),
        table=_ladder_table(brief, steps),
        half=half,
    )


def _ladder_table(brief: Brief, steps: tuple[Rise, ...]) -> Table:
    columns = (
        Column(title=brief.say("profile.column_level"), width=60),
        Column(title=brief.say("profile.share"), width=40, align="end"),
    )
    shares = (wording.NONE if one.share is None else wording.plain(wording.percent(one.share)) for one in steps)
    why = brief.why(place="#level")
    rows = tuple(
        Row(cells=(step.label, share), strong=step.reached, why=why) for step, share in zip(steps, shares, strict=True)
    )
    return Table(id="ladder-table", columns=columns, rows=rows)


CONTEXTS = 1
"""How many distributions of another definition are drawn for background."""


def _readings(brief: Brief) -> Iterator[tuple[Reading, Standing]]:
    for reading in (brief.reading, *brief.case.others):
        if reading.standing is not None:
            yield reading, reading.standing


def _places(brief: Brief) -> list[tuple[Paragraph, Figure, Paragraph]]:
    """What is said, drawn and cited of each comparable distribution."""
    return [
        _place(brief, place, f"place-{reading.lens.id}-{place.pins.set_id}", reading)
        for reading, standing in _readings(brief)
        for place in standing.levels
    ]


def _single_figures(brief: Brief) -> list[Block]:
    figures: dict[tuple[str, str], FigurePlace] = {}
    for _, standing in _readings(brief):
        figures |= {(one.pins.set_id, one.id): one for one in standing.figures if one.own is not None}
    if not figures:
        return []
    heading = Heading(id="figures", text=brief.say("profile.figures"), level=3)
    return [Unit(blocks=(heading, figures_table(brief, tuple(figures.values()))))]


def _background(brief: Brief) -> list[Block]:
    # Distributions of another definition are worth their space only where no comparable one exists.
    contexts = {context.pins.set_id: context for _, standing in _readings(brief) for context in standing.context}
    newest = sorted(contexts.values(), key=lambda one: (-one.pins.year, one.pins.set_id))[:CONTEXTS]
    if not newest:
        return []
    return [
        Heading(id="contexts", text=brief.say("profile.contexts"), level=3),
        Paragraph(text=brief.say("profile.context"), tone="small"),
        *(_context(brief, context, f"context-{context.pins.set_id}") for context in newest),
    ]


def _shares(classes: tuple[tuple[Text, int | None, Fraction], ...], level: int | None) -> tuple[ShareOf, ...]:
    return tuple(
        ShareOf(
            label=label,
            share=float(share),
            share_label=wording.plain(wording.percent(share)),
            own=level is not None and rung == level,
        )
        for label, rung, share in classes
    )


def _share_table(brief: Brief, slices: tuple[ShareOf, ...], key: str) -> Table:
    columns = (
        Column(title=brief.say("profile.class"), width=70),
        Column(title=brief.say("profile.share"), width=30, align="end"),
    )
    return Table(
        id=key, columns=columns, rows=tuple(Row(cells=(one.label, one.share_label), strong=one.own) for one in slices)
    )


def _place(brief: Brief, place: LevelPlace, key: str, reading: Reading) -> tuple[Paragraph, Figure, Paragraph]:
    say, slices = brief.say, _shares(place.classes, place.level)
    own = next((one.label for one in slices if one.own), brief.level_name(place.level, reading))
    spoken = wording.joined(
        (Text(zh=f"{one.label.zh} {one.share_label.zh}", en=f"{one.label.en} {one.share_label.en}") for one in slices),
        zh="，",
        en=", ",
    )
    said = say(
        "profile.place",
        below=wording.percent(place.below),
        same=wording.percent(place.same),
        above=wording.percent(place.above),
    )
    figure = Figure(
        id=key,
        caption=place.pins.title,
        alt=say("profile.place_alt", rows=spoken, own=own),
        spec=Shares(slices=slices),
        half=True,
    )
    which = Text(zh=f"**{reading.lens.title.zh}**：", en=f"**{reading.lens.title.en}**: ")
    text = Paragraph(text=Text(zh=which.zh + said.zh, en=which.en + said.en))
    return text, figure, Paragraph(text=source_note(brief, place.pins), tone="source", why=SETS)


def _context(brief: Brief, context: Context, key: str) -> Figure:
    slices = _shares(context.classes, None)
    spoken = wording.joined(
        (Text(zh=f"{one.label.zh} {one.share_label.zh}", en=f"{one.label.en} {one.share_label.en}") for one in slices),
        zh="，",
        en=", ",
    )
    return Figure(
        id=key,
        caption=context.pins.title,
        alt=brief.say("profile.context_alt", rows=spoken),
        spec=Shares(slices=slices),
        table=_share_table(brief, slices, f"{key}-table"),
        source=source_note(brief, context.pins),
    )


def _amount(value: Fraction, unit: str) -> Text:
    number = wording.decimal(value)
    return wording.plain(f"{number}%" if unit == "percent" else number)


def figures_table(brief: Brief, figures: tuple[FigurePlace, ...]) -> Table:
    """Figures of the firm beside published ones, each with its pins."""
    say = brief.say
    rows = []
    for one in figures:
        own = say("profile.unsaid") if one.own is None else _amount(one.own, one.unit)
        pins = say(
            "profile.pins", year=one.pins.year, n=sample(brief, one.pins), kind=say(f"word.kind.{one.pins.kind}")
        )
        rows.append(Row(cells=(one.label, own, _amount(one.other, one.unit), pins), why=SETS))
    titles = (("figure", 38, "start"), ("own", 14, "end"), ("other", 14, "end"), ("pins", 34, "start"))
    columns = tuple(
        Column(title=say(f"profile.column_{name}"), width=width, align=align) for name, width, align in titles
    )
    return Table(id="figures-table", columns=columns, rows=tuple(rows))
