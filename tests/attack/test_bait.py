"""Bait in everything a firm and its provider can type: on every page, and in every file anybody takes along.

The firm is that of `tests/house/test_hostile_text.py`, which reads its report word by word.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import getaddresses
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.archives.models import Archive
from app.batches.models import Batch
from app.clients.models import Client
from app.kit import clock
from app.kit.db import Database, Scope
from app.reports.models import Report
from app.shares.operations import Wish, make_link
from app.tenants.access import ALLOWED
from app.tenants.changes import Terms, agree_to_provider
from app.tenants.models import Organisation, Role, Share
from tests.attack.files import faults_of, holds
from tests.attack.world import Door, Side, list_doors
from tests.factories.clerks import at_the_desk, make_clerk
from tests.factories.practices import Practice, offer, settle_practice
from tests.house.reaching import whole_map
from tests.house.test_hostile_text import HEADERS, faults_in, house
from tests.house.test_neighbours import House
from tests.house.test_record_of_acts import place_of

__all__ = ["house"]
pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
SENDS = frozenset({"send_file", "Content-Disposition"})
BAIT = "=cmd|'x'!A0<img src=x onerror=bite(1)>"
SHOWN = {"evidence.thumb", "brands.logo", "shares.picture_file"}
"""Pictures that we wrote anew, shown in a page."""
FULL_OF_BAIT = {
    *("archives.fetch", "batches.fetch", "clients.take_along", "closings.take", "deliveries.download"),
    *("imports.workbook", "onboarding.links", "packs.fetch", "programmes.take", "reports.file"),
}
"""Files that are known to quote what people typed."""
ELSEWHERE = {
    "brands.logo": "a picture, written anew: tests/brands",
    "imports.marked": "the file of a form: tests/imports",
    "workbooks.marked": "the file of a form: tests/workbooks",
    "workbooks.download": "of an open questionnaire alone: tests/workbooks",
    "reports.blank": "the questionnaire without answers, on paper: tests/reports",
    "reports.show": "the page of a report, which leads to its files",
    "clerks.export": "the file of a form: tests/clerks",
    "fapiao.fetch": "a signed file, kept as it was issued: tests/clerks",
    "scans.report": "an open page on paper: no word in it is anybody's",
}
"""Files that this walk does not take, and why."""


@pytest.fixture
def side(
    outbox: list[EmailMessage],
    house: House,
    database: Database,
    sign_in: Enter,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> Side:
    """The firm of bait and a provider of bait that advises it, with every kind of file ordered and made."""
    monkeypatch.setattr("app.shares.pictures.draw_picture", lambda *_, **__: b"picture")
    practice = settle_practice(database, BAIT)
    house.keys["received"] = str(offer(database, house.tenant_id, practice, BAIT))
    terms = Terms(purpose=BAIT[:40], shares=tuple(Share), days=30)
    with database.begin(Scope.tenant(house.tenant_id)) as session:
        agree_to_provider(session, house.tenant_id, practice.id, terms, by=house.owner.id)
        report = session.scalars(select(Report).where(Report.roadmap_id.is_not(None))).one()
        word = make_link(session, report, Wish(label=BAIT, days=7), by=house.owner.id, at=clock.now())
        house.keys["shares.paper"] = f"/s/{word}/pdf/en"
    run_jobs()
    _order_files(house, sign_in(house.owner))
    with database.reading() as session:
        house.keys["archives.fetch"] = f"/profile/data/file?which={session.scalars(select(Archive.id)).one()}"
    practice.keys.update(_order_more(sign_in(practice.people[Role.ACCOUNT_MANAGER]), database, practice))
    run_jobs()
    return Side(house=house, practice=practice)


def _order_files(house: House, owner: FlaskClient) -> None:
    for kind in ("xlsx", "json"):
        assert owner.post(f"/reports/{house.report_id}/{kind}").status_code == 303
    assert owner.post("/profile/data/export", data={"about": str(house.tenant_id)}).status_code in (302, 303)


def _order_more(manager: FlaskClient, database: Database, practice: Practice) -> dict[str, str]:
    with database.begin(Scope.tenant(practice.id)) as session:
        session.get_one(Organisation, practice.id).name = f"{BAIT}\r\nBcc: evil@evil.example"
        session.add(row := Client(name=f"{BAIT} asked", contact="boss@client.example"))
    terms = {"firms": [str(row.id)], "shares": ["results"], "purpose": "advice", "until": "", "days": "90", "mail": "y"}
    made = manager.post("/onboarding/invite", data=terms)
    assert made.status_code == 303, made.text
    ordered = {"act": "everything", "format": ["xlsx"], "lang": ["zh"], "pattern": "{firm}-{lang}"}
    assert manager.post("/batches", data=ordered).status_code == 303
    closing = manager.post("/month-ends").location.rpartition("/")[2]
    with database.reading(Scope.tenant(practice.id)) as session:
        batch = session.scalars(select(Batch.id).where(Batch.pattern == ordered["pattern"])).one()
    return {"closing_id": closing, "batch_id": str(batch)}


def every_address(door: Door, side: Side) -> Iterator[str]:
    """The door with each kind it offers; paper is proved by `tests/kit/test_pdf.py` and costs too much here."""
    offers = [re.findall(r"\w+", one) for one in re.findall(r"<any\(([^)]*)\)", door.path)]
    for chosen in product(*offers):
        if "pdf" in chosen:
            continue
        path = door.path
        for word in chosen:
            path = re.sub(r"<any\([^)]*\):\w+>", word, path, count=1)
        yield Door(**{**vars_of(door), "path": path}).address(side)


def vars_of(door: Door) -> dict[str, object]:
    """A door's own values."""
    return {name: getattr(door, name) for name in door.__dataclass_fields__}


def downloads(app: Flask) -> set[str]:
    """Every endpoint whose view, or what it calls in its own package, sends a file."""
    known, found = whole_map(), set()
    for endpoint in {rule.endpoint for rule in app.url_map.iter_rules()}:
        place = place_of(app, endpoint)
        package = ".".join(place[0].split(".")[:2])
        near = {one for one in known.reach(place) if one[0].startswith(f"{package}.") and one[0].startswith("app.")}
        if package != "app.kit" and any(known.says(one, SENDS) for one in near):
            found.add(endpoint)
    return found


class Sweep:
    """Opens addresses and keeps what was wrong, which files were taken, and how often bait was on a page."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.taken: dict[str, bool] = {}
        self.shown: Counter[str] = Counter()

    def look(self, endpoint: str, address: str, browser: FlaskClient, kind: str = "") -> None:
        """One page or file; what may not be there is not looked for here."""
        answer = browser.get(address)
        self.faults += [f"{address}: without {name}" for name in HEADERS if name not in answer.headers]
        if answer.status_code != 200:
            return
        if answer.mimetype == "text/html":
            self.faults += [f"{address}: {fault}" for fault in faults_in(answer.text)]
            if "unsafe-inline" in answer.headers["Content-Security-Policy"]:
                self.faults.append(f"{address}: lets scripts of its own run")
            self.shown[kind] += "onerror=bite(1)" in answer.text
            return
        inline = endpoint in SHOWN
        self.faults += [f"{address}: {fault}" for fault in faults_of(answer, inline=inline)]
        self.taken[endpoint] = self.taken.get(endpoint, False) or holds(answer, "bite(")


def faults_of_mail(mail: EmailMessage) -> list[str]:
    """What is wrong with a mail: more than one reader, headers of somebody's making, markup that was typed."""
    html = mail.get_body(("html",))
    found = [f"{name}: {mail[name]}" for name in ("Bcc", "Cc") if mail[name]]
    found += faults_in(html.get_content()) if html is not None else ["without a page"]
    return found + ([str(mail["To"])] if len(getaddresses([str(mail["To"])])) != 1 else [])


def test_bait_bites_on_no_page_in_no_file_and_in_no_mail(
    app: Flask, database: Database, side: Side, sign_in: Enter, outbox: list[EmailMessage]
) -> None:
    desk = at_the_desk(make_clerk(database), sign_in)
    browsers = {role: sign_in(person) for role, person in side.practice.people.items()}
    owner, sending, sweep = sign_in(side.house.owner), downloads(app), Sweep()
    for number, door in enumerate(one for one in list_doors(app) if one.method == "GET"):
        if door.endpoint in ELSEWHERE:
            continue
        entitled = [browser for role, browser in browsers.items() if role in ALLOWED.get(door.permission, ())]
        browser = entitled[number % len(entitled)] if door.kind == "provider" else owner
        if door.kind == "desk":
            browser = desk
        if door.endpoint.startswith("batches"):
            browser = browsers[Role.ACCOUNT_MANAGER]  # a batch is for whoever asked for it
        for address in every_address(door, side):
            sweep.look(door.endpoint, address, browser, door.kind)
    for endpoint in ("shares.paper", "archives.fetch"):
        sweep.look(endpoint, side.house.keys[endpoint], owner)
    assert not sweep.faults, "\n".join(sweep.faults[:40])
    assert sweep.shown["provider"] >= 20 and sweep.shown["row"] >= 8, f"the bait is on too few pages: {sweep.shown}"
    assert sending - set(sweep.taken) - set(ELSEWHERE) == set(), "files nobody looked into"
    assert {name for name, has_bait in sweep.taken.items() if has_bait} >= FULL_OF_BAIT
    assert any(BAIT in str(mail.get_body(("plain",))) or "bite(1)" in mail.as_string() for mail in outbox)
    assert [fault for mail in outbox for fault in faults_of_mail(mail)] == []
    removed = owner.post(f"/firm/inventory/systems/{side.house.keys['/systems/']}/remove", follow_redirects=True)
    assert "bite(2)" in removed.text and faults_in(removed.text) == []
