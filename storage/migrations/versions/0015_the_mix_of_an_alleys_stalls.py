"""the mix of an alley's stalls"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('mix_limit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('least_local', sa.Integer(), nullable=True),
    sa.Column('most_chain', sa.Integer(), nullable=True),
    sa.Column('most_tag', sa.Integer(), nullable=True),
    sa.Column('tag', sa.String(length=24), nullable=False),
    sa.Column('set_at', MOMENT, nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('least_local BETWEEN 0 AND 100', name='mix_limit_local'),
    sa.CheckConstraint('most_chain BETWEEN 0 AND 100', name='mix_limit_chain'),
    sa.CheckConstraint("most_tag BETWEEN 0 AND 100 AND (most_tag IS NULL) = (tag = '')", name='mix_limit_tag'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='mix_limit_alley_id_fkey'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name='mix_limit_by_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='mix_limit_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('mix_limit_by_by_id', 'mix_limit', ['by_id'])
    op.create_index('mix_limit_of_alley', 'mix_limit', ['alley_id', 'id'])
    op.create_table('stall_origin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=12), nullable=True),
    sa.Column('set_at', MOMENT, nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("origin IN ('local', 'elsewhere', 'chain')", name='stall_origin_origin'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='stall_origin_stall_id_fkey'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name='stall_origin_by_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='stall_origin_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('stall_origin_by_by_id', 'stall_origin', ['by_id'])
    op.create_index('stall_origin_of_stall', 'stall_origin', ['stall_id', 'id'])


def downgrade() -> None:
    op.drop_table('stall_origin')
    op.drop_table('mix_limit')
