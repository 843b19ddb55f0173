"""until when an organiser lets a stall publish without a licence, and licences in the audit log"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

COUNTED = {'sqlite_autoincrement': True}
ACTIONS = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped',
    'alley_closed', 'alley_opened', 'drop_hidden', 'drop_shown', 'permit_changed', 'person_forgotten',
    'hub_staff_named', 'hub_staff_removed', 'hub_closed', 'counter_kept', 'counter_removed', 'account_moved',
)
LICENCES = ('licence_waived', 'licence_waiver_ended', 'licence_revived')
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
    op.add_column('stall', sa.Column('licence_waived_until', sa.Date(), nullable=True))
    set_audit_actions(ACTIONS + LICENCES)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute('DROP TRIGGER audit_entry_DELETE' if sqlite else 'ALTER TABLE audit_entry DISABLE TRIGGER USER')
    op.execute(f"DELETE FROM audit_entry WHERE action IN ({', '.join(map(repr, LICENCES))})")
    if not sqlite:
        op.execute('ALTER TABLE audit_entry ENABLE TRIGGER USER')
    set_audit_actions(ACTIONS)
    with op.batch_alter_table('stall', table_kwargs=COUNTED) as stall:
        stall.drop_column('licence_waived_until')
