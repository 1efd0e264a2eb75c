"""The demo programme: invented firms that joined it, and an edition of what they add up to."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.accounts.queries import find_person
from app.benchmarking.cohorts import Participant, Price
from app.config import ROOT
from app.kit import clock
from app.kit.db import Database, HouseSession, Scope
from app.programmes.models import Programme, ProgrammeDay
from app.programmes.operations import Consent, Plan, join_programme, keep_edition, open_programme
from app.programmes.queries import list_programmes
from app.programmes.targets import write_target
from app.programmes.wording import PURPOSE
from app.tenants.models import Kind, Organisation
from app.tenants.queries import get_organisation, list_seats

FILE = ROOT / "samples" / "demo" / "programme.json"


def settle_programme(database: Database) -> None:
    """Begin the demo provider's programme, if its officer is there and has none yet."""
    told: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    with database.begin() as session:
        officer, owner = find_person(session, told["email"]), find_person(session, told["named"])
        seat = next(iter(list_seats(session, officer.id)), None) if officer else None
        if officer is None or seat is None:
            return
        provider = get_organisation(session, seat.organisation_id)
        home = next(iter(list_seats(session, owner.id)), None) if owner else None
    with database.begin(Scope.tenant(provider.id)) as session:
        if list_programmes(session, provider.id):
            return
        programme = _open(session, provider, told)
        firms = [Organisation(kind=Kind.SME, name=one["name"]) for one in told["firms"]]
        session.add_all(firms)
    who = officer.id
    for firm in firms:
        _join(database, programme, provider, (firm.id, who), is_named=False)
    if owner is not None and home is not None:
        _join(database, programme, provider, (home.organisation_id, owner.id), is_named=True)
    with database.begin(Scope.tenant(provider.id)) as session:
        _fill(session, session.get_one(Programme, programme.id), told, who)


def _open(session: HouseSession, provider: Organisation, told: dict[str, Any]) -> Programme:
    first, last = (clock.today() + timedelta(days=days) for days in told["days"])
    programme = open_programme(session, provider.id, Plan(**told["plan"], from_on=first, to_on=last), by=None)
    for ago, scans in told["scans"]:
        session.add(ProgrammeDay(programme_id=programme.id, day=clock.today() + timedelta(days=ago), scans=scans))
    return programme


def _join(
    database: Database, programme: Programme, provider: Organisation, whose: tuple[UUID, UUID], *, is_named: bool
) -> None:
    consent = Consent(
        programme_id=programme.id,
        provider_id=provider.id,
        name_zh=programme.name_zh,
        name_en=programme.name_en,
        purpose=PURPOSE.zh.format(programme=programme.name_zh, provider=provider.name),
        is_named=is_named,
    )
    with database.begin(Scope.tenant(whose[0])) as session:
        join_programme(session, whose[0], consent, by=whose[1])


def _fill(session: HouseSession, programme: Programme, told: dict[str, Any], who: UUID) -> None:
    firms = [
        Participant(
            firm=one["name"],
            level=one["level"],
            move="first",
            is_signed_off=False,
            scores=one["scores"],
            gaps=frozenset(one["gaps"]),
            plans={id: Price(low=low, high=high) for id, (low, high) in one["plans"].items()},
        )
        for one in told["firms"]
    ]
    keep_edition(session, programme, firms, joined=len(firms) + 1, at=clock.now())
    for row in told["targets"]:
        values = {**row, "due_on": clock.today() + timedelta(days=row["due_in"])}
        values.pop("due_in")
        write_target(session, programme, values, target=None, by=who)
