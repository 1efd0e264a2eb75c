"""Every error a person may cause, each with its HTTP status and a sentence in both languages."""

from typing import ClassVar

from app.kit.text import Text


class PersonError(Exception):
    """Base: something a person asked for cannot be done. `message` is fit to be shown to them."""

    status: ClassVar[int] = 400

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class NotFound(PersonError):
    """There is no such thing, or none this person may know of."""

    status = 404


class Refused(PersonError):
    """The thing exists; this person may not do that to it."""

    status = 403


class Conflict(PersonError):
    """It could have been done before something else happened."""

    status = 409


class Unavailable(PersonError):
    """It cannot be done right now, through no fault of the person's; nothing of it was kept."""

    status = 503


class Invalid(PersonError):
    """What was given is not well-formed or not possible."""

    status = 422
