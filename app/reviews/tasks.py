"""Telling both sides after the fact, and letting go when consent ends."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.assessments.queries import get_assessment, list_assessments
from app.clients.queries import find_client_of
from app.kit import clock
from app.kit.db import HouseSession, Scope
from app.kit.errors import NotFound
from app.kit.jobs import Job
from app.notices.queries import find_person_by_id
from app.reviews.emails import TO_FIRM, tell_consultant, tell_firm
from app.reviews.operations import release_review
from app.reviews.queries import UNDER_WAY, find_review, list_lapsed
from app.tenants.models import Share
from app.tenants.queries import get_organisation, is_shared, list_agreements

LOOK_BACK = timedelta(hours=26)
"""Further than the job is apart, so that a worker that stood still for a day misses nothing."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What telling needs: the firm, who has the review, and for which provider."""

    firm: str
    consultant_id: UUID | None
    provider_id: UUID | None
    provider: str
    request: str


def _known(job: Job) -> _Known | None:
    with job.database.reading(Scope.tenant(job.tenant)) as session:
        try:
            assessment = get_assessment(session, UUID(job.payload["assessment_id"]))
        except NotFound:
            return None
        review = find_review(session, job.tenant, assessment.id)
        provider = get_organisation(session, review.provider_id).name if review and review.provider_id else ""
        return _Known(
            firm=assessment.company.name,
            consultant_id=review.consultant_id if review else None,
            provider_id=review.provider_id if review else None,
            provider=provider,
            request=review.request if review else "",
        )


def tell_of_review(job: Job) -> None:
    """`review.moved`: the firm hears of what concerns it, a consultant of what was given to them or said to them."""
    known, act = _known(job), str(job.payload["act"])
    if known is None:
        return
    path, by = str(job.payload["assessment_id"]), str(job.payload.get("by", ""))
    if act in TO_FIRM and not job.payload.get("from_firm"):
        with job.begin() as session:
            where = f"/reviews/{path}/course"
            context = {"provider": known.provider, "note": known.request[:200]}
            tell_firm(session, job.tenant, TO_FIRM[act], path=where, context=context)
    to_consultant = act == "assigned" or (act == "commented" and job.payload.get("from_firm"))
    if to_consultant and known.consultant_id and str(known.consultant_id) != by:
        name = "review-assigned" if act == "assigned" else "review-answered"
        _tell_one(job, known.consultant_id, name, known)


def tell_of_waiting(job: Job) -> None:
    """`review.awaited`: the consultant who asked for changes, else whoever each provider's book names for the firm."""
    known = _known(job)
    if known is None:
        return
    if known.consultant_id is not None:
        name = "review-back" if job.payload["again"] else "review-waiting"
        _tell_one(job, known.consultant_id, name, known)
        return
    with job.database.reading(Scope.tenant(job.tenant)) as session:
        agreed = list_agreements(session, job.tenant)
    for provider_id in {
        one.engagement.provider_id for one in agreed if one.is_live and _shares_answers(one.engagement.shares)
    }:
        with job.database.reading(Scope.tenant(provider_id)) as session:
            client = find_client_of(session, provider_id, job.tenant)
        if client is not None and client.consultant_id is not None:
            _tell_one(job, client.consultant_id, "review-waiting", known, provider_id)


def _shares_answers(shares: list[str]) -> bool:
    return Share.ANSWERS in shares


def _tell_one(job: Job, user_id: UUID, name: str, known: _Known, provider_id: UUID | None = None) -> None:
    provider = provider_id or known.provider_id
    if provider is None:
        return
    with job.database.begin(Scope.tenant(provider)) as session:
        person = find_person_by_id(session, user_id)
        if person is not None:
            path = f"/reviews/{job.payload['assessment_id']}"
            tell_consultant(session, person, name, path=path, about=(provider, known.firm))


def let_go(job: Job) -> None:
    """`firm.moved`: a review whose provider may no longer see the answers goes back to the firm."""
    with job.begin() as session:
        _let_go(session, job.tenant)


def let_lapsed_go(job: Job) -> None:
    """The same where a consent ran out by itself, of which there is no news."""
    now = clock.now()
    with job.database.reading() as session:
        lapsed = list_lapsed(session, since=now - LOOK_BACK, until=now)
    for tenant_id in lapsed:
        with job.database.begin(Scope.tenant(tenant_id)) as session:
            _let_go(session, tenant_id)


def _let_go(session: HouseSession, tenant_id: UUID) -> None:
    for one in list_assessments(session, tenant_id):
        review = find_review(session, tenant_id, one.id) if one.state in UNDER_WAY else None
        if review is None or review.provider_id is None:
            continue
        if not is_shared(session, review.provider_id, tenant_id, Share.ANSWERS):
            release_review(session, get_assessment(session, one.id, hold="state"), who=None)
