"""Month ends of a provider's book."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.kit.access import access
from app.tenants.access import own_provider

pages = Blueprint("closings", __name__)


@pages.get("/month-ends")
@access("clients", tenant=own_provider)
def month_ends() -> ResponseReturnValue:
    """The months closed so far."""
    return render_template("closings/month_ends.html")
