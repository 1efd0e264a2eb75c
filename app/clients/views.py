"""A provider's book of clients."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.clients.queries import list_clients
from app.clients.wording import STAGE_WORDS
from app.kit.access import access
from app.kit.db import database
from app.tenants.access import current_actor, own_provider

pages = Blueprint("clients", __name__)


@pages.get("/clients")
@access("clients", tenant=own_provider)
def book() -> ResponseReturnValue:
    """Who is looked after, and how far each has come."""
    rows = list_clients(database().session, current_actor().tenant)
    return render_template("clients/book.html", rows=rows, stages=STAGE_WORDS)
