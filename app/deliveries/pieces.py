"""A plan broken into pieces of work, each beside what became of it: late or early, over or under. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.deliveries.models import Status
from app.deliveries.projects import Project
from app.deliveries.values import Progress, Promise, Work
from app.kit.text import Text
from app.planning.values import PlannedItem


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One initiative, at one site where the plan names several. item None: the plan has it no more (or never had)."""

    key: str
    site: str
    title: Text
    place: str
    """The site's name, empty without one."""
    item: PlannedItem | None
    promise: Promise | None
    """What the work is measured by: the plan's word while it is planned, afterwards what stood when it began."""
    planned: Promise | None
    """What the standing plan says."""
    said: Progress
    today: date
    was_done: bool = False
    """The plan leaves it out because it was done before."""

    @property
    def work(self) -> Work:
        """What operations are told: the plan's own word goes with it."""
        return Work(initiative=self.key, site=self.site, promise=self.planned)

    @property
    def anchor(self) -> str:
        """Its id on a page."""
        return f"w-{self.key}-{self.site}".rstrip("-")

    @property
    def stage(self) -> int | None:
        """Its stage in the plan."""
        return self.item.stage if self.item else None

    @property
    def order(self) -> int:
        """Its stage for sorting; what the plan has no more comes last."""
        return self.stage or 9

    @cached_property
    def start_slip(self) -> int | None:
        """Days it began (or, still planned, should have begun) after the day promised; negative: before."""
        if self.promise is None or self.said.status == Status.DROPPED:
            return None
        if self.said.started_on is not None:
            return (self.said.started_on - self.promise.starts_on).days
        overdue = (self.today - self.promise.starts_on).days
        return overdue if overdue > 0 and self.said.status == Status.PLANNED else None

    @cached_property
    def end_slip(self) -> int | None:
        """Days it ended (or, not yet ended, should have ended) after the day promised; negative: before."""
        if self.promise is None or self.said.status == Status.DROPPED:
            return None
        if self.said.status == Status.DONE:
            return (self.said.ended_on - self.promise.ends_on).days if self.said.ended_on else None
        overdue = (self.today - self.promise.ends_on).days
        return overdue if overdue > 0 else None

    @property
    def over(self) -> int | None:
        """Minor units paid beyond the promise (negative: below it); only finished work is judged."""
        if self.promise is None or self.said.minor is None or self.said.status != Status.DONE:
            return None
        return self.said.minor - self.promise.minor


def pieces_of(project: Project, today: date) -> tuple[Piece, ...]:
    """Everything planned in order of start, then what people spoke of that the plan lacks."""
    planned = sorted(project.plan.items, key=lambda item: (item.starts_on, item.stage, item.ends_on, item.initiative))
    found = [piece for item in planned for piece in _of_item(project, item, today)]
    there = {(piece.key, piece.site) for piece in found}
    done = {one.initiative for one in project.plan.rejected if one.reason == "done"}
    for at, said in project.progress.items():
        if at not in there and said.version:
            found.append(_piece(project, said, None, None, today, was_done=at[0] in done))
    return tuple(found)


def _of_item(project: Project, item: PlannedItem, today: date) -> Iterable[Piece]:
    sites = item.sites or ("",)
    for place, site in enumerate(sites):
        said = project.progress.get((item.initiative, site)) or Progress(initiative=item.initiative, site=site)
        yield _piece(project, said, item, _share(item, place, len(sites)), today)


def _share(item: PlannedItem, place: int, count: int) -> Promise:
    """The plan's word for one of several sites: the same days, an even share of the money."""
    minor = item.once.typical // count + (item.once.typical % count if place == 0 else 0)
    return Promise(starts_on=item.starts_on, ends_on=item.ends_on, minor=minor)


def _piece(  # noqa: PLR0913
    project: Project,
    said: Progress,
    item: PlannedItem | None,
    promise: Promise | None,
    today: date,
    *,
    was_done: bool = False,
) -> Piece:
    kept = said.promise if said.status != Status.PLANNED else None
    return Piece(
        key=said.initiative,
        site=said.site,
        title=project.title(said.initiative),
        place=project.site(said.site) if said.site else "",
        item=item,
        promise=kept or promise or said.promise,
        planned=promise,
        said=said,
        today=today,
        was_done=was_done,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A stage (None: the whole plan) in figures; money in minor units, one-off only, typical where planned."""

    stage: int | None
    count: int
    done: int
    begun: int
    dropped: int
    planned: int
    """For all of it."""
    paid: int
    planned_of_done: int
    paid_of_done: int
    """For what is finished and has a cost: only like is set against like."""
    days: int
    """Staff-days spent."""
    late: int
    """Pieces that ended, or still have not, after their day."""

    @property
    def over(self) -> int:
        """Paid beyond the plan for finished work."""
        return self.paid_of_done - self.planned_of_done


def sum_up(pieces: Iterable[Piece], stage: int | None = None) -> Sum:
    """Figures of the planned pieces of one stage, or of all."""
    own = [one for one in pieces if one.item is not None and stage in (None, one.stage)]
    judged = [one for one in own if one.over is not None]
    return Sum(
        stage=stage,
        count=len(own),
        done=sum(one.said.status == Status.DONE for one in own),
        begun=sum(one.said.status in (Status.STARTED, Status.PAUSED) for one in own),
        dropped=sum(one.said.status == Status.DROPPED for one in own),
        planned=sum(one.promise.minor for one in own if one.promise),
        paid=sum(one.said.minor or 0 for one in own),
        planned_of_done=sum(one.promise.minor for one in judged if one.promise),
        paid_of_done=sum(one.said.minor or 0 for one in judged),
        days=sum(one.said.staff_days or 0 for one in own),
        late=sum((one.end_slip or 0) > 0 for one in own),
    )


def sums_of(project: Project, pieces: tuple[Piece, ...]) -> tuple[Sum, ...]:
    """Every stage that has work, then the whole plan."""
    stages = [stage.number for stage in project.plan.stages if stage.initiatives]
    return (*(sum_up(pieces, stage) for stage in stages), sum_up(pieces))
