"""The list of endpoints, and what lists and expansions have in common."""

import copy
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.standins.stripe.state import Problem, Store, Thing, listing, public

Handler = Callable[..., Thing]


@dataclass(frozen=True)
class Route:
    """One endpoint: its method and path, the library's class of its parameters, and what answers."""

    method: str
    path: re.Pattern[str]
    params: str
    handler: Handler


ROUTES: list[Route] = []


def route(method: str, path: str, params: str) -> Callable[[Handler], Handler]:
    """Declare an endpoint; `{}` in the path is an id that the handler is given."""

    def keep(handler: Handler) -> Handler:
        pattern = re.compile("^" + re.escape(path).replace(r"\{\}", "([^/]+)") + "$")
        ROUTES.append(Route(method, pattern, params, handler))
        return handler

    return keep


def match(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The endpoint of a request, or Stripe's complaint about its URL."""
    for found in ROUTES:
        fits = found.path.match(path)
        if fits and found.method == method:
            return found, fits.groups()
    raise Problem(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/.",
        status=404,
        kept=False,
    )


def _created(thing: Thing, wanted: Any) -> bool:
    at = thing.get("created", 0)
    if not isinstance(wanted, dict):
        return bool(at == wanted)
    tests = {"gt": at.__gt__, "gte": at.__ge__, "lt": at.__lt__, "lte": at.__le__}
    return all(tests[key](int(value)) for key, value in wanted.items())


def seen(p: Thing, *keys: str) -> None:
    """These parameters are played, though some calls have no use for them."""
    for key in keys:
        p.get(key)


def page(things: Iterable[Thing], p: Thing, url: str, *equal: str) -> Thing:
    """A page of a list, newest first, filtered by the parameters named in `equal`."""
    wanted = {key: p[key] for key in equal if key in p}
    found = [thing for thing in things if all(thing.get(key) == value for key, value in wanted.items())]
    if "created" in p:
        found = [thing for thing in found if _created(thing, p["created"])]
    found.reverse()
    limit = p.get("limit", 10)
    if not 1 <= limit <= 100:
        raise Problem("Invalid limit: must be between 1 and 100", code="parameter_invalid_integer", param="limit")
    ids = [thing["id"] for thing in found]
    first, last = 0, len(found)
    if p.get("starting_after"):
        first = _position(ids, p["starting_after"], "starting_after") + 1
    if p.get("ending_before"):
        last = _position(ids, p["ending_before"], "ending_before")
        first = max(first, last - limit)
        return listing(url, found[first:last], more=first > 0)
    return listing(url, found[first : first + limit], more=first + limit < last)


def _position(ids: list[str], id_: str, param: str) -> int:
    if id_ not in ids:
        raise Problem(f"No such object: '{id_}'", code="resource_missing", param=param)
    return ids.index(id_)


# What is no key of an object until asked for.
INCLUDED: dict[tuple[str, str], Callable[[Store, Thing], Thing]] = {}


def included(kind: str, key: str) -> Callable[[Callable[[Store, Thing], Thing]], Callable[[Store, Thing], Thing]]:
    """Declare a key that only expand[] shows."""

    def keep(make: Callable[[Store, Thing], Thing]) -> Callable[[Store, Thing], Thing]:
        INCLUDED[(kind, key)] = make
        return make

    return keep


def shown(store: Store, thing: Thing, paths: list[str]) -> Thing:
    """The object as it is answered: without own keys, and with what expand[] asks for."""
    seen = public(thing)
    for path in paths:
        if path.count(".") > 3:
            raise Problem("You cannot expand more than 4 levels of a property.", param="expand")
        _expand(store, seen, path.split("."), path)
    return dict(seen)


def _expand(store: Store, at: Any, parts: list[str], path: str) -> None:
    if isinstance(at, list):
        for one in at:
            _expand(store, one, parts, path)
        return
    if not parts or not isinstance(at, dict):
        return
    key = parts[0]
    make = INCLUDED.get((at.get("object", ""), key))
    if make and at["id"] in store.table(at["object"]):
        at[key] = public(make(store, store.get(at["object"], at["id"])))
    if key not in at:
        if at.get("deleted"):
            return
        raise Problem(
            f"This property cannot be expanded ({path}). You may want to try expanding a parent of it.", param="expand"
        )
    at[key] = _followed(store, at[key])
    _expand(store, at[key], parts[1:], path)


def _followed(store: Store, value: Any) -> Any:
    if isinstance(value, list):
        return [_followed(store, one) for one in value]
    if isinstance(value, str):
        found = store.by_id(value)
        return copy.deepcopy(public(found)) if found else value
    return value
