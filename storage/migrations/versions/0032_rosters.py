"""rosters: the places of a drop's shifts, and which helper has each"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'roster',
        sa.Column('drop_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('parts', sa.Integer(), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closed_since', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('parts BETWEEN 1 AND 3', name='roster_parts'),
        sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('roster_drop_id_fkey')),
        sa.PrimaryKeyConstraint('drop_id', name=op.f('roster_pkey')),
    )
    op.create_table(
        'shift',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('drop_id', sa.Integer(), nullable=False),
        sa.Column('part', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=True),
        sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('wanted', sa.Integer(), nullable=True),
        sa.Column('wanted_since', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('part BETWEEN 0 AND 2', name='shift_part'),
        sa.CheckConstraint('(wanted IS NULL) = (wanted_since IS NULL)', name='shift_wanted'),
        sa.ForeignKeyConstraint(['drop_id'], ['roster.drop_id'], name=op.f('shift_drop_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('shift_person_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('shift_pkey')),
        sa.UniqueConstraint('drop_id', 'part', 'person_id', name='shift_once_a_person'),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('shift_by_person_id'), 'shift', ['person_id'])
    op.create_index(op.f('shift_by_wanted'), 'shift', ['wanted'])


def downgrade() -> None:
    op.drop_table('shift')
    op.drop_table('roster')
