"""What the page of an order says of money that reached the bank; the desk has the rest."""

from collections.abc import Sequence

from flask import Blueprint

from app.kit.db import database
from app.orders.models import Order
from app.transfers.models import BankTransfer
from app.transfers.queries import list_transfers_of_order

pages = Blueprint("transfers", __name__)


@pages.app_template_global("transfers_of")
def transfers_of(order: Order) -> Sequence[BankTransfer]:
    """What was received for this order."""
    return list_transfers_of_order(database().session, order.tenant_id, order.id)
