"""The timeline of a plan beside what became of it, drawn."""

from datetime import date

from flask_babel import gettext as _

from app.deliveries.models import Status
from app.deliveries.pieces import Piece
from app.deliveries.projects import Project
from app.kit.gantt import Chart, Names, Row, Stretch, gantt
from app.kit.text import Lang
from app.kit.timeline import Frame
from app.reports import wording

WIDE, NARROW = 940, 336


def _where(project: Project, on: date) -> float:
    """A date in quarters from the plan's first, kept inside the plan."""
    quarters = project.plan.quarters
    if on < quarters[0].starts_on:
        return 0.0
    for place, quarter in enumerate(quarters):
        if on <= quarter.ends_on:
            return place + (on - quarter.starts_on).days / ((quarter.ends_on - quarter.starts_on).days + 1)
    return float(len(quarters))


def _row(project: Project, piece: Piece, lang: Lang) -> Row:
    said, promise = piece.said, piece.promise
    name = piece.title.get(lang) + (f" · {piece.place}" if piece.place else "")
    planned = (_where(project, promise.starts_on), _where(project, promise.ends_on)) if promise else None
    actual: Stretch | None = None
    if said.started_on is not None:
        actual = (_where(project, said.started_on), _where(project, said.ended_on or piece.today))
    return Row(label=name, planned=planned, actual=actual, open=said.ended_on is None)


def draw_progress(project: Project, pieces: tuple[Piece, ...], lang: Lang, today: date) -> tuple[str, str]:
    """The chart for wide and for narrow screens, empty where there is nothing to draw."""
    shown = [one for one in pieces if one.promise and one.said.status != Status.DROPPED]
    plan = project.plan
    if not shown or not plan.quarters:
        return "", ""
    frame = Frame(
        quarters=tuple(wording.period(one.starts_on, broken=True).get(lang) for one in plan.quarters),
        stages=tuple(
            (_where(project, stage.ends_on), _("Stage %(number)s", number=stage.number)) for stage in plan.stages
        ),
    )
    inside = plan.quarters[0].starts_on <= today <= plan.quarters[-1].ends_on
    chart = Chart(
        rows=tuple(_row(project, one, lang) for one in shown),
        frame=frame,
        today=_where(project, today) if inside else None,
        names=Names(
            planned=_("Plan"), actual=_("Actual"), open=_("Actual, not finished"), gate=_("Gate"), today=_("Today")
        ),
        title=_("Plan and actual by quarter; the table below says the same in words"),
    )
    return gantt(chart, width=WIDE), gantt(chart, width=NARROW)
