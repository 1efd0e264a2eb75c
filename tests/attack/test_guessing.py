"""What somebody without an account, or without its password, can find out and how fast they may try."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from passlib.context import CryptContext

from app.accounts.models import User
from app.accounts.security import LIMITS
from app.kit import clock
from app.kit.access import ANYONE, PERSON, SAFE
from app.kit.db import Database
from app.kit.web import csrf
from tests.factories.browsers import Browser
from tests.factories.people import PASSWORD, make_person
from tests.house import source
from tests.house.reaching import whole_map
from tests.house.test_one_source import dotted
from tests.house.test_record_of_acts import place_of

pytestmark = pytest.mark.database
NEEDS_NO_TOKEN = {
    "app.accounts.views.switch_language",
    "app.payments.webhooks.receive",
    "app.programmes.views.begin",
    "app.scans.views.keep",
}
"""Forms of pages that start no session, and what carries a signature; other sites are refused all the same."""
SPOKEN = {f"request.{name}" for name in ("host", "host_url", "url_root", "base_url")}
ELSEWHERE = ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"})
SECRETS = frozenset({"verify_password", "compare_digest", "verify_totp"})


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often passwords were hashed or compared with a hash: what takes time."""
    counted: Counter[str] = Counter()

    def count(name: str) -> Callable[..., Any]:
        real = getattr(CryptContext, name)

        def counting(self: CryptContext, *args: Any, **more: Any) -> Any:
            counted["slow"] += self.default_scheme() != "hex_sha256"
            return real(self, *args, **more)

        return counting

    for name in ("hash", "verify", "verify_and_update"):
        monkeypatch.setattr(CryptContext, name, count(name))
    return counted


def everybody(database: Database) -> Iterator[str]:
    """Addresses of people in every state an account can be in, and of nobody."""
    states: dict[str, dict[str, Any]] = {
        "known": {},
        "closed": {"active": False},
        "unconfirmed": {"confirmed_at": None},
        "without-password": {"password": None},
        "with-factor": {"tf_primary_method": "authenticator", "tf_totp_secret": "x"},
    }
    for name, changes in states.items():
        person = make_person(database, email=f"{name}@firm.example")
        with database.begin() as session:
            row = session.get_one(User, person.id)
            for field, value in changes.items():
                setattr(row, field, value)
        yield f"{name}@firm.example"
    yield from ("nobody@firm.example", "+8613800138000", "no address")


def test_every_address_costs_one_hash_and_answers_the_same(
    client: FlaskClient, database: Database, hashed: Counter[str]
) -> None:
    costs, answers = {}, set()
    for address in everybody(database):
        for path, fields in (
            ("/sign-in", {"password": "not the password"}),
            ("/reset-password", {}),
            ("/confirm", {}),
            ("/sign-up", {"name": "x", "password": PASSWORD, "agree": "y"}),
        ):
            hashed.clear()
            answer = client.post(path, data={"email": address, **fields})
            if "@" in address:
                costs[f"{path} {address}"] = hashed.total()
                told = frozenset(dict(answer.headers)) - {"Set-Cookie"}
                answers.add((path, answer.status_code, answer.headers.get("Location"), told))
            elif path == "/sign-in":
                assert hashed.total() == 1, address
    expected = {"/sign-in": 1, "/sign-up": 1, "/reset-password": 1, "/confirm": 0}
    assert {name: cost for name, cost in costs.items() if cost != expected[name.split()[0]]} == {}
    assert len(answers) == len(expected), answers


def test_guesses_are_counted_by_account_and_by_network_and_shut_nobody_out_for_long(
    client: FlaskClient, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    victim, other = make_person(database), make_person(database)
    at_home = sign_in(victim)

    def guess(email: object, password: str, network: int) -> int:
        where = {"REMOTE_ADDR": f"203.0.113.{network}"}
        return client.post("/sign-in", data={"email": email, "password": password}, environ_base=where).status_code

    # Many networks, one account.
    assert [guess(victim.email, "guess", number) for number in range(11)] == [200] * 10 + [429]
    assert at_home.get("/profile").status_code == 200, "whoever is signed in stays so"
    assert guess(other.email, PASSWORD, 1) == 302, "others of a network that guessed get in"
    client.post("/sign-out")
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1)):
        assert guess(victim.email, PASSWORD, 99) == 302, "five minutes later it is as before"
        client.post("/sign-out")
        # One network, many accounts.
        codes = [guess(f"n{number}@firm.example", "guess", 200) for number in range(51)]
        assert codes == [200] * 50 + [429]
        assert guess(other.email, PASSWORD, 200) == 429 and guess(other.email, PASSWORD, 201) == 302


def test_every_open_form_refuses_other_sites(app: Flask, client: FlaskClient) -> None:
    assert csrf._exempt_views == NEEDS_NO_TOKEN
    table, token = app.extensions["access_table"], cast(Browser, client).renew_token()
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - SAFE):
            if table[rule.endpoint, method].permission != ANYONE:
                continue
            path = rule.rule
            for argument in rule.arguments:
                path = path.replace(next(part for part in path.split("/") if f"{argument}>" in part), "none")
            view = app.view_functions[rule.endpoint]
            forged = [] if f"{view.__module__}.{view.__name__}" in NEEDS_NO_TOKEN else [{}]
            forged += [{"X-CSRFToken": token, **where} for where in ELSEWHERE]
            for headers in forged:
                answer = client.open(path, method=method, headers=headers, token=False)
                assert answer.status_code == 400, f"{method} {path} {headers}: {answer.status_code}"


def test_whatever_compares_a_secret_is_slowed(app: Flask) -> None:
    table, known, comparing, unslowed = app.extensions["access_table"], whole_map(), 0, set()
    for (endpoint, method), rule in table.items():
        place = place_of(app, endpoint)
        if rule.permission not in (ANYONE, PERSON) or method in SAFE or not place[0].startswith("app."):
            continue
        reached = known.reach(place)
        if any(known.says(one, SECRETS) for one in reached):
            comparing += 1
            if endpoint not in LIMITS and not any(known.says(one, frozenset({"throttle"})) for one in reached):
                unslowed.add(endpoint)
    assert comparing >= 6
    assert unslowed == set()


def test_links_in_messages_are_made_under_our_own_address_only() -> None:
    homes = {"app/kit/web.py", "app/accounts/passkeys.py", "app/accounts/emails.py"}
    found = set()
    for path in source.python_files("app"):
        for node in ast.walk(source.tree_of(path)):
            if (isinstance(node, ast.keyword) and node.arg == "_external") or dotted(node) in SPOKEN:
                found.add(source.name_of(path))
    assert found - homes == set(), "use app.kit.web.absolute: a Host header is whatever a visitor says"
