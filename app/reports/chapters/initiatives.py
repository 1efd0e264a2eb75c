"""Initiative cards, and what was not chosen with the reason."""

from app.content.library import Initiative
from app.kit.text import Text
from app.planning.values import PayoffEstimate, PlannedItem, Rejected
from app.reports import handmade, wording
from app.reports.brief import Brief
from app.reports.chapters.roadmap import stage_title
from app.reports.values import (
    Block,
    Bullets,
    Callout,
    Card,
    Cards,
    Chapter,
    Column,
    Fact,
    Heading,
    Label,
    Paragraph,
    Row,
    Table,
)

TELLING = ("over_budget", "no_hands", "no_time", "prerequisite", "lower_value", "excluded")
REASONS = 2


def cards(brief: Brief, number: str) -> Chapter:
    """One card for each initiative of the stage that comes first; the later ones stand in the appendix."""
    say, title = brief.say, brief.say("card.title")
    if not brief.items:
        text = say("card.empty") if brief.plan else say("summary.no_plan")
        return Chapter(id="initiatives", number=number, title=title, blocks=(Callout(title=title, texts=(text,)),))
    first = _stages(brief)[0]
    lead = wording.sentences(say("card.lead"), say("card.more") if later(brief) else None)
    blocks = _stage(brief, first, brief=False)
    return Chapter(id="initiatives", number=number, title=title, lead=lead, blocks=tuple(blocks))


def later_cards(brief: Brief, number: str) -> Chapter:
    """The initiatives of the stages that follow."""
    blocks = [block for stage in later(brief) for block in _stage(brief, stage, brief=True)]
    return Chapter(
        id="later",
        number=number,
        title=brief.say("card.later_title"),
        lead=brief.say("card.later_lead"),
        blocks=tuple(blocks),
    )


def _stages(brief: Brief) -> list[int]:
    return sorted({item.stage for item in brief.items})


def later(brief: Brief) -> list[int]:
    """Stages after the first that has any work."""
    return _stages(brief)[1:]


def _stage(report: Brief, stage: int, *, brief: bool) -> list[Block]:
    """Worked out on paper only where work begins; screens have everything."""
    drawn = tuple(
        _card(report, item, report.initiative(item.initiative)) for item in report.items if item.stage == stage
    )
    return [Heading(id=f"stage-{stage}", text=stage_title(report, stage)), Cards(items=drawn, brief=brief)]


def _card(brief: Brief, item: PlannedItem, initiative: Initiative) -> Card:
    say = brief.say
    when = wording.months(item.starts_on, item.ends_on)
    done = say("card.done_text", exit=initiative.exit_criterion, kpi=initiative.kpi)
    lines = [
        Label(label=say("card.why"), texts=tell_why(brief, item)[:REASONS]),
        Label(label=say("card.done"), texts=(done,)),
        *_sites(brief, item),
        *([Label(label=say("card.needs"), texts=(brief.titles(item.after),))] if item.after else []),
        *_payoff(brief, item),
        *(
            [Label(label=handmade.LABEL, texts=tuple(handmade.say_mark(one) for one in item.marks))]
            if item.marks
            else []
        ),
    ]
    more = _pilot(brief, item, initiative)
    if item.stage == 1:
        more += _safeguards(brief, initiative)
    return Card(
        id=f"card-{initiative.id}",
        title=initiative.title,
        tag=say("card.tag", when=when),
        lead=initiative.what,
        facts=_facts(brief, item, initiative),
        lines=tuple(lines),
        more=tuple(more),
    )


def _sites(brief: Brief, item: PlannedItem) -> list[Label]:
    names = [brief.site(id) for id in item.sites]
    if not names:
        return []
    text = brief.say("card.sites_one", first=names[0])
    if names[1:]:
        text = brief.say("card.sites_text", first=names[0], rest=wording.joined(names[1:], zh="、", en=", then "))
    return [Label(label=brief.say("card.sites"), texts=(text,))]


def _safeguards(brief: Brief, initiative: Initiative) -> list[Label]:
    # What matters once work begins; later stages hear it when their turn comes.
    say = brief.say
    watch = [Label(label=say("card.watch"), texts=(initiative.risks[0],))] if initiative.risks else []
    return [*watch, Label(label=say("card.exit"), texts=(initiative.exit_note,)), *_case(brief, initiative)]


def _facts(brief: Brief, item: PlannedItem, initiative: Initiative) -> tuple[Fact, ...]:
    say = brief.say
    roles = [
        say("word.role_days", role=say(f"word.role.{role}"), n=days) for role, days in item.staff_days.items() if days
    ]
    return (
        Fact(
            label=say("card.cost"),
            value=brief.cost(item),
            note=wording.money_span(item.cost.low, item.cost.high) if item.cost.high > item.cost.low else None,
            tone="accent",
        ),
        Fact(
            label=say("card.weeks"), value=wording.count(initiative.weeks, "周", "week"), note=_weeks(brief, initiative)
        ),
        Fact(
            label=say("card.people"),
            value=wording.count(sum(item.staff_days.values()), "人天", "staff-day"),
            note=wording.joined(roles, zh="，", en=", ") if roles else None,
        ),
        Fact(label=say("card.gain"), value=say("card.gain_value", n=wording.decimal(item.points))),
    )


def _weeks(brief: Brief, initiative: Initiative) -> Text | None:
    if initiative.weeks_range is None:
        return None
    low, high = initiative.weeks_range
    return brief.say("card.weeks_value", n=f"{low}–{high}") if high > low else None


def tell_why(brief: Brief, item: PlannedItem) -> tuple[Text, ...]:
    """Why an item is in the plan: a duty, a wish, the answers it mends, what stands on it."""
    say, reasons = brief.say, []
    if item.why == "duty":
        reasons.append(_duty(brief, item))
    elif item.why in ("must", "locked"):
        reasons.append(say(f"card.why_{item.why}"))
    for gain in sorted(item.gains, key=lambda gain: -gain.points)[:3]:
        answer = brief.answer(gain.question)
        key = "card.why_unknown" if answer == wording.UNKNOWN else "card.why_gap"
        points = wording.decimal(gain.points)
        reasons.append(say(key, capability=brief.short(gain.question), answer=answer, points=points))
    if item.serves:
        key = "card.why_serves" if item.gains else "card.why_enables"
        reasons.append(say(key, titles=brief.titles(item.serves[:3])))
    return tuple(reasons) or (brief.initiative(item.initiative).why,)


def _duty(brief: Brief, item: PlannedItem) -> Text:
    say = brief.say
    policy = brief.case.library.policies.get(item.duty or "")
    text = say("card.why_duty", duty=policy.title if policy else brief.initiative(item.initiative).why)
    parts = [text]
    if item.deadline:
        parts.append(say("card.why_deadline", deadline=wording.day(item.deadline)))
    if item.late:
        parts.append(say("card.why_late"))
    return wording.joined(parts, zh="，", en="; ")


def _pilot(brief: Brief, item: PlannedItem, initiative: Initiative) -> list[Label]:
    say, pilot = brief.say, initiative.pilot
    if pilot:
        text = say("card.pilot_text", scope=pilot.scope, days=pilot.days, exit=pilot.exit_criterion)
        return [Label(label=say("card.pilot"), texts=(text,))]
    return [Label(label=say("card.rollout"), texts=(initiative.rollout,))] if item.stage == 1 else []


def _payoff(brief: Brief, item: PlannedItem) -> list[Label]:
    say = brief.say
    texts = [_estimate(brief, payoff) for payoff in item.payoffs[:3]]
    if texts and item.payback_months:
        low, high = item.payback_months
        told = wording.count(low, "个月", "month")
        texts.append(say("card.payback", low=low, high=high) if high > low else say("card.payback_one", n=told))
    return [Label(label=say("card.payoff"), texts=tuple(texts))] if texts else []


def _estimate(brief: Brief, payoff: PayoffEstimate) -> Text:
    say = brief.say
    unit = f"card.unit.{payoff.unit}"
    low, high = wording.decimal(payoff.low), wording.decimal(payoff.high)
    figures: dict[str, Text | str] = {
        "metric": payoff.metric,
        "sign": say(f"card.sign.{payoff.direction}"),
        "range": low if low == high else f"{low}–{high}",
        "unit": say(unit) if unit in say else wording.plain(payoff.unit),
    }
    if not payoff.from_baseline:
        return say("card.payoff_typical", **figures)
    if payoff.yuan_low is None or payoff.yuan_high is None:
        return say("card.payoff_own_plain", **figures)
    return say("card.payoff_own", **figures, money=wording.money_span(payoff.yuan_low, payoff.yuan_high))


def _case(brief: Brief, initiative: Initiative) -> list[Label]:
    for key in initiative.cases:
        case = brief.case.library.cases.get(key)
        if case:
            text = Text(zh=f"{case.title.zh}：{case.take.zh}", en=f"{case.title.en}: {case.take.en}")
            return [Label(label=brief.say("card.case"), texts=(text,))]
    return []


def rejected(brief: Brief, number: str) -> Chapter:
    """What was not chosen, and the first reason that held."""
    say, title = brief.say, brief.say("rejected.title")
    if brief.plan is None or not brief.plan.rejected:
        text = say("rejected.none") if brief.plan else say("summary.no_plan")
        return Chapter(id="rejected", number=number, title=title, blocks=(Callout(title=title, texts=(text,)),))
    telling = sorted(
        (one for one in brief.plan.rejected if one.reason in TELLING),
        key=lambda one: (TELLING.index(one.reason), one.initiative),
    )
    blocks: list[Block] = []
    if telling:
        lead = say("rejected.lead", n=wording.count(len(telling), "项", "initiative"))
        blocks += [Paragraph(text=lead, tone="lead"), _table(brief, telling)]
    quiet = [one for one in brief.plan.rejected if one.reason not in TELLING]
    if quiet:
        rest = say("rejected.rest", n=wording.count(len(quiet), "项", "initiative"))
        blocks += [Paragraph(text=rest), Bullets(items=_grouped(brief, quiet))]
    return Chapter(id="rejected", number=number, title=title, blocks=tuple(blocks))


def _table(brief: Brief, rows: list[Rejected]) -> Table:
    say = brief.say
    return Table(
        id="rejected",
        columns=(
            Column(title=say("rejected.column_title"), width=40),
            Column(title=say("rejected.column_detail"), width=60),
        ),
        rows=_reasons(brief, rows),
    )


def _reasons(brief: Brief, rows: list[Rejected]) -> tuple[Row, ...]:
    alike: dict[tuple[str, str], list[Rejected]] = {}
    for one in rows:
        alike.setdefault((one.reason, one.detail.en), []).append(one)
    lines: list[Row] = []
    reason = ""
    for same in alike.values():
        if same[0].reason != reason:
            reason = same[0].reason
            lines.append(Row(cells=(brief.say(f"rejected.reason.{reason}"),), strong=True))
        titles = wording.joined((brief.initiative(one.initiative).title for one in same), zh="；", en="; ")
        lines.append(Row(cells=(titles, same[0].detail)))
    return tuple(lines)


def _grouped(brief: Brief, rows: list[Rejected]) -> tuple[Text, ...]:
    groups: dict[str, list[Text]] = {}
    for one in rows:
        groups.setdefault(one.reason, []).append(brief.initiative(one.initiative).title)
    return tuple(
        brief.say(
            "rejected.rest_row",
            reason=brief.say(f"rejected.reason.{reason}"),
            titles=wording.joined(titles, zh="；", en="; "),
        )
        for reason, titles in sorted(groups.items())
    )
