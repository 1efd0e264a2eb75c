"""what people set by hand in a plan, and plans proposed to a firm"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0300"
down_revision = "0290"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roadmap_edits",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("initiative", sa.String(length=80), nullable=False),
        sa.Column("edit", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["users.id"], name=op.f("fk_roadmap_edits_ended_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_roadmap_edits_made_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assessment_id"],
            ["assessments.tenant_id", "assessments.id"],
            name=op.f("fk_roadmap_edits_tenant_id_assessment_id_assessments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_roadmap_edits_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_edits")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_roadmap_edits_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("roadmap_edits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roadmap_edits_tenant_id_assessment_id_created_at"),
            ["tenant_id", "assessment_id", "created_at"],
            unique=False,
        )
    enable_rls(op, "roadmap_edits")
    with op.batch_alter_table("roadmaps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("proposed_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_roadmaps_proposed_by_id_users"), "users", ["proposed_by_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("roadmaps", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_roadmaps_proposed_by_id_users"), type_="foreignkey")
        batch_op.drop_column("proposed_by_id")
        batch_op.drop_column("proposed_at")
    with op.batch_alter_table("roadmap_edits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadmap_edits_tenant_id_assessment_id_created_at"))
    op.drop_table("roadmap_edits")
