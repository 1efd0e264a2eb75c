"""create_app(): the only place that knows every package. Add your package's lines where the comments say."""

from types import ModuleType


def import_models() -> tuple[ModuleType, ...]:
    """Every package with tables: one line each, so that migrations and mappers see all of them."""
    from app.accounts import models as accounts
    from app.events import models as events
    from app.kit import jobs
    from app.tenants import models as tenants

    return accounts, events, jobs, tenants
