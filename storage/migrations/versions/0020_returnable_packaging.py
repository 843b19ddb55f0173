"""returnable packaging: types, hubs, stock, single pieces, and the ledger of its deposits"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
APPEND_ONLY = {
    'packaging_movement': (
        'type_id', 'stream', 'units', 'from_id', 'from_state', 'to_id', 'to_state', 'reason', 'scan_id', 'haul_id',
        'wash_id', 'asset_id', 'reverses_id', 'made_at',
    ),
    'packaging_transfer': (
        'place_id', 'loan_id', 'scan_id', 'kind', 'debit', 'credit', 'amount', 'currency', 'reverses_id',
        'follows_id', 'made_at',
    ),
}
ACTIONS = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden',
    'drop_shown', 'permit_changed', 'person_forgotten',
)
HUB_ACTIONS = ('hub_staff_named', 'hub_staff_removed', 'hub_closed')
AUDIT_TRIGGER = "CREATE TRIGGER audit_entry_{when} BEFORE {when} ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"


def set_audit_actions(actions: tuple[str, ...]) -> None:
    """Replace the CHECK of the audit log's actions. SQLite rebuilds the table for it, so its triggers are made anew."""
    with op.batch_alter_table('audit_entry', table_kwargs=COUNTED) as audit:
        audit.drop_constraint('audit_entry_action', type_='check')
        audit.create_check_constraint('audit_entry_action', f"action IN ({', '.join(map(repr, actions))})")
    if op.get_bind().dialect.name == 'sqlite':
        for when in ('UPDATE', 'DELETE'):
            op.execute(f'DROP TRIGGER IF EXISTS audit_entry_{when}')
            op.execute(AUDIT_TRIGGER.format(when=when))


def set_loans_out(condition: str) -> None:
    """Build the index of loans of which something is out anew, by this condition."""
    op.drop_index('loan_out', 'loan')
    op.create_index('loan_out', 'loan', ['id'], sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def forbid_changes(table: str, columns: tuple[str, ...]) -> None:
    """Refuse to change these columns of a row, and to delete one: /forget takes out `by_id` alone."""
    if op.get_bind().dialect.name == 'sqlite':
        for name, event in (('changed', f"UPDATE OF {', '.join(columns)}"), ('deleted', 'DELETE')):
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
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OF {', '.join(columns)} OR DELETE ON {table} "
        f'FOR EACH ROW EXECUTE FUNCTION {table}_append_only()'
    )


def upgrade() -> None:
    op.create_table('packaging_type',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=14), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('unit', sa.String(length=8), nullable=False),
    sa.Column('stream', sa.String(length=8), nullable=False),
    sa.Column('policy', sa.String(length=8), nullable=False),
    sa.Column('deposit', sa.BigInteger(), nullable=False),
    sa.Column('free_days', sa.Integer(), nullable=False),
    sa.Column('fee_per_day', sa.BigInteger(), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.Column('buy_cost', sa.BigInteger(), nullable=False),
    sa.Column('wash_cost', sa.BigInteger(), nullable=False),
    sa.Column('haul_cost', sa.BigInteger(), nullable=False),
    sa.Column('grams', sa.Integer(), nullable=False),
    sa.Column('expected_uses', sa.Integer(), nullable=False),
    sa.Column('single', sa.Boolean(), nullable=False),
    sa.Column('has_lid', sa.Boolean(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(policy = 'deposit' AND deposit > 0 AND fee_per_day = 0) OR (policy = 'late_fee' AND deposit = 0 AND fee_per_day > 0 AND price > 0)", name='packaging_type_policy'),
    sa.CheckConstraint("stream IN ('halal', 'other')", name='packaging_type_stream'),
    sa.CheckConstraint("unit IN ('piece', 'box', 'cup', 'jar', 'pack', 'print', 'seat', 'place')", name='packaging_type_unit'),
    sa.CheckConstraint('NOT has_lid OR single', name='packaging_type_lid'),
    sa.CheckConstraint('buy_cost >= 0 AND wash_cost >= 0 AND haul_cost >= 0', name='packaging_type_cost'),
    sa.CheckConstraint('free_days BETWEEN 1 AND 365', name='packaging_type_free_days'),
    sa.CheckConstraint('grams >= 1 AND expected_uses >= 1', name='packaging_type_use'),
    sa.CheckConstraint('price >= 0', name='packaging_type_price'),
    sa.PrimaryKeyConstraint('id', name=op.f('packaging_type_pkey')),
    sa.UniqueConstraint('code', name=op.f('packaging_type_code_key')),
    sa.UniqueConstraint('id', 'stream', name='packaging_type_stream_key'),
    sqlite_autoincrement=True
    )
    op.create_table('hub',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('location', sa.String(length=120), nullable=False),
    sa.Column('weekdays', sa.Integer(), nullable=False),
    sa.Column('opens_minute', sa.Integer(), nullable=False),
    sa.Column('closes_minute', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('capacity BETWEEN 1 AND 100000', name='hub_capacity'),
    sa.CheckConstraint('closes_minute > opens_minute AND closes_minute <= 2879', name='hub_closes'),
    sa.CheckConstraint('opens_minute BETWEEN 0 AND 1439', name='hub_opens'),
    sa.CheckConstraint('weekdays BETWEEN 1 AND 127', name='hub_weekdays'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('hub_alley_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('hub_pkey')),
    sa.UniqueConstraint('code', name=op.f('hub_code_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('hub', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('hub_by_alley_id'), ['alley_id'], unique=False)

    op.create_table('hub_slot',
    sa.Column('hub_id', sa.Integer(), nullable=False),
    sa.Column('type_id', sa.Integer(), nullable=False),
    sa.Column('stream', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name=op.f('hub_slot_hub_id_fkey')),
    sa.ForeignKeyConstraint(['type_id', 'stream'], ['packaging_type.id', 'packaging_type.stream'], name='hub_slot_stream'),
    sa.PrimaryKeyConstraint('hub_id', 'type_id', name=op.f('hub_slot_pkey'))
    )
    with op.batch_alter_table('hub_slot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('hub_slot_by_type_id'), ['type_id'], unique=False)

    op.create_table('hub_staff',
    sa.Column('hub_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('named_by', sa.BigInteger(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name=op.f('hub_staff_hub_id_fkey')),
    sa.ForeignKeyConstraint(['named_by'], ['person.id'], name=op.f('hub_staff_named_by_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('hub_staff_person_id_fkey')),
    sa.PrimaryKeyConstraint('hub_id', 'person_id', name=op.f('hub_staff_pkey'))
    )
    with op.batch_alter_table('hub_staff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('hub_staff_by_person_id'), ['person_id'], unique=False)

    op.create_table('packaging_place',
    sa.Column('id', BIG, nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('hub_id', sa.Integer(), nullable=True),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(kind = 'hub') = (hub_id IS NOT NULL)", name='packaging_place_of_hub'),
    sa.CheckConstraint("(kind = 'stall') = (stall_id IS NOT NULL)", name='packaging_place_of_stall'),
    sa.CheckConstraint("kind IN ('hub', 'stall', 'loan', 'haul')", name='packaging_place_kind'),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name=op.f('packaging_place_hub_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('packaging_place_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('packaging_place_pkey')),
    sa.UniqueConstraint('hub_id', name=op.f('packaging_place_hub_id_key')),
    sa.UniqueConstraint('stall_id', name=op.f('packaging_place_stall_id_key')),
    sqlite_autoincrement=True
    )
    op.create_table('haul',
    sa.Column('id', BIG, nullable=False),
    sa.Column('stream', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('place_id', BIG, nullable=False),
    sa.Column('from_id', BIG, nullable=False),
    sa.Column('to_id', BIG, nullable=False),
    sa.Column('sent_by', sa.BigInteger(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_by', sa.BigInteger(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("stream IN ('halal', 'other')", name='haul_stream'),
    sa.CheckConstraint("state IN ('clean', 'returned')", name='haul_state'),
    sa.CheckConstraint('from_id <> to_id', name='haul_ends'),
    sa.ForeignKeyConstraint(['from_id'], ['packaging_place.id'], name=op.f('haul_from_id_fkey')),
    sa.ForeignKeyConstraint(['place_id'], ['packaging_place.id'], name=op.f('haul_place_id_fkey')),
    sa.ForeignKeyConstraint(['received_by'], ['person.id'], name=op.f('haul_received_by_fkey')),
    sa.ForeignKeyConstraint(['sent_by'], ['person.id'], name=op.f('haul_sent_by_fkey')),
    sa.ForeignKeyConstraint(['to_id'], ['packaging_place.id'], name=op.f('haul_to_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('haul_pkey')),
    sa.UniqueConstraint('id', 'stream', name='haul_stream_key'),
    sa.UniqueConstraint('place_id', name=op.f('haul_place_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('haul', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('haul_by_from_id'), ['from_id'], unique=False)
        batch_op.create_index(batch_op.f('haul_by_received_by'), ['received_by'], unique=False)
        batch_op.create_index(batch_op.f('haul_by_sent_by'), ['sent_by'], unique=False)
        batch_op.create_index(batch_op.f('haul_by_to_id'), ['to_id'], unique=False)

    op.create_table('packaging_asset',
    sa.Column('id', BIG, nullable=False),
    sa.Column('type_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.String(length=16), nullable=False),
    sa.Column('place_id', BIG, nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('lid_missing', sa.Boolean(), nullable=False),
    sa.Column('bought_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('clean', 'out', 'returned', 'washing', 'quarantined', 'retired', 'lost')", name='packaging_asset_state'),
    sa.ForeignKeyConstraint(['place_id'], ['packaging_place.id'], name=op.f('packaging_asset_place_id_fkey')),
    sa.ForeignKeyConstraint(['type_id'], ['packaging_type.id'], name=op.f('packaging_asset_type_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('packaging_asset_pkey')),
    sa.UniqueConstraint('type_id', 'serial', name='packaging_asset_serial'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('packaging_asset', schema=None) as batch_op:
        batch_op.create_index('packaging_asset_in_place', ['place_id', 'type_id', 'state'], unique=False)

    op.create_table('packaging_stock',
    sa.Column('id', BIG, nullable=False),
    sa.Column('place_id', BIG, nullable=False),
    sa.Column('type_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('clean', 'out', 'returned', 'washing', 'quarantined', 'retired', 'lost')", name='packaging_stock_state'),
    sa.CheckConstraint('units >= 0', name='packaging_stock_units'),
    sa.ForeignKeyConstraint(['place_id'], ['packaging_place.id'], name=op.f('packaging_stock_place_id_fkey')),
    sa.ForeignKeyConstraint(['type_id'], ['packaging_type.id'], name=op.f('packaging_stock_type_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('packaging_stock_pkey')),
    sa.UniqueConstraint('place_id', 'type_id', 'state', name='packaging_stock_once'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('packaging_stock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('packaging_stock_by_type_id'), ['type_id'], unique=False)

    op.create_table('wash',
    sa.Column('id', BIG, nullable=False),
    sa.Column('stream', sa.String(length=8), nullable=False),
    sa.Column('place_id', BIG, nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("stream IN ('halal', 'other')", name='wash_stream'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('wash_by_id_fkey')),
    sa.ForeignKeyConstraint(['place_id'], ['packaging_place.id'], name=op.f('wash_place_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('wash_pkey')),
    sa.UniqueConstraint('id', 'stream', name='wash_stream_key'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('wash', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('wash_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('wash_by_place_id'), ['place_id'], unique=False)

    op.create_table('packaging_movement',
    sa.Column('id', BIG, nullable=False),
    sa.Column('type_id', sa.Integer(), nullable=False),
    sa.Column('stream', sa.String(length=8), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('from_id', BIG, nullable=True),
    sa.Column('from_state', sa.String(length=12), nullable=True),
    sa.Column('to_id', BIG, nullable=True),
    sa.Column('to_state', sa.String(length=12), nullable=True),
    sa.Column('reason', sa.String(length=16), nullable=False),
    sa.Column('scan_id', BIG, nullable=True),
    sa.Column('haul_id', BIG, nullable=True),
    sa.Column('wash_id', BIG, nullable=True),
    sa.Column('asset_id', BIG, nullable=True),
    sa.Column('reverses_id', BIG, nullable=True),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("reason IN ('bought', 'lent', 'unrecorded', 'taken_back', 'swapped_in', 'swapped_out', 'wash_started', 'wash_done', 'sent', 'arrived', 'damaged', 'mixed', 'released', 'worn_out', 'found', 'counted_lost', 'written_off', 'back_after_all', 'undone')", name='packaging_movement_reason'),
    sa.CheckConstraint("from_state IN ('clean', 'out', 'returned', 'washing', 'quarantined', 'retired', 'lost')", name='packaging_movement_from_state'),
    sa.CheckConstraint("to_state IN ('clean', 'out', 'returned', 'washing', 'quarantined', 'retired', 'lost')", name='packaging_movement_to_state'),
    sa.CheckConstraint('(from_id IS NULL) = (from_state IS NULL)', name='packaging_movement_from'),
    sa.CheckConstraint('(to_id IS NULL) = (to_state IS NULL)', name='packaging_movement_to'),
    sa.CheckConstraint('asset_id IS NULL OR units = 1', name='packaging_movement_asset'),
    sa.CheckConstraint('from_id IS NOT NULL OR to_id IS NOT NULL', name='packaging_movement_ends'),
    sa.CheckConstraint('units >= 1', name='packaging_movement_units'),
    sa.ForeignKeyConstraint(['asset_id'], ['packaging_asset.id'], name=op.f('packaging_movement_asset_id_fkey')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('packaging_movement_by_id_fkey')),
    sa.ForeignKeyConstraint(['from_id'], ['packaging_place.id'], name=op.f('packaging_movement_from_id_fkey')),
    sa.ForeignKeyConstraint(['haul_id', 'stream'], ['haul.id', 'haul.stream'], name='packaging_movement_haul'),
    sa.ForeignKeyConstraint(['reverses_id'], ['packaging_movement.id'], name=op.f('packaging_movement_reverses_id_fkey')),
    sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name=op.f('packaging_movement_scan_id_fkey')),
    sa.ForeignKeyConstraint(['to_id'], ['packaging_place.id'], name=op.f('packaging_movement_to_id_fkey')),
    sa.ForeignKeyConstraint(['type_id', 'stream'], ['packaging_type.id', 'packaging_type.stream'], name='packaging_movement_stream'),
    sa.ForeignKeyConstraint(['wash_id', 'stream'], ['wash.id', 'wash.stream'], name='packaging_movement_wash'),
    sa.PrimaryKeyConstraint('id', name=op.f('packaging_movement_pkey')),
    sa.UniqueConstraint('reverses_id', name=op.f('packaging_movement_reverses_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('packaging_movement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('packaging_movement_by_asset_id'), ['asset_id'], unique=False)
        batch_op.create_index(batch_op.f('packaging_movement_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('packaging_movement_by_from_id'), ['from_id'], unique=False)
        batch_op.create_index(batch_op.f('packaging_movement_by_haul_id'), ['haul_id'], unique=False)
        batch_op.create_index(batch_op.f('packaging_movement_by_scan_id'), ['scan_id'], unique=False)
        batch_op.create_index(batch_op.f('packaging_movement_by_to_id'), ['to_id'], unique=False)
        batch_op.create_index(batch_op.f('packaging_movement_by_wash_id'), ['wash_id'], unique=False)
        batch_op.create_index('packaging_movement_of_type', ['type_id', 'made_at'], unique=False)

    op.create_table('packaging_transfer',
    sa.Column('id', BIG, nullable=False),
    sa.Column('place_id', BIG, nullable=False),
    sa.Column('loan_id', BIG, nullable=True),
    sa.Column('scan_id', BIG, nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('debit', sa.String(length=8), nullable=False),
    sa.Column('credit', sa.String(length=8), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('reverses_id', BIG, nullable=True),
    sa.Column('follows_id', BIG, nullable=True),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'reversed') = (reverses_id IS NOT NULL)", name='packaging_transfer_reverses'),
    sa.CheckConstraint("credit IN ('cash', 'deposits', 'refunds', 'pot', 'kept', 'dues', 'fees', 'market')", name='packaging_transfer_credit'),
    sa.CheckConstraint("debit IN ('cash', 'deposits', 'refunds', 'pot', 'kept', 'dues', 'fees', 'market')", name='packaging_transfer_debit'),
    sa.CheckConstraint("kind IN ('taken', 'owed', 'refunded', 'left', 'kept', 'charged', 'paid', 'settled_in', 'settled_out', 'reversed')", name='packaging_transfer_kind'),
    sa.CheckConstraint("follows_id IS NULL OR kind IN ('taken', 'owed', 'charged')", name='packaging_transfer_follows'),
    sa.CheckConstraint('amount > 0', name='packaging_transfer_amount'),
    sa.CheckConstraint('debit <> credit', name='packaging_transfer_accounts'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('packaging_transfer_by_id_fkey')),
    sa.ForeignKeyConstraint(['follows_id'], ['packaging_transfer.id'], name=op.f('packaging_transfer_follows_id_fkey')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('packaging_transfer_loan_id_fkey')),
    sa.ForeignKeyConstraint(['place_id'], ['packaging_place.id'], name=op.f('packaging_transfer_place_id_fkey')),
    sa.ForeignKeyConstraint(['reverses_id'], ['packaging_transfer.id'], name=op.f('packaging_transfer_reverses_id_fkey')),
    sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name=op.f('packaging_transfer_scan_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('packaging_transfer_pkey')),
    sa.UniqueConstraint('follows_id', name=op.f('packaging_transfer_follows_id_key')),
    sa.UniqueConstraint('reverses_id', name=op.f('packaging_transfer_reverses_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('packaging_transfer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('packaging_transfer_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('packaging_transfer_by_loan_id'), ['loan_id'], unique=False)
        batch_op.create_index(batch_op.f('packaging_transfer_by_place_id'), ['place_id'], unique=False)
        batch_op.create_index(batch_op.f('packaging_transfer_by_scan_id'), ['scan_id'], unique=False)
        batch_op.create_index('packaging_transfer_once', ['scan_id', 'kind'], unique=True, sqlite_where=sa.text("scan_id IS NOT NULL AND follows_id IS NULL AND kind IN ('taken', 'owed', 'charged')"), postgresql_where=sa.text("scan_id IS NOT NULL AND follows_id IS NULL AND kind IN ('taken', 'owed', 'charged')"))

    with op.batch_alter_table('item', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('packaging_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('item_by_packaging_id'), ['packaging_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('item_packaging_id_fkey'), 'packaging_type', ['packaging_id'], ['id'])

    with op.batch_alter_table('loan', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('type_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('place_id', BIG, nullable=True))
        batch_op.add_column(sa.Column('lender_id', BIG, nullable=True))
        batch_op.add_column(sa.Column('lost', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('fee_per_day', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('price', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('lost_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column('booking_id', existing_type=BIG, nullable=True)
        batch_op.create_index(batch_op.f('loan_by_lender_id'), ['lender_id'], unique=False)
        batch_op.create_index(batch_op.f('loan_by_type_id'), ['type_id'], unique=False)
        batch_op.create_index('loan_due', ['due_at'], unique=False, sqlite_where=sa.text('type_id IS NOT NULL AND units > returned + lost'), postgresql_where=sa.text('type_id IS NOT NULL AND units > returned + lost'))
        batch_op.create_unique_constraint(batch_op.f('loan_place_id_key'), ['place_id'])
        batch_op.create_foreign_key(batch_op.f('loan_lender_id_fkey'), 'packaging_place', ['lender_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('loan_type_id_fkey'), 'packaging_type', ['type_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('loan_place_id_fkey'), 'packaging_place', ['place_id'], ['id'])
        batch_op.create_check_constraint('loan_fee', 'fee_per_day >= 0 AND price >= 0')
        batch_op.create_check_constraint('loan_lender', '(type_id IS NULL) = (lender_id IS NULL)')
        batch_op.create_check_constraint('loan_lost', 'lost >= 0 AND (lost = 0 OR returned + lost <= units)')
        batch_op.create_check_constraint('loan_of_booking_or_type', 'booking_id IS NOT NULL OR type_id IS NOT NULL')
        batch_op.create_check_constraint('loan_place', '(type_id IS NULL) = (place_id IS NULL)')
    set_loans_out('units > returned + lost')

    with op.batch_alter_table('scan', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('hub_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('condition', sa.String(length=8), nullable=False, server_default='fine'))
        batch_op.add_column(sa.Column('swapped', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column('stall_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_index(batch_op.f('scan_by_hub_id'), ['hub_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('scan_hub_id_fkey'), 'hub', ['hub_id'], ['id'])
        batch_op.create_check_constraint('scan_condition', "condition IN ('fine', 'damaged', 'mixed')")
        batch_op.create_check_constraint('scan_place', '(stall_id IS NULL) <> (hub_id IS NULL)')

    with op.batch_alter_table('loan', table_kwargs=COUNTED) as batch_op:
        for column, kind in (('lost', sa.Integer()), ('fee_per_day', sa.BigInteger()), ('price', sa.BigInteger())):
            batch_op.alter_column(column, existing_type=kind, server_default=None)
    with op.batch_alter_table('scan', table_kwargs=COUNTED) as batch_op:
        batch_op.alter_column('condition', existing_type=sa.String(length=8), server_default=None)
        batch_op.alter_column('swapped', existing_type=sa.Boolean(), server_default=None)
    for table, columns in APPEND_ONLY.items():
        forbid_changes(table, columns)
    set_audit_actions(ACTIONS + HUB_ACTIONS)


def delete_what_needs_packaging() -> None:
    """Delete what an older Lorong has no place for: loans without a booking, what was scanned at hubs, and what the audit log says of hubs."""
    bearer = 'SELECT id FROM ticket WHERE loan_id IN (SELECT id FROM loan WHERE booking_id IS NULL)'
    gone = f'SELECT id FROM scan WHERE hub_id IS NOT NULL OR ticket_id IN ({bearer})'
    op.execute(f'DELETE FROM scan_conflict WHERE scan_id IN ({gone})')
    op.execute(f'UPDATE kiosk_scan SET scan_id = NULL WHERE scan_id IN ({gone})')
    op.execute(f'UPDATE kiosk_scan SET ticket_id = NULL WHERE ticket_id IN ({bearer})')
    op.execute(f'DELETE FROM scan WHERE id IN ({gone})')
    op.execute(f'DELETE FROM ticket WHERE id IN ({bearer})')
    op.execute('DELETE FROM loan WHERE booking_id IS NULL')
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER audit_entry_DELETE' if sqlite else 'ALTER TABLE audit_entry DISABLE TRIGGER USER')
    op.execute(f"DELETE FROM audit_entry WHERE action IN ({', '.join(map(repr, HUB_ACTIONS))})")
    if not sqlite:
        op.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')
    set_audit_actions(ACTIONS)


def downgrade() -> None:
    op.drop_table('packaging_transfer')
    op.drop_table('packaging_movement')
    if op.get_bind().dialect.name == 'postgresql':
        for table in APPEND_ONLY:
            op.execute(f'DROP FUNCTION {table}_append_only')
    delete_what_needs_packaging()
    with op.batch_alter_table('scan', table_kwargs=COUNTED) as scan:
        for check in ('scan_place', 'scan_condition'):
            scan.drop_constraint(check, type_='check')
        scan.drop_constraint(op.f('scan_hub_id_fkey'), type_='foreignkey')
        scan.drop_index(op.f('scan_by_hub_id'))
        scan.alter_column('stall_id', existing_type=sa.Integer(), nullable=False)
        scan.drop_column('swapped')
        scan.drop_column('condition')
        scan.drop_column('hub_id')
    op.drop_index('loan_due', 'loan')
    set_loans_out('returned < units')
    with op.batch_alter_table('loan', table_kwargs=COUNTED) as loan:
        for check in ('loan_place', 'loan_of_booking_or_type', 'loan_lost', 'loan_lender', 'loan_fee'):
            loan.drop_constraint(check, type_='check')
        for name in ('place_id', 'type_id', 'lender_id'):
            loan.drop_constraint(op.f(f'loan_{name}_fkey'), type_='foreignkey')
        loan.drop_constraint(op.f('loan_place_id_key'), type_='unique')
        loan.drop_index(op.f('loan_by_type_id'))
        loan.drop_index(op.f('loan_by_lender_id'))
        loan.alter_column('booking_id', existing_type=BIG, nullable=False)
        for name in ('lost_at', 'price', 'fee_per_day', 'lost', 'lender_id', 'place_id', 'type_id'):
            loan.drop_column(name)
    with op.batch_alter_table('item', table_kwargs=COUNTED) as item:
        item.drop_constraint(op.f('item_packaging_id_fkey'), type_='foreignkey')
        item.drop_index(op.f('item_by_packaging_id'))
        item.drop_column('packaging_id')
    for table in ('packaging_stock', 'packaging_asset', 'wash', 'haul', 'packaging_place', 'hub_staff', 'hub_slot', 'hub', 'packaging_type'):
        op.drop_table(table)
