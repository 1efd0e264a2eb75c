"""The plan as values, with the words of its initiatives."""

from collections.abc import Mapping

from app.planning.values import Gain, Plan, PlannedItem, Quarter, Rejected, Shaping, Stage, Worth
from app.reports.brief import Brief
from app.reports.chapters.roadmap import stage_title
from app.reports.facts.numbers import number
from app.reports.handmade import EditData, ShapingData, WorthData
from app.reports.outcome import (
    GainData,
    ItemData,
    PayoffData,
    QuarterData,
    RejectedData,
    RoadmapData,
    StageData,
)


def roadmap(brief: Brief, plan: Plan) -> RoadmapData:
    """Chosen and rejected work, stages, quarters."""
    means = brief.case.means
    return RoadmapData(
        goal=means.goal if means else "improvement",
        cost=plan.cost,
        score_before=number(plan.score_before),
        score_after=number(plan.score_after),
        level_before=plan.level_before,
        level_after=plan.level_after,
        breaks_at_stage=plan.breaks_at_stage,
        pilot_note=plan.pilot_note,
        stages=tuple(_stage(brief, one) for one in plan.stages),
        items=tuple(_item(brief, one) for one in brief.items),
        rejected=tuple(_rejected(brief, one) for one in plan.rejected),
        quarters=tuple(_quarter(one) for one in plan.quarters),
        clashes=tuple(one.message for one in plan.clashes),
        shaping=_shaping(plan.shaping) if plan.shaping else None,
    )


def _shaping(told: Shaping) -> ShapingData:
    return ShapingData(free=_worth(told.free), edited=_worth(told.edited))


def _worth(one: Worth) -> WorthData:
    return WorthData(objective=one.objective, cost=one.cost, months=one.months, payback_months=one.payback)


def _edits(item: PlannedItem) -> tuple[EditData, ...] | None:
    told = (
        EditData(kind=one.kind, side=one.side, reason=one.reason, on=one.on, once=one.once, yearly=one.yearly)
        for one in item.marks
    )
    return tuple(told) or None


def _days(staff: Mapping[str, int]) -> dict[str, int]:
    return {role: days for role, days in sorted(staff.items()) if days}


def _gain(gain: Gain) -> GainData:
    return GainData(
        question=gain.question, before=number(gain.before), after=number(gain.after), points=number(gain.points)
    )


def _item(brief: Brief, item: PlannedItem) -> ItemData:
    known = brief.initiative(item.initiative)
    pilot = known.pilot if item.is_pilot else None
    return ItemData(
        id=item.initiative,
        title=known.title,
        kind=known.kind,
        stage=item.stage,
        pilot=item.is_pilot,
        first_quarter=item.first_quarter,
        last_quarter=item.last_quarter,
        starts_on=item.starts_on,
        ends_on=item.ends_on,
        weeks=known.weeks,
        once=item.once,
        yearly=item.yearly,
        cost=item.cost,
        cash=item.cash,
        staff_days=_days(item.staff_days),
        kpi=known.kpi,
        exit_criterion=known.exit_criterion,
        pilot_scope=pilot.scope if pilot else None,
        pilot_exit=pilot.exit_criterion if pilot else None,
        needs=item.after,
        serves=item.serves,
        chosen_for=item.why,
        duty=item.duty,
        deadline=item.deadline,
        late=item.late,
        sites=item.sites,
        points=number(item.points),
        policies=(*known.policies, *known.duties),
        gains=tuple(_gain(one) for one in item.gains),
        payoffs=tuple(_payoffs(item)),
        payback_months=item.payback_months,
        edits=_edits(item),
    )


def _payoffs(item: PlannedItem) -> list[PayoffData]:
    return [
        PayoffData(
            metric=one.metric,
            low=number(one.low),
            high=number(one.high),
            unit=one.unit,
            direction=one.direction,
            from_baseline=one.from_baseline,
            year_low=one.yuan_low,
            year_high=one.yuan_high,
            basis=one.basis,
        )
        for one in item.payoffs
    ]


def _rejected(brief: Brief, one: Rejected) -> RejectedData:
    title = brief.initiative(one.initiative).title
    return RejectedData(id=one.initiative, title=title, reason=one.reason, detail=one.detail)


def _stage(brief: Brief, stage: Stage) -> StageData:
    return StageData(
        number=stage.number,
        title=stage_title(brief, stage.number),
        starts_on=stage.starts_on,
        ends_on=stage.ends_on,
        initiatives=stage.initiatives,
        cost=stage.cost,
        score_after=number(stage.score_after),
        level_after=stage.level_after,
        miit_level_after=stage.miit_level_after,
        gate=stage.gate,
    )


def _quarter(quarter: Quarter) -> QuarterData:
    return QuarterData(
        index=quarter.index,
        starts_on=quarter.starts_on,
        ends_on=quarter.ends_on,
        cash=quarter.cash,
        subsidy=quarter.subsidy,
        staff_used=_days(quarter.staff_used),
        staff_available=_days(quarter.staff_available),
    )
