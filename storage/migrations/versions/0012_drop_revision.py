"""how often a drop was moved, and when last: what calendars go by"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('drop', table_kwargs={'sqlite_autoincrement': True}) as drop:
        drop.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))
        drop.add_column(sa.Column('revised_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE \"drop\" SET revision = 1, revised_at = COALESCE(cancelled_at, created_at) WHERE moved_from IS NOT NULL OR state = 'cancelled'")
    with op.batch_alter_table('drop', table_kwargs={'sqlite_autoincrement': True}) as drop:
        drop.alter_column('revision', existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('drop', table_kwargs={'sqlite_autoincrement': True}) as drop:
        drop.drop_column('revised_at')
        drop.drop_column('revision')
