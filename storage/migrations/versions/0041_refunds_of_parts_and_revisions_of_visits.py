"""refunds of a part of a receipt, with their undos; how often a visit was changed, for calendars; when something is on show, for followers; rosters among what is drawn again"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
COLUMNS = 'id, stall_id, number, code, kind, voids_id, method, currency, exponent, total, paid, day, sold_at'
BEFORE = {
    'receipt_kind': "kind IN ('sale', 'void')",
    'receipt_voids': "(kind = 'void') = (voids_id IS NOT NULL)",
    'receipt_sign': "(kind = 'sale' AND total >= 0 AND paid >= 0) OR (kind = 'void' AND total <= 0 AND paid <= 0)",
}
SHOWN = (
    'ticket', 'hold', 'hold reminder', 'entry', 'booking', 'booking reminder', 'draw result', 'deposit choice', 'deposit', 'stall deposit',
    'stall deposits', 'gift', 'stall request',
)
AFTER = {
    'receipt_kind': "kind IN ('sale', 'void', 'refund', 'undo')",
    'receipt_voids': "(kind IN ('void', 'undo')) = (voids_id IS NOT NULL)",
    'receipt_sign': "(kind NOT IN ('sale', 'undo') OR (total >= 0 AND paid >= 0)) "
    "AND (kind NOT IN ('void', 'refund') OR (total <= 0 AND paid <= 0))",
}


def upgrade() -> None:
    _allow_changes()
    with op.batch_alter_table('receipt', table_kwargs=COUNTED) as receipt:
        receipt.add_column(sa.Column('refunds_id', BIG, nullable=True))
        receipt.add_column(sa.Column('goods_kept', sa.Boolean(), nullable=False, server_default=sa.false()))
        receipt.create_foreign_key(op.f('receipt_refunds_id_fkey'), 'receipt', ['refunds_id'], ['id'])
        _set_checks(receipt, AFTER)
    with op.batch_alter_table('receipt', table_kwargs=COUNTED) as receipt:
        receipt.alter_column('goods_kept', server_default=None)
        receipt.create_check_constraint(
            'receipt_refunds', "(kind IN ('refund', 'undo')) = (refunds_id IS NOT NULL)"
        )
        receipt.create_check_constraint('receipt_goods_kept', 'refunds_id IS NOT NULL OR NOT goods_kept')
    op.create_index(op.f('receipt_by_refunds_id'), 'receipt', ['refunds_id'])
    _forbid_changes(f'{COLUMNS}, refunds_id, goods_kept')
    with op.batch_alter_table('showroom_visit', table_kwargs=COUNTED) as visit:
        visit.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))
        visit.add_column(sa.Column('revised_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('showroom_visit', table_kwargs=COUNTED) as visit:
        visit.alter_column('revision', server_default=None)
    _date_curations()
    _set_shown((*SHOWN, 'roster'))


def _set_shown(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table('shown', table_kwargs=COUNTED) as shown:
        shown.drop_constraint('shown_kind', type_='check')
        shown.create_check_constraint('shown_kind', f"kind IN ({', '.join(map(repr, kinds))})")


def _date_curations() -> None:
    """Say when what is on show begins: of what there is, at midnight UTC of its day."""
    with op.batch_alter_table('showroom_curation') as curation:
        curation.add_column(sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True))
    midnight = (
        "begins_on || ' 00:00:00.000000'"
        if op.get_bind().dialect.name == 'sqlite'
        else "begins_on::timestamp AT TIME ZONE 'UTC'"
    )
    op.execute(f'UPDATE showroom_curation SET starts_at = {midnight}')  # noqa: S608
    with op.batch_alter_table('showroom_curation') as curation:
        curation.alter_column('starts_at', nullable=False, existing_type=sa.DateTime(timezone=True))


def _set_checks(receipt: sa.Table, checks: dict[str, str]) -> None:
    for name, condition in checks.items():
        receipt.drop_constraint(name, type_='check')
        receipt.create_check_constraint(name, condition)


def _allow_changes() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for name in ('changed', 'deleted'):
            op.execute(f'DROP TRIGGER receipt_append_only_{name}')
    else:
        op.execute('DROP TRIGGER receipt_append_only ON receipt')


def _forbid_changes(columns: str) -> None:
    """Refuse to change these columns of a receipt, and to delete one."""
    if op.get_bind().dialect.name == 'sqlite':
        for name, event in (('changed', f'UPDATE OF {columns}'), ('deleted', 'DELETE')):
            op.execute(
                f'CREATE TRIGGER receipt_append_only_{name} BEFORE {event} ON receipt '
                f"BEGIN SELECT RAISE(ABORT, 'a receipt is append-only'); END"
            )
        return
    op.execute(
        f'CREATE TRIGGER receipt_append_only BEFORE UPDATE OF {columns} OR DELETE ON receipt '
        'FOR EACH ROW EXECUTE FUNCTION receipt_append_only()'
    )


def downgrade() -> None:
    """A void or sale stands for what a refund or its undo was: numbers and sums stay as they were."""
    op.execute("DELETE FROM shown WHERE kind = 'roster'")
    _set_shown(SHOWN)
    with op.batch_alter_table('showroom_curation') as curation:
        curation.drop_column('starts_at')
    with op.batch_alter_table('showroom_visit', table_kwargs=COUNTED) as visit:
        visit.drop_column('revised_at')
        visit.drop_column('revision')
    _allow_changes()
    op.drop_index(op.f('receipt_by_refunds_id'), 'receipt')
    with op.batch_alter_table('receipt', table_kwargs=COUNTED) as receipt:
        for name in ('receipt_goods_kept', 'receipt_refunds', *BEFORE):
            receipt.drop_constraint(name, type_='check')
    _forget_refunds()
    with op.batch_alter_table('receipt', table_kwargs=COUNTED) as receipt:
        receipt.drop_constraint(op.f('receipt_refunds_id_fkey'), type_='foreignkey')
        receipt.drop_column('goods_kept')
        receipt.drop_column('refunds_id')
    with op.batch_alter_table('receipt', table_kwargs=COUNTED) as receipt:
        for name, condition in BEFORE.items():
            receipt.create_check_constraint(name, condition)
    _forbid_changes(COLUMNS)


def _forget_refunds() -> None:
    """Make undos sales and refunds voids: of the sale where it has none, else of themselves, as a sale is voided once."""
    op.execute("UPDATE receipt SET kind = 'sale', voids_id = NULL WHERE kind = 'undo'")
    op.execute("UPDATE receipt SET kind = 'void', voids_id = id WHERE kind = 'refund'")
