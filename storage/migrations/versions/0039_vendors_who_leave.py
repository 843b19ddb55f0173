"""people who said that they are 18 or older, sellers of stalls"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('person', sa.Column('adult_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'seller',
        sa.Column('stall_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('contact', sa.String(length=64), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('phone', 'email', 'telegram')", name='seller_kind'),
        sa.CheckConstraint('length(name) > 0 AND length(contact) > 0', name='seller_named'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('seller_stall_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('seller_person_id_fkey')),
        sa.PrimaryKeyConstraint('stall_id', name=op.f('seller_pkey')),
    )
    op.create_index(op.f('seller_by_person_id'), 'seller', ['person_id'])


def downgrade() -> None:
    op.drop_table('seller')
    op.drop_column('person', 'adult_at')
