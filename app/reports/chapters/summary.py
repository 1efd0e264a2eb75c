"""The report on one page: level, dials, strengths, gaps, first 90 days, money."""

from app.kit.text import Text
from app.planning.values import Plan, PlannedItem
from app.reports import wording
from app.reports.brief import Brief, Finding
from app.reports.drawings import Dials, Gauge
from app.reports.values import Block, Chapter, Fact, Facts, Headline, Paragraph, Point, Points, Spread
from app.scoring.values import GateResult


def summary(brief: Brief) -> Chapter:
    """The one page most readers will read."""
    blocks: list[Block] = [headline(brief), Spread(left=strengths(brief), right=gaps(brief))]
    if brief.plan is None:
        blocks.append(Paragraph(text=brief.say("summary.no_plan"), tone="body"))
    elif brief.plan.clashes:
        blocks.append(Paragraph(text=brief.say("roadmap.none"), tone="body"))
    else:
        blocks += [_first_days(brief, brief.plan), _money(brief, brief.plan)]
    return Chapter(id="summary", number="2", title=brief.say("summary.title"), blocks=tuple(blocks))


def verdict(brief: Brief) -> Text:
    """Level, gate and where the roadmap leads, as one paragraph."""
    say, mark = brief.say, brief.reading.card.overall
    if mark.score is None:
        return say("summary.verdict_none")
    name = brief.level_name(mark.level)
    if brief.complete or mark.at_least == mark.at_most:
        first = say("summary.verdict", level=mark.level, name=name, score=wording.decimal(mark.score))
    else:
        low, high = wording.decimal(mark.at_least, 0), wording.decimal(mark.at_most, 0)
        first = say("summary.verdict_range", level=mark.level, name=name, most=mark.level_at_most, low=low, high=high)
    return wording.sentences(first, gate_sentence(brief, brief.reading.card.gates[0]), _path(brief), _pains(brief))


def gate_sentence(brief: Brief, gate: GateResult) -> Text | None:
    """What is missing for the next level."""
    if gate.next_level is None:
        return brief.say("summary.top")
    for missing in gate.missing:
        if missing.kind == "threshold":
            ahead = any(
                share >= missing.need
                for level, share in brief.reading.card.overall.reached.items()
                if level > gate.next_level
            )
            key = "summary.gate_lower" if ahead else "summary.gate"
            have, need = wording.percent(missing.have), wording.percent(missing.need)
            return brief.say(key, next=gate.next_level, have=have, need=need)
    return None


def _path(brief: Brief) -> Text | None:
    plan = brief.plan
    if plan is None or not plan.items:
        return None
    key = "summary.path" if plan.level_after > plan.level_before else "summary.path_same"
    until = wording.month(max(item.ends_on for item in plan.items))
    return brief.say(key, until=until, score=wording.decimal(plan.score_after), level=plan.level_after)


def _pains(brief: Brief) -> Text | None:
    stated = brief.case.means.pains if brief.case.means else ()
    titles = [pain.title for pain in brief.reading.lens.pains if pain.id in stated]
    return brief.say("summary.pains", pains=wording.listed(titles, quoted=True)) if titles else None


def headline(brief: Brief) -> Headline:
    """The verdict with its dials."""
    say, mark = brief.say, brief.reading.card.overall
    gauges = tuple(
        Gauge(
            label=dimension.title,
            value=None
            if dimension.mark.score is None
            else float(dimension.mark.at_least if dimension.mark.coverage < 1 else dimension.mark.score),
            value_label=brief.score(dimension.mark),
            note=brief.level(dimension.mark),
            role="iot" if dimension.dial == "iot" else "cloud",
            why=brief.why(dimension),
        )
        for dimension in brief.dimensions
        if dimension.dial
    )
    labels = {gauge.role: gauge.value_label for gauge in gauges}
    miit = brief.case.miit
    return Headline(
        level=mark.level,
        level_name=brief.level_name(mark.level),
        level_label=say("summary.level_label"),
        sentence=verdict(brief),
        score=brief.score(mark),
        score_note=say("summary.score_note"),
        dials=Dials(gauges=gauges),
        dials_alt=say(
            "summary.dials_alt", cloud=labels.get("cloud", wording.NONE), iot=labels.get("iot", wording.NONE)
        ),
        miit_label=say("summary.miit_label") if miit else None,
        miit_level=brief.level_name(miit.card.level, miit) if miit else None,
        miit_note=say("summary.miit_note") if miit else None,
        why=brief.why(),
        miit_why=brief.why(reading=miit) if miit else None,
    )


def strengths(brief: Brief) -> Points:
    """What has earned most."""
    say, rows = brief.say, brief.strengths()
    items = tuple(
        Point(
            title=one.capability.title,
            text=say(
                "summary.strength",
                answer=one.answer,
                max=wording.decimal(one.line.max),
                points=wording.decimal(one.line.points),
            ),
            figure=say("summary.won", n=wording.decimal(one.line.points)),
            why=brief.why(one.dimension, f"#q-{one.question.id}"),
        )
        for one in rows
    )
    title = say("summary.strengths" if len(items) == 3 else "summary.strengths_some")
    near = brief.near()
    if len(items) < 3 and near:
        told = (say("summary.near_row", name=name, share=wording.percent(share)) for name, share in near)
        text = say("summary.near", rows=wording.joined(told, zh="、", en=", "))
        items = (*items, Point(title=say("summary.near_title"), text=text))
    return Points(title=title, tone="good", items=items, empty=say("summary.no_strengths"))


def gaps(brief: Brief) -> Points:
    """What loses most."""
    say, rows = brief.say, brief.gaps()
    items = tuple(
        Point(
            title=one.capability.title,
            text=gap_sentence(brief, one),
            figure=say("summary.lost", n=wording.decimal(one.lost)),
            why=brief.why(one.dimension, f"#q-{one.question.id}"),
        )
        for one in rows
    )
    title = say("summary.gaps" if len(items) == 3 else "summary.gaps_some")
    return Points(title=title, tone="warn", items=items, empty=say("summary.no_gaps"))


def gap_sentence(brief: Brief, one: Finding) -> Text:
    """What an answer cost, naming it."""
    top, points = wording.decimal(one.line.max), wording.decimal(one.line.points)
    if one.line.why == "dont_know":
        return brief.say("summary.gap_unknown", max=top)
    key = "summary.gap" if one.line.points else "summary.gap_zero"
    return wording.sentences(brief.say(key, answer=one.answer, max=top, points=points), _remedy(brief, one))


def _remedy(brief: Brief, one: Finding) -> Text | None:
    """Which initiative of the roadmap does most about an answer."""
    if brief.plan is None or brief.plan.clashes:
        return None
    found = brief.remedies({one.question.id})
    if not found:
        return brief.say("summary.gap_left")
    best = max(found, key=lambda pair: sum(gain.after - gain.before for gain in pair[1]))[0]
    when = wording.months(best.starts_on, best.ends_on)
    return brief.say("summary.gap_fix", title=brief.initiative(best.initiative).title, when=when)


def _first_days(brief: Brief, plan: Plan) -> Points:
    say = brief.say
    first = [item for item in brief.items if item.stage == 1]
    first.sort(key=lambda item: (not item.is_pilot, -item.points, item.starts_on))
    shown, rest = first[:3], first[3:]
    items = [_first_point(brief, item) for item in shown]
    if rest:
        more = say("summary.first_more", n=wording.count(len(rest), "项", "more initiative"))
        last = items[-1]
        items[-1] = Point(title=last.title, text=wording.sentences(last.text, more), figure=last.figure)
    return Points(
        title=say("summary.first"), tone="accent", items=tuple(items), empty=plan.pilot_note or say("summary.no_first")
    )


def _first_point(brief: Brief, item: PlannedItem) -> Point:
    initiative = brief.initiative(item.initiative)
    when = wording.months(item.starts_on, item.ends_on)
    if item.is_pilot and initiative.pilot:
        text = brief.say(
            "summary.first_pilot", when=when, scope=initiative.pilot.scope, exit=initiative.pilot.exit_criterion
        )
    else:
        text = brief.say("summary.first_item", when=when, exit=initiative.exit_criterion)
    return Point(title=initiative.title, text=text, figure=brief.cost(item))


def _money(brief: Brief, plan: Plan) -> Facts:
    say = brief.say
    year = plan.quarters[0].starts_on.year if plan.quarters else brief.case.as_of.year
    spent = sum(quarter.cash.typical for quarter in plan.quarters if quarter.starts_on.year == year)
    budget = brief.case.means.budget_by_year.get(year, 0) if brief.case.means else 0
    subsidy, mark = subsidies(plan), brief.reading.card.overall
    return Facts(
        items=(
            Fact(
                label=say("summary.money.total"),
                value=wording.money(plan.cost.typical),
                note=say("summary.money.total_note", span=wording.money_span(plan.cost.low, plan.cost.high)),
                tone="accent",
            ),
            Fact(
                label=say("summary.money.first_year", year=year),
                value=wording.money(spent),
                note=say("summary.money.first_year_note", budget=wording.money(budget)),
            ),
            Fact(
                label=say("summary.money.subsidy"),
                value=wording.money(subsidy) if subsidy else say("summary.money.no_subsidy"),
                note=say("summary.money.subsidy_note"),
            ),
            Fact(
                label=say("summary.money.score"),
                value=wording.joined(
                    (brief.score(mark), wording.plain(wording.decimal(plan.score_after))), zh=" → ", en=" → "
                ),
                note=say("summary.money.score_note", before=plan.level_before, after=plan.level_after),
            ),
        )
    )


def subsidies(plan: Plan) -> int:
    """CNY fen that could come back over the whole plan."""
    return sum(quarter.subsidy for quarter in plan.quarters)
