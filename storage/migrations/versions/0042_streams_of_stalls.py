"""where a stall streams, and which drops it has announced as live"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}


def upgrade() -> None:
    for name in ('stream_url', 'stream_draft'):
        op.add_column('stall', sa.Column(name, AutoString(length=200), nullable=False, server_default=''))
        _drop_default('stall', name)
    op.add_column('drop', sa.Column('live_announced', sa.Boolean(), nullable=False, server_default=sa.false()))
    _drop_default('drop', 'live_announced')


def _drop_default(table: str, name: str) -> None:
    """Leave the value to the model. SQLite keeps the default: to drop it would copy the whole table."""
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column(table, name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('drop', table_kwargs=COUNTED) as drop:
        drop.drop_column('live_announced')
    with op.batch_alter_table('stall', table_kwargs=COUNTED) as stall:
        stall.drop_column('stream_draft')
        stall.drop_column('stream_url')
