"""The door of the operator's desk: for its clerks alone, each with a second factor of their own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import current_app, session
from flask_security import current_user

from app.kit.access import Rule
from app.kit.db import Database, Glance, Scope
from app.kit.errors import NotFound
from app.kit.text import Text
from app.tenants import doorway

ClerkCheck = Callable[[Glance, UUID], bool]
"""Whether a person works at the desk."""
AT_DESK = "at_desk"
"""In the session: the person who has been at the desk, so that the menu need not ask on every page."""
NOTHING = Text(zh="这里没有内容。", en="There is nothing here.")


def check(database: Database, rule: Rule, actor: Any, front: Glance) -> Scope | None:
    """The scope of a request at the desk: the one organisation its row belongs to, or none.

    NotFound for whoever is no clerk; Shut for a clerk without a second factor in this session."""
    if not current_app.extensions["clerk_check"](front, actor.user_id):
        session.pop(AT_DESK, "")
        raise NotFound(NOTHING)
    doorway.check_desk()
    if session.get(AT_DESK) != str(actor.user_id):  # writing it again would write the session on every page
        session[AT_DESK] = str(actor.user_id)
    if rule.tenant is None:
        return None
    tenant_id = rule.tenant(database, actor)
    if tenant_id is None:
        raise NotFound(NOTHING)
    return Scope.tenant(tenant_id)


def was_here() -> bool:
    """Whether the menu leads to the desk: once this person has been there."""
    return bool(current_user.is_authenticated) and session.get(AT_DESK) == str(current_user.id)
