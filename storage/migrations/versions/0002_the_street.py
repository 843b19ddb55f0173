"""the street: waitlist, tickets, organisers, broadcasts"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    op.create_table('broadcast',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('words', sa.String(length=4096), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('reached', sa.BigInteger(), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('draft', 'sending', 'sent', 'stopped')", name='broadcast_state'),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('broadcast_author_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('broadcast_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('broadcast_by_author_id'), ['author_id'], unique=False)

    op.create_table('miss',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('missed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('miss_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('miss_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('miss', schema=None) as batch_op:
        batch_op.create_index('miss_of_person', ['person_id', 'missed_at'], unique=False)

    op.create_table('organiser',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('named_by', sa.BigInteger(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['named_by'], ['person.id'], name=op.f('organiser_named_by_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('organiser_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('organiser_pkey'))
    )
    op.create_table('entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('party', sa.Integer(), nullable=False),
    sa.Column('skipped', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'held', 'claimed', 'declined', 'expired', 'left', 'closed')", name='entry_state'),
    sa.CheckConstraint('party BETWEEN 1 AND 6', name='entry_party'),
    sa.CheckConstraint('skipped >= 0', name='entry_skipped'),
    sa.ForeignKeyConstraint(['line_id'], ['line.id'], name=op.f('entry_line_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('entry_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('entry_pkey')),
    sa.UniqueConstraint('line_id', 'number', name='entry_number'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('entry_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('entry_next', ['line_id', 'number'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.create_index('entry_once', ['line_id', 'person_id'], unique=True, sqlite_where=sa.text("state IN ('waiting', 'held')"), postgresql_where=sa.text("state IN ('waiting', 'held')"))

    op.create_table('hold',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('live', 'claimed', 'declined', 'expired', 'cancelled')", name='hold_state'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='hold_units'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('hold_entry_id_fkey')),
    sa.ForeignKeyConstraint(['line_id'], ['line.id'], name=op.f('hold_line_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('hold_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('hold_pkey')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('hold_by_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('hold_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('hold_ends', ['until'], unique=False, sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))
        batch_op.create_index('hold_once', ['line_id', 'person_id'], unique=True, sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))

    op.create_table('claim',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hold_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('price', sa.Integer(), nullable=False),
    sa.Column('loan_deposit', sa.Integer(), nullable=False),
    sa.Column('collected', sa.Integer(), nullable=False),
    sa.Column('coming', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('claimed', 'collected', 'released', 'missed', 'cancelled')", name='claim_state'),
    sa.CheckConstraint('collected BETWEEN 0 AND units', name='claim_collected'),
    sa.CheckConstraint('price >= 0 AND loan_deposit >= 0', name='claim_price'),
    sa.CheckConstraint('units BETWEEN 1 AND 6', name='claim_units'),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('claim_hold_id_fkey')),
    sa.ForeignKeyConstraint(['line_id'], ['line.id'], name=op.f('claim_line_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('claim_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('claim_pkey')),
    sa.UniqueConstraint('hold_id', name=op.f('claim_hold_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('claim_by_person_id'), ['person_id'], unique=False)
        batch_op.create_index('claim_standing', ['line_id', 'person_id'], unique=False, sqlite_where=sa.text("state IN ('claimed', 'collected')"), postgresql_where=sa.text("state IN ('claimed', 'collected')"))

    op.create_table('loan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('claim_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.Column('deposit', sa.Integer(), nullable=False),
    sa.Column('out_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('deposit >= 0', name='loan_deposit'),
    sa.CheckConstraint('returned BETWEEN 0 AND units', name='loan_returned'),
    sa.CheckConstraint('units BETWEEN 0 AND 6', name='loan_units'),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('loan_claim_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('loan_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('loan_pkey')),
    sa.UniqueConstraint('claim_id', name=op.f('loan_claim_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('loan_by_person_id'), ['person_id'], unique=False)

    op.create_table('ticket',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=9), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('claim_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('loan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'claim') = (claim_id IS NOT NULL)", name='ticket_of_claim'),
    sa.CheckConstraint("(kind = 'return') = (loan_id IS NOT NULL)", name='ticket_of_loan'),
    sa.CheckConstraint("kind IN ('claim', 'return')", name='ticket_kind'),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], name=op.f('ticket_claim_id_fkey')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.id'], name=op.f('ticket_loan_id_fkey')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('ticket_person_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('ticket_pkey')),
    sa.UniqueConstraint('claim_id', name=op.f('ticket_claim_id_key')),
    sa.UniqueConstraint('code', name=op.f('ticket_code_key')),
    sa.UniqueConstraint('loan_id', name=op.f('ticket_loan_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ticket_by_person_id'), ['person_id'], unique=False)

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

    with op.batch_alter_table('drop', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('moved_from', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('wound_up_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('banned_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('stall', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('reason', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('decided_by', sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('stall_decided_by_fkey'), 'person', ['decided_by'], ['id'])
    with op.batch_alter_table('stall', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('reason', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('stall', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('stall_decided_by_fkey'), type_='foreignkey')
        batch_op.drop_column('decided_by')
        batch_op.drop_column('decided_at')
        batch_op.drop_column('reason')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('banned_at')

    with op.batch_alter_table('drop', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('wound_up_at')
        batch_op.drop_column('hidden_at')
        batch_op.drop_column('paused_at')
        batch_op.drop_column('moved_from')

    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.drop_index('scan_of_ticket')
        batch_op.drop_index(batch_op.f('scan_by_stall_id'))
        batch_op.drop_index(batch_op.f('scan_by_by_id'))

    op.drop_table('scan')
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ticket_by_person_id'))

    op.drop_table('ticket')
    with op.batch_alter_table('loan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('loan_by_person_id'))

    op.drop_table('loan')
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_index('claim_standing', sqlite_where=sa.text("state IN ('claimed', 'collected')"), postgresql_where=sa.text("state IN ('claimed', 'collected')"))
        batch_op.drop_index(batch_op.f('claim_by_person_id'))

    op.drop_table('claim')
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.drop_index('hold_once', sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))
        batch_op.drop_index('hold_ends', sqlite_where=sa.text("state = 'live'"), postgresql_where=sa.text("state = 'live'"))
        batch_op.drop_index(batch_op.f('hold_by_person_id'))
        batch_op.drop_index(batch_op.f('hold_by_entry_id'))

    op.drop_table('hold')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index('entry_once', sqlite_where=sa.text("state IN ('waiting', 'held')"), postgresql_where=sa.text("state IN ('waiting', 'held')"))
        batch_op.drop_index('entry_next', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('entry_by_person_id'))

    op.drop_table('entry')
    op.drop_table('organiser')
    with op.batch_alter_table('miss', schema=None) as batch_op:
        batch_op.drop_index('miss_of_person')

    op.drop_table('miss')
    with op.batch_alter_table('broadcast', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('broadcast_by_author_id'))

    op.drop_table('broadcast')
    op.drop_table('alley_draft')
