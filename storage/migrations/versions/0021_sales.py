"""sales: receipts and their numbers, cash entries, closed days"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
APPEND_ONLY = {
    'receipt': 'id, stall_id, number, code, kind, voids_id, method, currency, exponent, total, paid, day, sold_at',
    'receipt_line': 'receipt_id, position, item_id, name, units, price',
}
FLOAT = sa.text("kind = 'float' AND undone_at IS NULL")
CLOSED = sa.text('reopened_at IS NULL')


def upgrade() -> None:
    with op.batch_alter_table('item', table_kwargs=COUNTED) as item:
        item.add_column(sa.Column('sold', sa.Integer(), nullable=False, server_default='0'))
        item.add_column(sa.Column('cost', sa.BigInteger(), nullable=True))
    with op.batch_alter_table('item', table_kwargs=COUNTED) as item:
        item.alter_column('sold', server_default=None)
        item.create_check_constraint('item_sold', 'sold BETWEEN 0 AND booked')
        item.create_check_constraint('item_cost', 'cost >= 0')
    op.create_index('scan_of_stall', 'scan', ['stall_id', 'scanned_at'])
    op.drop_index('scan_by_stall_id', 'scan')
    _create_receipts()
    _create_days()
    for table, columns in APPEND_ONLY.items():
        _forbid_changes(table, columns)


def _create_receipts() -> None:
    op.create_table(
        'till',
        sa.Column('stall_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('next_number', sa.Integer(), nullable=False),
        sa.CheckConstraint('next_number >= 1', name='till_next_number'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('till_stall_id_fkey')),
        sa.PrimaryKeyConstraint('stall_id', name=op.f('till_pkey')),
    )
    op.create_table(
        'receipt',
        sa.Column('id', BIG, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('code', AutoString(length=16), nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('voids_id', BIG, nullable=True),
        sa.Column('method', sa.String(length=8), nullable=False),
        sa.Column('currency', AutoString(length=3), nullable=False),
        sa.Column('exponent', sa.Integer(), nullable=False),
        sa.Column('total', sa.BigInteger(), nullable=False),
        sa.Column('paid', sa.BigInteger(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('sold_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('sale', 'void')", name='receipt_kind'),
        sa.CheckConstraint("method IN ('cash', 'qr')", name='receipt_method'),
        sa.CheckConstraint('number >= 1', name='receipt_counts'),
        sa.CheckConstraint("(kind = 'void') = (voids_id IS NOT NULL)", name='receipt_voids'),
        sa.CheckConstraint(
            "(kind = 'sale' AND total >= 0 AND paid >= 0) OR (kind = 'void' AND total <= 0 AND paid <= 0)",
            name='receipt_sign',
        ),
        sa.CheckConstraint("method = 'cash' OR paid = total", name='receipt_rounded'),
        sa.CheckConstraint('exponent BETWEEN 0 AND 4', name='receipt_exponent'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('receipt_stall_id_fkey')),
        sa.ForeignKeyConstraint(['voids_id'], ['receipt.id'], name=op.f('receipt_voids_id_fkey')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('receipt_by_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('receipt_pkey')),
        sa.UniqueConstraint('code', name=op.f('receipt_code_key')),
        sa.UniqueConstraint('voids_id', name=op.f('receipt_voids_id_key')),
        sa.UniqueConstraint('stall_id', 'number', name='receipt_number'),
        sqlite_autoincrement=True,
    )
    op.create_index('receipt_of_day', 'receipt', ['stall_id', 'day'])
    op.create_index(op.f('receipt_by_by_id'), 'receipt', ['by_id'])
    op.create_table(
        'receipt_line',
        sa.Column('receipt_id', BIG, nullable=False),
        sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('name', AutoString(length=64), nullable=False),
        sa.Column('units', sa.Integer(), nullable=False),
        sa.Column('price', sa.BigInteger(), nullable=False),
        sa.CheckConstraint('units <> 0', name='receipt_line_units'),
        sa.CheckConstraint('price >= 0', name='receipt_line_price'),
        sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('receipt_line_receipt_id_fkey')),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('receipt_line_item_id_fkey')),
        sa.PrimaryKeyConstraint('receipt_id', 'position', name=op.f('receipt_line_pkey')),
    )
    op.create_index('receipt_line_of_item', 'receipt_line', ['item_id'])


def _create_days() -> None:
    op.create_table(
        'cash_entry',
        sa.Column('id', BIG, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.Column('currency', AutoString(length=3), nullable=False),
        sa.Column('exponent', sa.Integer(), nullable=False),
        sa.Column('words', AutoString(length=80), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.BigInteger(), nullable=True),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('float', 'pay_in', 'pay_out', 'by_qr')", name='cash_entry_kind'),
        sa.CheckConstraint("amount > 0 OR (kind = 'float' AND amount = 0)", name='cash_entry_amount'),
        sa.CheckConstraint('exponent BETWEEN 0 AND 4', name='cash_entry_exponent'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('cash_entry_stall_id_fkey')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('cash_entry_by_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('cash_entry_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_index('cash_entry_of_day', 'cash_entry', ['stall_id', 'day'])
    op.create_index(op.f('cash_entry_by_by_id'), 'cash_entry', ['by_id'])
    op.create_index(
        'cash_entry_float', 'cash_entry', ['stall_id', 'day'], unique=True,
        sqlite_where=FLOAT, postgresql_where=FLOAT,
    )
    op.create_table(
        'day_close',
        sa.Column('id', BIG, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('expected', sa.BigInteger(), nullable=False),
        sa.Column('counted', sa.BigInteger(), nullable=False),
        sa.Column('currency', AutoString(length=3), nullable=False),
        sa.Column('exponent', sa.Integer(), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.BigInteger(), nullable=True),
        sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('counted >= 0', name='day_close_counted'),
        sa.CheckConstraint('exponent BETWEEN 0 AND 4', name='day_close_exponent'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('day_close_stall_id_fkey')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('day_close_by_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('day_close_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_index('day_close_of_stall', 'day_close', ['stall_id', 'day'])
    op.create_index(op.f('day_close_by_by_id'), 'day_close', ['by_id'])
    op.create_index(
        'day_close_current', 'day_close', ['stall_id', 'day'], unique=True,
        sqlite_where=CLOSED, postgresql_where=CLOSED,
    )


def _forbid_changes(table: str, columns: str) -> None:
    """Refuse to change these columns of a row, and to delete one."""
    if op.get_bind().dialect.name == 'sqlite':
        for name, event in (('changed', f'UPDATE OF {columns}'), ('deleted', 'DELETE')):
            op.execute(
                f'CREATE TRIGGER {table}_append_only_{name} BEFORE {event} ON {table} '
                f"BEGIN SELECT RAISE(ABORT, 'a {table} is append-only'); END"
            )
        return
    op.execute(
        f'CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS '
        f"$$ BEGIN RAISE EXCEPTION 'a {table} is append-only'; END $$"
    )
    op.execute(
        f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OF {columns} OR DELETE ON {table} '
        f'FOR EACH ROW EXECUTE FUNCTION {table}_append_only()'
    )


def downgrade() -> None:
    """Units that were sold stay booked."""
    for table in ('day_close', 'cash_entry', 'receipt_line', 'receipt', 'till'):
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        for table in APPEND_ONLY:
            op.execute(f'DROP FUNCTION {table}_append_only')
    op.create_index('scan_by_stall_id', 'scan', ['stall_id'])
    op.drop_index('scan_of_stall', 'scan')
    with op.batch_alter_table('item', table_kwargs=COUNTED) as item:
        item.drop_constraint('item_sold', type_='check')
        item.drop_constraint('item_cost', type_='check')
        item.drop_column('sold')
        item.drop_column('cost')
