"""What the forms of a page begin with and let choose from, and the means the next plan is asked for with."""

from dataclasses import dataclass, replace
from typing import Any

from app.assessments.queries import catalogue, get_assessment
from app.content.catalogue import MAIN
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.i18n import lang
from app.kit.text import Text
from app.planning.values import Edit, Means
from app.reports import wording
from app.roadmaps.means import LONGEST, renewed
from app.roadmaps.models import Roadmap, RoadmapEdit
from app.roadmaps.queries import standing_edits
from app.shapings.wording import ONLY_EN, ONLY_ZH, WHERE
from app.tenants.access import Actor
from app.tenants.models import Kind
from app.tryouts.queries import find_work, plan_of
from app.tryouts.wishes import quarter_starts, respect_work


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen from, as (key, words) in the reader's language. titles: of all work there is, by id."""

    titles: dict[str, Text]
    quarters: tuple[str, ...]
    stages: tuple[tuple[str, str], ...]
    works: tuple[tuple[str, str], ...]
    capabilities: tuple[tuple[str, str], ...]

    def knows(self, id: str, act: str) -> bool:
        """Whether there is such an initiative; new work has no id yet."""
        return id in self.titles or (act == "own" and id == "")


def side_of(actor: Actor) -> str:
    """The organisation for which a person decides: the firm itself, else the provider they work in."""
    inside = next((seat.name for seat in actor.seats if seat.organisation_id == actor.tenant_id), None)
    if inside is not None:
        return inside
    if actor.provider is not None:
        return actor.provider.name
    return next((seat.name for seat in actor.seats if seat.kind == Kind.PROVIDER), "")


def standing_means(session: HouseSession, standing: Roadmap, rows: list[RoadmapEdit]) -> Means:
    """The means of the plan that stands from today on, true to work that has begun, with what is set by hand now."""
    work = find_work(session, standing.tenant_id)
    means = replace(renewed(standing.means, clock.today()), edits=standing_edits(rows))
    return respect_work(means, work)


def starting_values(standing: Roadmap, rows: list[RoadmapEdit], act: str, opened: str) -> dict[str, Any]:
    """What a form begins with: what is set, else what the plan that stands says."""
    edits = {(row.kind, row.initiative): row.edit for row in rows if row.ended_at is None}
    if act == "place":
        return _place(edits.get(("place", opened)), opened)
    return _price(standing, edits, opened) if act == "cost" else _own(edits.get(("own", opened)), opened)


def find_choices(session: HouseSession, standing: Roadmap, rows: list[RoadmapEdit], opened: str) -> Choices:
    """Everything the forms let a person choose from."""
    speak, assessment = lang(), get_assessment(session, standing.assessment_id)
    content = catalogue()
    titles = {one.id: one.title for one in content.initiatives_for(assessment.company.industry_key)}
    titles |= {row.initiative: row.edit.own.title for row in rows if row.edit.own}
    lens = content.lens_for(content.instrument(assessment.instrument_key, assessment.instrument_edition), MAIN)
    added = [row.initiative for row in rows if row.ended_at is None and row.kind == "own"]
    works = dict.fromkeys((*(item.initiative for item in plan_of(standing).items), *added))
    capabilities = [one for part in lens.dimensions if part.scored for one in part.capabilities]
    stages = [(f"s{number}", WHERE["stage"].format(number=number).get(speak)) for number in (1, 2, 3)]
    return Choices(
        titles=titles,
        quarters=tuple(wording.period(day).get(speak) for day in quarter_starts(clock.today(), LONGEST)),
        stages=(("here", WHERE["here"].get(speak)), *stages, ("window", WHERE["window"].get(speak))),
        works=tuple((id, titles[id].get(speak)) for id in works if id in titles and id != opened),
        capabilities=tuple((one.id, one.title.get(speak)) for one in capabilities),
    )


def _place(edit: Edit | None, opened: str) -> dict[str, Any]:
    said = {"initiative": opened, "where": "here", "reason": edit.reason if edit else ""}
    if edit is None:
        return said
    days = quarter_starts(clock.today(), LONGEST + 1)
    first, last = (
        next((f"q{at}" for at in range(LONGEST) if day < days[at + 1]), f"q{LONGEST - 1}") if day else ""
        for day in (edit.earliest, edit.latest)
    )
    return said | ({"where": first} if first == last else {"where": "window", "first": first, "last": last})


def _price(standing: Roadmap, edits: dict[tuple[str, str], Edit], opened: str) -> dict[str, Any]:
    edit = edits.get(("cost", opened))
    item = next((one for one in plan_of(standing).items if one.initiative == opened), None)
    once = edit.once if edit else item.once if item else None
    yearly = edit.yearly if edit else None
    return {
        "initiative": opened,
        "reason": edit.reason if edit else "",
        **({} if once is None else {name: getattr(once, name) // 100 for name in ("low", "typical", "high")}),
        "yearly": yearly.typical // 100 if yearly else None,
    }


def _own(edit: Edit | None, opened: str) -> dict[str, Any]:
    if edit is None or edit.own is None:
        return {}
    own, once = edit.own, edit.once
    return {
        "initiative": opened,
        "reason": edit.reason,
        **_typed("title", own.title),
        **_typed("text", own.what),
        **({} if once is None else {name: getattr(once, name) // 100 for name in ("low", "typical", "high")}),
        "yearly": edit.yearly.typical // 100 if edit.yearly else None,
        "weeks": own.weeks,
        **own.staff_days,
        "requires": list(own.requires),
        "capabilities": list(own.capabilities),
        "kpi": own.kpi.zh,
        "exit_criterion": own.exit_criterion.zh,
    }


def _typed(name: str, text: Text) -> dict[str, str]:
    """What was typed: not the sentence that says that a language is missing."""
    if text == ONLY_ZH.format(words=text.zh):
        return {f"{name}_zh": text.zh, f"{name}_en": ""}
    if text == ONLY_EN.format(words=text.en):
        return {f"{name}_zh": "", f"{name}_en": text.en}
    return {f"{name}_zh": text.zh, f"{name}_en": text.en}
