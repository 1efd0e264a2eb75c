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
