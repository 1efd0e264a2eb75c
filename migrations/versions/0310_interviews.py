"""private notes of interviews, owned by the provider"""

import sqlalchemy as sa
from alembic import op

from app.kit.rls import enable_rls

revision = "0310"
down_revision = "0300"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interview_notes",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["organisations.id"], name=op.f("fk_interview_notes_firm_id_organisations"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["organisations.id"],
            name=op.f("fk_interview_notes_tenant_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["users.id"], name=op.f("fk_interview_notes_written_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_notes")),
        sa.UniqueConstraint(
            "tenant_id",
            "assessment_id",
            "question_key",
            name=op.f("uq_interview_notes_tenant_id_assessment_id_question_key"),
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_interview_notes_tenant_id_id")),
        info={"owned": True},
    )
    with op.batch_alter_table("interview_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interview_notes_firm_id"), ["firm_id"], unique=False)
    enable_rls(op, "interview_notes")


def downgrade() -> None:
    with op.batch_alter_table("interview_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interview_notes_firm_id"))
    op.drop_table("interview_notes")
