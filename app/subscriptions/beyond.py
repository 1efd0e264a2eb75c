"""The page at the limit: what is kept, what would open, what it costs in a line, and who can do something about it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask import url_for as address_of

from app.kit.access import SAFE
from app.kit.db import Database, Scope
from app.kit.i18n import lang
from app.kit.money import Money
from app.kit.text import Lang, Text
from app.kit.web import wants_json
from app.subscriptions.access import check_plan, may_use, reads_on
from app.subscriptions.plans import SPOKEN, Currency, Feature, Limit, shop
from app.subscriptions.queries import ASSESSED, OF_FIRMS, has_pass, list_subscriptions
from app.subscriptions.showing import price_lines
from app.subscriptions.values import BeyondPlan
from app.subscriptions.wording import EACH, FEATURE_WORDS, OF_A_FIRM, say_price
from app.tenants.models import Kind, Role
from app.tenants.queries import list_agreements, list_members

__all__ = ["check_plan", "init_app", "show_beyond", "way_beyond"]
MANY = {"zh": "，", "en": ", "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """What would open it."""

    item: str
    title: str
    promise: str
    price: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Whom the page speaks to and how they get on. side: `firm` or `provider`, whose plan it is."""

    side: str
    opens: str
    deals: tuple[Deal, ...]
    asks: tuple[str, ...]
    """Who may buy, where the reader may not."""
    advisers: tuple[str, ...]
    """Providers that may hand the firm a credit."""
    visits: bool
    """Somebody of a provider looks at a firm: it is the firm's plan, and a credit would open it."""
    officer: bool
    """Hears neither prices nor seats."""


def way_beyond(database: Database, feature: Feature, tenant_id: UUID, assessment_id: UUID | None = None) -> Way:
    """For the page at the limit, and for cards that show what a plan would open."""
    actor = g.actor
    side = "firm" if feature in OF_FIRMS else "provider"
    visits = side == "firm" and actor.seat is not None and actor.seat.kind == Kind.PROVIDER
    officer = actor.roles <= {Role.PROGRAMME_OFFICER}
    buys = not visits and actor.may("buy")
    with database.reading(Scope.tenant(tenant_id)) as session:
        known = list_subscriptions(session, tenant_id)
        members = () if buys or visits else list_members(session, tenant_id)
        agreed = list_agreements(session, tenant_id) if side == "firm" and not visits else ()
    currency: Currency = "USD" if (known[0].currency if known else SPOKEN[lang()]) == "USD" else "CNY"
    deals = () if visits or officer else _deals(feature, currency, lang(), one=assessment_id is not None)
    in_charge = {Role.OWNER, Role.PROVIDER_ADMIN}
    return Way(
        side=side,
        opens=FEATURE_WORDS[feature].get(lang()),
        deals=deals,
        asks=tuple(one.name or one.contact for one in members if one.roles & in_charge),
        advisers=tuple(dict.fromkeys(one.provider for one in agreed if one.is_live)),
        visits=visits,
        officer=officer,
    )


def _deals(feature: Feature, currency: Currency, spoken: Lang, *, one: bool) -> tuple[Deal, ...]:
    kind = "sme" if feature in OF_FIRMS else "provider"
    found = [
        Deal(
            item=plan.id,
            title=plan.title.get(spoken),
            promise=plan.promise.get(spoken),
            price=MANY[spoken].join(price_lines(plan, currency, spoken).values()),
        )
        for plan in shop.plans.sold_to(kind)
        if feature in plan.features or (feature == Feature.PORTFOLIO and Limit.CLIENTS not in plan.limits)
    ]
    report = shop.plans.product("report")
    if report is not None and one and feature in ASSESSED:
        price = EACH["once"].get(spoken).format(price=say_price(Money(report.price[currency], currency), spoken))
        found.append(
            Deal(item=report.id, title=report.title.get(spoken), promise=report.promise.get(spoken), price=price)
        )
    return tuple(found)


def show_beyond(error: BeyondPlan, database: Database) -> Response:
    """402: the page, or for scripts the sentence with the address of the plans."""
    database.rollback()
    way = way_beyond(database, error.feature, error.tenant_id, error.assessment_id)
    message: Text = OF_A_FIRM[error.feature] if way.visits else error.message
    sentence = message.get(lang())
    if wants_json():
        told: dict[str, Any] = {"status": error.status, "message": sentence, "feature": error.feature.value}
        return make_response(jsonify(error={**told, "plans": address_of("subscriptions.prices")}), error.status)
    page = render_template(
        "subscriptions/beyond.html",
        kept=sentence,
        way=way,
        assessment_id=error.assessment_id,
        sent=request.method not in SAFE,
    )
    return make_response(page, error.status)


def init_app(app: Flask, database: Database) -> None:
    """Answer for what lies beyond a plan, and let templates mark what does."""
    app.register_error_handler(BeyondPlan, lambda error: show_beyond(error, database))

    def is_beyond(name: str, assessment: Any = None, *, making: bool = False) -> bool:
        """Whether this is beyond the plan for whoever looks: of the firm of the page, of an assessment of it, or of
        the reader's own provider. `making`: something new, not only to be read."""
        actor, feature = g.get("actor"), Feature(name)
        if actor is None or not shop.is_open:
            return False
        own = actor.provider.organisation_id if actor.provider else None
        tenant_id = actor.tenant_id if feature in OF_FIRMS else own
        if tenant_id is None or may_use(database, tenant_id, feature):
            return False
        if not making:
            whose = (assessment.id, assessment.submitted_at) if assessment else (None, None)
            return not reads_on(database, tenant_id, feature, *whose)
        if assessment is None:
            return True
        with database.reading(Scope.tenant(tenant_id)) as session:
            return not has_pass(session, tenant_id, feature, assessment.id)

    app.jinja_env.globals["is_beyond"] = is_beyond
    app.jinja_env.globals["has_page"] = app.view_functions.__contains__
    app.jinja_env.globals["way_beyond"] = lambda name, one: way_beyond(database, Feature(name), one.tenant_id, one.id)
