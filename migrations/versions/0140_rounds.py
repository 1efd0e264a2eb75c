"""the firm of the day of a submission, and when it means to come back"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0140"
down_revision = "0130"
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
        "submissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        *_owned("submissions", ("assessment_id", "assessments")),
        info={"owned": True},
    )
    columns = ["tenant_id", "assessment_id", "submitted_at"]
    op.create_index("ix_submissions_assessment", "submissions", columns)
    op.create_table(
        "planned_returns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("chosen_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 36", name=op.f("ck_planned_returns_months")),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["users.id"], name=op.f("fk_planned_returns_chosen_by_id_users"), ondelete="SET NULL"
        ),
        *_owned("planned_returns", ("assessment_id", "assessments")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_planned_returns_tenant_id")),
        info={"owned": True},
    )
    enable_rls(op, "submissions")
    enable_rls(op, "planned_returns")


def downgrade() -> None:
    op.drop_table("planned_returns")
    op.drop_table("submissions")
