"""messages that show what changes, to be edited when it does"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
IS_DUE = sa.text('due_at IS NOT NULL')
KINDS = (
    "kind IN ('ticket', 'hold', 'hold reminder', 'entry', 'booking', 'booking reminder', 'draw result', 'deposit', "
    "'stall deposit', 'gift', 'stall request')"
)


def upgrade() -> None:
    op.create_table(
        'shown',
        sa.Column('id', BIG, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('address_id', BIG, nullable=False),
        sa.Column('message', sa.BigInteger(), nullable=False),
        sa.Column('kind', sa.String(length=16), nullable=False),
        sa.Column('subject_id', sa.BigInteger(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=True),
        sa.Column('form', sa.String(length=64), nullable=False),
        sa.Column('picture', sa.String(length=100), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('marks', sa.Integer(), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('quiet_until', sa.DateTime(timezone=True), nullable=False),
        sa.Column('true_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(KINDS, name='shown_kind'),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='shown_person_id_fkey'),
        sa.ForeignKeyConstraint(['address_id'], ['address.id'], name='shown_address_id_fkey'),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name='shown_item_id_fkey'),
        sa.PrimaryKeyConstraint('id', name='shown_pkey'),
        sa.UniqueConstraint('address_id', 'message', name='shown_once'),
        sqlite_autoincrement=True,
    )
    op.create_index('shown_by_person_id', 'shown', ['person_id'])
    op.create_index('shown_of_item', 'shown', ['item_id', 'person_id'])
    op.create_index('shown_of_subject', 'shown', ['subject_id', 'kind'])
    op.create_index('shown_by_age', 'shown', ['shown_at'])
    op.create_index('shown_due', 'shown', ['due_at'], sqlite_where=IS_DUE, postgresql_where=IS_DUE)


def downgrade() -> None:
    op.drop_table('shown')
