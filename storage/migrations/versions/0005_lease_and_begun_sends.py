"""The lease, begun sends, and items of jobs that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = '0004'
branch_labels = None
depends_on = None


def index_in_flight(column: str) -> None:
    """Index what is in flight by another column."""
    sending = sa.text("state = 'sending'")
    op.drop_index("notification_claimed", table_name="notification")
    op.create_index(
        "notification_claimed", "notification", [column], sqlite_where=sending, postgresql_where=sending
    )


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="lease_pkey"),
    )
    op.create_table(
        "job_failure",
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", "item", name="job_failure_pkey"),
    )
    op.add_column("notification", sa.Column("epoch", sa.BigInteger(), nullable=True))
    op.add_column("notification", sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE notification SET epoch = 0, begun_at = claimed_at WHERE state = 'sending'")
    index_in_flight("epoch")


def downgrade() -> None:
    index_in_flight("claimed_at")
    op.drop_column("notification", "begun_at")
    op.drop_column("notification", "epoch")
    op.drop_table("job_failure")
    op.drop_table("lease")
