"""kinds and editions of report files"""

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0140"
branch_labels = None
depends_on = None

OLD = "uq_report_files_tenant_id_report_id_lang"
NEW = "uq_report_files_tenant_id_report_id_lang_format_edition"


def upgrade() -> None:
    with op.batch_alter_table("report_files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("format", sa.String(length=8), server_default="pdf", nullable=False))
        batch_op.add_column(sa.Column("edition", sa.String(length=8), server_default="full", nullable=False))
        batch_op.drop_constraint(batch_op.f(OLD), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(NEW), ["tenant_id", "report_id", "lang", "format", "edition"])


def downgrade() -> None:
    files = sa.table("report_files", sa.column("format"), sa.column("edition"))
    op.execute(files.delete().where(sa.or_(files.c.format != "pdf", files.c.edition != "full")))
    with op.batch_alter_table("report_files", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(NEW), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(OLD), ["tenant_id", "report_id", "lang"])
        batch_op.drop_column("edition")
        batch_op.drop_column("format")
