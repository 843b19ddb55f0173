"""accounts of lost phones that are moved to another account, and a returns ticket that replaces another"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
STATES = "state IN ('asked', 'moved', 'refused', 'withdrawn', 'ended')"
ACTIONS = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped',
    'alley_closed', 'alley_opened', 'drop_hidden', 'drop_shown', 'permit_changed', 'person_forgotten',
    'hub_staff_named', 'hub_staff_removed', 'hub_closed', 'counter_kept', 'counter_removed',
)
MOVED = 'account_moved'
AUDIT_TRIGGER = "CREATE TRIGGER audit_entry_{when} BEFORE {when} ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
VALID = sa.text('revoked_at IS NULL')
ASKED = sa.text("state = 'asked'")


def set_audit_actions(actions: tuple[str, ...]) -> None:
    """Replace the CHECK of the audit log's actions. SQLite rebuilds the table for it, so its triggers are made anew."""
    with op.batch_alter_table('audit_entry', table_kwargs=COUNTED) as audit:
        audit.drop_constraint('audit_entry_action', type_='check')
        audit.create_check_constraint('audit_entry_action', f"action IN ({', '.join(map(repr, actions))})")
    if op.get_bind().dialect.name == 'sqlite':
        for when in ('UPDATE', 'DELETE'):
            op.execute(f'DROP TRIGGER IF EXISTS audit_entry_{when}')
            op.execute(AUDIT_TRIGGER.format(when=when))


def upgrade() -> None:
    with op.batch_alter_table('ticket', table_kwargs=COUNTED) as ticket:
        ticket.drop_constraint('ticket_loan_id_key', type_='unique')
    op.create_index('ticket_by_loan_id', 'ticket', ['loan_id'])
    op.create_index(
        'ticket_counts_loan', 'ticket', ['loan_id'], unique=True, sqlite_where=VALID, postgresql_where=VALID
    )
    op.create_table(
        'recovery',
        sa.Column('id', BIG, nullable=False),
        sa.Column('code', sa.String(length=12), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=True),
        sa.Column('account_id', sa.BigInteger(), nullable=True),
        sa.Column('ticket_id', BIG, nullable=True),
        sa.Column('stall_id', sa.Integer(), nullable=True),
        sa.Column('state', sa.String(length=9), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by', sa.BigInteger(), nullable=True),
        sa.Column('objected_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(STATES, name='recovery_state'),
        sa.CheckConstraint('(ticket_id IS NULL) <> (stall_id IS NULL)', name='recovery_named_by'),
        sa.CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name='recovery_ended'),
        sa.CheckConstraint("objected_at IS NULL OR state = 'moved'", name='recovery_objected'),
        *(
            sa.ForeignKeyConstraint([name], ['person.id'], name=op.f(f'recovery_{name}_fkey'))
            for name in ('person_id', 'account_id', 'decided_by')
        ),
        sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('recovery_ticket_id_fkey')),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('recovery_stall_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('recovery_pkey')),
        sa.UniqueConstraint('code', name=op.f('recovery_code_key')),
        sqlite_autoincrement=True,
    )
    for name in ('person_id', 'account_id', 'ticket_id'):
        op.create_index(op.f(f'recovery_by_{name}'), 'recovery', [name])
    op.create_index('recovery_asked', 'recovery', ['until'], sqlite_where=ASKED, postgresql_where=ASKED)
    set_audit_actions((*ACTIONS, MOVED))


def downgrade() -> None:
    op.drop_table('recovery')
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER audit_entry_DELETE' if sqlite else 'ALTER TABLE audit_entry DISABLE TRIGGER USER')
    op.execute(f"DELETE FROM audit_entry WHERE action = '{MOVED}'")
    if not sqlite:
        op.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')
    set_audit_actions(ACTIONS)
    _keep_newest_returns_tickets()
    op.drop_index('ticket_counts_loan', 'ticket')
    op.drop_index('ticket_by_loan_id', 'ticket')
    with op.batch_alter_table('ticket', table_kwargs=COUNTED) as ticket:
        ticket.create_unique_constraint('ticket_loan_id_key', ['loan_id'])


def _keep_newest_returns_tickets() -> None:
    """An older Lorong knows one ticket of a loan: the newest, with the scans of all."""
    newest = '(SELECT max(other.id) FROM ticket AS other WHERE other.loan_id = ticket.loan_id)'
    replaced = f'SELECT id FROM ticket WHERE loan_id IS NOT NULL AND id < {newest}'
    of_scan = (
        '(SELECT max(other.id) FROM ticket AS other JOIN ticket AS own ON own.loan_id = other.loan_id WHERE own.id = {table}.ticket_id)'
    )
    for table in ('scan', 'kiosk_scan'):
        op.execute(f'UPDATE {table} SET ticket_id = {of_scan.format(table=table)} WHERE ticket_id IN ({replaced})')
    op.execute(f'DELETE FROM ticket WHERE id IN ({replaced})')
