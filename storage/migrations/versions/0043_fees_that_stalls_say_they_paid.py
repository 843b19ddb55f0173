"""months of a licence of which a stall says that it paid them"""

import sqlalchemy as sa
from alembic import op

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'fee_declaration',
        sa.Column('id', BIG, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('fee_declaration_stall_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('fee_declaration_pkey')),
        sa.UniqueConstraint('stall_id', name=op.f('fee_declaration_stall_id_key')),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Delete what stalls say; what organisers noted stays."""
    op.drop_table('fee_declaration')
