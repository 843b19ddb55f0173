"""screenshots of payments, and the prints by which a picture is known again"""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
SHOWN = sa.text('picture_hash IS NOT NULL')


def upgrade() -> None:
    op.create_table(
        'picture_print',
        sa.Column('id', BIG, nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('shade', sa.Integer(), nullable=False),
        sa.Column('tiles', sa.LargeBinary(), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('picture_print_pkey')),
        **COUNTED,
    )
    for name, column in (('digest', 'digest'), ('shade', 'shade'), ('age', 'sent_at')):
        op.create_index(f'picture_print_by_{name}', 'picture_print', [column])
    op.create_table(
        'screenshot',
        sa.Column('id', BIG, nullable=False),
        sa.Column('deposit_id', BIG, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('print_id', BIG, nullable=False),
        sa.Column('picture_hash', sa.String(length=64), nullable=True),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['deposit_id'], ['deposit.id'], name=op.f('screenshot_deposit_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('screenshot_person_id_fkey')),
        sa.ForeignKeyConstraint(['print_id'], ['picture_print.id'], name=op.f('screenshot_print_id_fkey')),
        sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name=op.f('screenshot_picture_hash_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('screenshot_pkey')),
        sa.UniqueConstraint('print_id', name=op.f('screenshot_print_id_key')),
        **COUNTED,
    )
    op.create_index('screenshot_shown', 'screenshot', ['deposit_id'], unique=True, sqlite_where=SHOWN, postgresql_where=SHOWN)
    op.create_index('screenshot_of_deposit', 'screenshot', ['deposit_id'])
    op.create_index('screenshot_by_age', 'screenshot', ['sent_at'])
    for column in ('person_id', 'picture_hash'):
        op.create_index(op.f(f'screenshot_by_{column}'), 'screenshot', [column])


def downgrade() -> None:
    """Delete the screenshots and prints."""
    op.drop_table('screenshot')
    op.drop_table('picture_print')
