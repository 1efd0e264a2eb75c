"""The price list as a page shows it: cards and a table of what each opens. Values in, values out."""

from dataclasses import dataclass, field

from app.kit.money import Money
from app.kit.text import Lang, Text
from app.subscriptions.plans import Currency, Feature, Interval, Limit, Plan, Plans, Product
from app.subscriptions.wording import (
    ANY_NUMBER,
    BASICS,
    CREDITS_A_YEAR,
    EACH,
    EACH_SEAT,
    FEATURE_WORDS,
    FREE_FOR_PROVIDERS,
    LASTS,
    NOTHING,
    ONE_OF_ITS_OWN,
    PER_SEAT_BOUGHT,
    PIECES,
    PROVIDER_BASICS,
    ROWS,
    SAVES,
    say_price,
)

FOR = {
    "sme": (Feature.ROADMAP, Feature.REPORTS, Feature.REASSESSMENT),
    "provider": (Feature.PORTFOLIO, Feature.BRAND, Feature.BATCH),
}
REPORT_OPENS = frozenset({Feature.ROADMAP, Feature.REPORTS})
Cell = bool | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing that is sold, or the free plan."""

    id: str
    title: str
    promise: str
    prices: tuple[str, ...]
    saves: str = ""
    trial_days: int = 0
    is_free: bool = False
    interval: Interval = "once"
    """What is chosen first when somebody goes on to buy it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """What is offered to firms, or to providers."""

    offers: tuple[Offer, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...] = field(default=())
    """What is compared, and a cell for each offer."""


def show_prices(plans: Plans, kind: str, currency: Currency, lang: Lang) -> PriceList:
    """Everything offered to firms ("sme") or providers, the free plan first."""
    sold = plans.sold_to(kind)
    products = [one for one in plans.products if kind in one.kinds]
    offers = [_free(plans.free, kind, lang), *(_plan(one, currency, lang) for one in sold)]
    offers += [_product(one, currency, lang) for one in products]
    columns: list[Plan | Product] = [plans.free, *sold, *products]
    return PriceList(offers=tuple(offers), rows=tuple(_rows(columns, kind, currency, lang)))


def price_lines(plan: Plan, currency: Currency, lang: Lang) -> dict[Interval, str]:
    """By interval: ¥199 a month, ¥1,980 a year."""
    words = EACH_SEAT if plan.per_seat else EACH
    return {
        interval: words[interval].get(lang).format(price=say_price(Money(amounts[currency], currency), lang))
        for interval, amounts in plan.prices.items()
    }


def _free(plan: Plan, kind: str, lang: Lang) -> Offer:
    title, promise = plan.title.get(lang), (plan.promise if kind == "sme" else FREE_FOR_PROVIDERS).get(lang)
    return Offer(id=plan.id, title=title, promise=promise, prices=(NOTHING.get(lang),), is_free=True)


def _plan(plan: Plan, currency: Currency, lang: Lang) -> Offer:
    return Offer(
        id=plan.id,
        title=plan.title.get(lang),
        promise=plan.promise.get(lang),
        prices=tuple(price_lines(plan, currency, lang).values()),
        saves=_saving(plan, currency, lang),
        trial_days=plan.trial_days,
        interval="year" if "year" in plan.prices else "month",
    )


def _saving(plan: Plan, currency: Currency, lang: Lang) -> str:
    if set(plan.prices) != {"month", "year"}:
        return ""
    months = plan.prices["month"][currency] * 12
    share = (months - plan.prices["year"][currency]) * 100 // months
    return SAVES.format(share=share).get(lang) if share > 0 else ""


def _product(product: Product, currency: Currency, lang: Lang) -> Offer:
    price = EACH["once"].get(lang).format(price=say_price(Money(product.price[currency], currency), lang))
    return Offer(id=product.id, title=product.title.get(lang), promise=product.promise.get(lang), prices=(price,))


def _rows(
    columns: list[Plan | Product], kind: str, currency: Currency, lang: Lang
) -> list[tuple[str, tuple[Cell, ...]]]:
    def row(title: Text, *cells: Cell | Text) -> tuple[str, tuple[Cell, ...]]:
        return title.get(lang), tuple(cell.get(lang) if isinstance(cell, Text) else cell for cell in cells)

    basics = BASICS if kind == "sme" else PROVIDER_BASICS
    found = [row(title, *(True for _ in columns)) for title in basics]
    if kind == "sme":
        found.append(row(ROWS["assessments"], *(_counted(one, Limit.ASSESSMENTS) for one in columns)))
    found += [row(FEATURE_WORDS[one], *(_opens(column, one) for column in columns)) for one in FOR[kind]]
    people = ROWS["people" if kind == "sme" else "colleagues"]
    found.append(row(people, *(_counted(one, Limit.SEATS) for one in columns)))
    if kind == "provider":
        found.append(row(ROWS["clients"], *(_counted(one, Limit.CLIENTS) for one in columns)))
        found.append(row(ROWS["credits"], *(_credits(one) for one in columns)))
    found.append(row(ROWS["lasts"], *(_lasts(one) for one in columns)))
    return found


def _opens(one: Plan | Product, feature: Feature) -> bool:
    return feature in (one.features if isinstance(one, Plan) else REPORT_OPENS if one.id == "report" else frozenset())


def _counted(one: Plan | Product, limit: Limit) -> Cell | Text:
    if isinstance(one, Product):  # bought beside a plan, it changes no limit
        return ONE_OF_ITS_OWN if one.id == "report" and limit == Limit.ASSESSMENTS else "–"
    if limit == Limit.SEATS and one.per_seat:
        return PER_SEAT_BOUGHT
    count = one.limits.get(limit)
    return ANY_NUMBER if count is None else str(count)


def _credits(one: Plan | Product) -> Cell | Text:
    if isinstance(one, Product):
        return PIECES.format(count=one.holds)
    return CREDITS_A_YEAR.format(count=one.credits_a_year) if one.credits_a_year else "–"


def _lasts(one: Plan | Product) -> Text:
    if isinstance(one, Product):
        return LASTS.get(one.id, LASTS["report"])
    return LASTS["free"] if not one.prices else LASTS["plan"]
