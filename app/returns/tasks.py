"""Reminding people that the day they chose is near."""

from datetime import date

from flask import url_for

from app.kit import clock
from app.kit.jobs import Job
from app.returns.operations import remind_return


def remind_of_return(job: Job) -> None:
    """One firm, on the day; running again tells nobody twice."""
    due_on = date.fromisoformat(job.payload["due_on"])
    with job.begin() as session:
        remind_return(session, job.tenant, due_on=due_on, today=clock.today(), path=url_for("portfolios.home"))
