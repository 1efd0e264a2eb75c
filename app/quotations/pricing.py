"""Writing a provider's price book. The caller commits."""

from collections.abc import Sequence
from uuid import UUID

from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.quotations.models import PriceItem
from app.quotations.queries import find_by_code, get_item, list_items
from app.quotations.values import Priced
from app.quotations.wording import TAKEN, TOO_MANY
from app.tenants.changes import hold_tenant

MOST_ITEMS = 1000


def keep_item(
    session: HouseSession, provider_id: UUID, told: Priced, *, by: UUID, item_id: UUID | None = None
) -> PriceItem:
    """Add an entry, or write one anew. Conflict when another one has its code. Issued quotations stay as they are."""
    hold_tenant(session, provider_id)
    other = find_by_code(session, provider_id, told.code)
    if other is not None and other.id != item_id:
        raise Conflict(TAKEN.format(code=told.code))
    if item_id is None:
        _check_room(len(list_items(session, provider_id)) + 1)
        item = PriceItem(code=told.code)
        session.add(item)
    else:
        item = get_item(session, provider_id, item_id)
    _write(item, told)
    session.flush()
    record_event(session, "price.kept", by=by, tenant_id=provider_id, subject=f"price:{item.id}")
    return item


def keep_items(session: HouseSession, provider_id: UUID, told: Sequence[Priced], *, by: UUID) -> tuple[int, int]:
    """Take a whole table in: how many were added, and how many changed. What the table leaves out stays."""
    hold_tenant(session, provider_id)
    book = {one.code: one for one in list_items(session, provider_id)}
    new = [one for one in told if one.code not in book]
    _check_room(len(book) + len(new))
    changed = 0
    for one in told:
        item = book.get(one.code)
        if item is None:
            item = PriceItem(code=one.code)
            session.add(item)
        elif priced(item) == one:
            continue
        else:
            changed += 1
        _write(item, one)
    session.flush()
    subject = f"organisation:{provider_id}"
    record_event(
        session, "prices.imported", by=by, tenant_id=provider_id, subject=subject, added=len(new), changed=changed
    )
    return len(new), changed


def drop_item(session: HouseSession, provider_id: UUID, item_id: UUID, *, by: UUID) -> None:
    """Sell it no more; quotations keep what they said."""
    item = get_item(session, provider_id, item_id)
    record_event(session, "price.dropped", by=by, tenant_id=provider_id, subject=f"price:{item.id}")
    session.delete(item)


def priced(item: PriceItem) -> Priced:
    """An entry as a value."""
    return Priced(
        code=item.code,
        name=item.name,
        unit=item.unit,
        price=item.price_minor,
        rate=item.rate,
        initiative=item.initiative,
        note=item.note,
    )


def _check_room(number: int) -> None:
    if number > MOST_ITEMS:
        raise Invalid(TOO_MANY.format(most=str(MOST_ITEMS)))


def _write(item: PriceItem, told: Priced) -> None:
    item.code, item.initiative, item.note = told.code, told.initiative, told.note
    item.name_zh, item.name_en = told.name.zh, told.name.en
    item.unit, item.price_minor, item.rate = told.unit, told.price, told.rate
