"""Requests that somebody made for somebody else to send, ids that are none, and hands that sat down too late.

All of them at doors that would open: what is refused is the request, not the person.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import time_machine

from app.kit import clock
from app.kit.access import SAFE
from tests.attack.dangers import DANGEROUS
from tests.attack.world import Actor, Door, Side, owed
from tests.house.test_neighbours import MISSING

EVIL = "https://evil.example"
Forgery = Callable[[Actor, str], dict[str, Any]]
FORGERIES: dict[str, Forgery] = {
    "no token": lambda _actor, _other: {},
    "another person's token": lambda _actor, other: {"headers": {"X-CSRFToken": other}},
    "a token that was touched": lambda actor, _other: {"data": {"csrf_token": actor.token[:-2] + "xx"}},
    "a token in the address": lambda actor, _other: {"query_string": {"csrf_token": actor.token}},
    "plain text": lambda actor, _other: {"data": f'{{"csrf_token": "{actor.token}"}}', "content_type": "text/plain"},
    "another site": lambda actor, _other: {"headers": _from(actor, {"Origin": EVIL})},
    "a site that ends like ours": lambda actor, _other: {"headers": _from(actor, {"Origin": "http://xlocalhost"})},
    "no site at all": lambda actor, _other: {"headers": _from(actor, {"Origin": "null"})},
    "a frame elsewhere": lambda actor, _other: {"headers": _from(actor, {"Sec-Fetch-Site": "cross-site"})},
    "a sister site": lambda actor, _other: {"headers": _from(actor, {"Sec-Fetch-Site": "same-site"})},
}
"""What a request carries that another site, or another person, has made."""
NO_IDS: tuple[str | bytes, ...] = (
    "00000000-0000-0000-0000-000000000000",
    "0198A000-0000-7000-8000-000000000000",
    "{0198a000-0000-7000-8000-000000000000}",
    "0198a000-0000-7000-8000-00000000000g",
    "0198a000000070008000000000000000",
    "１２３４５６７８-0000-7000-8000-000000000000",
    "9" * 4000,
    *("0", "-1", "1e3", "null", "[]", "x.css", "..", "' OR 1=1--", "{{7*7}}", "木\u202e", "a\x00b"),
    b"\xed\xa0\xbd",
)
"""Ids nobody has, most of them no ids at all."""


def _from(actor: Actor, where: dict[str, str]) -> dict[str, str]:
    return {"X-CSRFToken": actor.token, **where}


def let_in(door: Door, actors: list[Actor], side: Side) -> Actor | None:
    """Somebody this door opens to, without a second factor of their own if there is such a one."""
    entitled = [actor for actor in actors if owed(door, actor, side) == "in"]
    return next((one for one in entitled if one.name not in ("owner", "neighbour")), next(iter(entitled), None))


def forge(doors: list[Door], actors: list[Actor], side: Side, *, every: bool) -> Iterator[str]:
    """At every changing door one forgery in turn, or all of them; what was not refused."""
    for number, door in enumerate(one for one in doors if one.method not in SAFE):
        actor = let_in(door, actors, side)
        if actor is None:
            continue
        other = next(one.token for one in actors if one is not actor and one.token)
        names = list(FORGERIES) if every else [list(FORGERIES)[number % len(FORGERIES)]]
        for name in names:
            sent = FORGERIES[name](actor, other)
            answer = actor.browser.open(door.address(side), method=door.method, token=False, **sent)
            if answer.status_code != 400:
                yield f"{actor.name} {door.method} {door.path} with {name}: {answer.status_code}"


def misspell(doors: list[Door], actors: list[Actor], side: Side, *, every: bool) -> Iterator[str]:
    """At every door that leads to a row one id that is none, or all of them; what was answered otherwise than 404."""
    for number, door in enumerate(one for one in doors if MISSING in one.address(side, missing=True)):
        actor = let_in(door, actors, side)
        for spelled in NO_IDS if every else [NO_IDS[number % len(NO_IDS)]]:
            address = door.address(side, missing=True).replace(MISSING, quote(spelled, safe=""))
            if actor is None:
                continue
            answer = actor.try_door(door, address)
            told = answer.text if answer.mimetype == "text/html" else ""
            proof_first = answer.headers.get("Location", "").startswith("/second-factor")
            if answer.status_code not in (400, 404, 405) and not proof_first:
                yield f"{actor.name} {door.method} {address[:120]}: {answer.status_code}"
            if "Traceback" in told or "sqlalchemy" in told or "&lt;class" in told:
                yield f"{actor.name} {door.method} {address[:120]}: shows its insides"


def sit_down_late(doors: list[Door], actors: list[Actor], side: Side) -> Iterator[str]:
    """At every dangerous door an hour after signing in: what did not ask for a fresh sign-in."""
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        for door in (one for one in doors if one.endpoint in DANGEROUS):
            actor = let_in(door, actors, side)
            assert actor is not None, f"nobody may open {door.path}"
            answer = actor.try_door(door, door.address(side))
            asked = answer.headers.get("Location", "").startswith(("/sign-in/again", "/second-factor"))
            if answer.status_code not in (302, 303) or not asked:
                yield f"{actor.name} {door.method} {door.path}: {answer.status_code} {answer.headers.get('Location')}"


def still_works(actors: list[Actor]) -> Iterator[str]:
    """After all that everybody who may gets their own page."""
    for actor in actors:
        if actor.user is not None and actor.browser.get("/profile").status_code != 200:
            yield f"{actor.name}: not even their own page"
