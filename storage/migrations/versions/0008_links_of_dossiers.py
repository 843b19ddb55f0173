"""links of dossiers"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('dossier_link',
    sa.Column('stall_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('licence', sa.Boolean(), nullable=False),
    sa.Column('seller', sa.Boolean(), nullable=False),
    sa.Column('photos', sa.Boolean(), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.Column('until', MOMENT, nullable=False),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.Column('opened_at', MOMENT, nullable=True),
    sa.CheckConstraint('made_at < until', name='dossier_link_until'),
    sa.CheckConstraint('opened >= 0', name='dossier_link_opened'),
    sa.CheckConstraint('(opened = 0) = (opened_at IS NULL)', name='dossier_link_opened_at'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='dossier_link_stall_id_fkey'),
    sa.PrimaryKeyConstraint('stall_id', name='dossier_link_pkey'),
    sa.UniqueConstraint('code_hash', name='dossier_link_code_hash_key')
    )


def downgrade() -> None:
    op.drop_table('dossier_link')
