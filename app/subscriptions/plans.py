"""What is sold: plans and products with their prices, features and limits, read from a file.

The shop is opened once, by the factory, with the operator's file; whoever asks before that gets our own.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.kit.money import Money
from app.kit.text import Lang, Text

OURS = Path(__file__).with_name("plans.yaml")
FREE = "free"
Interval = Literal["month", "year", "once"]
Currency = Literal["CNY", "USD"]
SPOKEN: dict[Lang, Currency] = {"zh": "CNY", "en": "USD"}
"""Which currency a page shows to somebody whose organisation has paid in none yet."""


class Feature(StrEnum):
    """What a plan opens; the first three for a firm, the others for a provider."""

    ROADMAP = "roadmap"
    REPORTS = "reports"
    REASSESSMENT = "reassessment"
    PORTFOLIO = "portfolio"
    BRAND = "brand"
    BATCH = "batch"


class Limit(StrEnum):
    """What a plan counts."""

    ASSESSMENTS = "assessments"
    SEATS = "seats"
    CLIENTS = "clients"


class PlansUnfit(ValueError):
    """The file of plans cannot be used; says where and why."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Amounts = dict[Currency, int]
"""Minor units by currency, tax included."""


class Item(_Value):
    """Anything that is sold."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    kinds: frozenset[Literal["sme", "provider"]]
    title: Text
    promise: Text


class Plan(Item):
    """Something one subscribes to, or the free plan."""

    features: frozenset[Feature]
    limits: dict[Limit, int] = {}
    """What is not named is not limited."""
    per_seat: bool = False
    """Whether the price is for one seat, and seats are what is bought."""
    credits_a_year: int = Field(0, ge=0)
    """Assessment credits that come with every seat paid for a year."""
    prices: dict[Literal["month", "year"], Amounts] = {}
    trial_days: int = Field(0, ge=0, le=90)


class Product(Item):
    """Something paid once."""

    price: Amounts
    holds: int = Field(1, ge=1)
    """How many assessments it opens."""


class Plans(_Value):
    """Everything that is sold."""

    edition: str
    plans: tuple[Plan, ...]
    products: tuple[Product, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Plans":
        known = [one.id for one in self.items]
        if len(set(known)) != len(known):
            raise ValueError("an id is used twice")
        if FREE not in known:
            raise ValueError(f"the plan {FREE!r} is missing")
        for item in (*(one.prices.values() for one in self.plans), tuple(one.price for one in self.products)):
            for amounts in item:
                if set(amounts) != {"CNY", "USD"} or min(amounts.values()) <= 0:
                    raise ValueError("every price names CNY and USD, in whole cents above zero")
        return self

    @property
    def items(self) -> tuple[Item, ...]:
        """Plans and products."""
        return (*self.plans, *self.products)

    def plan(self, plan_id: str) -> Plan:
        """The plan of this id; the free one for a plan that is sold no more."""
        return next((one for one in self.plans if one.id == plan_id), self.free)

    @property
    def free(self) -> Plan:
        """What an organisation without a subscription has."""
        return next(one for one in self.plans if one.id == FREE)

    def product(self, product_id: str) -> Product | None:
        """The product of this id."""
        return next((one for one in self.products if one.id == product_id), None)

    def sold_to(self, kind: str) -> tuple[Plan, ...]:
        """The plans with a price for a firm or a provider, as the file orders them."""
        return tuple(one for one in self.plans if kind in one.kinds and one.prices)

    def price(self, item: str, interval: Interval, currency: Currency) -> Money | None:
        """Of one piece; None for what is not sold so."""
        product = self.product(item)
        if interval == "once":
            return Money(product.price[currency], currency) if product is not None else None
        plan = next((one for one in self.plans if one.id == item), None)
        amounts = plan.prices.get(interval) if plan is not None else None
        return Money(amounts[currency], currency) if amounts is not None else None


def read_plans(path: Path) -> Plans:
    """The plans in this file; PlansUnfit says what is wrong with it."""
    try:
        return Plans.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PlansUnfit(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise PlansUnfit(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


@cache
def _ours() -> Plans:
    return read_plans(OURS)


class Shop:
    """What this house sells, and whether it sells at all."""

    def __init__(self) -> None:
        self.is_open = False
        self._plans: Plans | None = None

    def set_up(self, *, is_open: bool, path: Path | None = None) -> None:
        """Sell by the plans of this file. Closed, everything is open to everybody: a house that charges nobody."""
        self.is_open = is_open
        self._plans = read_plans(path) if path is not None else None

    @property
    def plans(self) -> Plans:
        """What is sold at present."""
        return self._plans or _ours()


shop = Shop()
