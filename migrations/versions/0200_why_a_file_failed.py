"""why the last attempt to draw a file failed"""

import sqlalchemy as sa
from alembic import op

revision = "0200"
down_revision = "0190"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_files", sa.Column("reason", sa.String(length=10), nullable=True))


def downgrade() -> None:
    op.drop_column("report_files", "reason")
