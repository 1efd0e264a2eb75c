"""Planning in the background."""

from uuid import UUID

from app.assessments.queries import catalogue
from app.kit import clock
from app.kit.jobs import Job
from app.kit.scope import Scope
from app.roadmaps.emails import tell_planned
from app.roadmaps.models import RoadmapState
from app.roadmaps.operations import keep_plan
from app.roadmaps.problems import read_problem
from app.roadmaps.queries import find_version


def plan_roadmap(job: Job) -> None:
    """Find the best plan for one roadmap and keep it; safe to run again."""
    from app.planning import plan  # loads the solver, which web processes never need

    scope, roadmap_id = Scope.tenant(job.tenant), UUID(job.payload["roadmap_id"])
    job.tell(20, "reading")
    with job.database.reading(scope) as session:
        roadmap = find_version(session, job.tenant, roadmap_id)
        if roadmap is None or roadmap.state == RoadmapState.READY:  # an old try-out may have been forgotten
            return
        problem = read_problem(session, roadmap, catalogue=catalogue())
    job.tell(40, "planning")
    found = plan(problem)
    job.tell(80, "writing")
    with job.database.begin(scope) as session:
        kept = find_version(session, job.tenant, roadmap_id)
        if kept is not None and kept.state != RoadmapState.READY:
            keep_plan(session, kept, found, at=clock.now())
            tell_planned(session, kept, at=clock.now())
