"""looks at shared reports, and pictures to send on"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0130"
down_revision = "0120"
branch_labels = None
depends_on = None


def _owned(table: str, *parents: tuple[str, str]) -> list[sa.Constraint]:
    keys: list[sa.Constraint] = [
        sa.ForeignKeyConstraint(
            ["tenant_id", column],
            [f"{parent}.tenant_id", f"{parent}.id"],
            name=op.f(f"fk_{table}_tenant_id_{parent}"),
            ondelete="CASCADE",
        )
        for column, parent in parents
    ]
    return [
        *keys,
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisations.id"], name=op.f(f"fk_{table}_tenant_id_organisations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{table}_tenant_id_id")),
    ]


def upgrade() -> None:
    op.create_table(
        "share_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(length=10), nullable=False),
        *_owned("share_views", ("link_id", "share_links")),
        info={"owned": True},
    )
    op.create_index(
        op.f("ix_share_views_tenant_id_link_id_seen_at"), "share_views", ["tenant_id", "link_id", "seen_at"]
    )
    op.create_table(
        "share_pictures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_owned("share_pictures", ("report_id", "reports"), ("link_id", "share_links")),
        info={"owned": True},
    )
    op.create_index(op.f("ix_share_pictures_tenant_id_report_id"), "share_pictures", ["tenant_id", "report_id"])
    enable_rls(op, "share_views")
    enable_rls(op, "share_pictures")


def downgrade() -> None:
    op.drop_table("share_pictures")
    op.drop_table("share_views")
