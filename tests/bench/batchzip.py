"""Target 20: one ZIP of 200 reports that are drawn already, with its manifest: made by the worker, then downloaded.

Every size is made in a process of its own, which says how much memory it took beyond what it held before: with the
pieces streamed, twice the firms take no more. SQLite with every write made safe, and PostgreSQL behind row-level
security as the application's role.
"""

import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import Engine, create_engine, insert

from tests.bench.measure import ROOT, Row, s
from tests.services import running_postgres

FIRMS, FEW, RUNS = 200, 100, 5
FLAT = 5.0
"""Megabytes more for twice the firms that still count as flat: rows of the manifest, and noise. Both sizes fill the
caches of a database, which would look like growth from a few firms to many."""
EMAIL = "manager@bench.example"


def open_app(given: dict[str, str]) -> Flask:
    """The application on a database that is migrated."""
    from app.config import Settings
    from app.factory import create_app

    app = create_app(Settings(environment="test", log_level="WARNING", **given))  # type: ignore[arg-type]
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def drawn() -> tuple[str, bytes]:
    """A report as it lies in the database, and the PDF an account manager gets of it."""
    from app.reports.models import Format
    from app.reports.renderers.files import Wanted, draw_file
    from tests.factories.issued import whole_document

    document = whole_document()
    return document.model_dump_json(), draw_file(
        document, Wanted(format=Format.PDF, lang="zh", edition="share")
    ).content


def settle(app: Flask, engine: Engine, report: tuple[str, bytes]) -> None:
    """A provider with its account manager, and firms that agreed, each with a report drawn before."""
    from app.clients.models import Client
    from app.kit import clock, ids
    from app.tenants.models import Engagement, Organisation, Role
    from tests.factories.people import add_member, make_person, make_provider

    house = app.extensions["db"]
    with app.app_context():
        manager, provider = make_person(house, email=EMAIL), make_provider(house, make_person(house))
        add_member(house, provider, manager, Role.ACCOUNT_MANAGER)
    now, firms = clock.now(), [ids.new_id() for _ in range(FIRMS)]
    names = [f"佛山第{number}家具厂" for number in range(FIRMS)]
    terms = {"provider_id": provider.id, "purpose": "bench", "shares": ["results"], "since_at": now, "created_at": now}
    noted = {
        "tenant_id": provider.id,
        "stage": "submitted",
        "created_at": now,
        "steps": [],
        "industry_key": "furniture",
    }
    with engine.begin() as connection:
        rows = [
            {"id": firm, "kind": "sme", "name": name, "created_at": now}
            for firm, name in zip(firms, names, strict=True)
        ]
        connection.execute(insert(Organisation), rows)
        connection.execute(insert(Engagement), [{"id": ids.new_id(), "tenant_id": firm, **terms} for firm in firms])
        rows = [
            {"id": ids.new_id(), "firm_id": firm, "name": name, "name_key": f"{number:04}", **noted}
            for number, (firm, name) in enumerate(zip(firms, names, strict=True))
        ]
        connection.execute(insert(Client), rows)
        for firm, name in zip(firms, names, strict=True):
            for model, row in _report_of(firm, name, report[0]):
                connection.execute(insert(model), [row])
    for firm in firms:
        app.extensions["storage"].put(_key(firm), report[1] + firm.bytes)


def _key(firm: UUID) -> str:
    from app.kit.storage import drawn_key

    return drawn_key(firm, "bench", "pdf")


def _report_of(firm: UUID, name: str, document: str) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    from app.assessments.models import Assessment
    from app.companies.models import Company
    from app.kit import clock, ids
    from app.reports.models import Report, ReportFile

    company, assessment, report = ids.new_id(), ids.new_id(), ids.new_id()
    now, own = clock.now(), {"tenant_id": firm}
    profile = {"industry_key": "furniture", "city_key": "foshan", "revenue_band": "20m-100m", "headcount": 85}
    yield Company, {"id": company, **own, "name": name, "changed_at": now, "exports": False, **profile}
    edition = {"instrument_key": "furniture", "instrument_edition": "1.0", "state": "signed-off"}
    yield Assessment, {"id": assessment, **own, "company_id": company, "created_at": now, **edition}
    told = {"number": 1, "code": firm.hex, "document": document, "as_of": clock.today(), "created_at": now}
    yield Report, {"id": report, **own, "assessment_id": assessment, **told}
    kept = {"lang": "zh", "format": "pdf", "edition": "share", "state": "ready", "storage_key": _key(firm)}
    yield ReportFile, {"id": ids.new_id(), **own, "report_id": report, "created_at": now, **kept}


def held(which: str) -> float:
    """Memory of this process in MB: `VmRSS` now, `VmHWM` at most since it was last reset."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / 1024


class Maker:
    """The account manager's browser, and the worker."""

    def __init__(self, given: dict[str, str]) -> None:
        from app.kit.db import Scope
        from app.kit.jobs import board
        from app.kit.worker import Worker
        from app.tenants.models import Membership
        from tests.factories.people import PASSWORD

        app, self.zip = open_app(given), Path(given["data_dir"]) / "taken.zip"
        self.house, self.browser = app.extensions["db"], app.test_client()
        self.browser.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
        self.worker = Worker(self.house, board, around=lambda: app.test_request_context(base_url="http://localhost"))
        with self.house.reading() as session:
            self.seat = session.query(Membership).where(Membership.role == "account_manager").one()
        self.scope = Scope.tenant(self.seat.organisation_id)

    def order(self, number: int) -> UUID:
        """Ask for so many firms; the id of the batch."""
        from app.batches.operations import Order, order_batch
        from app.clients.models import Client

        with self.house.begin(self.scope) as session:
            chosen = session.query(Client).order_by(Client.name_key).limit(number)
            firms = [(one.firm_id, one.name) for one in chosen]
            how = {"formats": ["pdf"], "langs": ["zh"], "pattern": "{firm}-{date}-{lang}", "signed_only": True}
            order = Order(firms=firms, **how)  # type: ignore[arg-type]
            batch = order_batch(session, self.seat.organisation_id, order, by=self.seat.user_id)
            return UUID(str(batch.id))

    def make(self, number: int) -> dict[str, float]:
        """Order, make, download and look into a batch of so many firms; seconds and megabytes."""
        batch = self.order(number)
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        before, began, cpu = held("VmRSS"), time.perf_counter(), time.process_time()
        self.worker.drain()
        made, spent = time.perf_counter() - began, time.process_time() - cpu
        size = _take(self.browser.get(f"/batches/{batch}/file", buffered=False).response, self.zip)
        taken, grown = time.perf_counter() - began, held("VmHWM") - before
        _check(self.zip, number)
        self.worker.drain()
        return {"made": made, "cpu": spent, "taken": taken, "grown": grown, "size": size / 1e6}


def make(given: dict[str, str], number: int) -> dict[str, float]:
    """Once with three firms to warm up, then with so many."""
    maker = Maker(given)
    maker.make(3)
    return maker.make(number)


def _take(pieces: Any, path: Path) -> int:
    with path.open("wb") as file:
        return sum(file.write(piece) for piece in pieces)


def _check(path: Path, number: int) -> None:
    """What the manifest says of every file is true."""
    with ZipFile(path) as parcel:
        rows = json.loads(parcel.read("manifest.json"))["files"]
        if len(rows) != number or len(parcel.read("manifest.csv").splitlines()) != number + 1:
            raise RuntimeError("the manifest is not whole")
        for row in rows:
            if hashlib.sha256(parcel.read(row["file"])).hexdigest() != row["sha256"] or row["status"] != "included":
                raise RuntimeError(f"{row['file']}: not what the manifest says")


@contextmanager
def worlds() -> Iterator[dict[str, dict[str, str]]]:
    """Name of a database -> settings that lead to it."""
    from app.kit import migrate

    report = drawn()
    with running_postgres() as cluster, tempfile.TemporaryDirectory(prefix="jianyun-bench-") as name:
        made = cluster.create_database("batchzip")
        urls = {"database_url": made.app_url, "owner_database_url": made.owner_url}
        given = {"SQLite": {"data_dir": f"{name}/sqlite"}, "PostgreSQL": {"data_dir": f"{name}/postgres", **urls}}
        for where, one in given.items():
            Path(one["data_dir"]).mkdir()
            address = f"sqlite:///{one['data_dir']}/jianyun.db"
            migrate.upgrade(made.owner_url if where == "PostgreSQL" else address)
            engine = create_engine(made.superuser_url if where == "PostgreSQL" else address)
            app = open_app(one)
            settle(app, engine, report)
            app.extensions["db"].dispose()
            engine.dispose()
        yield given


def apart(given: dict[str, str], number: int) -> dict[str, float]:
    """`make` in a process of its own."""
    words = [sys.executable, "-m", "tests.bench.batchzip", json.dumps(given), str(number)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def run() -> list[Row]:
    """The worst of both databases counts."""
    figures, met = [], True
    with worlds() as given:
        for where, one in given.items():
            few = [apart(one, FEW)["grown"] for _ in range(3)]
            many = [apart(one, FIRMS) for _ in range(RUNS)]
            made, cpu, taken, grown = (
                statistics.median(run[name] for run in many) for name in ("made", "cpu", "taken", "grown")
            )
            more = grown - statistics.median(few)
            met = met and taken <= 10 and more <= FLAT
            figures.append(
                f"{where}: {s(made)} (CPU {s(cpu)}), {s(taken)} with the download of {many[0]['size']:.0f} MB, "
                f"+{grown:.0f} MB, {more:+.0f} MB against {FEW} firms"
            )
    return [
        Row(
            number=20,
            what=f"ZIP of {FIRMS} cached reports with manifest: from the order to the ZIP in storage, and downloaded; "
            "memory of the worker beyond what it held before",
            target="<= 10 s, memory flat (streamed)",
            figure="; ".join(figures),
            met=met,
        )
    ]


if __name__ == "__main__":
    print(json.dumps(make(json.loads(sys.argv[1]), int(sys.argv[2]))))
