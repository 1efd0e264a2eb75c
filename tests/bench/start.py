"""Target 7: from the command to the first page, and what sits in memory afterwards."""

import statistics
import time

from tests.bench import world
from tests.bench.measure import Row, s


def run() -> list[Row]:
    """First start on an empty folder, then five starts over its data, then the idle memory of web and worker."""
    began = time.monotonic()
    with world.demo_world() as (server, folder):
        first = time.monotonic() - began
        visitor, assessment = world.owner_of(server)
        world.wait_for_plan(visitor, assessment)
        world.wait_for_rest(folder)
        server.stop()
        later, memory = [], []
        for _ in range(5):
            began = time.monotonic()
            again = world.start(folder)
            try:
                again.wait_until_ready("/")
                later.append(time.monotonic() - began)
                time.sleep(5)
                memory.append(world.pss(again.process.pid))
            finally:
                again.stop()
    second, idle = statistics.median(later), statistics.median(memory) / 1e6
    return [
        Row(
            number=7,
            what="`jianyun serve`: second start to first page; idle memory of web + worker; first start on no data",
            target="<= 3 s; <= 250 MB PSS; <= 10 s",
            figure=f"{s(second)}; {idle:.0f} MB PSS; {s(first)}",
            met=second <= 3 and idle <= 250 and first <= 10,
            rival="CISO Assistant: 2.7-9.1 s; 610 + 362 MB PSS; 305 s",
        )
    ]
