"""the public halves of the keys that sign tickets"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'ticket_key',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('public_key', AutoString(length=64), nullable=False),
        sa.Column('first_used_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('id BETWEEN 1 AND 255', name='ticket_key_id'),
        sa.PrimaryKeyConstraint('id', name=op.f('ticket_key_pkey')),
        sa.UniqueConstraint('public_key', name=op.f('ticket_key_public_key_key')),
    )


def downgrade() -> None:
    op.drop_table('ticket_key')
