"""How often a firm may ask for a plan: each costs the solver seconds, and the worker serves everybody."""

from uuid import UUID

from werkzeug.exceptions import TooManyRequests

from app.kit.text import Text
from app.kit.throttle import Attempts, Throttle

PLANNINGS = Attempts("plan-roadmap", "30 per 10 minutes")
TOO_OFTEN = Text(
    zh="十分钟内已经排了三十次，请过几分钟再试。填写的内容都还在。",
    en="Thirty plans within ten minutes are the limit. What you entered is still here; try again in a few minutes.",
)


def is_too_often(throttle: Throttle, tenant_id: UUID) -> bool:
    """Count one plan asked for; True when there were too many."""
    try:
        throttle.take(PLANNINGS, str(tenant_id))
    except TooManyRequests:
        return True
    return False
