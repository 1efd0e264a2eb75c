"""By what a session was opened beside the password: what organisations that ask for a second factor look at.

Kept with the session and bound to the person, so that it never speaks for somebody who signs in after them.
"""

from uuid import UUID

from flask import session

CODE, PASSKEY = "code", "passkey"
OWN = frozenset({CODE, PASSKEY})
"""Second factors that are the person's own, wherever they work."""
_PROVEN, _ONLY = "proven", "only"


def by_organisation(organisation_id: UUID) -> str:
    """The sign-on of an organisation as a factor: it counts there and nowhere else."""
    return f"organisation:{organisation_id}"


def note_proof(user_id: UUID, way: str) -> None:
    """This browser has just seen such a proof of this person."""
    session[_PROVEN] = [str(user_id), *sorted(proofs_of(user_id) | {way})]


def proofs_of(user_id: UUID) -> frozenset[str]:
    """Every proof this session has of the person."""
    kept = session.get(_PROVEN) or [""]
    return frozenset(kept[1:]) if kept[0] == str(user_id) else frozenset()


def confine(organisation_id: UUID) -> None:
    """Somebody else vouched for the person: this session opens that organisation and nothing else of theirs."""
    session[_ONLY] = str(organisation_id)


def release() -> None:
    """The person signed in by themselves."""
    session.pop(_ONLY, None)


def confined_to() -> str | None:
    """The organisation this session is confined to."""
    return session.get(_ONLY)
