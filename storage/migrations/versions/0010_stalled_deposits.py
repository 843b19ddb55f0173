"""what organisers look for: deposits by their state, and who is banned"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BANNED = sa.text('banned_at IS NOT NULL')


def upgrade() -> None:
    op.create_index('deposit_of_state', 'deposit', ['state', 'id'])
    op.create_index('person_banned', 'person', ['id'], sqlite_where=BANNED, postgresql_where=BANNED)


def downgrade() -> None:
    op.drop_index('person_banned', 'person')
    op.drop_index('deposit_of_state', 'deposit')
