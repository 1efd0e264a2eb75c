"""Firms that have already filled the questionnaire, entered through the operations a person's clicks use."""

from typing import TYPE_CHECKING
from uuid import UUID

from app.accounts.models import User
from app.assessments.queries import catalogue
from app.cli.demo import SAMPLES, enter_filing, read_sample
from app.kit.db import Database

if TYPE_CHECKING:
    from app.cli.sheets import Filing

WORKSHOP, PANELS, EXPORTER = "foshan-upholstery-12", "guangzhou-panels-85", "dongguan-exporter-240"


def sample(name: str) -> "Filing":
    """One of the shipped samples."""
    return read_sample(SAMPLES / f"{name}.json", catalogue())


def make_filled(database: Database, owner: User, name: str = WORKSHOP) -> UUID:
    """A draft with every answer of a sample, owned by this person; returns its id."""
    with database.begin() as session:
        return enter_filing(session, sample(name), owner=owner).id
