"""Coupons and promotion codes as they are redeemed."""

from tests.standins.stripe import objects
from tests.standins.stripe.state import Problem, Store, Thing


def redeem(store: Store, given: Thing, owner: Thing) -> Thing:
    """Apply a coupon or promotion code to an owner; refuses one that is no longer good."""
    if given.get("discount"):
        return store.get("discount", given["discount"], "discounts[0][discount]")
    code = None
    if given.get("promotion_code"):
        code = store.get("promotion_code", given["promotion_code"], "discounts[0][promotion_code]")
        good(store, code, owner["customer"])
        code["times_redeemed"] += 1
    named = code["promotion"]["coupon"] if code else given.get("coupon", "")
    coupon = store.get("coupon", named, "discounts[0][coupon]")
    if not coupon["valid"] or (coupon["currency"] and coupon["currency"] != owner["currency"]):
        raise Problem(f"The coupon {coupon['id']} cannot be applied here.", param="discounts[0][coupon]")
    coupon["times_redeemed"] += 1
    coupon["valid"] = not (coupon["max_redemptions"] and coupon["times_redeemed"] >= coupon["max_redemptions"])
    made = store.add(objects.discount(store, coupon, owner, code["id"] if code else None))
    store.emit("customer.discount.created", made)
    return made


def good(store: Store, code: Thing, customer: str | None) -> None:
    """Refuse a promotion code that is switched off, used up, expired or somebody else's."""
    expired = code["expires_at"] and code["expires_at"] <= store.now()
    used_up = code["max_redemptions"] and code["times_redeemed"] >= code["max_redemptions"]
    other = code["customer"] and code["customer"] != customer
    if not code["active"] or expired or used_up or other:
        raise Problem("This promotion code cannot be redeemed because it is inactive.", param="discounts")
