"""The course of a review: which act leads from which state to which. Pure."""

from enum import StrEnum

from app.assessments.models import AssessmentState
from app.kit.errors import Conflict
from app.kit.text import Text


class Act(StrEnum):
    """What may happen to an assessment under review."""

    TAKE = "taken"
    REQUEST = "requested"
    RESUBMIT = "resubmitted"
    SIGN = "signed"
    REOPEN = "reopened"
    RELEASE = "released"
    ASSIGN = "assigned"


S = AssessmentState
COURSE: dict[Act, tuple[frozenset[AssessmentState], AssessmentState | None]] = {
    Act.TAKE: (frozenset({S.SUBMITTED}), S.IN_REVIEW),
    Act.REQUEST: (frozenset({S.IN_REVIEW}), S.CHANGES_REQUESTED),
    Act.RESUBMIT: (frozenset({S.CHANGES_REQUESTED}), S.SUBMITTED),
    Act.SIGN: (frozenset({S.IN_REVIEW}), S.SIGNED_OFF),
    Act.REOPEN: (frozenset({S.SIGNED_OFF}), S.IN_REVIEW),
    Act.RELEASE: (frozenset({S.IN_REVIEW}), S.SUBMITTED),
    Act.ASSIGN: (frozenset({S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED}), None),
}
"""Act -> the states it may start from, and where it leads; None: the state stays."""
OUT_OF_TURN = Text(
    zh="这次评估现在处于“{state}”，不能这样做，没有任何改动。请刷新页面看看。",
    en="This assessment is “{state}” by now, so that cannot be done; nothing was changed. Reload the page.",
)
STATES = {
    S.DRAFT: Text(zh="填写中", en="being filled in"),
    S.SUBMITTED: Text(zh="已提交", en="submitted"),
    S.IN_REVIEW: Text(zh="评审中", en="in review"),
    S.CHANGES_REQUESTED: Text(zh="待企业修改", en="with the firm for changes"),
    S.SIGNED_OFF: Text(zh="已签字", en="signed off"),
    S.ARCHIVED: Text(zh="已归档", en="archived"),
}


def follow(state: str, act: Act) -> AssessmentState:
    """The state after an act; Conflict when it is out of turn."""
    here = AssessmentState(state)
    starts, end = COURSE[act]
    if here not in starts:
        raise Conflict(OUT_OF_TURN.format(state=STATES[here]))
    return end or here
