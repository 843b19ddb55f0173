"""late fees that were waived, by whom and why"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'fee_waiver',
        sa.Column('id', BIG, nullable=False),
        sa.Column('transfer_id', BIG, nullable=False),
        sa.Column('reason', sa.String(length=8), nullable=False),
        sa.Column('by_id', sa.BigInteger(), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason IN ('none', 'closed', 'mistake')", name='fee_waiver_reason'),
        sa.ForeignKeyConstraint(
            ['transfer_id'], ['packaging_transfer.id'], name=op.f('fee_waiver_transfer_id_fkey')
        ),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fee_waiver_by_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('fee_waiver_pkey')),
        sa.UniqueConstraint('transfer_id', name=op.f('fee_waiver_transfer_id_key')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('fee_waiver_by_by_id'), 'fee_waiver', ['by_id'])


def downgrade() -> None:
    op.drop_table('fee_waiver')
