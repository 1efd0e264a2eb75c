"""The roadmap: timeline, stages with their gates, hands, what high costs would break."""

from fractions import Fraction

from app.kit.text import Text
from app.planning.quarters import spans
from app.planning.values import Plan, PlannedItem, Stage
from app.quotations.interest import TITLE as DISCLOSURE
from app.reports import handmade, wording
from app.reports.brief import Brief
from app.reports.chapters.review import PLANNED_FROM
from app.reports.drawings import StageEnd, Stretch, Timeline
from app.reports.values import Block, Bullets, Callout, Chapter, Column, Figure, Heading, Paragraph, Row, Spread, Table

NOT_CARRIED = ("over_budget", "no_hands", "no_time", "prerequisite", "lower_value")
BESIDE = 6
"""Most criteria of a gate that may stand beside the other gate."""
ROWS = 20
"""Most rows of one timeline: half a page, so that it never leaves a hole before it."""


def roadmap(brief: Brief, number: str) -> Chapter:
    """The whole chapter; says why when there is no plan."""
    say, plan = brief.say, brief.plan
    title = say("roadmap.title")
    blocks: list[Block]
    if plan is None:
        blocks = [Callout(tone="note", title=title, texts=(say("summary.no_plan"),))]
    elif plan.clashes:
        clashes = Bullets(items=tuple(clash.message for clash in plan.clashes))
        advice = Paragraph(text=say("roadmap.clash_advice"))
        lead = Paragraph(text=say("roadmap.none"), tone="lead")
        blocks = [lead, Heading(id="clashes", text=say("roadmap.clashes"), level=3), clashes, advice]
    elif not plan.items:
        blocks = [Callout(tone="note", title=title, texts=(say("roadmap.nothing"),))]
    else:
        blocks = [*_interests(brief), *_full(brief, plan)]
    if plan is not None and brief.case.passport:
        blocks.insert(0, Paragraph(text=PLANNED_FROM, tone="small"))
    return Chapter(id="roadmap", number=number, title=title, blocks=tuple(blocks))


def _interests(brief: Brief) -> list[Block]:
    """Who sells what it recommends. Nobody words this otherwise (`rewording`)."""
    told = tuple(one.say({key: brief.initiative(key).title for key in one.sold}) for one in brief.case.interests)
    return [Callout(tone="note", title=DISCLOSURE, texts=told)] if told else []


def _goal(brief: Brief) -> list[Block]:
    """What the plan is best at, where the firm chose another goal than most improvement."""
    means = brief.case.means
    if means is None or means.goal == "improvement":
        return []
    by = means.target_by or spans(means.start, means.horizon)[-1].ends_on
    level = str(means.target_level or 0)
    return [Paragraph(text=brief.say(f"roadmap.goal.{means.goal}", by=wording.day(by), level=level))]


def _duties_left(brief: Brief, plan: Plan) -> list[Block]:
    """What the law asks for and neither money nor hands carry."""
    asked = {offer.policy for offer in plan.offers if offer.status in ("due", "overdue")}
    left = [
        brief.initiative(one.initiative).title
        for one in plan.rejected
        if one.reason in NOT_CARRIED and asked.intersection(brief.initiative(one.initiative).duties)
    ]
    if not left:
        return []
    names = wording.joined(brief.say("roadmap.duty_left", title=title) for title in left)
    title = brief.say("roadmap.duties_left_title")
    return [Callout(tone="warn", title=title, texts=(brief.say("roadmap.duties_left", names=names),))]


def _by_hand(brief: Brief, plan: Plan) -> list[Block]:
    """What people decided otherwise than the planner would, and what that costs."""
    told = tuple(
        Text(zh=f"“{title.zh}”{said.zh}", en=f"“{title.en}”: {said.en}")
        for item in brief.items
        for title in [brief.initiative(item.initiative).title]
        for said in [handmade.say_mark(one) for one in item.marks]
    )
    if not told:
        return []
    cost = (handmade.say_against(plan.shaping),) if plan.shaping else ()
    return [Callout(tone="note", title=handmade.TITLE, texts=(*told, *cost))]


def _full(brief: Brief, plan: Plan) -> list[Block]:
    say = brief.say
    staged = [stage for stage in plan.stages if stage.initiatives]
    lead = say(
        "roadmap.lead",
        start=wording.month(min(item.starts_on for item in plan.items)),
        end=wording.month(max(item.ends_on for item in plan.items)),
        items=wording.count(len(plan.items), "项举措", "initiative"),
        stages=wording.count(len(staged), "个阶段", "stage"),
    )
    opening: list[Block] = [Paragraph(text=lead, tone="lead"), *_goal(brief), *_duties_left(brief, plan)]
    blocks: list[Block] = [*opening, *_by_hand(brief, plan), *_timelines(brief, plan)]
    if plan.pilot_note:
        blocks.append(Paragraph(text=plan.pilot_note))
    blocks += [_stages(brief, plan), *_gates(brief, plan)]
    blocks.append(Paragraph(text=wording.sentences(_hands(brief, plan), _high_costs(brief, plan))))
    return blocks


def _timelines(brief: Brief, plan: Plan) -> list[Figure]:
    charts = -(-len(brief.items) // ROWS)
    each = -(-len(brief.items) // charts)
    parts = [brief.items[start : start + each] for start in range(0, len(brief.items), each)]
    return [_timeline(brief, plan, part, index) for index, part in enumerate(parts)]


def _timeline(brief: Brief, plan: Plan, items: tuple[PlannedItem, ...], index: int) -> Figure:
    say = brief.say
    said = tuple(
        (brief.initiative(item.initiative).title, wording.months(item.starts_on, item.ends_on)) for item in items
    )
    spoken = wording.joined(say("roadmap.alt_row", title=title, when=when) for title, when in said)
    columns = (
        Column(title=say("roadmap.column_titles"), width=60),
        Column(title=say("roadmap.column_start"), width=40),
    )
    return Figure(
        id=f"timeline-{index}",
        caption=say("roadmap.chart") if index == 0 else say("roadmap.chart_more", n=index + 1),
        alt=say("roadmap.alt", rows=spoken),
        spec=_drawn(brief, plan, items),
        table=Table(id=f"timeline-{index}-table", columns=columns, rows=tuple(Row(cells=pair) for pair in said)),
    )


def _drawn(brief: Brief, plan: Plan, items: tuple[PlannedItem, ...]) -> Timeline:
    say = brief.say
    rows = tuple(
        Stretch(
            label=brief.initiative(item.initiative).title,
            start=brief.where(item.starts_on),
            end=brief.where(item.ends_on),
            stage=item.stage,
            pilot=item.is_pilot,
        )
        for item in items
    )
    blackouts = brief.case.means.blackouts if brief.case.means else ()
    quiet = tuple((brief.where(start), brief.where(end)) for start, end in blackouts)
    return Timeline(
        quarters=tuple(wording.period(quarter.starts_on, broken=True) for quarter in plan.quarters),
        stages=tuple(
            StageEnd(at=brief.where(stage.ends_on), name=say(f"roadmap.stage.{stage.number}")) for stage in plan.stages
        ),
        rows=rows,
        quiet=tuple(pair for pair in quiet if pair[1] > pair[0]),
        names=(say("roadmap.pilot"), say("roadmap.gate"), say("roadmap.quiet")),
    )


def stage_title(brief: Brief, number: int) -> Text:
    """Stage 1 (first 90 days)."""
    name, span = brief.say(f"roadmap.stage.{number}"), brief.say(f"roadmap.stage_name.{number}")
    return Text(zh=f"{name.zh}（{span.zh}）", en=f"{name.en} ({span.en})")


def _after(brief: Brief, stage: Stage) -> Text:
    score, miit = wording.decimal(stage.score_after), brief.case.miit
    if miit is None or stage.miit_level_after is None:
        return brief.say("roadmap.after", score=score, level=stage.level_after)
    name = brief.level_name(stage.miit_level_after, miit)
    return brief.say("roadmap.after_miit", score=score, level=stage.level_after, miit=name)


def _stages(brief: Brief, plan: Plan) -> Table:
    say = brief.say
    rows = []
    for stage in plan.stages:
        cells = (
            stage_title(brief, stage.number),
            wording.months(stage.starts_on, stage.ends_on),
            wording.money(stage.cost.typical),
            _after(brief, stage),
        )
        rows.append(Row(cells=cells))
    return Table(
        id="stages",
        caption=say("roadmap.stages"),
        columns=(
            Column(title=say("roadmap.column_stage"), width=26),
            Column(title=say("roadmap.column_when"), width=26),
            Column(title=say("roadmap.column_cost"), width=18, align="end"),
            Column(title=say("roadmap.column_after"), width=30),
        ),
        rows=tuple(rows),
    )


def _gates(brief: Brief, plan: Plan) -> list[Block]:
    say = brief.say
    blocks: list[Block] = []
    for stage in plan.stages[:-1]:
        if not stage.initiatives:
            continue
        title = say("roadmap.gate_title", stage=say(f"roadmap.stage.{stage.number}"))
        texts = tuple(_gate_line(brief, key) for key in (stage.gate or stage.initiatives))
        blocks.append(Callout(tone="accent", title=title, texts=texts))
    if len(blocks) == 2 and all(isinstance(one, Callout) and len(one.texts) <= BESIDE for one in blocks):
        return [Spread(left=blocks[0], right=blocks[1])]
    return blocks


def _gate_line(brief: Brief, key: str) -> Text:
    initiative = brief.initiative(key)
    return brief.say("roadmap.gate_item", title=initiative.title, exit=initiative.exit_criterion)


def _hands(brief: Brief, plan: Plan) -> Text | None:
    tight = [
        (Fraction(used, quarter.staff_available[role]), quarter, role)
        for quarter in plan.quarters
        for role, used in quarter.staff_used.items()
        if used and quarter.staff_available.get(role)
    ]
    if not tight:
        return None
    _, quarter, role = max(tight, key=lambda row: row[0])
    return brief.say(
        "roadmap.hands_text",
        quarter=wording.period(quarter.starts_on),
        role=brief.say(f"word.role.{role}"),
        used=wording.count(quarter.staff_used[role], "人天", "staff-day"),
        available=wording.plain(str(quarter.staff_available[role])),
    )


def _high_costs(brief: Brief, plan: Plan) -> Text:
    if plan.breaks_at_stage is None:
        return brief.say("roadmap.holds")
    return brief.say("roadmap.breaks", stage=brief.say(f"roadmap.stage.{plan.breaks_at_stage}"))
