"""find what took the place of a consent, and asks about one, without reading them all"""

from alembic import op

revision = "0440"
down_revision = "0430"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_engagements_follows_id", "engagements", ["follows_id"])
    op.create_index("ix_consent_asks_engagement_id", "consent_asks", ["engagement_id"])


def downgrade() -> None:
    op.drop_index("ix_consent_asks_engagement_id", "consent_asks")
    op.drop_index("ix_engagements_follows_id", "engagements")
