"""the inbox"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'inbox',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('update_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('sender', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('body', AutoString(), nullable=False),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('starts', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('inbox_pkey')),
        sa.UniqueConstraint('update_id', name=op.f('inbox_update_id_key')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('inbox_by_sender'), 'inbox', ['sender'])


def downgrade() -> None:
    op.drop_table('inbox')
