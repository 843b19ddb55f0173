"""documents of licences, checked by organisers, their monthly fees, and public licence cards"""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
ACTIONS = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden',
    'drop_shown', 'permit_changed', 'person_forgotten', 'hub_staff_named', 'hub_staff_removed', 'hub_closed',
    'counter_kept', 'counter_removed', 'account_moved', 'licence_waived', 'licence_waiver_ended', 'licence_revived', 'stall_staff_named', 'stall_staff_removed',
    'report_decided', 'objection_answered',
)
ADDED = ('licence_checked',)
AUDIT_TRIGGER = "CREATE TRIGGER audit_entry_{when} BEFORE {when} ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"


def upgrade() -> None:
    op.create_table(
        'licence_document',
        sa.Column('id', BIG, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('number', sa.String(length=32), nullable=False),
        sa.Column('picture_hash', sa.String(length=64), nullable=False),
        sa.Column('sent_by', sa.BigInteger(), nullable=True),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('checked_by', sa.BigInteger(), nullable=True),
        sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('checked_until', sa.Date(), nullable=True),
        sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('hawker', 'food', 'trading', 'other')", name='licence_document_kind'),
        sa.CheckConstraint('length(number) > 0', name='licence_document_number'),
        sa.CheckConstraint('(checked_at IS NULL) = (checked_until IS NULL)', name='licence_document_checked_until'),
        sa.CheckConstraint('replaced_at IS NULL OR checked_at IS NOT NULL', name='licence_document_replaced'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('licence_document_stall_id_fkey')),
        sa.ForeignKeyConstraint(['picture_hash'], ['picture.hash'], name=op.f('licence_document_picture_hash_fkey')),
        sa.ForeignKeyConstraint(['sent_by'], ['person.id'], name=op.f('licence_document_sent_by_fkey')),
        sa.ForeignKeyConstraint(['checked_by'], ['person.id'], name=op.f('licence_document_checked_by_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('licence_document_pkey')),
        **COUNTED,
    )
    current = sa.text('replaced_at IS NULL')
    op.create_index(
        'licence_document_current', 'licence_document', ['stall_id'], unique=True, sqlite_where=current, postgresql_where=current
    )
    op.create_index('licence_document_of_stall', 'licence_document', ['stall_id', 'sent_at'])
    for column in ('picture_hash', 'sent_by', 'checked_by'):
        op.create_index(op.f(f'licence_document_by_{column}'), 'licence_document', [column])
    op.create_table(
        'licence_fee',
        sa.Column('id', BIG, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('receipt', sa.String(length=32), nullable=False),
        sa.Column('paid_on', sa.Date(), nullable=False),
        sa.Column('starts', sa.Boolean(), nullable=False),
        sa.Column('voids_id', BIG, nullable=True),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.BigInteger(), nullable=True),
        sa.CheckConstraint('(voids_id IS NULL AND amount > 0) OR (voids_id IS NOT NULL AND amount < 0)', name='licence_fee_sign'),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('licence_fee_stall_id_fkey')),
        sa.ForeignKeyConstraint(['voids_id'], ['licence_fee.id'], name=op.f('licence_fee_voids_id_fkey')),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('licence_fee_by_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('licence_fee_pkey')),
        sa.UniqueConstraint('voids_id', name=op.f('licence_fee_voids_id_key')),
        **COUNTED,
    )
    op.create_index('licence_fee_of_stall', 'licence_fee', ['stall_id', 'month'])
    op.create_index(op.f('licence_fee_by_by_id'), 'licence_fee', ['by_id'])
    op.create_table(
        'licence_card',
        sa.Column('stall_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('code', sa.String(length=16), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('licence_card_stall_id_fkey')),
        sa.PrimaryKeyConstraint('stall_id', name=op.f('licence_card_pkey')),
        sa.UniqueConstraint('code', name=op.f('licence_card_code_key')),
    )
    _set_audit_actions(ACTIONS + ADDED)


def _set_audit_actions(actions: tuple[str, ...]) -> None:
    """Replace the CHECK of the audit log's actions. SQLite rebuilds the table for it, so its triggers are made anew."""
    with op.batch_alter_table('audit_entry', table_kwargs=COUNTED) as audit:
        audit.drop_constraint('audit_entry_action', type_='check')
        audit.create_check_constraint('audit_entry_action', f"action IN ({', '.join(map(repr, actions))})")
    if op.get_bind().dialect.name == 'sqlite':
        for when in ('UPDATE', 'DELETE'):
            op.execute(f'DROP TRIGGER IF EXISTS audit_entry_{when}')
            op.execute(AUDIT_TRIGGER.format(when=when))


def downgrade() -> None:
    """Delete the documents and cards, and what the audit log says of them."""
    for table in ('licence_card', 'licence_fee', 'licence_document'):
        op.drop_table(table)
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER audit_entry_DELETE' if sqlite else 'ALTER TABLE audit_entry DISABLE TRIGGER USER')
    op.execute(f"DELETE FROM audit_entry WHERE action IN ({', '.join(map(repr, ADDED))})")
    if not sqlite:
        op.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')
    _set_audit_actions(ACTIONS)
