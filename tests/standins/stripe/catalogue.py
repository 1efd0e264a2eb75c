"""Endpoints of what is for sale: products, prices, coupons, promotion codes."""

import secrets

from tests.standins.stripe import objects
from tests.standins.stripe.routes import page, route, seen
from tests.standins.stripe.state import Problem, Store, Thing
from tests.standins.stripe.subscriptions import merged

PRODUCT_KEYS = ("active", "description", "images", "name", "statement_descriptor", "unit_label", "url", "default_price")


@route("POST", "/v1/products", "ProductCreateParams")
def create_product(store: Store, p: Thing) -> Thing:
    """A product; its id may be chosen."""
    if p.get("id") in store.table("product"):
        raise Problem("Product already exists.", code="resource_already_exists", param="id")
    values = {key: p[key] for key in (*PRODUCT_KEYS, "id", "metadata", "shippable") if key in p}
    base: Thing = {"active": True, "created": store.now(), "updated": store.now()}
    made = store.add(objects.blank("product", **base | values))
    made["tax_code"] = p.get("tax_code")
    store.emit("product.created", made)
    if "default_price_data" in p:
        price = create_price(store, {**p["default_price_data"], "product": made["id"]})
        made["default_price"] = price["id"]
    return made


@route("GET", "/v1/products", "ProductListParams")
def list_products(store: Store, p: Thing) -> Thing:
    """Products, by ids or activity."""
    found = list(store.table("product").values())
    if "ids" in p:
        found = [product for product in found if product["id"] in p["ids"]]
    return page(found, p, "/v1/products", "active", "url")


@route("GET", "/v1/products/{}", "ProductRetrieveParams")
def get_product(store: Store, p: Thing, id_: str) -> Thing:
    """One product."""
    return store.get("product", id_)


@route("POST", "/v1/products/{}", "ProductUpdateParams")
def update_product(store: Store, p: Thing, id_: str) -> Thing:
    """Change a product."""
    product = store.get("product", id_)
    values = {key: p[key] if p[key] != "" else None for key in PRODUCT_KEYS if key in p}
    if "metadata" in p:
        values["metadata"] = merged(product["metadata"], p["metadata"])
    return store.change(product, "product.updated", **values, updated=store.now())


@route("DELETE", "/v1/products/{}", "ProductDeleteParams")
def delete_product(store: Store, p: Thing, id_: str) -> Thing:
    """Only a product without prices can go."""
    product = store.get("product", id_)
    if any(store.find("price", product=id_)):
        raise Problem("This product cannot be deleted because it has one or more user-created prices.")
    store.table("product").pop(id_)
    store.emit("product.deleted", product)
    return {"id": id_, "object": "product", "deleted": True}


@route("POST", "/v1/prices", "PriceCreateParams")
def create_price(store: Store, p: Thing) -> Thing:
    """A price. A lookup key that is taken must be transferred."""
    for key in ("tiers", "currency_options", "custom_unit_amount", "transform_quantity", "product_data"):
        if key in p:
            raise Problem(f"The stand-in plays no {key}.", code="standin_unplayed", param=key)
    seen(p, "transfer_lookup_key", "unit_amount_decimal", "billing_scheme")
    if "unit_amount" not in p and "unit_amount_decimal" in p:
        p["unit_amount"] = int(p["unit_amount_decimal"])
    for key in ("product", "unit_amount"):
        if key not in p:
            raise Problem(f"Missing required param: {key}.", code="parameter_missing", param=key, kept=False)
    if p["unit_amount"] < 0:
        raise Problem("Invalid non-negative integer", code="parameter_invalid_integer", param="unit_amount")
    store.get("product", p["product"], "product")
    if p.get("lookup_key"):
        _take_key(store, p)
    keys = ("active", "currency", "lookup_key", "metadata", "nickname", "product", "recurring", "tax_behavior")
    values = {key: p[key] for key in (*keys, "unit_amount") if key in p}
    values["currency"] = values["currency"].lower()
    made = store.add(objects.price(store, values))
    store.emit("price.created", made)
    return made


def _take_key(store: Store, p: Thing) -> None:
    may_transfer = p.get("transfer_lookup_key")
    holder = next(store.find("price", lookup_key=p["lookup_key"]), None)
    if holder is None or holder["id"] == p.get("_self"):
        return
    if not may_transfer:
        raise Problem(
            f"A price (`{holder['id']}`) already uses that lookup key.",
            code="resource_already_exists",
            param="lookup_key",
        )
    store.change(holder, "price.updated", lookup_key=None)


@route("GET", "/v1/prices", "PriceListParams")
def list_prices(store: Store, p: Thing) -> Thing:
    """Prices, by lookup keys, product, currency, activity, type."""
    found = list(store.table("price").values())
    if "lookup_keys" in p:
        found = [price for price in found if price["lookup_key"] in p["lookup_keys"]]
    wanted = p.get("recurring") or {}
    found = [price for price in found if all((price["recurring"] or {}).get(k) == v for k, v in wanted.items())]
    return page(found, p, "/v1/prices", "product", "currency", "active", "type")


@route("GET", "/v1/prices/{}", "PriceRetrieveParams")
def get_price(store: Store, p: Thing, id_: str) -> Thing:
    """One price."""
    return store.get("price", id_)


@route("POST", "/v1/prices/{}", "PriceUpdateParams")
def update_price(store: Store, p: Thing, id_: str) -> Thing:
    """Change a price's words: amount, currency and interval never change (the parameters do not know them)."""
    price = store.get("price", id_)
    seen(p, "transfer_lookup_key")
    if p.get("lookup_key"):
        _take_key(store, p | {"_self": id_})
    values = {key: p[key] for key in ("active", "lookup_key", "nickname", "tax_behavior") if key in p}
    if "metadata" in p:
        values["metadata"] = merged(price["metadata"], p["metadata"])
    return store.change(price, "price.updated", **values)


@route("POST", "/v1/coupons", "CouponCreateParams")
def create_coupon(store: Store, p: Thing) -> Thing:
    """A coupon: percent or amount off."""
    if ("percent_off" in p) == ("amount_off" in p):
        raise Problem("You must pass either `percent_off` or `amount_off`, and not both.", param="percent_off")
    if "amount_off" in p and "currency" not in p:
        raise Problem("You must pass `currency` when passing `amount_off`", param="currency")
    if p.get("id") in store.table("coupon"):
        raise Problem("Coupon already exists.", code="resource_already_exists", param="id")
    keys = ("amount_off", "currency", "duration_in_months", "max_redemptions", "metadata", "name", "redeem_by")
    values = {key: p[key] for key in (*keys, "percent_off") if key in p}
    id_ = p.get("id") or secrets.token_hex(4).upper()
    base = {
        "id": id_,
        "created": store.now(),
        "times_redeemed": 0,
        "valid": True,
        "duration": p.get("duration", "once"),
    }
    made = store.add(objects.blank("coupon", **base, **values))
    store.emit("coupon.created", made)
    return made


@route("GET", "/v1/coupons", "CouponListParams")
def list_coupons(store: Store, p: Thing) -> Thing:
    """Coupons."""
    return page(store.table("coupon").values(), p, "/v1/coupons")


@route("GET", "/v1/coupons/{}", "CouponRetrieveParams")
def get_coupon(store: Store, p: Thing, id_: str) -> Thing:
    """One coupon."""
    return store.get("coupon", id_)


@route("POST", "/v1/promotion_codes", "PromotionCodeCreateParams")
def create_code(store: Store, p: Thing) -> Thing:
    """A code people type, for a coupon."""
    given = p["promotion"]
    coupon = store.get("coupon", given.get("coupon", ""), "promotion[coupon]")
    code = p.get("code") or secrets.token_hex(4).upper()
    same = [old for old in store.find("promotion_code", active=True) if old["code"].lower() == code.lower()]
    if same:
        raise Problem("An active promotion code with `code: " + code + "` already exists.", param="code")
    limits = {"first_time_transaction": False, "minimum_amount": None}
    made = objects.blank(
        "promotion_code",
        active=p.get("active", True),
        code=code,
        created=store.now(),
        customer=p.get("customer"),
        expires_at=p.get("expires_at"),
        max_redemptions=p.get("max_redemptions"),
        metadata=p.get("metadata") or {},
        promotion={"coupon": coupon["id"], "type": "coupon"},
        restrictions={**limits, "minimum_amount_currency": None} | (p.get("restrictions") or {}),
        times_redeemed=0,
    )
    store.add(made)
    store.emit("promotion_code.created", made)
    return made


@route("GET", "/v1/promotion_codes", "PromotionCodeListParams")
def list_codes(store: Store, p: Thing) -> Thing:
    """Promotion codes, by code, coupon, activity."""
    found = list(store.table("promotion_code").values())
    if "code" in p:
        found = [code for code in found if code["code"].lower() == p["code"].lower()]
    if "coupon" in p:
        found = [code for code in found if code["promotion"]["coupon"] == p["coupon"]]
    return page(found, p, "/v1/promotion_codes", "active", "customer")


@route("POST", "/v1/promotion_codes/{}", "PromotionCodeUpdateParams")
def update_code(store: Store, p: Thing, id_: str) -> Thing:
    """Switch a code on or off."""
    code = store.get("promotion_code", id_)
    values = {"active": p["active"]} if "active" in p else {}
    if "metadata" in p:
        values["metadata"] = merged(code["metadata"], p["metadata"])
    return store.change(code, "promotion_code.updated", **values)
