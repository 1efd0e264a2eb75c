"""A review opened at one assessment: everything its pages and acts need. For views."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from uuid import UUID

from app.accounts.queries import names_of
from app.assessments.models import Assessment
from app.assessments.queries import get_assessment
from app.evidence.queries import list_evidence
from app.kit import clock
from app.kit.db import Database, HouseSession, Scope
from app.kit.errors import NotFound
from app.reviews.judging import Item, Round, Seen, list_items
from app.reviews.models import Comment, Review, Step, VerdictKind
from app.reviews.operations import Reviewer
from app.reviews.queries import (
    find_review,
    find_round_before,
    list_comments,
    list_steps,
    list_verdicts,
    read_round,
)
from app.reviews.wording import NO_PLACE
from app.tenants.access import Actor
from app.tenants.models import Kind, Role, Share
from app.tenants.queries import Seat, shares_with


@dataclass(frozen=True, kw_only=True)
class Bench:
    """One assessment under review, as one person sees it."""

    session: HouseSession
    assessment: Assessment
    review: Review | None
    shows_evidence: bool

    @cached_property
    def round(self) -> Round:
        """The firm's own answers."""
        return read_round(self.session, self.assessment)

    @cached_property
    def comments(self) -> Sequence[Comment]:
        """The talk."""
        return list_comments(self.session, self.review) if self.review else ()

    @cached_property
    def steps(self) -> Sequence[Step]:
        """What happened, newest first."""
        return list_steps(self.session, self.review) if self.review else ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every answer with its verdict and flags."""
        tenant_id, id = self.assessment.tenant_id, self.assessment.id
        earlier = find_round_before(self.session, self.assessment)
        seen = Seen(
            verdicts=list_verdicts(self.session, self.review) if self.review else {},
            comments=self.comments,
            evidence=list_evidence(self.session, tenant_id, id) if self.shows_evidence else None,
            before=read_round(self.session, get_assessment(self.session, earlier)) if earlier else None,
        )
        return list_items(self.round, seen)

    def item(self, question_id: str, site: str) -> Item:
        """One of them, or NotFound."""
        found = next((one for one in self.items if one.place == (question_id, site)), None)
        if found is None:
            raise NotFound(NO_PLACE)
        return found

    @property
    def counts(self) -> Counter[str]:
        """How many carry each flag, how many are settled, adjusted, and could be agreed to at once."""
        counted = Counter(flag for one in self.items for flag in one.flags)
        counted["settled"] = sum(one.is_settled for one in self.items)
        counted["open"] = len(self.items) - counted["settled"]
        adjusted = [one for one in self.items if one.verdict and one.verdict.kind == VerdictKind.ADJUST]
        counted["adjusted"] = len(adjusted)
        counted["plain"] = sum(one.is_plain for one in self.items)
        return counted

    @property
    def batch(self) -> tuple[UUID | None, int]:
        """The last press of "agree with all", and how many of it still stand."""
        given = [one.verdict for one in self.items if one.verdict and one.verdict.batch]
        if not given:
            return None, 0
        last = max(given, key=lambda one: one.at).batch
        return last, sum(one.batch == last for one in given)

    @cached_property
    def holder(self) -> str:
        """Who has it, by name; empty for nobody."""
        id = self.review.consultant_id if self.review else None
        return names_of(self.session, {id}).get(id, "") if id else ""


def open_bench(session: HouseSession, assessment_id: UUID, actor: Actor, *, hold: Literal["", "state"] = "") -> Bench:
    """The review of an assessment the actor may see."""
    assessment = get_assessment(session, assessment_id, hold=hold)
    review = find_review(session, assessment.tenant_id, assessment_id)
    return Bench(session=session, assessment=assessment, review=review, shows_evidence=actor.sees(Share.EVIDENCE))


def provider_seat(database: Database, actor: Actor) -> Seat | None:
    """The provider an actor reviews this firm for: where they work at present, else another that sees the answers."""
    seats = [one for one in actor.seats if one.kind == Kind.PROVIDER and Role.CONSULTANT in one.roles]
    here = actor.place.organisation_id if actor.place else None
    for seat in sorted(seats, key=lambda one: one.organisation_id != here):
        with database.reading(Scope.provider(seat.organisation_id)) as session:
            if Share.ANSWERS in shares_with(session, seat.organisation_id, actor.tenant):
                return seat
    return None


def reviewer_of(database: Database, actor: Actor, name: str) -> Reviewer:
    """The actor as a reviewer of this firm, now."""
    seat = provider_seat(database, actor)
    if seat is None:
        raise NotFound(NO_PLACE)
    return Reviewer(
        user_id=actor.user_id,
        name=name,
        provider_id=seat.organisation_id,
        provider_name=seat.name,
        at=clock.now(),
    )
