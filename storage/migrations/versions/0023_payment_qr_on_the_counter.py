"""checks of the payment QR on a stall's counter"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
BEFORE = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped',
    'alley_closed', 'alley_opened', 'drop_hidden', 'drop_shown', 'permit_changed', 'person_forgotten',
    'hub_staff_named', 'hub_staff_removed', 'hub_closed',
)
ADDED = ('counter_kept', 'counter_removed')
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


def upgrade() -> None:
    op.create_table(
        'counter_check',
        sa.Column('id', BIG, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('payload', sa.String(length=512), nullable=False),
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('checked_by', sa.BigInteger(), nullable=True),
        sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('counter_check_stall_id_fkey')),
        sa.ForeignKeyConstraint(['checked_by'], ['person.id'], name=op.f('counter_check_checked_by_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('counter_check_pkey')),
        **COUNTED,
    )
    op.create_index('counter_check_of_stall', 'counter_check', ['stall_id', 'checked_at'])
    op.create_index(op.f('counter_check_by_checked_by'), 'counter_check', ['checked_by'])
    set_audit_actions(BEFORE + ADDED)


def downgrade() -> None:
    """Delete the checks, and what the audit log says of them."""
    op.drop_table('counter_check')
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER audit_entry_DELETE' if sqlite else 'ALTER TABLE audit_entry DISABLE TRIGGER USER')
    op.execute(f"DELETE FROM audit_entry WHERE action IN ({', '.join(map(repr, ADDED))})")
    if not sqlite:
        op.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')
    set_audit_actions(BEFORE)
