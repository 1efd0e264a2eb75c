"""Access declared per view and method, in one table; the app refuses to start when a route is not in it.

    @bp.post("/assessments/<uuid:assessment_id>/submit")
    @access("submit", tenant=row_of(Assessment, "assessment_id"))
    def submit(assessment_id): ...

What the permissions mean and who holds them is decided above (`app.tenants.access`), which also enforces the table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])
Locator = Callable[..., Any]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ANYONE = "anyone"
PERSON = "person"
"""Signed in, whatever the organisation."""
CLERK = "clerk"
"""Somebody who works at the operator's desk."""


class UndeclaredAccess(RuntimeError):
    """A route without a rule, or with one that cannot be right."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a route: the permission, where its tenant comes from, for which methods."""

    permission: str
    tenant: Locator | None = None
    methods: frozenset[str] | None = None
    writes: bool = False
    """A GET that writes (a confirmation link): it opens the database for writing."""
    plan: str = ""
    """The feature of a plan that the tenant must have bought; empty where every plan has it."""
    makes: bool = False
    """Beyond the plan's time even looking is over: the page only leads to making something new."""


@dataclass(frozen=True, slots=True)
class ToMake:
    """A feature that a page needs as its making does: a form may not be filled in and refused afterwards."""

    feature: str


def access(
    permission: str,
    *,
    tenant: Locator | None = None,
    methods: Iterable[str] | None = None,
    writes: bool = False,
    plan: str | ToMake = "",
) -> Callable[[View], View]:
    """Declare the rule of a view; stack it with `methods=` when reading and writing need different permissions."""
    chosen = frozenset(methods) if methods is not None else None
    makes = isinstance(plan, ToMake)
    rule = Rule(permission, tenant, chosen, writes, plan.feature if isinstance(plan, ToMake) else plan, makes)

    def declare(view: View) -> View:
        view.__dict__.setdefault("__access__", []).append(rule)
        return view

    return declare


Table = dict[tuple[str, str], Rule]


def _rules_for(app: Flask, endpoint: str, library: Mapping[str, Rule]) -> list[Rule]:
    if endpoint in library:
        return [library[endpoint]]
    rules: list[Rule] = getattr(app.view_functions[endpoint], "__access__", [])
    return rules


def build_table(app: Flask, library: Mapping[str, Rule], reading: frozenset[str]) -> Table:
    """The whole table; UndeclaredAccess lists every route without a rule or that writes under a reading permission."""
    table: Table = {}
    wrong = []
    for url in app.url_map.iter_rules():
        for method in (url.methods or set()) - {"HEAD", "OPTIONS"}:
            fitting = [
                rule
                for rule in _rules_for(app, url.endpoint, library)
                if rule.methods is None or method in rule.methods
            ]
            if len(fitting) != 1:
                wrong.append(f"{method} {url.rule} ({url.endpoint}) has {len(fitting)} access rules")
            elif method not in SAFE and fitting[0].permission in reading:
                wrong.append(f"{method} {url.rule} ({url.endpoint}) writes under {fitting[0].permission!r}")
            else:
                table[url.endpoint, method] = fitting[0]
    if wrong:
        raise UndeclaredAccess("\n".join(sorted(wrong)))
    return table
