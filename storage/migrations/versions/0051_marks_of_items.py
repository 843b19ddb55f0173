"""marks of items"""

import sqlalchemy as sa
from alembic import op

revision = '0051'
down_revision = '0050'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}


def upgrade() -> None:
    with op.batch_alter_table('item', table_kwargs=COUNTED) as item:
        item.add_column(sa.Column('marks', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('item', table_kwargs=COUNTED) as item:
        item.alter_column('marks', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('item', table_kwargs=COUNTED) as item:
        item.drop_column('marks')
