"""the part of a process in the budget"""

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0049'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('process_share') as share:
        share.add_column(sa.Column('part', sa.Float(), nullable=False, server_default='0'))
    with op.batch_alter_table('process_share') as share:
        share.alter_column('part', server_default=None)


def downgrade() -> None:
    op.drop_column('process_share', 'part')
