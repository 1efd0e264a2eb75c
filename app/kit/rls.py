"""Row-level security for migrations: the last wall, on PostgreSQL only.

Roles: `jianyun_owner` runs migrations and owns the tables, `jianyun_app` serves requests (no bypass), and
`jianyun_platform` passes the walls for audited work. Create them with `jianyun db roles`.
"""

from typing import Any

TENANT = "NULLIF(current_setting('app.tenant_id', true), '')::uuid"
PROVIDER = "NULLIF(current_setting('app.provider_id', true), '')::uuid"
ENGAGED = (
    f"SELECT {PROVIDER} UNION ALL SELECT e.tenant_id FROM engagements e WHERE e.provider_id = (SELECT {PROVIDER}) "  # noqa: S608 (constants only)
    "AND e.ended_at IS NULL AND (e.until_at IS NULL OR e.until_at > now())"
)
ROLES = ("jianyun_app", "jianyun_platform")


def _is_postgres(op: Any) -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")


def grant(op: Any, table: str, rights: str = "SELECT, INSERT, UPDATE, DELETE", *, to: tuple[str, ...] = ROLES) -> None:
    """Let the roles that exist use a table. Call it for every new table."""
    if not _is_postgres(op):
        return
    for role in to:
        op.execute(
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN GRANT {rights} ON {table} TO {role}; END IF; END $$"
        )


def enable_rls(op: Any, table: str) -> None:
    """Grants and policies of a TenantOwned table: its tenant reads and writes, engaged providers read.

    A provider reads its own rows beside those of the firms it is engaged for."""
    grant(op, table)
    policy(op, table, f"tenant_id = (SELECT {TENANT})", name="tenant")
    if _is_postgres(op):
        op.execute(f"CREATE POLICY provider ON {table} FOR SELECT USING (tenant_id IN ({ENGAGED}))")


def enable_private_rls(op: Any, table: str) -> None:
    """As `enable_rls`, for what is nobody's business but the tenant's: no provider reads it, engaged or not."""
    grant(op, table)
    policy(op, table, f"tenant_id = (SELECT {TENANT})", name="tenant")


def policy(op: Any, table: str, using: str, *, name: str, check: str | None = None) -> None:
    """Force row-level security with one policy of your own."""
    if not _is_postgres(op):
        return
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {name} ON {table} USING ({using}) WITH CHECK ({check or using})")
