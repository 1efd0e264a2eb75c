"""Target 15: 500 rows of an .xlsx uploaded, validated and shown as a preview."""

import time

from tests.bench import world
from tests.bench.client import Visitor
from tests.bench.measure import Row, Timing, ms
from tests.imports.books import many, some

ADDRESS = "/firm/inventory/import"
LINE = "jianyunbenchline"


def upload(visitor: Visitor, content: bytes) -> str:
    """Send a file as a browser does; the page that comes back."""
    parts = [
        f'--{LINE}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{visitor.token}\r\n'.encode(),
        f'--{LINE}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'.encode(),
        content,
        f"\r\n--{LINE}--\r\n".encode(),
    ]
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    head = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={LINE}"}
    visitor.connection.request("POST", ADDRESS, b"".join(parts), head)
    return visitor.connection.getresponse().read().decode()


def run() -> list[Row]:
    """500 systems, and 500 systems with 500 groups of machines, seven times each after one."""
    files = {"500 rows": some(500), "1,000 rows": many(500)}
    timings = {}
    with world.demo_world() as (server, folder):
        visitor, _assessment = world.owner_of(server)
        world.wait_for_rest(folder)
        visitor.open(ADDRESS)
        for name, content in files.items():
            walls = []
            for _ in range(8):
                start = time.perf_counter()
                assert 'name="parcel"' in upload(visitor, content)
                walls.append(time.perf_counter() - start)
            timings[name] = Timing(walls=tuple(walls[1:]), cpus=tuple(walls[1:]))
    return [
        Row(
            number=15,
            what="import of inventory rows from .xlsx: uploaded, validated, preview shown, over HTTP",
            target="500 rows <= 1.5 s",
            figure=", ".join(f"{name} {ms(timing.wall)}" for name, timing in timings.items()),
            met=timings["500 rows"].wall <= 1.5,
        )
    ]
