"""amounts of a cart and of a receipt that have no item"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
REASONS = "reason IN ('regular', 'damaged', 'end', 'words')"


def upgrade() -> None:
    op.create_table('cart_amount',
    sa.Column('id', BIG, nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=8), nullable=True),
    sa.Column('words', sa.String(length=40), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.CheckConstraint('(amount > 0 AND reason IS NULL) OR (amount < 0 AND reason IS NOT NULL)', name='cart_amount_sign'),
    sa.CheckConstraint(REASONS, name='cart_amount_reason'),
    sa.CheckConstraint("reason IS NULL OR (reason = 'words') = (words <> '')", name='cart_amount_words'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='cart_amount_stall_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='cart_amount_pkey'),
    sqlite_autoincrement=True
    )
    op.create_index('cart_amount_of_stall', 'cart_amount', ['stall_id', 'made_at'])
    op.create_table('receipt_amount',
    sa.Column('receipt_id', BIG, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=8), nullable=True),
    sa.Column('words', sa.String(length=40), nullable=False),
    sa.CheckConstraint('amount <> 0', name='receipt_amount_amount'),
    sa.CheckConstraint(REASONS, name='receipt_amount_reason'),
    sa.CheckConstraint("reason IS NULL OR (reason = 'words') = (words <> '')", name='receipt_amount_words'),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name='receipt_amount_receipt_id_fkey'),
    sa.PrimaryKeyConstraint('receipt_id', 'position', name='receipt_amount_pkey')
    )
    if op.get_bind().dialect.name == 'sqlite':
        does = "BEGIN SELECT RAISE(ABORT, 'receipt_amount is append-only'); END"
    else:
        does = "FOR EACH ROW EXECUTE FUNCTION refuse_change('receipt_amount is append-only')"
    columns = 'receipt_id, position, amount, reason, words'
    op.execute(f'CREATE TRIGGER receipt_amount_unchanged BEFORE UPDATE OF {columns} ON receipt_amount {does}')
    op.execute(f'CREATE TRIGGER receipt_amount_undeleted BEFORE DELETE ON receipt_amount {does}')


def downgrade() -> None:
    """What a receipt came to stays in its total; what its amounts were for goes."""
    op.drop_table('receipt_amount')
    op.drop_table('cart_amount')
