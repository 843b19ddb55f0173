"""the first tables"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


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
    sa.CheckConstraint('latitude BETWEEN -90 AND 90', name='alley_latitude'),
    sa.CheckConstraint('longitude BETWEEN -180 AND 180', name='alley_longitude'),
    sa.PrimaryKeyConstraint('id', name=op.f('alley_pkey')),
    sa.UniqueConstraint('code', name=op.f('alley_code_key')),
    sqlite_autoincrement=True
    )
    op.create_table('person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('first_name', sa.String(length=256), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('language_chosen', sa.Boolean(), nullable=False),
    sa.Column('pending_prompt', sa.String(length=200), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=False),
    sa.Column('quiet_until', sa.Integer(), nullable=False),
    sa.Column('no_promotions_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unreachable_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('banned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id > 0', name='person_id_positive'),
    sa.CheckConstraint('quiet_from BETWEEN 0 AND 1439', name='person_quiet_from'),
    sa.CheckConstraint('quiet_until BETWEEN 0 AND 1439', name='person_quiet_until'),
    sa.PrimaryKeyConstraint('id', name=op.f('person_pkey'))
    )
    op.create_table('picture',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(data) <= 5242880', name='picture_size'),
    sa.CheckConstraint('width > 0 AND height > 0 AND CAST(width AS BIGINT) * height <= 25000000', name='picture_pixels'),
    sa.PrimaryKeyConstraint('hash', name=op.f('picture_pkey'))
    )
    op.create_table('processed_update',
    sa.Column('update_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('processed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('update_id', name=op.f('processed_update_pkey'))
    )
    with op.batch_alter_table('processed_update', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('processed_update_by_processed_at'), ['processed_at'], unique=False)

    op.create_table('upload',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('bot_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('file_id', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('hash', 'bot_id', name=op.f('upload_pkey'))
    )
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
    op.create_table('failed_code_attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('attempted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('failed_code_attempt_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('failed_code_attempt_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('failed_code_attempt', schema=None) as batch_op:
        batch_op.create_index('failed_code_attempt_of_person', ['person_id', 'attempted_at'], unique=False)

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
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.CheckConstraint("(state = 'sending') = (sender IS NOT NULL)", name='notification_sender'),
    sa.CheckConstraint("state IN ('queued', 'paused', 'sending', 'sent', 'unreachable', 'failed', 'unknown', 'dropped')", name='notification_state'),
    sa.CheckConstraint('priority BETWEEN 1 AND 3', name='notification_priority'),
    sa.CheckConstraint('tries >= 0', name='notification_tries'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('notification_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('notification_pkey')),
    sa.UniqueConstraint('person_id', 'kind', 'about', 'due_at', name='notification_once'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.create_index('notification_about', ['about', 'kind'], unique=False)
        batch_op.create_index('notification_claimed', ['claimed_at'], unique=False, sqlite_where=sa.text("state = 'sending'"), postgresql_where=sa.text("state = 'sending'"))
        batch_op.create_index('notification_due', ['priority', 'send_at', 'id'], unique=False, sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))

    op.create_table('organiser',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('named_by', sa.BigInteger(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['named_by'], ['person.id'], name=op.f('organiser_named_by_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('organiser_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('organiser_pkey'))
    )
    op.create_table('reminder',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'set')", name='reminder_state'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('reminder_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('reminder_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('reminder_by_person_id'), ['person_id'], unique=False)

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
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('deposits_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('licence_until', sa.Date(), nullable=True),
    sa.Column('deposits_by', sa.BigInteger(), nullable=True),
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
        batch_op.create_index(batch_op.f('stall_by_owner_id'), ['owner_id'], unique=False)

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
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wound_up_at', sa.DateTime(timezone=True), nullable=True),
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
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name=op.f('drop_alley_id_fkey')),
    sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name=op.f('drop_picture_hash_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('drop_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('drop_pkey')),
    sa.UniqueConstraint('code', name=op.f('drop_code_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('drop', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('drop_by_alley_id'), ['alley_id'], unique=False)
        batch_op.create_index(batch_op.f('drop_by_stall_id'), ['stall_id'], unique=False)
        batch_op.create_index('drop_upcoming', ['ends_at', 'starts_at', 'id'], unique=False)

    op.create_table('payee',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('payload', sa.String(length=512), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('set_by', sa.BigInteger(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['set_by'], ['person.id'], name=op.f('payee_set_by_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('payee_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('payee_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('payee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('payee_by_stall_id'), ['stall_id'], unique=False)

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

    op.create_table('drop_tag',
    sa.Column('drop_id', sa.Integer(), nullable=False),
    sa.Column('tag', sa.String(length=24), nullable=False),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('drop_tag_drop_id_fkey')),
    sa.PrimaryKeyConstraint('drop_id', 'tag', name=op.f('drop_tag_pkey'))
    )
    with op.batch_alter_table('drop_tag', schema=None) as batch_op:
        batch_op.create_index('drop_tag_by_tag', ['tag', 'drop_id'], unique=False)

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
    sa.CheckConstraint("unit IN ('piece', 'box', 'cup', 'jar', 'pack', 'print', 'seat', 'place')", name='item_unit'),
    sa.CheckConstraint('(starts_at IS NULL) = (ends_at IS NULL)', name='item_slot'),
    sa.CheckConstraint('announced_units >= 0', name='item_announced_units'),
    sa.CheckConstraint('booked + held <= quantity', name='item_never_oversold'),
    sa.CheckConstraint('booked >= 0 AND held >= 0 AND waiting >= 0', name='item_counts'),
    sa.CheckConstraint('price >= 0 AND loan_deposit >= 0', name='item_price'),
    sa.CheckConstraint('quantity BETWEEN 0 AND 100000', name='item_quantity'),
    sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('item_drop_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('item_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('item_by_drop_id'), ['drop_id'], unique=False)

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
        batch_op.create_index(batch_op.f('entry_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('entry_next', ['item_id', 'number'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.create_index('entry_once', ['item_id', 'person_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

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
        batch_op.create_index('hold_once', ['item_id', 'person_id'], unique=True, sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))

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
    sa.CheckConstraint("state IN ('booked', 'collected', 'released', 'missed', 'cancelled')", name='booking_state'),
    sa.CheckConstraint('collected BETWEEN 0 AND units', name='booking_collected'),
    sa.CheckConstraint('price >= 0 AND loan_deposit >= 0', name='booking_price'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='booking_units'),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('booking_hold_id_fkey')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('booking_item_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('booking_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('booking_pkey')),
    sa.UniqueConstraint('hold_id', name=op.f('booking_hold_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('booking_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('booking_current', ['item_id', 'person_id'], unique=False, sqlite_where=sa.text("state IN ('booked', 'collected')"), postgresql_where=sa.text("state IN ('booked', 'collected')"))

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
    sa.CheckConstraint("state IN ('asked', 'said', 'paid', 'settled', 'kept', 'due', 'returned', 'void')", name='deposit_state'),
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
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.Column('deposit', sa.Integer(), nullable=False),
    sa.Column('out_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('deposit >= 0', name='loan_deposit'),
    sa.CheckConstraint('returned BETWEEN 0 AND units', name='loan_returned'),
    sa.CheckConstraint('units BETWEEN 0 AND 6', name='loan_units'),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('loan_booking_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('loan_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('loan_pkey')),
    sa.UniqueConstraint('booking_id', name=op.f('loan_booking_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('loan_by_person_id'), ['person_id'], unique=False)

    op.create_table('ticket',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=9), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('booking_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('loan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'pickup') = (booking_id IS NOT NULL)", name='ticket_of_booking'),
    sa.CheckConstraint("(kind = 'returns') = (loan_id IS NOT NULL)", name='ticket_of_loan'),
    sa.CheckConstraint("kind IN ('pickup', 'returns')", name='ticket_kind'),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('ticket_booking_id_fkey')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('ticket_loan_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('ticket_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('ticket_pkey')),
    sa.UniqueConstraint('code', name=op.f('ticket_code_key')),
    sa.UniqueConstraint('loan_id', name=op.f('ticket_loan_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ticket_by_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index(batch_op.f('ticket_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ticket_counts', ['booking_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

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
        batch_op.create_index('transfer_of_stall', ['stall_id', 'made_at'], unique=False)

    op.create_table('scan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('scanned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='scan_units'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('scan_by_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('scan_stall_id_fkey')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('scan_ticket_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('scan_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('scan_by_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('scan_by_stall_id'), ['stall_id'], unique=False)
        batch_op.create_index('scan_of_ticket', ['ticket_id', 'scanned_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.drop_index('scan_of_ticket')
        batch_op.drop_index(batch_op.f('scan_by_stall_id'))
        batch_op.drop_index(batch_op.f('scan_by_by_id'))

    op.drop_table('scan')
    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.drop_index('transfer_of_stall')

    op.drop_table('transfer')
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_index('ticket_counts', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ticket_by_person_id'))
        batch_op.drop_index(batch_op.f('ticket_by_booking_id'))

    op.drop_table('ticket')
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('loan_by_person_id'))

    op.drop_table('loan')
    with op.batch_alter_table('gift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('gift_by_taker_id'))
        batch_op.drop_index(batch_op.f('gift_by_hold_id'))
        batch_op.drop_index(batch_op.f('gift_by_giver_id'))
        batch_op.drop_index(batch_op.f('gift_by_booking_id'))

    op.drop_table('gift')
    with op.batch_alter_table('deposit', schema=None) as batch_op:
        batch_op.drop_index('deposit_open', sqlite_where=sa.text("state IN ('asked', 'said', 'paid')"), postgresql_where=sa.text("state IN ('asked', 'said', 'paid')"))
        batch_op.drop_index('deposit_of_stall')
        batch_op.drop_index(batch_op.f('deposit_by_person_id'))
        batch_op.drop_index(batch_op.f('deposit_by_hold_id'))
        batch_op.drop_index(batch_op.f('deposit_by_booking_id'))

    op.drop_table('deposit')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_index('booking_current', sqlite_where=sa.text("state IN ('booked', 'collected')"), postgresql_where=sa.text("state IN ('booked', 'collected')"))
        batch_op.drop_index(batch_op.f('booking_by_person_id'))

    op.drop_table('booking')
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.drop_index('hold_once', sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))
        batch_op.drop_index('hold_ends', sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))
        batch_op.drop_index(batch_op.f('hold_by_person_id'))
        batch_op.drop_index(batch_op.f('hold_by_entry_id'))

    op.drop_table('hold')
    op.drop_table('wording')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index('entry_once', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index('entry_next', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('entry_by_person_id'))

    op.drop_table('entry')
    op.drop_table('draw')
    with op.batch_alter_table('component', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('component_by_item_id'))

    op.drop_table('component')
    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('item_by_drop_id'))

    op.drop_table('item')
    with op.batch_alter_table('drop_tag', schema=None) as batch_op:
        batch_op.drop_index('drop_tag_by_tag')

    op.drop_table('drop_tag')
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('broadcast_by_drop_id'))
        batch_op.drop_index(batch_op.f('broadcast_by_author_id'))

    op.drop_table('broadcast')
    with op.batch_alter_table('payee', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('payee_by_stall_id'))

    op.drop_table('payee')
    with op.batch_alter_table('drop', schema=None) as batch_op:
        batch_op.drop_index('drop_upcoming')
        batch_op.drop_index(batch_op.f('drop_by_stall_id'))
        batch_op.drop_index(batch_op.f('drop_by_alley_id'))

    op.drop_table('drop')
    with op.batch_alter_table('stall', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('stall_by_owner_id'))
        batch_op.drop_index(batch_op.f('stall_by_alley_id'))

    op.drop_table('stall')
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('reminder_by_person_id'))

    op.drop_table('reminder')
    op.drop_table('organiser')
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_index('notification_due', sqlite_where=sa.text("state = 'queued'"), postgresql_where=sa.text("state = 'queued'"))
        batch_op.drop_index('notification_claimed', sqlite_where=sa.text("state = 'sending'"), postgresql_where=sa.text("state = 'sending'"))
        batch_op.drop_index('notification_about')

    op.drop_table('notification')
    with op.batch_alter_table('neighbour', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('neighbour_by_alley_id'))

    op.drop_table('neighbour')
    op.drop_table('mute')
    op.drop_table('market_day')
    with op.batch_alter_table('failed_code_attempt', schema=None) as batch_op:
        batch_op.drop_index('failed_code_attempt_of_person')

    op.drop_table('failed_code_attempt')
    op.drop_table('alley_draft')
    op.drop_table('upload')
    with op.batch_alter_table('processed_update', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('processed_update_by_processed_at'))

    op.drop_table('processed_update')
    op.drop_table('picture')
    op.drop_table('person')
    op.drop_table('alley')
