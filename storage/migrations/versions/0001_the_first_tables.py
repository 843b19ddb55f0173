"""the first tables"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = {
    'audit_entry': '',
    'forecast': '',
    'packaging_movement': 'OF type_id, stream, units, from_id, from_state, to_id, to_state, reason, scan_id, haul_id, wash_id, asset_id, reverses_id, made_at',
    'packaging_transfer': 'OF place_id, loan_id, scan_id, kind, debit, credit, amount, currency, reverses_id, follows_id, made_at',
    'payment': 'OF charge, payload, amount, currency, raw, received_at',
    'receipt': 'OF id, stall_id, number, code, kind, voids_id, method, currency, exponent, total, paid, day, sold_at, refunds_id, goods_kept',
    'receipt_line': 'OF receipt_id, position, item_id, name, units, price',
}
"""Tables of which no row is deleted, with what of a row nobody may change; "": anything."""
FIXED = 'OF split_id, role, share'
"""What nobody may change of a split's party."""


def refuse(table: str, name: str, event: str, words: str, *, each: str = 'ROW') -> None:
    """Let the database refuse a change of a table's rows."""
    if op.get_bind().dialect.name == 'sqlite':
        does = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    else:
        does = f"FOR EACH {each} EXECUTE FUNCTION refuse_change('{words}')"
    op.execute(f'CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} {does}')


def refuse_changes() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$"
        )
        refuse('audit_entry', 'kept', 'TRUNCATE', 'audit_entry is append-only', each='STATEMENT')
    for table, columns in APPEND_ONLY.items():
        refuse(table, 'unchanged', f'UPDATE {columns}', f'{table} is append-only')
        refuse(table, 'undeleted', 'DELETE', f'{table} is append-only')
    refuse('split_party', 'fixed', f'UPDATE {FIXED}', 'the parts of a proposal are fixed')


def upgrade() -> None:
    op.create_table('alley',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('city', sa.String(length=64), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('territory', sa.String(length=2), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('latitude', sa.Float(), nullable=False),
    sa.Column('longitude', sa.Float(), nullable=False),
    sa.Column('permit_until', sa.Date(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('latitude BETWEEN -90 AND 90', name='alley_latitude'),
    sa.CheckConstraint('longitude BETWEEN -180 AND 180', name='alley_longitude'),
    sa.PrimaryKeyConstraint('id', name=op.f('alley_pkey')),
    sa.UniqueConstraint('code', name=op.f('alley_code_key')),
    sqlite_autoincrement=True
    )
    op.create_table('heartbeat',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('beat', sa.Float(), nullable=False),
    sa.CheckConstraint('id = 1', name='heartbeat_alone'),
    sa.PrimaryKeyConstraint('id', name=op.f('heartbeat_pkey'))
    )
    op.create_table('inbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('update_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sender', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body', sa.String(length=None), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('starts', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('inbox_pkey')),
    sa.UniqueConstraint('update_id', name=op.f('inbox_update_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('inbox_by_sender'), ['sender'], unique=False)

    op.create_table('job_failure',
    sa.Column('job', sa.String(length=64), nullable=False),
    sa.Column('item', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=64), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('job', 'item', name=op.f('job_failure_pkey'))
    )
    op.create_table('lease',
    sa.Column('name', sa.String(length=16), nullable=False),
    sa.Column('holder', sa.String(length=36), nullable=False),
    sa.Column('epoch', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('lease_pkey'))
    )
    op.create_table('organiser_link',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('organiser_link_pkey'))
    )
    op.create_table('outage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('credited_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('began_at < ended_at', name='outage_hours'),
    sa.PrimaryKeyConstraint('id', name=op.f('outage_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('outage', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('outage_by_ended_at'), ['ended_at'], unique=False)

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
    op.create_table('pdf',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(data) > 0 AND length(data) <= 5242880', name='pdf_size'),
    sa.PrimaryKeyConstraint('hash', name=op.f('pdf_pkey'))
    )
    op.create_table('person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_name', sa.String(length=256), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('language_chosen', sa.Boolean(), nullable=False),
    sa.Column('pending_prompt', sa.String(length=200), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=False),
    sa.Column('quiet_until', sa.Integer(), nullable=False),
    sa.Column('no_promotions_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('adult_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('quiet_from BETWEEN 0 AND 1439', name='person_quiet_from'),
    sa.CheckConstraint('quiet_until BETWEEN 0 AND 1439', name='person_quiet_until'),
    sa.PrimaryKeyConstraint('id', name=op.f('person_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index('person_blocked', ['id'], unique=False, sqlite_where=sa.text('blocked_at IS NOT NULL'), postgresql_where=sa.text('blocked_at IS NOT NULL'))

    op.create_table('person_lease',
    sa.Column('sender', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('owner', sa.String(length=36), nullable=False),
    sa.Column('until', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('sender', name=op.f('person_lease_pkey'))
    )
    with op.batch_alter_table('person_lease', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('person_lease_by_owner'), ['owner'], unique=False)

    op.create_table('picture',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(data) <= 5242880', name='picture_size'),
    sa.CheckConstraint('width > 0 AND height > 0 AND CAST(width AS BIGINT) * height <= 25000000', name='picture_pixels'),
    sa.PrimaryKeyConstraint('hash', name=op.f('picture_pkey'))
    )
    op.create_table('picture_print',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('shade', sa.Integer(), nullable=False),
    sa.Column('tiles', sa.LargeBinary(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('picture_print_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('picture_print', schema=None) as batch_op:
        batch_op.create_index('picture_print_by_age', ['sent_at'], unique=False)
        batch_op.create_index('picture_print_by_digest', ['digest'], unique=False)
        batch_op.create_index('picture_print_by_shade', ['shade'], unique=False)

    op.create_table('process_share',
    sa.Column('process', sa.String(length=36), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.Column('part', sa.Float(), nullable=False),
    sa.Column('seen_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('process', name=op.f('process_share_pkey'))
    )
    op.create_table('processed_update',
    sa.Column('update_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('processed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('update_id', name=op.f('processed_update_pkey'))
    )
    with op.batch_alter_table('processed_update', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('processed_update_by_processed_at'), ['processed_at'], unique=False)

    op.create_table('ticket_key',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('public_key', sa.String(length=64), nullable=False),
    sa.Column('first_used_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('id BETWEEN 1 AND 255', name='ticket_key_id'),
    sa.PrimaryKeyConstraint('id', name=op.f('ticket_key_pkey')),
    sa.UniqueConstraint('public_key', name=op.f('ticket_key_public_key_key'))
    )
    op.create_table('upload',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('bot_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('file_id', sa.String(length=255), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('hash', 'bot_id', name=op.f('upload_pkey'))
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('upload_by_kept_at'), ['kept_at'], unique=False)

    op.create_table('address',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('external_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('written_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unreachable_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("channel IN ('telegram')", name='address_channel'),
    sa.CheckConstraint('external_id > 0', name='address_external_id'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('address_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('address_pkey')),
    sa.UniqueConstraint('channel', 'external_id', name='address_once'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('address', schema=None) as batch_op:
        batch_op.create_index('address_of_person', ['person_id', 'unreachable_at', 'written_since'], unique=False)

    op.create_table('alley_draft',
    sa.Column('author_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('city', sa.String(length=64), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.CheckConstraint('latitude BETWEEN -90 AND 90', name='alley_draft_latitude'),
    sa.CheckConstraint('longitude BETWEEN -180 AND 180', name='alley_draft_longitude'),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('alley_draft_author_id_fkey')),
    sa.PrimaryKeyConstraint('author_id', name=op.f('alley_draft_pkey'))
    )
    op.create_table('audit_person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('audit_person_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('audit_person_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('audit_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('audit_person_by_person_id'), ['person_id'], unique=False)

    op.create_table('follower',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('visited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('visited_before_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('follower_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('follower_pkey'))
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

    op.create_table('last_minute_alert',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('notified_on', sa.Date(), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('last_minute_alert_alley_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('last_minute_alert_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('last_minute_alert_pkey'))
    )
    with op.batch_alter_table('last_minute_alert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('last_minute_alert_by_alley_id'), ['alley_id'], unique=False)

    op.create_table('market_day',
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stalls', sa.Integer(), nullable=False),
    sa.Column('notified_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('market_day_alley_id_fkey')),
    sa.PrimaryKeyConstraint('alley_id', 'day', name=op.f('market_day_pkey'))
    )
    op.create_table('merge_link',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('merge_link_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('merge_link_pkey')),
    sa.UniqueConstraint('code_hash', name=op.f('merge_link_code_hash_key'))
    )
    op.create_table('mute',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('mute_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('mute_pkey'))
    )
    op.create_table('neighbour',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('neighbour_alley_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('neighbour_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', 'alley_id', name=op.f('neighbour_pkey'))
    )
    with op.batch_alter_table('neighbour', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('neighbour_by_alley_id'), ['alley_id'], unique=False)

    op.create_table('organiser',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('named_by', sa.BigInteger(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['named_by'], ['person.id'], name=op.f('organiser_named_by_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('organiser_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('organiser_pkey'))
    )
    with op.batch_alter_table('organiser', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('organiser_by_named_by'), ['named_by'], unique=False)

    op.create_table('reminder',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('repeat_minute', sa.SmallInteger(), nullable=True),
    sa.Column('repeat_weekday', sa.SmallInteger(), nullable=True),
    sa.CheckConstraint("state IN ('draft', 'set')", name='reminder_state'),
    sa.CheckConstraint('repeat_minute BETWEEN 0 AND 1439', name='reminder_repeat_minute'),
    sa.CheckConstraint('repeat_weekday IS NULL OR (repeat_weekday BETWEEN 0 AND 6 AND repeat_minute IS NOT NULL)', name='reminder_repeat_weekday'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('reminder_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('reminder_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('reminder_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('reminder_repeating', ['at'], unique=False, sqlite_where=sa.text('repeat_minute IS NOT NULL'), postgresql_where=sa.text('repeat_minute IS NOT NULL'))

    op.create_table('stall',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=True),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('words', sa.String(length=600), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('deposits_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('licence_until', sa.Date(), nullable=True),
    sa.Column('licence_waived_until', sa.Date(), nullable=True),
    sa.Column('deposits_by', sa.BigInteger(), nullable=True),
    sa.Column('stream_url', sa.String(length=200), nullable=False),
    sa.Column('stream_draft', sa.String(length=200), nullable=False),
    sa.CheckConstraint("closed_at IS NULL OR state = 'turned_down'", name='stall_closed'),
    sa.CheckConstraint("state IN ('asked', 'approved', 'turned_down')", name='stall_state'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('stall_alley_id_fkey')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('stall_decided_by_fkey')),
    sa.ForeignKeyConstraint(['deposits_by'], ['person.id'], name=op.f('stall_deposits_by_fkey')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('stall_owner_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('stall_pkey')),
    sa.UniqueConstraint('code', name=op.f('stall_code_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('stall', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('stall_by_alley_id'), ['alley_id'], unique=False)
        batch_op.create_index(batch_op.f('stall_by_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('stall_by_deposits_by'), ['deposits_by'], unique=False)
        batch_op.create_index(batch_op.f('stall_by_owner_id'), ['owner_id'], unique=False)

    op.create_table('support_thread',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('asked', 'answered', 'closed')", name='support_thread_state'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('support_thread_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('support_thread_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('support_thread', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('support_thread_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('support_thread_of_state', ['state', 'changed_at', 'id'], unique=False)

    op.create_table('tag_follow',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('tag', sa.String(length=24), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('tag_follow_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', 'tag', name=op.f('tag_follow_pkey'))
    )
    with op.batch_alter_table('tag_follow', schema=None) as batch_op:
        batch_op.create_index('tag_follow_by_tag', ['tag'], unique=False)

    op.create_table('audit_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('about', sa.String(length=32), nullable=False),
    sa.Column('details', sa.String(length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("action IN ('person_blocked', 'block_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down', 'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden', 'drop_shown', 'permit_changed', 'person_forgotten', 'hub_staff_named', 'hub_staff_removed', 'hub_closed', 'counter_kept', 'counter_removed', 'account_moved', 'licence_waived', 'licence_waiver_ended', 'licence_revived', 'stall_staff_named', 'stall_staff_removed', 'report_decided', 'objection_answered', 'licence_checked', 'stall_reopened', 'accounts_merged')", name='audit_entry_action'),
    sa.ForeignKeyConstraint(['actor'], ['audit_person.id'], name=op.f('audit_entry_actor_fkey')),
    sa.ForeignKeyConstraint(['subject'], ['audit_person.id'], name=op.f('audit_entry_subject_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('audit_entry_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('audit_entry_by_actor'), ['actor'], unique=False)
        batch_op.create_index(batch_op.f('audit_entry_by_subject'), ['subject'], unique=False)

    op.create_table('cash_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('exponent', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("amount > 0 OR (kind = 'float' AND amount = 0)", name='cash_entry_amount'),
    sa.CheckConstraint("kind IN ('float', 'pay_in', 'pay_out', 'by_qr')", name='cash_entry_kind'),
    sa.CheckConstraint('exponent BETWEEN 0 AND 4', name='cash_entry_exponent'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('cash_entry_by_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('cash_entry_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('cash_entry_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('cash_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('cash_entry_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index('cash_entry_float', ['stall_id', 'day'], unique=True, sqlite_where=sa.text("kind = 'float' AND undone_at IS NULL"), postgresql_where=sa.text("kind = 'float' AND undone_at IS NULL"))
        batch_op.create_index('cash_entry_of_day', ['stall_id', 'day'], unique=False)

    op.create_table('counter_check',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('payload', sa.String(length=512), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('checked_by', sa.BigInteger(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['checked_by'], ['person.id'], name=op.f('counter_check_checked_by_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('counter_check_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('counter_check_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('counter_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('counter_check_by_checked_by'), ['checked_by'], unique=False)
        batch_op.create_index('counter_check_of_stall', ['stall_id', 'checked_at'], unique=False)

    op.create_table('day_close',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('expected', sa.BigInteger(), nullable=False),
    sa.Column('counted', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('exponent', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('counted >= 0', name='day_close_counted'),
    sa.CheckConstraint('exponent BETWEEN 0 AND 4', name='day_close_exponent'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('day_close_by_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('day_close_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('day_close_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('day_close', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('day_close_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index('day_close_current', ['stall_id', 'day'], unique=True, sqlite_where=sa.text('reopened_at IS NULL'), postgresql_where=sa.text('reopened_at IS NULL'))
        batch_op.create_index('day_close_of_stall', ['stall_id', 'day'], unique=False)

    op.create_table('desk_choice',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('desk_choice_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('desk_choice_stall_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('desk_choice_pkey'))
    )
    with op.batch_alter_table('desk_choice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('desk_choice_by_stall_id'), ['stall_id'], unique=False)

    op.create_table('drop',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('words', sa.String(length=600), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('picture_hash', sa.String(length=64), nullable=True),
    sa.Column('policy', sa.String(length=8), nullable=False),
    sa.Column('per_person', sa.Integer(), nullable=False),
    sa.Column('skips', sa.Integer(), nullable=False),
    sa.Column('fitting', sa.String(length=8), nullable=False),
    sa.Column('weighing', sa.String(length=8), nullable=False),
    sa.Column('deposit', sa.BigInteger(), nullable=False),
    sa.Column('refund_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pot_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('draws_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moved_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('revised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wound_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waitlist_limit', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('album', sa.String(length=40), nullable=True),
    sa.Column('voice_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('source_message', sa.BigInteger(), nullable=True),
    sa.Column('live_announced', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(policy = 'draw') = (draws_at IS NOT NULL)", name='drop_draw'),
    sa.CheckConstraint("(policy = 'pot') = (pot_until IS NOT NULL)", name='drop_pot'),
    sa.CheckConstraint("fitting IN ('strict', 'fit', 'split')", name='drop_fitting'),
    sa.CheckConstraint("policy IN ('queue', 'draw', 'pot')", name='drop_policy'),
    sa.CheckConstraint("state IN ('draft', 'published', 'paused', 'cancelled')", name='drop_state'),
    sa.CheckConstraint("weighing = 'equal' OR (weighing = 'patience' AND policy = 'draw')", name='drop_weighing'),
    sa.CheckConstraint('deposit >= 0 AND (deposit > 0) = (refund_until IS NOT NULL)', name='drop_deposit'),
    sa.CheckConstraint('opens_at < ends_at', name='drop_opens'),
    sa.CheckConstraint('per_person BETWEEN 1 AND 6', name='drop_per_person'),
    sa.CheckConstraint('skips BETWEEN 0 AND 9', name='drop_skips'),
    sa.CheckConstraint('starts_at < ends_at', name='drop_hours'),
    sa.CheckConstraint('waitlist_limit BETWEEN 0 AND 100', name='drop_waitlist_limit'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('drop_alley_id_fkey')),
    sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name=op.f('drop_picture_hash_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('drop_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('drop_pkey')),
    sa.UniqueConstraint('code', name=op.f('drop_code_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('drop', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('drop_by_picture_hash'), ['picture_hash'], unique=False)
        batch_op.create_index(batch_op.f('drop_by_published_at'), ['published_at'], unique=False)
        batch_op.create_index('drop_of_alley', ['alley_id', 'ends_at'], unique=False)
        batch_op.create_index('drop_of_stall', ['stall_id', 'ends_at'], unique=False)
        batch_op.create_index('drop_to_wind_up', ['ends_at'], unique=False, sqlite_where=sa.text('wound_up_at IS NULL'), postgresql_where=sa.text('wound_up_at IS NULL'))
        batch_op.create_index('drop_upcoming', ['ends_at', 'starts_at', 'id'], unique=False)

    op.create_table('failed_code_attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('attempted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('failed_code_attempt_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('failed_code_attempt_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('failed_code_attempt_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('failed_code_attempt', schema=None) as batch_op:
        batch_op.create_index('failed_code_attempt_of_person', ['person_id', 'attempted_at'], unique=False)
        batch_op.create_index('failed_code_attempt_of_stall', ['stall_id', 'attempted_at'], unique=False)

    op.create_table('forecast',
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('low', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('high', sa.Integer(), nullable=False),
    sa.Column('staff', sa.Integer(), nullable=False),
    sa.Column('with_deposit', sa.Integer(), nullable=False),
    sa.Column('without_deposit', sa.Integer(), nullable=False),
    sa.Column('share_with_deposit', sa.Integer(), nullable=False),
    sa.Column('share_without_deposit', sa.Integer(), nullable=False),
    sa.Column('others', sa.Integer(), nullable=False),
    sa.Column('market_days', sa.Integer(), nullable=False),
    sa.Column('last_time', sa.Integer(), nullable=False),
    sa.CheckConstraint('low >= 0 AND low <= expected AND expected <= high', name='forecast_order'),
    sa.CheckConstraint('market_days >= 4', name='forecast_market_days'),
    sa.CheckConstraint('share_with_deposit BETWEEN 0 AND 100 AND share_without_deposit BETWEEN 0 AND 100', name='forecast_share'),
    sa.CheckConstraint('staff >= 1', name='forecast_staff'),
    sa.CheckConstraint('with_deposit >= 0 AND without_deposit >= 0 AND others >= 0 AND last_time >= 0', name='forecast_people'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('forecast_stall_id_fkey')),
    sa.PrimaryKeyConstraint('stall_id', 'day', name=op.f('forecast_pkey'))
    )
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
        batch_op.create_index(batch_op.f('hub_staff_by_named_by'), ['named_by'], unique=False)
        batch_op.create_index(batch_op.f('hub_staff_by_person_id'), ['person_id'], unique=False)

    op.create_table('kiosk_device',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('hub_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('public_key', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(stall_id IS NULL) <> (hub_id IS NULL)', name='kiosk_device_place'),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name=op.f('kiosk_device_hub_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('kiosk_device_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('kiosk_device_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('kiosk_device_pkey')),
    sa.UniqueConstraint('public_key', name=op.f('kiosk_device_public_key_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('kiosk_device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('kiosk_device_by_hub_id'), ['hub_id'], unique=False)
        batch_op.create_index(batch_op.f('kiosk_device_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('kiosk_device_by_stall_id'), ['stall_id'], unique=False)

    op.create_table('kiosk_link',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('hub_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(stall_id IS NULL) <> (hub_id IS NULL)', name='kiosk_link_place'),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name=op.f('kiosk_link_hub_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('kiosk_link_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('kiosk_link_stall_id_fkey')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('kiosk_link_pkey'))
    )
    with op.batch_alter_table('kiosk_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('kiosk_link_by_hub_id'), ['hub_id'], unique=False)
        batch_op.create_index(batch_op.f('kiosk_link_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('kiosk_link_by_stall_id'), ['stall_id'], unique=False)

    op.create_table('licence_card',
    sa.Column('stall_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('licence_card_stall_id_fkey')),
    sa.PrimaryKeyConstraint('stall_id', name=op.f('licence_card_pkey')),
    sa.UniqueConstraint('code', name=op.f('licence_card_code_key'))
    )
    op.create_table('licence_document',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.Column('picture_hash', sa.String(length=64), nullable=True),
    sa.Column('pdf_hash', sa.String(length=64), nullable=True),
    sa.Column('sent_by', sa.BigInteger(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_by', sa.BigInteger(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_until', sa.Date(), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('hawker', 'food', 'trading', 'other')", name='licence_document_kind'),
    sa.CheckConstraint('(checked_at IS NULL) = (checked_until IS NULL)', name='licence_document_checked_until'),
    sa.CheckConstraint('(picture_hash IS NULL) <> (pdf_hash IS NULL)', name='licence_document_file'),
    sa.CheckConstraint('length(number) > 0', name='licence_document_number'),
    sa.CheckConstraint('replaced_at IS NULL OR checked_at IS NOT NULL', name='licence_document_replaced'),
    sa.ForeignKeyConstraint(['checked_by'], ['person.id'], name=op.f('licence_document_checked_by_fkey')),
    sa.ForeignKeyConstraint(['pdf_hash'], ['pdf.hash'], name=op.f('licence_document_pdf_hash_fkey')),
    sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name=op.f('licence_document_picture_hash_fkey')),
    sa.ForeignKeyConstraint(['sent_by'], ['person.id'], name=op.f('licence_document_sent_by_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('licence_document_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('licence_document_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('licence_document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('licence_document_by_checked_by'), ['checked_by'], unique=False)
        batch_op.create_index(batch_op.f('licence_document_by_pdf_hash'), ['pdf_hash'], unique=False)
        batch_op.create_index(batch_op.f('licence_document_by_picture_hash'), ['picture_hash'], unique=False)
        batch_op.create_index(batch_op.f('licence_document_by_sent_by'), ['sent_by'], unique=False)
        batch_op.create_index('licence_document_current', ['stall_id'], unique=True, sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))
        batch_op.create_index('licence_document_of_stall', ['stall_id', 'sent_at'], unique=False)

    op.create_table('licence_fee',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('receipt', sa.String(length=32), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('starts', sa.Boolean(), nullable=False),
    sa.Column('voids_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('(voids_id IS NULL AND amount > 0) OR (voids_id IS NOT NULL AND amount < 0)', name='licence_fee_sign'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('licence_fee_by_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('licence_fee_stall_id_fkey')),
    sa.ForeignKeyConstraint(['voids_id'], ['licence_fee.id'], name=op.f('licence_fee_voids_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('licence_fee_pkey')),
    sa.UniqueConstraint('voids_id', name=op.f('licence_fee_voids_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('licence_fee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('licence_fee_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index('licence_fee_of_stall', ['stall_id', 'month'], unique=False)

    op.create_table('notification',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('about', sa.String(length=64), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('send_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('late_after', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('sender', sa.String(length=36), nullable=True),
    sa.Column('epoch', sa.BigInteger(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.CheckConstraint("(state = 'sending') = (sender IS NOT NULL)", name='notification_sender'),
    sa.CheckConstraint("state IN ('queued', 'paused', 'sending', 'sent', 'unreachable', 'failed', 'unknown', 'dropped')", name='notification_state'),
    sa.CheckConstraint('priority BETWEEN 0 AND 3', name='notification_priority'),
    sa.CheckConstraint('tries >= 0', name='notification_tries'),
    sa.ForeignKeyConstraint(['address_id'], ['address.id'], name=op.f('notification_address_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('notification_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('notification_pkey')),
    sa.UniqueConstraint('person_id', 'kind', 'about', 'due_at', name='notification_once'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.create_index('notification_about', ['about', 'kind'], unique=False)
        batch_op.create_index(batch_op.f('notification_by_address_id'), ['address_id'], unique=False)
        batch_op.create_index('notification_claimed', ['epoch'], unique=False, sqlite_where=sa.text("state = 'sending'"), postgresql_where=sa.text("state = 'sending'"))
        batch_op.create_index('notification_due', ['priority', 'send_at', 'id'], unique=False, sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.create_index('notification_ended', ['ended_at'], unique=False, sqlite_where=sa.text('ended_at IS NOT NULL'), postgresql_where=sa.text('ended_at IS NOT NULL'))
        batch_op.create_index('notification_paused', ['about'], unique=False, sqlite_where=sa.text("state = 'paused'"), postgresql_where=sa.text("state = 'paused'"))
        batch_op.create_index('notification_undelivered', ['ended_at'], unique=False, sqlite_where=sa.text("state IN ('unreachable', 'failed', 'unknown', 'dropped')"), postgresql_where=sa.text("state IN ('unreachable', 'failed', 'unknown', 'dropped')"))

    op.create_table('packaging_place',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
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
    op.create_table('payee',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('payload', sa.String(length=512), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('set_by', sa.BigInteger(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['set_by'], ['person.id'], name=op.f('payee_set_by_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('payee_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('payee_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('payee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('payee_by_set_by'), ['set_by'], unique=False)
        batch_op.create_index(batch_op.f('payee_by_stall_id'), ['stall_id'], unique=False)

    op.create_table('receipt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('voids_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('refunds_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('goods_kept', sa.Boolean(), nullable=False),
    sa.Column('method', sa.String(length=8), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('exponent', sa.Integer(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('paid', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('sold_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(kind IN ('refund', 'undo')) = (refunds_id IS NOT NULL)", name='receipt_refunds'),
    sa.CheckConstraint("(kind IN ('void', 'undo')) = (voids_id IS NOT NULL)", name='receipt_voids'),
    sa.CheckConstraint("(kind NOT IN ('sale', 'undo') OR (total >= 0 AND paid >= 0)) AND (kind NOT IN ('void', 'refund') OR (total <= 0 AND paid <= 0))", name='receipt_sign'),
    sa.CheckConstraint("kind IN ('sale', 'void', 'refund', 'undo')", name='receipt_kind'),
    sa.CheckConstraint("method = 'cash' OR paid = total", name='receipt_rounded'),
    sa.CheckConstraint("method IN ('cash', 'qr')", name='receipt_method'),
    sa.CheckConstraint('exponent BETWEEN 0 AND 4', name='receipt_exponent'),
    sa.CheckConstraint('number >= 1', name='receipt_counts'),
    sa.CheckConstraint('refunds_id IS NOT NULL OR NOT goods_kept', name='receipt_goods_kept'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('receipt_by_id_fkey')),
    sa.ForeignKeyConstraint(['refunds_id'], ['receipt.id'], name=op.f('receipt_refunds_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('receipt_stall_id_fkey')),
    sa.ForeignKeyConstraint(['voids_id'], ['receipt.id'], name=op.f('receipt_voids_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('receipt_pkey')),
    sa.UniqueConstraint('code', name=op.f('receipt_code_key')),
    sa.UniqueConstraint('stall_id', 'number', name='receipt_number'),
    sa.UniqueConstraint('voids_id', name=op.f('receipt_voids_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('receipt_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('receipt_by_refunds_id'), ['refunds_id'], unique=False)
        batch_op.create_index(batch_op.f('receipt_by_sold_at'), ['sold_at'], unique=False)
        batch_op.create_index('receipt_of_day', ['stall_id', 'day'], unique=False)

    op.create_table('received_photo',
    sa.Column('update_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('received_photo_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('received_photo_stall_id_fkey')),
    sa.PrimaryKeyConstraint('update_id', name=op.f('received_photo_pkey'))
    )
    with op.batch_alter_table('received_photo', schema=None) as batch_op:
        batch_op.create_index('received_photo_of_person', ['person_id', 'received_at'], unique=False)
        batch_op.create_index('received_photo_of_stall', ['stall_id', 'received_at'], unique=False)

    op.create_table('seller',
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('contact', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('phone', 'email', 'telegram')", name='seller_kind'),
    sa.CheckConstraint('length(name) > 0 AND length(contact) > 0', name='seller_named'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('seller_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('seller_stall_id_fkey')),
    sa.PrimaryKeyConstraint('stall_id', name=op.f('seller_pkey'))
    )
    with op.batch_alter_table('seller', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('seller_by_person_id'), ['person_id'], unique=False)

    op.create_table('showroom_closing',
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('showroom_closing_stall_id_fkey')),
    sa.PrimaryKeyConstraint('stall_id', 'day', name=op.f('showroom_closing_pkey'))
    )
    op.create_table('showroom_curation',
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('showroom_curation_stall_id_fkey')),
    sa.PrimaryKeyConstraint('stall_id', 'begins_on', name=op.f('showroom_curation_pkey'))
    )
    op.create_table('showroom_slot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('busy_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at AND ends_at <= busy_until', name='showroom_slot_hours'),
    sa.CheckConstraint('taken BETWEEN 0 AND places', name='showroom_slot_places'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('showroom_slot_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('showroom_slot_pkey')),
    sa.UniqueConstraint('stall_id', 'starts_at', name='showroom_slot_once'),
    sqlite_autoincrement=True
    )
    op.create_table('showroom_window',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('begins', sa.Integer(), nullable=False),
    sa.Column('ends', sa.Integer(), nullable=False),
    sa.Column('visit_minutes', sa.Integer(), nullable=False),
    sa.Column('buffer', sa.Integer(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('walk_in_every', sa.Integer(), nullable=False),
    sa.CheckConstraint('begins >= 0 AND begins < ends AND ends <= 1440 AND begins % 5 = 0 AND ends % 5 = 0', name='showroom_window_hours'),
    sa.CheckConstraint('buffer IN (0, 5, 10, 15)', name='showroom_window_buffer'),
    sa.CheckConstraint('places BETWEEN 1 AND 6', name='showroom_window_places'),
    sa.CheckConstraint('visit_minutes IN (10, 15, 20)', name='showroom_window_visit'),
    sa.CheckConstraint('walk_in_every IN (0, 2, 3, 4, 5)', name='showroom_window_walk_ins'),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name='showroom_window_weekday'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('showroom_window_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('showroom_window_pkey')),
    sa.UniqueConstraint('stall_id', 'weekday', 'begins', name='showroom_window_begins_once'),
    sqlite_autoincrement=True
    )
    op.create_table('stall_day',
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('count_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('with_deposit', sa.Integer(), nullable=False),
    sa.Column('came_with_deposit', sa.Integer(), nullable=False),
    sa.Column('without_deposit', sa.Integer(), nullable=False),
    sa.Column('came_without_deposit', sa.Integer(), nullable=False),
    sa.Column('others', sa.Integer(), nullable=False),
    sa.CheckConstraint('came_with_deposit BETWEEN 0 AND with_deposit', name='stall_day_with_deposit'),
    sa.CheckConstraint('came_without_deposit BETWEEN 0 AND without_deposit', name='stall_day_without_deposit'),
    sa.CheckConstraint('others >= 0', name='stall_day_others'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stall_day_stall_id_fkey')),
    sa.PrimaryKeyConstraint('stall_id', 'day', name=op.f('stall_day_pkey'))
    )
    with op.batch_alter_table('stall_day', schema=None) as batch_op:
        batch_op.create_index('stall_day_uncounted', ['count_at'], unique=False, sqlite_where=sa.text('counted_at IS NULL'), postgresql_where=sa.text('counted_at IS NULL'))

    op.create_table('stall_follow',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('stall_follow_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stall_follow_stall_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', 'stall_id', name=op.f('stall_follow_pkey'))
    )
    with op.batch_alter_table('stall_follow', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('stall_follow_by_stall_id'), ['stall_id'], unique=False)

    op.create_table('stall_invite',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=8), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('sell', 'scan', 'all')", name='stall_invite_role'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('stall_invite_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stall_invite_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('stall_invite_pkey')),
    sa.UniqueConstraint('code_hash', name=op.f('stall_invite_code_hash_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('stall_invite', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('stall_invite_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('stall_invite_by_stall_id'), ['stall_id'], unique=False)

    op.create_table('stall_staff',
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('role', sa.String(length=8), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('sell', 'scan', 'all')", name='stall_staff_role'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('stall_staff_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stall_staff_stall_id_fkey')),
    sa.PrimaryKeyConstraint('stall_id', 'person_id', name=op.f('stall_staff_pkey'))
    )
    with op.batch_alter_table('stall_staff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('stall_staff_by_person_id'), ['person_id'], unique=False)

    op.create_table('stock_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('drop_name', sa.String(length=128), nullable=False),
    sa.Column('message', sa.String(length=6000), nullable=False),
    sa.Column('words', sa.String(length=600), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('picture_hash', sa.String(length=64), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name='stock_template_weekday'),
    sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name=op.f('stock_template_picture_hash_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stock_template_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('stock_template_pkey')),
    sa.UniqueConstraint('stall_id', 'name', name='stock_template_name'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('stock_template', schema=None) as batch_op:
        batch_op.create_index('stock_template_by_picture_hash', ['picture_hash'], unique=False)

    op.create_table('support_message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('thread_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('organiser_id', sa.BigInteger(), nullable=True),
    sa.Column('is_answer', sa.Boolean(), nullable=False),
    sa.Column('words', sa.String(length=1000), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organiser_id'], ['person.id'], name=op.f('support_message_organiser_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('support_message_person_id_fkey')),
    sa.ForeignKeyConstraint(['thread_id'], ['support_thread.id'], name=op.f('support_message_thread_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('support_message_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('support_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('support_message_by_organiser_id'), ['organiser_id'], unique=False)
        batch_op.create_index(batch_op.f('support_message_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('support_message_by_thread_id'), ['thread_id'], unique=False)

    op.create_table('till',
    sa.Column('stall_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('next_number', sa.Integer(), nullable=False),
    sa.CheckConstraint('next_number >= 1', name='till_next_number'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('till_stall_id_fkey')),
    sa.PrimaryKeyConstraint('stall_id', name=op.f('till_pkey'))
    )
    op.create_table('broadcast',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('picture_hash', sa.String(length=64), nullable=True),
    sa.Column('buttons', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('send_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('drop_id', sa.Integer(), nullable=True),
    sa.Column('minutes_before', sa.Integer(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('cursor', sa.BigInteger(), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recalled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('final_report_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('operational', 'promotional')", name='broadcast_kind'),
    sa.CheckConstraint("state IN ('draft', 'scheduled', 'sending', 'paused', 'sent', 'stopped')", name='broadcast_state'),
    sa.CheckConstraint('(drop_id IS NULL) = (minutes_before IS NULL)', name='broadcast_minutes_before'),
    sa.CheckConstraint('minutes_before BETWEEN 0 AND 20160', name='broadcast_fortnight'),
    sa.CheckConstraint('send_at IS NULL OR drop_id IS NULL', name='broadcast_when'),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('broadcast_author_id_fkey')),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('broadcast_drop_id_fkey')),
    sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name=op.f('broadcast_picture_hash_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('broadcast_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('broadcast_by_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('broadcast_by_drop_id'), ['drop_id'], unique=False)
        batch_op.create_index(batch_op.f('broadcast_by_picture_hash'), ['picture_hash'], unique=False)

    op.create_table('doubtful_sale',
    sa.Column('receipt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('wrong_price', sa.Boolean(), nullable=False),
    sa.Column('wrong_sum', sa.Boolean(), nullable=False),
    sa.Column('wrong_day', sa.Boolean(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('wrong_price OR wrong_sum OR wrong_day', name='doubtful_sale_reason'),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('doubtful_sale_receipt_id_fkey')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('doubtful_sale_settled_by_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('doubtful_sale_stall_id_fkey')),
    sa.PrimaryKeyConstraint('receipt_id', name=op.f('doubtful_sale_pkey'))
    )
    with op.batch_alter_table('doubtful_sale', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('doubtful_sale_by_settled_by'), ['settled_by'], unique=False)
        batch_op.create_index(batch_op.f('doubtful_sale_by_stall_id'), ['stall_id'], unique=False)
        batch_op.create_index('doubtful_sale_open', ['stall_id', 'receipt_id'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    op.create_table('drop_tag',
    sa.Column('drop_id', sa.Integer(), nullable=False),
    sa.Column('tag', sa.String(length=24), nullable=False),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('drop_tag_drop_id_fkey')),
    sa.PrimaryKeyConstraint('drop_id', 'tag', name=op.f('drop_tag_pkey'))
    )
    with op.batch_alter_table('drop_tag', schema=None) as batch_op:
        batch_op.create_index('drop_tag_by_tag', ['tag', 'drop_id'], unique=False)

    op.create_table('haul',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stream', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('to_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sent_by', sa.BigInteger(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_by', sa.BigInteger(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('clean', 'returned')", name='haul_state'),
    sa.CheckConstraint("stream IN ('halal', 'other')", name='haul_stream'),
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

    op.create_table('item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('drop_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('unit', sa.String(length=8), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.Column('loan_deposit', sa.BigInteger(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('booked', sa.Integer(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.Column('next_number', sa.Integer(), nullable=False),
    sa.Column('offered', sa.Boolean(), nullable=False),
    sa.Column('announced_units', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('allergens', sa.String(length=80), nullable=False),
    sa.Column('packaging_id', sa.Integer(), nullable=True),
    sa.Column('sold', sa.Integer(), nullable=False),
    sa.Column('cost', sa.BigInteger(), nullable=True),
    sa.Column('sold_in', sa.String(length=12), nullable=True),
    sa.Column('live_minutes', sa.Integer(), nullable=True),
    sa.Column('marks', sa.Integer(), nullable=False),
    sa.CheckConstraint("sold_in IN ('none', 'returnable', 'compostable', 'single_use')", name='item_sold_in'),
    sa.CheckConstraint("unit IN ('piece', 'box', 'cup', 'jar', 'pack', 'print', 'seat', 'place')", name='item_unit'),
    sa.CheckConstraint('(starts_at IS NULL) = (ends_at IS NULL)', name='item_slot'),
    sa.CheckConstraint('announced_units >= 0', name='item_announced_units'),
    sa.CheckConstraint('booked + held <= quantity', name='item_never_oversold'),
    sa.CheckConstraint('booked >= 0 AND held >= 0 AND waiting >= 0', name='item_counts'),
    sa.CheckConstraint('cost >= 0', name='item_cost'),
    sa.CheckConstraint('live_minutes IN (2, 5, 10)', name='item_live_minutes'),
    sa.CheckConstraint('price >= 0 AND loan_deposit >= 0', name='item_price'),
    sa.CheckConstraint('quantity BETWEEN 0 AND 100000', name='item_quantity'),
    sa.CheckConstraint('sold BETWEEN 0 AND booked', name='item_sold'),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('item_drop_id_fkey')),
    sa.ForeignKeyConstraint(['packaging_id'], ['packaging_type.id'], name=op.f('item_packaging_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('item_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('item_by_drop_id'), ['drop_id'], unique=False)
        batch_op.create_index(batch_op.f('item_by_packaging_id'), ['packaging_id'], unique=False)

    op.create_table('live_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('drop_id', sa.Integer(), nullable=False),
    sa.Column('letters', sa.String(length=2), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('word', sa.String(length=16), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('minutes IN (2, 5, 10)', name='live_session_minutes'),
    sa.CheckConstraint('stopped_at >= started_at', name='live_session_hours'),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('live_session_drop_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('live_session_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('live_session', schema=None) as batch_op:
        batch_op.create_index('live_session_by_letters', ['letters', 'started_at'], unique=False)
        batch_op.create_index('live_session_letters', ['letters'], unique=True, sqlite_where=sa.text('stopped_at IS NULL'), postgresql_where=sa.text('stopped_at IS NULL'))
        batch_op.create_index('live_session_of_drop', ['drop_id', 'started_at'], unique=False)
        batch_op.create_index('live_session_running', ['drop_id'], unique=True, sqlite_where=sa.text('stopped_at IS NULL'), postgresql_where=sa.text('stopped_at IS NULL'))

    op.create_table('objection',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('drop_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name='objection_decided'),
    sa.CheckConstraint("state IN ('open', 'lifted', 'upheld')", name='objection_state'),
    sa.CheckConstraint('stall_id IS NULL OR drop_id IS NULL', name='objection_subject'),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('objection_decided_by_fkey')),
    sa.ForeignKeyConstraint(['decision_id'], ['audit_entry.id'], name=op.f('objection_decision_id_fkey')),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('objection_drop_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('objection_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('objection_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('objection_pkey')),
    sa.UniqueConstraint('decision_id', name=op.f('objection_decision_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('objection_by_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('objection_by_drop_id'), ['drop_id'], unique=False)
        batch_op.create_index(batch_op.f('objection_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('objection_by_stall_id'), ['stall_id'], unique=False)
        batch_op.create_index('objection_of_state', ['state', 'id'], unique=False)

    op.create_table('packaging_asset',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('type_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.String(length=16), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
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
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
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

    op.create_table('report',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('drop_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=12), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name='report_decided'),
    sa.CheckConstraint("reason IN ('goods', 'unsafe', 'payment', 'behaviour', 'other')", name='report_reason'),
    sa.CheckConstraint("state IN ('open', 'acted', 'closed')", name='report_state'),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('report_decided_by_fkey')),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('report_drop_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('report_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('report_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('report_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('report_by_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('report_by_drop_id'), ['drop_id'], unique=False)
        batch_op.create_index(batch_op.f('report_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('report_by_stall_id'), ['stall_id'], unique=False)
        batch_op.create_index('report_of_state', ['state', 'id'], unique=False)

    op.create_table('roster',
    sa.Column('drop_id', sa.Integer(), nullable=False),
    sa.Column('parts', sa.Integer(), nullable=False),
    sa.Column('notified_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_since', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('parts BETWEEN 1 AND 3', name='roster_parts'),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('roster_drop_id_fkey')),
    sa.PrimaryKeyConstraint('drop_id', name=op.f('roster_pkey'))
    )
    op.create_table('showroom_busy',
    sa.Column('host_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('begins_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['host_id'], ['person.id'], name=op.f('showroom_busy_host_id_fkey')),
    sa.ForeignKeyConstraint(['slot_id'], ['showroom_slot.id'], name=op.f('showroom_busy_slot_id_fkey')),
    sa.PrimaryKeyConstraint('host_id', 'begins_at', name=op.f('showroom_busy_pkey'))
    )
    with op.batch_alter_table('showroom_busy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('showroom_busy_by_slot_id'), ['slot_id'], unique=False)

    op.create_table('showroom_visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('walk_in', sa.Boolean(), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('revised_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("minutes IS NULL OR state = 'left'", name='showroom_visit_left'),
    sa.CheckConstraint("state IN ('booked', 'here', 'left', 'missed', 'over', 'cancelled', 'ended')", name='showroom_visit_state'),
    sa.CheckConstraint('minutes BETWEEN 1 AND 600', name='showroom_visit_minutes'),
    sa.CheckConstraint('people BETWEEN 1 AND 6', name='showroom_visit_people'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('showroom_visit_person_id_fkey')),
    sa.ForeignKeyConstraint(['slot_id'], ['showroom_slot.id'], name=op.f('showroom_visit_slot_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('showroom_visit_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('showroom_visit_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('showroom_visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('showroom_visit_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('showroom_visit_by_slot_id'), ['slot_id'], unique=False)
        batch_op.create_index(batch_op.f('showroom_visit_by_stall_id'), ['stall_id'], unique=False)
        batch_op.create_index('showroom_visit_one_ahead', ['person_id', 'stall_id'], unique=True, sqlite_where=sa.text("state = 'booked'"), postgresql_where=sa.text("state = 'booked'"))

    op.create_table('split',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('drop_id', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('split_drop_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('split_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('split', schema=None) as batch_op:
        batch_op.create_index('split_agreed', ['drop_id'], unique=True, sqlite_where=sa.text('agreed_at IS NOT NULL AND ended_at IS NULL'), postgresql_where=sa.text('agreed_at IS NOT NULL AND ended_at IS NULL'))
        batch_op.create_index('split_of_drop', ['drop_id'], unique=False)
        batch_op.create_index('split_open', ['drop_id'], unique=True, sqlite_where=sa.text('agreed_at IS NULL AND ended_at IS NULL'), postgresql_where=sa.text('agreed_at IS NULL AND ended_at IS NULL'))

    op.create_table('wash',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stream', sa.String(length=8), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
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

    op.create_table('availability_alert',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('availability_alert_item_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('availability_alert_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', 'item_id', name=op.f('availability_alert_pkey'))
    )
    with op.batch_alter_table('availability_alert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('availability_alert_by_item_id'), ['item_id'], unique=False)

    op.create_table('component',
    sa.Column('bundle_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.CheckConstraint('bundle_id <> item_id', name='component_of_another'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='component_units'),
    sa.ForeignKeyConstraint(['bundle_id'], ['item.id'], name=op.f('component_bundle_id_fkey')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('component_item_id_fkey')),
    sa.PrimaryKeyConstraint('bundle_id', 'item_id', name=op.f('component_pkey'))
    )
    with op.batch_alter_table('component', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('component_by_item_id'), ['item_id'], unique=False)

    op.create_table('draw',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('secret', sa.String(length=64), nullable=False),
    sa.Column('commitment', sa.String(length=64), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('root', sa.String(length=64), nullable=True),
    sa.Column('beacon', sa.String(length=8), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=True),
    sa.Column('randomness', sa.String(length=64), nullable=True),
    sa.Column('signature', sa.String(length=192), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("beacon IN ('quicknet', 'local')", name='draw_beacon'),
    sa.CheckConstraint('(closed_at IS NULL) = (root IS NULL)', name='draw_closed'),
    sa.CheckConstraint('(closed_at IS NULL) = (round IS NULL)', name='draw_round'),
    sa.CheckConstraint('(drawn_at IS NULL) = (randomness IS NULL)', name='draw_drawn'),
    sa.CheckConstraint('drawn_at IS NULL OR closed_at IS NOT NULL', name='draw_in_turn'),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('draw_item_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('draw_pkey')),
    sa.UniqueConstraint('item_id', name=op.f('draw_item_id_key')),
    sa.UniqueConstraint('name', name=op.f('draw_name_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('draw', schema=None) as batch_op:
        batch_op.create_index('draw_ahead', ['item_id'], unique=False, sqlite_where=sa.text('drawn_at IS NULL'), postgresql_where=sa.text('drawn_at IS NULL'))

    op.create_table('entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('remainder', sa.Integer(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('split', sa.Boolean(), nullable=False),
    sa.Column('skipped', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('pseudonym', sa.String(length=12), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'held', 'booked', 'declined', 'expired', 'left', 'closed')", name='entry_state'),
    sa.CheckConstraint('remainder >= 0', name='entry_remainder'),
    sa.CheckConstraint('skipped >= 0', name='entry_skipped'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='entry_units'),
    sa.CheckConstraint('weight BETWEEN 1 AND 4', name='entry_weight'),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('entry_item_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('entry_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('entry_pkey')),
    sa.UniqueConstraint('item_id', 'number', 'remainder', name='entry_number'),
    sa.UniqueConstraint('item_id', 'pseudonym', name='entry_pseudonym'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index('entry_by_person', ['person_id', 'item_id'], unique=False)
        batch_op.create_index('entry_next', ['item_id', 'number'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.create_index('entry_once', ['item_id', 'person_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('former_price',
    sa.Column('item_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('price', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('former_price_item_id_fkey')),
    sa.PrimaryKeyConstraint('item_id', 'price', name=op.f('former_price_pkey'))
    )
    op.create_table('last_minute_offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('night', sa.Date(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.Column('grams', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('grams > 0', name='last_minute_offer_grams'),
    sa.CheckConstraint('price >= 0', name='last_minute_offer_price'),
    sa.CheckConstraint('started_at < ends_at', name='last_minute_offer_hours'),
    sa.CheckConstraint('units BETWEEN 1 AND 100000', name='last_minute_offer_units'),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('last_minute_offer_item_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('last_minute_offer_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('last_minute_offer_pkey')),
    sa.UniqueConstraint('stall_id', 'night', name='last_minute_offer_once_a_night'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('last_minute_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('last_minute_offer_by_item_id'), ['item_id'], unique=False)

    op.create_table('oversold',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('receipt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('units >= 1', name='oversold_units'),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('oversold_item_id_fkey')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('oversold_receipt_id_fkey')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('oversold_settled_by_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('oversold_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('oversold_pkey')),
    sa.UniqueConstraint('receipt_id', 'item_id', name='oversold_line'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('oversold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('oversold_by_settled_by'), ['settled_by'], unique=False)
        batch_op.create_index(batch_op.f('oversold_by_stall_id'), ['stall_id'], unique=False)
        batch_op.create_index('oversold_of_item', ['item_id'], unique=False)
        batch_op.create_index('oversold_open', ['stall_id', 'id'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    op.create_table('receipt_line',
    sa.Column('receipt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('price >= 0', name='receipt_line_price'),
    sa.CheckConstraint('units <> 0', name='receipt_line_units'),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('receipt_line_item_id_fkey')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('receipt_line_receipt_id_fkey')),
    sa.PrimaryKeyConstraint('receipt_id', 'position', name=op.f('receipt_line_pkey'))
    )
    with op.batch_alter_table('receipt_line', schema=None) as batch_op:
        batch_op.create_index('receipt_line_of_item', ['item_id'], unique=False)

    op.create_table('shift',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('drop_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wanted', sa.Integer(), nullable=True),
    sa.Column('wanted_since', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(wanted IS NULL) = (wanted_since IS NULL)', name='shift_wanted'),
    sa.CheckConstraint('part BETWEEN 0 AND 2', name='shift_part'),
    sa.ForeignKeyConstraint(['drop_id'], ['roster.drop_id'], name=op.f('shift_drop_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('shift_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('shift_pkey')),
    sa.UniqueConstraint('drop_id', 'part', 'person_id', name='shift_once_a_person'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('shift_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('shift_by_wanted'), ['wanted'], unique=False)

    op.create_table('shown',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('address_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('form', sa.String(length=64), nullable=False),
    sa.Column('picture', sa.String(length=100), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('marks', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('quiet_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('true_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('ticket', 'hold', 'hold reminder', 'entry', 'booking', 'booking reminder', 'draw result', 'deposit choice', 'deposit', 'stall deposit', 'stall deposits', 'gift', 'stall request', 'roster', 'returned', 'shares')", name='shown_kind'),
    sa.ForeignKeyConstraint(['address_id'], ['address.id'], name=op.f('shown_address_id_fkey')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('shown_item_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('shown_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('shown_pkey')),
    sa.UniqueConstraint('address_id', 'message', name='shown_once'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('shown', schema=None) as batch_op:
        batch_op.create_index('shown_by_age', ['shown_at'], unique=False)
        batch_op.create_index(batch_op.f('shown_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('shown_due', ['due_at'], unique=False, sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))
        batch_op.create_index('shown_of_item', ['item_id', 'person_id'], unique=False)
        batch_op.create_index('shown_of_subject', ['subject_id', 'kind'], unique=False)

    op.create_table('split_party',
    sa.Column('split_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('role', sa.String(length=8), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('code_hash', sa.String(length=64), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('creator', 'host')", name='split_party_role'),
    sa.CheckConstraint('(code_hash IS NULL) = (until IS NULL)', name='split_party_link'),
    sa.CheckConstraint('code_hash IS NULL OR agreed_at IS NULL', name='split_party_taken'),
    sa.CheckConstraint('share BETWEEN 1 AND 10000', name='split_party_share'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('split_party_person_id_fkey')),
    sa.ForeignKeyConstraint(['split_id'], ['split.id'], name=op.f('split_party_split_id_fkey')),
    sa.PrimaryKeyConstraint('split_id', 'role', name=op.f('split_party_pkey')),
    sa.UniqueConstraint('code_hash', name=op.f('split_party_code_hash_key'))
    )
    with op.batch_alter_table('split_party', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('split_party_by_person_id'), ['person_id'], unique=False)

    op.create_table('wording',
    sa.Column('broadcast_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('words', sa.String(length=4096), nullable=False),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcast.id'], name=op.f('wording_broadcast_id_fkey')),
    sa.PrimaryKeyConstraint('broadcast_id', 'language', name=op.f('wording_pkey'))
    )
    op.create_table('hold',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('notified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('live', 'booked', 'declined', 'expired', 'cancelled')", name='hold_state'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='hold_units'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('hold_entry_id_fkey')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('hold_item_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('hold_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('hold_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('hold_by_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('hold_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('hold_ends', ['until'], unique=False, sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))
        batch_op.create_index('hold_of_item', ['item_id', 'state'], unique=False)
        batch_op.create_index('hold_once', ['item_id', 'person_id'], unique=True, sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))
        batch_op.create_index('hold_untold', ['id'], unique=False, sqlite_where=sa.text("state = 'live' AND notified_at IS NULL"), postgresql_where=sa.text("state = 'live' AND notified_at IS NULL"))

    op.create_table('live_booking',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('live_session_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('live_booking_entry_id_fkey')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('live_booking_item_id_fkey')),
    sa.ForeignKeyConstraint(['live_session_id'], ['live_session.id'], name=op.f('live_booking_live_session_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('live_booking_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('live_booking_pkey')),
    sa.UniqueConstraint('live_session_id', 'item_id', 'person_id', name='live_booking_once'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('live_booking', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('live_booking_by_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('live_booking_by_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('live_booking_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('live_booking_in_order', ['live_session_id', 'id'], unique=False)

    op.create_table('booking',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hold_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('price', sa.Integer(), nullable=False),
    sa.Column('loan_deposit', sa.Integer(), nullable=False),
    sa.Column('collected', sa.Integer(), nullable=False),
    sa.Column('coming', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_minute_offer_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('booked', 'collected', 'released', 'missed', 'cancelled')", name='booking_state'),
    sa.CheckConstraint('collected BETWEEN 0 AND units', name='booking_collected'),
    sa.CheckConstraint('price >= 0 AND loan_deposit >= 0', name='booking_price'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='booking_units'),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('booking_hold_id_fkey')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('booking_item_id_fkey')),
    sa.ForeignKeyConstraint(['last_minute_offer_id'], ['last_minute_offer.id'], name=op.f('booking_last_minute_offer_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('booking_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('booking_pkey')),
    sa.UniqueConstraint('hold_id', name=op.f('booking_hold_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('booking_by_last_minute_offer_id'), ['last_minute_offer_id'], unique=False)
        batch_op.create_index(batch_op.f('booking_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('booking_of_item', ['item_id', 'person_id', 'state'], unique=False)

    op.create_table('deposit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hold_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('way', sa.String(length=8), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('charge', sa.String(length=255), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('refund_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('denied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('asked', 'said', 'paid', 'settled', 'kept', 'due', 'returned', 'void', 'review')", name='deposit_state'),
    sa.CheckConstraint("way IN ('cash', 'bank', 'invoice')", name='deposit_way'),
    sa.CheckConstraint('amount > 0', name='deposit_amount'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='deposit_units'),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('deposit_booking_id_fkey')),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('deposit_hold_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('deposit_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('deposit_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('deposit_pkey')),
    sa.UniqueConstraint('charge', name=op.f('deposit_charge_key')),
    sa.UniqueConstraint('reference', name=op.f('deposit_reference_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('deposit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('deposit_by_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index(batch_op.f('deposit_by_hold_id'), ['hold_id'], unique=False)
        batch_op.create_index(batch_op.f('deposit_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('deposit_of_stall', ['stall_id', 'state'], unique=False)
        batch_op.create_index('deposit_of_state', ['state', 'id'], unique=False)
        batch_op.create_index('deposit_open', ['hold_id'], unique=True, sqlite_where=sa.text("state IN ('asked', 'said', 'paid')"), postgresql_where=sa.text("state IN ('asked', 'said', 'paid')"))

    op.create_table('gift',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('hold_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('giver_id', sa.BigInteger(), nullable=True),
    sa.Column('taker_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'offered') = (ended_at IS NULL)", name='gift_ended'),
    sa.CheckConstraint("state IN ('offered', 'taken', 'withdrawn')", name='gift_state'),
    sa.CheckConstraint('(hold_id IS NULL) <> (booking_id IS NULL)', name='gift_of_one'),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('gift_booking_id_fkey')),
    sa.ForeignKeyConstraint(['giver_id'], ['person.id'], name=op.f('gift_giver_id_fkey')),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('gift_hold_id_fkey')),
    sa.ForeignKeyConstraint(['taker_id'], ['person.id'], name=op.f('gift_taker_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('gift_pkey')),
    sa.UniqueConstraint('code_hash', name=op.f('gift_code_hash_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('gift', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('gift_by_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index(batch_op.f('gift_by_giver_id'), ['giver_id'], unique=False)
        batch_op.create_index(batch_op.f('gift_by_hold_id'), ['hold_id'], unique=False)
        batch_op.create_index(batch_op.f('gift_by_taker_id'), ['taker_id'], unique=False)

    op.create_table('loan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('type_id', sa.Integer(), nullable=True),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lender_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('deposit', sa.Integer(), nullable=False),
    sa.Column('fee_per_day', sa.BigInteger(), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.Column('out_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lost_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(type_id IS NULL) = (lender_id IS NULL)', name='loan_lender'),
    sa.CheckConstraint('(type_id IS NULL) = (place_id IS NULL)', name='loan_place'),
    sa.CheckConstraint('booking_id IS NOT NULL OR type_id IS NOT NULL', name='loan_of_booking_or_type'),
    sa.CheckConstraint('deposit >= 0', name='loan_deposit'),
    sa.CheckConstraint('fee_per_day >= 0 AND price >= 0', name='loan_fee'),
    sa.CheckConstraint('lost >= 0 AND (lost = 0 OR returned + lost <= units)', name='loan_lost'),
    sa.CheckConstraint('returned BETWEEN 0 AND units', name='loan_returned'),
    sa.CheckConstraint('units BETWEEN 0 AND 6', name='loan_units'),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('loan_booking_id_fkey')),
    sa.ForeignKeyConstraint(['lender_id'], ['packaging_place.id'], name=op.f('loan_lender_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('loan_person_id_fkey')),
    sa.ForeignKeyConstraint(['place_id'], ['packaging_place.id'], name=op.f('loan_place_id_fkey')),
    sa.ForeignKeyConstraint(['type_id'], ['packaging_type.id'], name=op.f('loan_type_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('loan_pkey')),
    sa.UniqueConstraint('booking_id', name=op.f('loan_booking_id_key')),
    sa.UniqueConstraint('place_id', name=op.f('loan_place_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('loan_by_lender_id'), ['lender_id'], unique=False)
        batch_op.create_index(batch_op.f('loan_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('loan_by_type_id'), ['type_id'], unique=False)
        batch_op.create_index('loan_due', ['due_at'], unique=False, sqlite_where=sa.text('type_id IS NOT NULL AND units > returned + lost'), postgresql_where=sa.text('type_id IS NOT NULL AND units > returned + lost'))
        batch_op.create_index('loan_out', ['id'], unique=False, sqlite_where=sa.text('units > returned + lost'), postgresql_where=sa.text('units > returned + lost'))

    op.create_table('payment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('charge', sa.String(length=255), nullable=False),
    sa.Column('payload', sa.String(length=128), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('raw', sa.JSON(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('payer_id', sa.BigInteger(), nullable=True),
    sa.Column('deposit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('matched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_how', sa.String(length=12), nullable=True),
    sa.Column('settled_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("settled_how IN ('refunded', 'passed on', 'nothing')", name='payment_settled_how'),
    sa.CheckConstraint('(settled_at IS NULL) = (settled_how IS NULL)', name='payment_settled'),
    sa.CheckConstraint('matched_at IS NULL OR settled_at IS NULL', name='payment_ended_once'),
    sa.ForeignKeyConstraint(['deposit_id'], ['deposit.id'], name=op.f('payment_deposit_id_fkey')),
    sa.ForeignKeyConstraint(['payer_id'], ['person.id'], name=op.f('payment_payer_id_fkey')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('payment_settled_by_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('payment_pkey')),
    sa.UniqueConstraint('charge', name=op.f('payment_charge_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('payment_by_deposit_id'), ['deposit_id'], unique=False)
        batch_op.create_index(batch_op.f('payment_by_payer_id'), ['payer_id'], unique=False)
        batch_op.create_index(batch_op.f('payment_by_settled_by'), ['settled_by'], unique=False)
        batch_op.create_index('payment_open', ['id'], unique=False, sqlite_where=sa.text('matched_at IS NULL AND settled_at IS NULL'), postgresql_where=sa.text('matched_at IS NULL AND settled_at IS NULL'))

    op.create_table('screenshot',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('deposit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('print_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('picture_hash', sa.String(length=64), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['deposit_id'], ['deposit.id'], name=op.f('screenshot_deposit_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('screenshot_person_id_fkey')),
    sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name=op.f('screenshot_picture_hash_fkey')),
    sa.ForeignKeyConstraint(['print_id'], ['picture_print.id'], name=op.f('screenshot_print_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('screenshot_pkey')),
    sa.UniqueConstraint('print_id', name=op.f('screenshot_print_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('screenshot', schema=None) as batch_op:
        batch_op.create_index('screenshot_by_age', ['sent_at'], unique=False)
        batch_op.create_index(batch_op.f('screenshot_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('screenshot_by_picture_hash'), ['picture_hash'], unique=False)
        batch_op.create_index('screenshot_of_deposit', ['deposit_id'], unique=False)
        batch_op.create_index('screenshot_shown', ['deposit_id'], unique=True, sqlite_where=sa.text('picture_hash IS NOT NULL'), postgresql_where=sa.text('picture_hash IS NOT NULL'))

    op.create_table('ticket',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=9), nullable=False),
    sa.Column('kind', sa.String(length=9), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('loan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'returns') = (loan_id IS NOT NULL)", name='ticket_of_loan'),
    sa.CheckConstraint("(kind IN ('pickup', 'admission')) = (booking_id IS NOT NULL)", name='ticket_of_booking'),
    sa.CheckConstraint("kind IN ('pickup', 'admission', 'returns')", name='ticket_kind'),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('ticket_booking_id_fkey')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('ticket_loan_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('ticket_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('ticket_pkey')),
    sa.UniqueConstraint('code', name=op.f('ticket_code_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ticket_by_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index(batch_op.f('ticket_by_loan_id'), ['loan_id'], unique=False)
        batch_op.create_index(batch_op.f('ticket_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ticket_counts', ['booking_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.create_index('ticket_counts_loan', ['loan_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('transfer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('deposit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('debit', sa.String(length=16), nullable=False),
    sa.Column('credit', sa.String(length=16), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("kind IN ('received', 'settled', 'reopened', 'kept', 'owed', 'returned')", name='transfer_kind'),
    sa.CheckConstraint('amount > 0', name='transfer_amount'),
    sa.CheckConstraint('debit <> credit', name='transfer_accounts'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('transfer_by_id_fkey')),
    sa.ForeignKeyConstraint(['deposit_id'], ['deposit.id'], name=op.f('transfer_deposit_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('transfer_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('transfer_pkey')),
    sa.UniqueConstraint('deposit_id', 'kind', 'round', name='transfer_once'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('transfer_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index('transfer_of_stall', ['stall_id', 'made_at'], unique=False)

    op.create_table('recovery',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=9), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('objected_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name='recovery_ended'),
    sa.CheckConstraint("objected_at IS NULL OR state = 'moved'", name='recovery_objected'),
    sa.CheckConstraint("state IN ('asked', 'moved', 'refused', 'withdrawn', 'ended')", name='recovery_state'),
    sa.CheckConstraint('ticket_id IS NULL OR stall_id IS NULL', name='recovery_named_by'),
    sa.ForeignKeyConstraint(['account_id'], ['person.id'], name=op.f('recovery_account_id_fkey')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('recovery_decided_by_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('recovery_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('recovery_stall_id_fkey')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('recovery_ticket_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('recovery_pkey')),
    sa.UniqueConstraint('code', name=op.f('recovery_code_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('recovery', schema=None) as batch_op:
        batch_op.create_index('recovery_asked', ['until'], unique=False, sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))
        batch_op.create_index(batch_op.f('recovery_by_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('recovery_by_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('recovery_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('recovery_by_stall_id'), ['stall_id'], unique=False)
        batch_op.create_index(batch_op.f('recovery_by_ticket_id'), ['ticket_id'], unique=False)

    op.create_table('scan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('hub_id', sa.Integer(), nullable=True),
    sa.Column('condition', sa.String(length=8), nullable=False),
    sa.Column('swapped', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('scanned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.String(length=8), nullable=True),
    sa.CheckConstraint("condition IN ('fine', 'damaged', 'mixed')", name='scan_condition'),
    sa.CheckConstraint("decision IN ('undone', 'right', 'wrong', 'extra')", name='scan_decision'),
    sa.CheckConstraint("decision IS NULL OR decision = 'right' OR undone_at IS NOT NULL", name='scan_that_counts'),
    sa.CheckConstraint('(stall_id IS NULL) <> (hub_id IS NULL)', name='scan_place'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='scan_units'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('scan_by_id_fkey')),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name=op.f('scan_hub_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('scan_stall_id_fkey')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('scan_ticket_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('scan_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('scan_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('scan_by_hub_id'), ['hub_id'], unique=False)
        batch_op.create_index(batch_op.f('scan_by_scanned_at'), ['scanned_at'], unique=False)
        batch_op.create_index('scan_of_stall', ['stall_id', 'scanned_at'], unique=False)
        batch_op.create_index('scan_of_ticket', ['ticket_id', 'scanned_at'], unique=False)

    op.create_table('kiosk_scan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.String(length=1000), nullable=False),
    sa.Column('signature', sa.String(length=86), nullable=False),
    sa.Column('action', sa.String(length=12), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undoes', sa.String(length=36), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('why', sa.String(length=16), nullable=True),
    sa.Column('scan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('receipt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('other_body', sa.String(length=1000), nullable=True),
    sa.CheckConstraint("(action = 'undo') = (undoes IS NOT NULL)", name='kiosk_scan_undoes'),
    sa.CheckConstraint("action IN ('hand_over', 'admit', 'take_back', 'undo', 'sell', 'refused')", name='kiosk_scan_action'),
    sa.CheckConstraint("receipt_id IS NULL OR action = 'sell'", name='kiosk_scan_sold'),
    sa.CheckConstraint("why IN ('unknown', 'forged', 'other_stall', 'other_action', 'own_packaging', 'units', 'ended', 'clock', 'too_late', 'signature', 'right', 'tried')", name='kiosk_scan_why'),
    sa.CheckConstraint('why IS NULL OR (scan_id IS NULL AND receipt_id IS NULL)', name='kiosk_scan_refused'),
    sa.ForeignKeyConstraint(['device_id'], ['kiosk_device.id'], name=op.f('kiosk_scan_device_id_fkey')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('kiosk_scan_receipt_id_fkey')),
    sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name=op.f('kiosk_scan_scan_id_fkey')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('kiosk_scan_ticket_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('kiosk_scan_pkey')),
    sa.UniqueConstraint('device_id', 'seq', name='kiosk_scan_seq'),
    sa.UniqueConstraint('receipt_id', name=op.f('kiosk_scan_receipt_id_key')),
    sa.UniqueConstraint('scan_id', name=op.f('kiosk_scan_scan_id_key')),
    sa.UniqueConstraint('uuid', name=op.f('kiosk_scan_uuid_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('kiosk_scan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('kiosk_scan_by_ticket_id'), ['ticket_id'], unique=False)
        batch_op.create_index(batch_op.f('kiosk_scan_by_undoes'), ['undoes'], unique=False)

    op.create_table('packaging_movement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('type_id', sa.Integer(), nullable=False),
    sa.Column('stream', sa.String(length=8), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('from_state', sa.String(length=12), nullable=True),
    sa.Column('to_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('to_state', sa.String(length=12), nullable=True),
    sa.Column('reason', sa.String(length=16), nullable=False),
    sa.Column('scan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('haul_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('wash_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('asset_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reverses_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("from_state IN ('clean', 'out', 'returned', 'washing', 'quarantined', 'retired', 'lost')", name='packaging_movement_from_state'),
    sa.CheckConstraint("reason IN ('bought', 'lent', 'unrecorded', 'taken_back', 'swapped_in', 'swapped_out', 'wash_started', 'wash_done', 'sent', 'arrived', 'damaged', 'mixed', 'released', 'worn_out', 'found', 'counted_lost', 'written_off', 'back_after_all', 'undone')", name='packaging_movement_reason'),
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
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('loan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('scan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('debit', sa.String(length=8), nullable=False),
    sa.Column('credit', sa.String(length=8), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('reverses_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('follows_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'reversed') = (reverses_id IS NOT NULL)", name='packaging_transfer_reverses'),
    sa.CheckConstraint("credit IN ('cash', 'deposits', 'refunds', 'pot', 'kept', 'dues', 'fees', 'market')", name='packaging_transfer_credit'),
    sa.CheckConstraint("debit IN ('cash', 'deposits', 'refunds', 'pot', 'kept', 'dues', 'fees', 'market')", name='packaging_transfer_debit'),
    sa.CheckConstraint("follows_id IS NULL OR kind IN ('taken', 'owed', 'charged')", name='packaging_transfer_follows'),
    sa.CheckConstraint("kind IN ('taken', 'owed', 'refunded', 'left', 'kept', 'charged', 'paid', 'settled_in', 'settled_out', 'reversed')", name='packaging_transfer_kind'),
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

    op.create_table('scan_conflict',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=True),
    sa.Column('hub_id', sa.Integer(), nullable=True),
    sa.Column('scan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.BigInteger(), nullable=True),
    sa.Column('decision', sa.String(length=12), nullable=True),
    sa.CheckConstraint("decision IN ('both', 'only_this', 'only_others')", name='scan_conflict_decision'),
    sa.CheckConstraint('(settled_at IS NULL) = (decision IS NULL)', name='scan_conflict_settled'),
    sa.CheckConstraint('(stall_id IS NULL) <> (hub_id IS NULL)', name='scan_conflict_place'),
    sa.ForeignKeyConstraint(['hub_id'], ['hub.id'], name=op.f('scan_conflict_hub_id_fkey')),
    sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name=op.f('scan_conflict_scan_id_fkey')),
    sa.ForeignKeyConstraint(['settled_by'], ['person.id'], name=op.f('scan_conflict_settled_by_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('scan_conflict_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('scan_conflict_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('scan_conflict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('scan_conflict_by_hub_id'), ['hub_id'], unique=False)
        batch_op.create_index(batch_op.f('scan_conflict_by_scan_id'), ['scan_id'], unique=False)
        batch_op.create_index(batch_op.f('scan_conflict_by_settled_by'), ['settled_by'], unique=False)
        batch_op.create_index(batch_op.f('scan_conflict_by_stall_id'), ['stall_id'], unique=False)
        batch_op.create_index('scan_conflict_of_hub', ['hub_id', 'id'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
        batch_op.create_index('scan_conflict_of_stall', ['stall_id', 'id'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
        batch_op.create_index('scan_conflict_open', ['scan_id'], unique=True, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    op.create_table('fee_waiver',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('transfer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.String(length=8), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("reason IN ('none', 'closed', 'mistake')", name='fee_waiver_reason'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fee_waiver_by_id_fkey')),
    sa.ForeignKeyConstraint(['transfer_id'], ['packaging_transfer.id'], name=op.f('fee_waiver_transfer_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('fee_waiver_pkey')),
    sa.UniqueConstraint('transfer_id', name=op.f('fee_waiver_transfer_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('fee_waiver', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('fee_waiver_by_by_id'), ['by_id'], unique=False)
    refuse_changes()


def downgrade() -> None:
    with op.batch_alter_table('fee_waiver', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('fee_waiver_by_by_id'))

    op.drop_table('fee_waiver')
    with op.batch_alter_table('scan_conflict', schema=None) as batch_op:
        batch_op.drop_index('scan_conflict_open', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
        batch_op.drop_index('scan_conflict_of_stall', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
        batch_op.drop_index('scan_conflict_of_hub', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
        batch_op.drop_index(batch_op.f('scan_conflict_by_stall_id'))
        batch_op.drop_index(batch_op.f('scan_conflict_by_settled_by'))
        batch_op.drop_index(batch_op.f('scan_conflict_by_scan_id'))
        batch_op.drop_index(batch_op.f('scan_conflict_by_hub_id'))

    op.drop_table('scan_conflict')
    with op.batch_alter_table('packaging_transfer', schema=None) as batch_op:
        batch_op.drop_index('packaging_transfer_once', sqlite_where=sa.text("scan_id IS NOT NULL AND follows_id IS NULL AND kind IN ('taken', 'owed', 'charged')"), postgresql_where=sa.text("scan_id IS NOT NULL AND follows_id IS NULL AND kind IN ('taken', 'owed', 'charged')"))
        batch_op.drop_index(batch_op.f('packaging_transfer_by_scan_id'))
        batch_op.drop_index(batch_op.f('packaging_transfer_by_place_id'))
        batch_op.drop_index(batch_op.f('packaging_transfer_by_loan_id'))
        batch_op.drop_index(batch_op.f('packaging_transfer_by_by_id'))

    op.drop_table('packaging_transfer')
    with op.batch_alter_table('packaging_movement', schema=None) as batch_op:
        batch_op.drop_index('packaging_movement_of_type')
        batch_op.drop_index(batch_op.f('packaging_movement_by_wash_id'))
        batch_op.drop_index(batch_op.f('packaging_movement_by_to_id'))
        batch_op.drop_index(batch_op.f('packaging_movement_by_scan_id'))
        batch_op.drop_index(batch_op.f('packaging_movement_by_haul_id'))
        batch_op.drop_index(batch_op.f('packaging_movement_by_from_id'))
        batch_op.drop_index(batch_op.f('packaging_movement_by_by_id'))
        batch_op.drop_index(batch_op.f('packaging_movement_by_asset_id'))

    op.drop_table('packaging_movement')
    with op.batch_alter_table('kiosk_scan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('kiosk_scan_by_undoes'))
        batch_op.drop_index(batch_op.f('kiosk_scan_by_ticket_id'))

    op.drop_table('kiosk_scan')
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.drop_index('scan_of_ticket')
        batch_op.drop_index('scan_of_stall')
        batch_op.drop_index(batch_op.f('scan_by_scanned_at'))
        batch_op.drop_index(batch_op.f('scan_by_hub_id'))
        batch_op.drop_index(batch_op.f('scan_by_by_id'))

    op.drop_table('scan')
    with op.batch_alter_table('recovery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('recovery_by_ticket_id'))
        batch_op.drop_index(batch_op.f('recovery_by_stall_id'))
        batch_op.drop_index(batch_op.f('recovery_by_person_id'))
        batch_op.drop_index(batch_op.f('recovery_by_decided_by'))
        batch_op.drop_index(batch_op.f('recovery_by_account_id'))
        batch_op.drop_index('recovery_asked', sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))

    op.drop_table('recovery')
    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.drop_index('transfer_of_stall')
        batch_op.drop_index(batch_op.f('transfer_by_by_id'))

    op.drop_table('transfer')
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_index('ticket_counts_loan', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index('ticket_counts', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ticket_by_person_id'))
        batch_op.drop_index(batch_op.f('ticket_by_loan_id'))
        batch_op.drop_index(batch_op.f('ticket_by_booking_id'))

    op.drop_table('ticket')
    with op.batch_alter_table('screenshot', schema=None) as batch_op:
        batch_op.drop_index('screenshot_shown', sqlite_where=sa.text('picture_hash IS NOT NULL'), postgresql_where=sa.text('picture_hash IS NOT NULL'))
        batch_op.drop_index('screenshot_of_deposit')
        batch_op.drop_index(batch_op.f('screenshot_by_picture_hash'))
        batch_op.drop_index(batch_op.f('screenshot_by_person_id'))
        batch_op.drop_index('screenshot_by_age')

    op.drop_table('screenshot')
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.drop_index('payment_open', sqlite_where=sa.text('matched_at IS NULL AND settled_at IS NULL'), postgresql_where=sa.text('matched_at IS NULL AND settled_at IS NULL'))
        batch_op.drop_index(batch_op.f('payment_by_settled_by'))
        batch_op.drop_index(batch_op.f('payment_by_payer_id'))
        batch_op.drop_index(batch_op.f('payment_by_deposit_id'))

    op.drop_table('payment')
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.drop_index('loan_out', sqlite_where=sa.text('units > returned + lost'), postgresql_where=sa.text('units > returned + lost'))
        batch_op.drop_index('loan_due', sqlite_where=sa.text('type_id IS NOT NULL AND units > returned + lost'), postgresql_where=sa.text('type_id IS NOT NULL AND units > returned + lost'))
        batch_op.drop_index(batch_op.f('loan_by_type_id'))
        batch_op.drop_index(batch_op.f('loan_by_person_id'))
        batch_op.drop_index(batch_op.f('loan_by_lender_id'))

    op.drop_table('loan')
    with op.batch_alter_table('gift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('gift_by_taker_id'))
        batch_op.drop_index(batch_op.f('gift_by_hold_id'))
        batch_op.drop_index(batch_op.f('gift_by_giver_id'))
        batch_op.drop_index(batch_op.f('gift_by_booking_id'))

    op.drop_table('gift')
    with op.batch_alter_table('deposit', schema=None) as batch_op:
        batch_op.drop_index('deposit_open', sqlite_where=sa.text("state IN ('asked', 'said', 'paid')"), postgresql_where=sa.text("state IN ('asked', 'said', 'paid')"))
        batch_op.drop_index('deposit_of_state')
        batch_op.drop_index('deposit_of_stall')
        batch_op.drop_index(batch_op.f('deposit_by_person_id'))
        batch_op.drop_index(batch_op.f('deposit_by_hold_id'))
        batch_op.drop_index(batch_op.f('deposit_by_booking_id'))

    op.drop_table('deposit')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_index('booking_of_item')
        batch_op.drop_index(batch_op.f('booking_by_person_id'))
        batch_op.drop_index(batch_op.f('booking_by_last_minute_offer_id'))

    op.drop_table('booking')
    with op.batch_alter_table('live_booking', schema=None) as batch_op:
        batch_op.drop_index('live_booking_in_order')
        batch_op.drop_index(batch_op.f('live_booking_by_person_id'))
        batch_op.drop_index(batch_op.f('live_booking_by_item_id'))
        batch_op.drop_index(batch_op.f('live_booking_by_entry_id'))

    op.drop_table('live_booking')
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.drop_index('hold_untold', sqlite_where=sa.text("state = 'live' AND notified_at IS NULL"), postgresql_where=sa.text("state = 'live' AND notified_at IS NULL"))
        batch_op.drop_index('hold_once', sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))
        batch_op.drop_index('hold_of_item')
        batch_op.drop_index('hold_ends', sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))
        batch_op.drop_index(batch_op.f('hold_by_person_id'))
        batch_op.drop_index(batch_op.f('hold_by_entry_id'))

    op.drop_table('hold')
    op.drop_table('wording')
    with op.batch_alter_table('split_party', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('split_party_by_person_id'))

    op.drop_table('split_party')
    with op.batch_alter_table('shown', schema=None) as batch_op:
        batch_op.drop_index('shown_of_subject')
        batch_op.drop_index('shown_of_item')
        batch_op.drop_index('shown_due', sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('shown_by_person_id'))
        batch_op.drop_index('shown_by_age')

    op.drop_table('shown')
    with op.batch_alter_table('shift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('shift_by_wanted'))
        batch_op.drop_index(batch_op.f('shift_by_person_id'))

    op.drop_table('shift')
    with op.batch_alter_table('receipt_line', schema=None) as batch_op:
        batch_op.drop_index('receipt_line_of_item')

    op.drop_table('receipt_line')
    with op.batch_alter_table('oversold', schema=None) as batch_op:
        batch_op.drop_index('oversold_open', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
        batch_op.drop_index('oversold_of_item')
        batch_op.drop_index(batch_op.f('oversold_by_stall_id'))
        batch_op.drop_index(batch_op.f('oversold_by_settled_by'))

    op.drop_table('oversold')
    with op.batch_alter_table('last_minute_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('last_minute_offer_by_item_id'))

    op.drop_table('last_minute_offer')
    op.drop_table('former_price')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index('entry_once', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index('entry_next', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index('entry_by_person')

    op.drop_table('entry')
    with op.batch_alter_table('draw', schema=None) as batch_op:
        batch_op.drop_index('draw_ahead', sqlite_where=sa.text('drawn_at IS NULL'), postgresql_where=sa.text('drawn_at IS NULL'))

    op.drop_table('draw')
    with op.batch_alter_table('component', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('component_by_item_id'))

    op.drop_table('component')
    with op.batch_alter_table('availability_alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('availability_alert_by_item_id'))

    op.drop_table('availability_alert')
    with op.batch_alter_table('wash', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('wash_by_place_id'))
        batch_op.drop_index(batch_op.f('wash_by_by_id'))

    op.drop_table('wash')
    with op.batch_alter_table('split', schema=None) as batch_op:
        batch_op.drop_index('split_open', sqlite_where=sa.text('agreed_at IS NULL AND ended_at IS NULL'), postgresql_where=sa.text('agreed_at IS NULL AND ended_at IS NULL'))
        batch_op.drop_index('split_of_drop')
        batch_op.drop_index('split_agreed', sqlite_where=sa.text('agreed_at IS NOT NULL AND ended_at IS NULL'), postgresql_where=sa.text('agreed_at IS NOT NULL AND ended_at IS NULL'))

    op.drop_table('split')
    with op.batch_alter_table('showroom_visit', schema=None) as batch_op:
        batch_op.drop_index('showroom_visit_one_ahead', sqlite_where=sa.text("state = 'booked'"), postgresql_where=sa.text("state = 'booked'"))
        batch_op.drop_index(batch_op.f('showroom_visit_by_stall_id'))
        batch_op.drop_index(batch_op.f('showroom_visit_by_slot_id'))
        batch_op.drop_index(batch_op.f('showroom_visit_by_person_id'))

    op.drop_table('showroom_visit')
    with op.batch_alter_table('showroom_busy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('showroom_busy_by_slot_id'))

    op.drop_table('showroom_busy')
    op.drop_table('roster')
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.drop_index('report_of_state')
        batch_op.drop_index(batch_op.f('report_by_stall_id'))
        batch_op.drop_index(batch_op.f('report_by_person_id'))
        batch_op.drop_index(batch_op.f('report_by_drop_id'))
        batch_op.drop_index(batch_op.f('report_by_decided_by'))

    op.drop_table('report')
    with op.batch_alter_table('packaging_stock', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('packaging_stock_by_type_id'))

    op.drop_table('packaging_stock')
    with op.batch_alter_table('packaging_asset', schema=None) as batch_op:
        batch_op.drop_index('packaging_asset_in_place')

    op.drop_table('packaging_asset')
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.drop_index('objection_of_state')
        batch_op.drop_index(batch_op.f('objection_by_stall_id'))
        batch_op.drop_index(batch_op.f('objection_by_person_id'))
        batch_op.drop_index(batch_op.f('objection_by_drop_id'))
        batch_op.drop_index(batch_op.f('objection_by_decided_by'))

    op.drop_table('objection')
    with op.batch_alter_table('live_session', schema=None) as batch_op:
        batch_op.drop_index('live_session_running', sqlite_where=sa.text('stopped_at IS NULL'), postgresql_where=sa.text('stopped_at IS NULL'))
        batch_op.drop_index('live_session_of_drop')
        batch_op.drop_index('live_session_letters', sqlite_where=sa.text('stopped_at IS NULL'), postgresql_where=sa.text('stopped_at IS NULL'))
        batch_op.drop_index('live_session_by_letters')

    op.drop_table('live_session')
    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('item_by_packaging_id'))
        batch_op.drop_index(batch_op.f('item_by_drop_id'))

    op.drop_table('item')
    with op.batch_alter_table('haul', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('haul_by_to_id'))
        batch_op.drop_index(batch_op.f('haul_by_sent_by'))
        batch_op.drop_index(batch_op.f('haul_by_received_by'))
        batch_op.drop_index(batch_op.f('haul_by_from_id'))

    op.drop_table('haul')
    with op.batch_alter_table('drop_tag', schema=None) as batch_op:
        batch_op.drop_index('drop_tag_by_tag')

    op.drop_table('drop_tag')
    with op.batch_alter_table('doubtful_sale', schema=None) as batch_op:
        batch_op.drop_index('doubtful_sale_open', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
        batch_op.drop_index(batch_op.f('doubtful_sale_by_stall_id'))
        batch_op.drop_index(batch_op.f('doubtful_sale_by_settled_by'))

    op.drop_table('doubtful_sale')
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('broadcast_by_picture_hash'))
        batch_op.drop_index(batch_op.f('broadcast_by_drop_id'))
        batch_op.drop_index(batch_op.f('broadcast_by_author_id'))

    op.drop_table('broadcast')
    op.drop_table('till')
    with op.batch_alter_table('support_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('support_message_by_thread_id'))
        batch_op.drop_index(batch_op.f('support_message_by_person_id'))
        batch_op.drop_index(batch_op.f('support_message_by_organiser_id'))

    op.drop_table('support_message')
    with op.batch_alter_table('stock_template', schema=None) as batch_op:
        batch_op.drop_index('stock_template_by_picture_hash')

    op.drop_table('stock_template')
    with op.batch_alter_table('stall_staff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('stall_staff_by_person_id'))

    op.drop_table('stall_staff')
    with op.batch_alter_table('stall_invite', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('stall_invite_by_stall_id'))
        batch_op.drop_index(batch_op.f('stall_invite_by_person_id'))

    op.drop_table('stall_invite')
    with op.batch_alter_table('stall_follow', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('stall_follow_by_stall_id'))

    op.drop_table('stall_follow')
    with op.batch_alter_table('stall_day', schema=None) as batch_op:
        batch_op.drop_index('stall_day_uncounted', sqlite_where=sa.text('counted_at IS NULL'), postgresql_where=sa.text('counted_at IS NULL'))

    op.drop_table('stall_day')
    op.drop_table('showroom_window')
    op.drop_table('showroom_slot')
    op.drop_table('showroom_curation')
    op.drop_table('showroom_closing')
    with op.batch_alter_table('seller', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('seller_by_person_id'))

    op.drop_table('seller')
    with op.batch_alter_table('received_photo', schema=None) as batch_op:
        batch_op.drop_index('received_photo_of_stall')
        batch_op.drop_index('received_photo_of_person')

    op.drop_table('received_photo')
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.drop_index('receipt_of_day')
        batch_op.drop_index(batch_op.f('receipt_by_sold_at'))
        batch_op.drop_index(batch_op.f('receipt_by_refunds_id'))
        batch_op.drop_index(batch_op.f('receipt_by_by_id'))

    op.drop_table('receipt')
    with op.batch_alter_table('payee', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('payee_by_stall_id'))
        batch_op.drop_index(batch_op.f('payee_by_set_by'))

    op.drop_table('payee')
    op.drop_table('packaging_place')
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_index('notification_undelivered', sqlite_where=sa.text("state IN ('unreachable', 'failed', 'unknown', 'dropped')"), postgresql_where=sa.text("state IN ('unreachable', 'failed', 'unknown', 'dropped')"))
        batch_op.drop_index('notification_paused', sqlite_where=sa.text("state = 'paused'"), postgresql_where=sa.text("state = 'paused'"))
        batch_op.drop_index('notification_ended', sqlite_where=sa.text('ended_at IS NOT NULL'), postgresql_where=sa.text('ended_at IS NOT NULL'))
        batch_op.drop_index('notification_due', sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.drop_index('notification_claimed', sqlite_where=sa.text("state = 'sending'"), postgresql_where=sa.text("state = 'sending'"))
        batch_op.drop_index(batch_op.f('notification_by_address_id'))
        batch_op.drop_index('notification_about')

    op.drop_table('notification')
    with op.batch_alter_table('licence_fee', schema=None) as batch_op:
        batch_op.drop_index('licence_fee_of_stall')
        batch_op.drop_index(batch_op.f('licence_fee_by_by_id'))

    op.drop_table('licence_fee')
    with op.batch_alter_table('licence_document', schema=None) as batch_op:
        batch_op.drop_index('licence_document_of_stall')
        batch_op.drop_index('licence_document_current', sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))
        batch_op.drop_index(batch_op.f('licence_document_by_sent_by'))
        batch_op.drop_index(batch_op.f('licence_document_by_picture_hash'))
        batch_op.drop_index(batch_op.f('licence_document_by_pdf_hash'))
        batch_op.drop_index(batch_op.f('licence_document_by_checked_by'))

    op.drop_table('licence_document')
    op.drop_table('licence_card')
    with op.batch_alter_table('kiosk_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('kiosk_link_by_stall_id'))
        batch_op.drop_index(batch_op.f('kiosk_link_by_person_id'))
        batch_op.drop_index(batch_op.f('kiosk_link_by_hub_id'))

    op.drop_table('kiosk_link')
    with op.batch_alter_table('kiosk_device', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('kiosk_device_by_stall_id'))
        batch_op.drop_index(batch_op.f('kiosk_device_by_person_id'))
        batch_op.drop_index(batch_op.f('kiosk_device_by_hub_id'))

    op.drop_table('kiosk_device')
    with op.batch_alter_table('hub_staff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('hub_staff_by_person_id'))
        batch_op.drop_index(batch_op.f('hub_staff_by_named_by'))

    op.drop_table('hub_staff')
    with op.batch_alter_table('hub_slot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('hub_slot_by_type_id'))

    op.drop_table('hub_slot')
    op.drop_table('forecast')
    with op.batch_alter_table('failed_code_attempt', schema=None) as batch_op:
        batch_op.drop_index('failed_code_attempt_of_stall')
        batch_op.drop_index('failed_code_attempt_of_person')

    op.drop_table('failed_code_attempt')
    with op.batch_alter_table('drop', schema=None) as batch_op:
        batch_op.drop_index('drop_upcoming')
        batch_op.drop_index('drop_to_wind_up', sqlite_where=sa.text('wound_up_at IS NULL'), postgresql_where=sa.text('wound_up_at IS NULL'))
        batch_op.drop_index('drop_of_stall')
        batch_op.drop_index('drop_of_alley')
        batch_op.drop_index(batch_op.f('drop_by_published_at'))
        batch_op.drop_index(batch_op.f('drop_by_picture_hash'))

    op.drop_table('drop')
    with op.batch_alter_table('desk_choice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('desk_choice_by_stall_id'))

    op.drop_table('desk_choice')
    with op.batch_alter_table('day_close', schema=None) as batch_op:
        batch_op.drop_index('day_close_of_stall')
        batch_op.drop_index('day_close_current', sqlite_where=sa.text('reopened_at IS NULL'), postgresql_where=sa.text('reopened_at IS NULL'))
        batch_op.drop_index(batch_op.f('day_close_by_by_id'))

    op.drop_table('day_close')
    with op.batch_alter_table('counter_check', schema=None) as batch_op:
        batch_op.drop_index('counter_check_of_stall')
        batch_op.drop_index(batch_op.f('counter_check_by_checked_by'))

    op.drop_table('counter_check')
    with op.batch_alter_table('cash_entry', schema=None) as batch_op:
        batch_op.drop_index('cash_entry_of_day')
        batch_op.drop_index('cash_entry_float', sqlite_where=sa.text("kind = 'float' AND undone_at IS NULL"), postgresql_where=sa.text("kind = 'float' AND undone_at IS NULL"))
        batch_op.drop_index(batch_op.f('cash_entry_by_by_id'))

    op.drop_table('cash_entry')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('audit_entry_by_subject'))
        batch_op.drop_index(batch_op.f('audit_entry_by_actor'))

    op.drop_table('audit_entry')
    with op.batch_alter_table('tag_follow', schema=None) as batch_op:
        batch_op.drop_index('tag_follow_by_tag')

    op.drop_table('tag_follow')
    with op.batch_alter_table('support_thread', schema=None) as batch_op:
        batch_op.drop_index('support_thread_of_state')
        batch_op.drop_index(batch_op.f('support_thread_by_person_id'))

    op.drop_table('support_thread')
    with op.batch_alter_table('stall', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('stall_by_owner_id'))
        batch_op.drop_index(batch_op.f('stall_by_deposits_by'))
        batch_op.drop_index(batch_op.f('stall_by_decided_by'))
        batch_op.drop_index(batch_op.f('stall_by_alley_id'))

    op.drop_table('stall')
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index('reminder_repeating', sqlite_where=sa.text('repeat_minute IS NOT NULL'), postgresql_where=sa.text('repeat_minute IS NOT NULL'))
        batch_op.drop_index(batch_op.f('reminder_by_person_id'))

    op.drop_table('reminder')
    with op.batch_alter_table('organiser', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('organiser_by_named_by'))

    op.drop_table('organiser')
    with op.batch_alter_table('neighbour', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('neighbour_by_alley_id'))

    op.drop_table('neighbour')
    op.drop_table('mute')
    op.drop_table('merge_link')
    op.drop_table('market_day')
    with op.batch_alter_table('last_minute_alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('last_minute_alert_by_alley_id'))

    op.drop_table('last_minute_alert')
    with op.batch_alter_table('hub', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('hub_by_alley_id'))

    op.drop_table('hub')
    op.drop_table('follower')
    with op.batch_alter_table('audit_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('audit_person_by_person_id'))

    op.drop_table('audit_person')
    op.drop_table('alley_draft')
    with op.batch_alter_table('address', schema=None) as batch_op:
        batch_op.drop_index('address_of_person')

    op.drop_table('address')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('upload_by_kept_at'))

    op.drop_table('upload')
    op.drop_table('ticket_key')
    with op.batch_alter_table('processed_update', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('processed_update_by_processed_at'))

    op.drop_table('processed_update')
    op.drop_table('process_share')
    with op.batch_alter_table('picture_print', schema=None) as batch_op:
        batch_op.drop_index('picture_print_by_shade')
        batch_op.drop_index('picture_print_by_digest')
        batch_op.drop_index('picture_print_by_age')

    op.drop_table('picture_print')
    op.drop_table('picture')
    with op.batch_alter_table('person_lease', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('person_lease_by_owner'))

    op.drop_table('person_lease')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index('person_blocked', sqlite_where=sa.text('blocked_at IS NOT NULL'), postgresql_where=sa.text('blocked_at IS NOT NULL'))

    op.drop_table('person')
    op.drop_table('pdf')
    op.drop_table('packaging_type')
    with op.batch_alter_table('outage', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('outage_by_ended_at'))

    op.drop_table('outage')
    op.drop_table('organiser_link')
    op.drop_table('lease')
    op.drop_table('job_failure')
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('inbox_by_sender'))

    op.drop_table('inbox')
    op.drop_table('heartbeat')
    op.drop_table('alley')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION refuse_change')
