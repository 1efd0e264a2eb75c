"""Carrying notices out of the house, and telling people what lower floors report."""

from dataclasses import dataclass
from uuid import UUID

from app.kit import clock, log
from app.kit.jobs import Job
from app.kit.seal import unseal
from app.kit.wecom import Fault, GroupPost
from app.notices.operations import note_post, tell
from app.notices.queries import find_person_by_id, find_robot

_log = log.get(__name__)


@dataclass(frozen=True, slots=True)
class GroupPoster:
    """The handler of `group.post` jobs."""

    post: GroupPost
    secret_key: str

    def __call__(self, job: Job) -> None:
        """Post one text to the firm's group, if it has one; how it went is kept for the owner."""
        with job.begin() as session:
            robot = find_robot(session, job.tenant)
            key = unseal(robot.sealed_key, secret_key=self.secret_key) if robot is not None else None
        if robot is None:
            return
        fault = self._try(key, str(job.payload["text"]))
        with job.begin() as session:
            now = find_robot(session, job.tenant, hold=True)
            if now is not None and now.sealed_key == robot.sealed_key:
                note_post(session, now, fault.code if fault else None, at=clock.now())
        if fault is not None:
            _log.warning("group post failed", job=str(job.id), code=fault.code, passing=fault.passing)
            if fault.passing:
                raise fault

    def _try(self, key: str | None, text: str) -> Fault | None:
        if key is None:  # sealed under a SECRET_KEY that has been changed since
            return Fault(1, passing=False)
        try:
            self.post.deliver(key, text)
        except Fault as fault:
            return fault
        return None


def tell_person(job: Job) -> None:
    """News about an account from below: {user_id, notice, context, path}. `person.alerted` brings it here."""
    with job.database.begin() as session:
        person = find_person_by_id(session, UUID(job.payload["user_id"]))
        if person is not None:
            given = job.payload
            tell(session, given["notice"], to=person, context=given["context"], path=given["path"], tenant_id=None)
