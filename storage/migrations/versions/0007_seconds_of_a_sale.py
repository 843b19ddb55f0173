"""the seconds that a sale took until its receipt"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

UNCHANGED = (
    'id, stall_id, number, code, kind, voids_id, method, currency, exponent, total, paid, day, sold_at, refunds_id, goods_kept'
)


def refuse_changes_of(columns: str) -> None:
    """Let the database refuse a change of these columns of a receipt, and of no others."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER receipt_unchanged')
        does = "BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END"
    else:
        op.execute('DROP TRIGGER receipt_unchanged ON receipt')
        does = "FOR EACH ROW EXECUTE FUNCTION refuse_change('receipt is append-only')"
    op.execute(f'CREATE TRIGGER receipt_unchanged BEFORE UPDATE OF {columns} ON receipt {does}')


def upgrade() -> None:
    op.add_column('receipt', sa.Column('took', sa.Integer(), nullable=True))
    refuse_changes_of(f'{UNCHANGED}, took')


def downgrade() -> None:
    refuse_changes_of(UNCHANGED)
    op.drop_column('receipt', 'took')
