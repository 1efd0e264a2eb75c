"""What the worker is doing, in words."""

from flask_babel import gettext as _

from app.kit.jobs import JobState


def say_progress(job: JobState | None) -> str:
    """The step of planning a job is at."""
    steps: dict[str, str] = {
        "reading": _("Reading your answers and your means"),
        "planning": _("Trying the orders in which things can be done"),
        "writing": _("Writing the reasons and the report"),
    }
    waiting: str = _("Waiting for a free worker")
    if job is None or job.state == "waiting":
        return waiting
    return steps["writing"] if job.state == "done" else steps.get(job.label, waiting)


def say_failure(reason: str | None) -> str:
    """Why a file could not be drawn, and what became of it."""
    reasons: dict[str, str] = {
        "time": _("Drawing it took longer than a report may take."),
        "memory": _("It needs more memory than a report may use."),
        "pages": _("It has more pages than a report may have."),
        "space": _("There is no room left on our disk; we are being told."),
        "unfit": _("Our printing press is not ready; we are being told."),
    }
    other: str = _("Something in it could not be drawn; we are being told.")
    return reasons.get(reason or "", other)
