"""fair drops"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
"""A table that is rebuilt on SQLite must be told again."""

ADDED = {
    'drop': ('fitting', 'weighing', 'deposit'),
    'entry': ('rest', 'split', 'weight'),
    'line': ('offered', 'told'),
}
"""Columns that rows which were there before need a value for."""


def upgrade() -> None:
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

    op.create_table('draw',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
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
    sa.ForeignKeyConstraint(['line_id'], ['line.id'], name=op.f('draw_line_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('draw_pkey')),
    sa.UniqueConstraint('line_id', name=op.f('draw_line_id_key')),
    sa.UniqueConstraint('name', name=op.f('draw_name_key')),
    sqlite_autoincrement=True
    )
    op.create_table('part',
    sa.Column('bundle_id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.CheckConstraint('bundle_id <> line_id', name='part_of_another'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='part_units'),
    sa.ForeignKeyConstraint(['bundle_id'], ['line.id'], name=op.f('part_bundle_id_fkey')),
    sa.ForeignKeyConstraint(['line_id'], ['line.id'], name=op.f('part_line_id_fkey')),
    sa.PrimaryKeyConstraint('bundle_id', 'line_id', name=op.f('part_pkey'))
    )
    with op.batch_alter_table('part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('part_by_line_id'), ['line_id'], unique=False)

    op.create_table('deposit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hold_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('claim_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
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
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('deposit_claim_id_fkey')),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('deposit_hold_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('deposit_person_id_fkey')),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('deposit_stall_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('deposit_pkey')),
    sa.UniqueConstraint('charge', name=op.f('deposit_charge_key')),
    sa.UniqueConstraint('reference', name=op.f('deposit_reference_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('deposit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('deposit_by_claim_id'), ['claim_id'], unique=False)
        batch_op.create_index(batch_op.f('deposit_by_hold_id'), ['hold_id'], unique=False)
        batch_op.create_index(batch_op.f('deposit_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('deposit_of_stall', ['stall_id', 'state'], unique=False)
        batch_op.create_index('deposit_open', ['hold_id'], unique=True, sqlite_where=sa.text("state IN ('asked', 'said', 'paid')"), postgresql_where=sa.text("state IN ('asked', 'said', 'paid')"))

    op.create_table('gift',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('hold_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('claim_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('giver_id', sa.BigInteger(), nullable=True),
    sa.Column('taker_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'offered') = (ended_at IS NULL)", name='gift_ended'),
    sa.CheckConstraint("state IN ('offered', 'taken', 'withdrawn')", name='gift_state'),
    sa.CheckConstraint('(hold_id IS NULL) <> (claim_id IS NULL)', name='gift_of_one'),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('gift_claim_id_fkey')),
    sa.ForeignKeyConstraint(['giver_id'], ['person.id'], name=op.f('gift_giver_id_fkey')),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('gift_hold_id_fkey')),
    sa.ForeignKeyConstraint(['taker_id'], ['person.id'], name=op.f('gift_taker_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('gift_pkey')),
    sa.UniqueConstraint('code_hash', name=op.f('gift_code_hash_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('gift', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('gift_by_claim_id'), ['claim_id'], unique=False)
        batch_op.create_index(batch_op.f('gift_by_giver_id'), ['giver_id'], unique=False)
        batch_op.create_index(batch_op.f('gift_by_hold_id'), ['hold_id'], unique=False)
        batch_op.create_index(batch_op.f('gift_by_taker_id'), ['taker_id'], unique=False)

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

    with op.batch_alter_table('drop', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('fitting', sa.String(length=8), nullable=False, server_default='fit'))
        batch_op.add_column(sa.Column('weighing', sa.String(length=8), nullable=False, server_default='equal'))
        batch_op.add_column(sa.Column('deposit', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('refund_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint('drop_deposit', 'deposit >= 0 AND (deposit > 0) = (refund_until IS NOT NULL)')
        batch_op.create_check_constraint('drop_fitting', "fitting IN ('strict', 'fit', 'split')")
        batch_op.create_check_constraint('drop_skips', 'skips BETWEEN 0 AND 9')
        batch_op.create_check_constraint('drop_weighing', "weighing = 'equal' OR (weighing = 'patience' AND policy = 'draw')")

    with op.batch_alter_table('entry', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('rest', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('split', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('weight', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('pseudonym', sa.String(length=12), nullable=True))
        batch_op.drop_constraint(batch_op.f('entry_number'), type_='unique')
        batch_op.create_unique_constraint('entry_number', ['line_id', 'number', 'rest'])
        batch_op.create_unique_constraint('entry_pseudonym', ['line_id', 'pseudonym'])
        batch_op.create_check_constraint('entry_rest', 'rest >= 0')
        batch_op.create_check_constraint('entry_weight', 'weight BETWEEN 1 AND 4')

    op.drop_index('entry_once', 'entry')
    op.create_index('entry_once', 'entry', ['line_id', 'person_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    with op.batch_alter_table('line', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('offered', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('told', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_check_constraint('line_told', 'told >= 0')

    with op.batch_alter_table('stall', table_kwargs=COUNTED) as batch_op:
        batch_op.add_column(sa.Column('deposits_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('deposits_by', sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('stall_deposits_by_fkey'), 'person', ['deposits_by'], ['id'])

    with op.batch_alter_table('ticket', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint('ticket_claim_id_key', type_='unique')
        batch_op.create_index('ticket_by_claim_id', ['claim_id'], unique=False)
        batch_op.create_index('ticket_counts', ['claim_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    for table, names in ADDED.items():
        with op.batch_alter_table(table, table_kwargs=COUNTED) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM ticket WHERE claim_id IS NOT NULL AND revoked_at IS NOT NULL AND EXISTS (SELECT 1 FROM ticket AS newer WHERE newer.claim_id = ticket.claim_id AND newer.id > ticket.id)")
    with op.batch_alter_table('ticket', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_index('ticket_counts')
        batch_op.drop_index('ticket_by_claim_id')
        batch_op.create_unique_constraint('ticket_claim_id_key', ['claim_id'])

    with op.batch_alter_table('stall', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint(batch_op.f('stall_deposits_by_fkey'), type_='foreignkey')
        batch_op.drop_column('deposits_by')
        batch_op.drop_column('deposits_at')

    with op.batch_alter_table('line', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint('line_told', type_='check')
        batch_op.drop_column('told')
        batch_op.drop_column('offered')

    op.drop_index('entry_once', 'entry')
    op.create_index('entry_once', 'entry', ['line_id', 'person_id'], unique=True, sqlite_where=sa.text("state IN ('waiting', 'held')"), postgresql_where=sa.text("state IN ('waiting', 'held')"))
    with op.batch_alter_table('entry', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint('entry_weight', type_='check')
        batch_op.drop_constraint('entry_rest', type_='check')
        batch_op.drop_constraint('entry_pseudonym', type_='unique')
        batch_op.drop_constraint('entry_number', type_='unique')
        batch_op.create_unique_constraint(batch_op.f('entry_number'), ['line_id', 'number'])
        batch_op.drop_column('pseudonym')
        batch_op.drop_column('weight')
        batch_op.drop_column('split')
        batch_op.drop_column('rest')

    with op.batch_alter_table('drop', table_kwargs=COUNTED) as batch_op:
        batch_op.drop_constraint('drop_weighing', type_='check')
        batch_op.drop_constraint('drop_skips', type_='check')
        batch_op.drop_constraint('drop_fitting', type_='check')
        batch_op.drop_constraint('drop_deposit', type_='check')
        batch_op.drop_column('refund_until')
        batch_op.drop_column('deposit')
        batch_op.drop_column('weighing')
        batch_op.drop_column('fitting')

    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.drop_index('transfer_of_stall')

    op.drop_table('transfer')
    with op.batch_alter_table('gift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('gift_by_taker_id'))
        batch_op.drop_index(batch_op.f('gift_by_hold_id'))
        batch_op.drop_index(batch_op.f('gift_by_giver_id'))
        batch_op.drop_index(batch_op.f('gift_by_claim_id'))

    op.drop_table('gift')
    with op.batch_alter_table('deposit', schema=None) as batch_op:
        batch_op.drop_index('deposit_open', sqlite_where=sa.text("state IN ('asked', 'said', 'paid')"), postgresql_where=sa.text("state IN ('asked', 'said', 'paid')"))
        batch_op.drop_index('deposit_of_stall')
        batch_op.drop_index(batch_op.f('deposit_by_person_id'))
        batch_op.drop_index(batch_op.f('deposit_by_hold_id'))
        batch_op.drop_index(batch_op.f('deposit_by_claim_id'))

    op.drop_table('deposit')
    with op.batch_alter_table('part', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('part_by_line_id'))

    op.drop_table('part')
    op.drop_table('draw')
    with op.batch_alter_table('payee', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('payee_by_stall_id'))

    op.drop_table('payee')
