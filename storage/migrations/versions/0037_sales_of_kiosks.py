"""sales of kiosks: what a device sold without a network, and units that were not there"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
OPEN = sa.text('settled_at IS NULL')
ACTIONS = ('hand_over', 'admit', 'take_back', 'undo')
WHYS = (
    'unknown', 'forged', 'other_stall', 'other_action', 'own_packaging', 'units', 'ended', 'clock', 'too_late', 'signature',
)


def upgrade() -> None:
    with op.batch_alter_table('kiosk_scan', table_kwargs=COUNTED) as scan:
        scan.add_column(sa.Column('receipt_id', BIG, nullable=True))
        scan.create_foreign_key(op.f('kiosk_scan_receipt_id_fkey'), 'receipt', ['receipt_id'], ['id'])
        scan.create_unique_constraint(op.f('kiosk_scan_receipt_id_key'), ['receipt_id'])
    _set_checks(
        (*ACTIONS, 'sell', 'refused'),
        (*WHYS, 'right'),
        'why IS NULL OR (scan_id IS NULL AND receipt_id IS NULL)',
    )
    with op.batch_alter_table('kiosk_scan', table_kwargs=COUNTED) as scan:
        scan.create_check_constraint('kiosk_scan_sold', "receipt_id IS NULL OR action = 'sell'")
    op.create_table(
        'oversold',
        sa.Column('id', BIG, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('receipt_id', BIG, nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('units', sa.Integer(), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settled_by', sa.BigInteger(), nullable=True),
        sa.CheckConstraint('units >= 1', name='oversold_units'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('oversold_stall_id_fkey')),
        sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('oversold_receipt_id_fkey')),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('oversold_item_id_fkey')),
        sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('oversold_settled_by_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('oversold_pkey')),
        sa.UniqueConstraint('receipt_id', 'item_id', name='oversold_line'),
        sqlite_autoincrement=True,
    )
    op.create_index('oversold_of_item', 'oversold', ['item_id'])
    op.create_index('oversold_open', 'oversold', ['stall_id', 'id'], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(op.f('oversold_by_settled_by'), 'oversold', ['settled_by'])


def _set_checks(actions: tuple[str, ...], whys: tuple[str, ...], refused: str) -> None:
    """Replace the CHECKs of what a device may send and why it is refused."""
    checks = {
        'kiosk_scan_action': f"action IN ({', '.join(map(repr, actions))})",
        'kiosk_scan_why': f"why IN ({', '.join(map(repr, whys))})",
        'kiosk_scan_refused': refused,
    }
    with op.batch_alter_table('kiosk_scan', table_kwargs=COUNTED) as scan:
        for name, condition in checks.items():
            scan.drop_constraint(name, type_='check')
            scan.create_check_constraint(name, condition)


def downgrade() -> None:
    """Forget which sales were kiosks', and what devices sent of them: their receipts stay."""
    op.drop_table('oversold')
    op.execute("DELETE FROM kiosk_scan WHERE undoes IN (SELECT uuid FROM kiosk_scan WHERE action = 'sell')")
    op.execute("DELETE FROM kiosk_scan WHERE action = 'sell' OR why = 'right'")
    with op.batch_alter_table('kiosk_scan', table_kwargs=COUNTED) as scan:
        scan.drop_constraint('kiosk_scan_sold', type_='check')
    _set_checks((*ACTIONS, 'refused'), WHYS, 'why IS NULL OR scan_id IS NULL')
    with op.batch_alter_table('kiosk_scan', table_kwargs=COUNTED) as scan:
        scan.drop_constraint(op.f('kiosk_scan_receipt_id_key'), type_='unique')
        scan.drop_constraint(op.f('kiosk_scan_receipt_id_fkey'), type_='foreignkey')
        scan.drop_column('receipt_id')
