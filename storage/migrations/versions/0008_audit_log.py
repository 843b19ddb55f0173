"""the audit log; wrong codes of a stall; counted photos"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
ACTIONS = (
    'person_banned', 'ban_lifted', 'organiser_named', 'organiser_removed', 'stall_approved', 'stall_turned_down',
    'stall_closed', 'deposits_allowed', 'deposits_stopped', 'payee_sent', 'payee_confirmed', 'payee_stopped', 'alley_closed', 'alley_opened', 'drop_hidden',
    'drop_shown', 'permit_changed', 'person_forgotten',
)
SQLITE = "CREATE TRIGGER audit_entry_{when} BEFORE {when} ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
POSTGRESQL = (
    "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER audit_entry_change BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
)


def upgrade() -> None:
    with op.batch_alter_table('failed_code_attempt', table_kwargs=COUNTED) as attempt:
        attempt.add_column(sa.Column('stall_id', sa.Integer(), nullable=True))
        attempt.create_foreign_key(op.f('failed_code_attempt_stall_id_fkey'), 'stall', ['stall_id'], ['id'])
    op.create_index('failed_code_attempt_of_stall', 'failed_code_attempt', ['stall_id', 'attempted_at'])
    op.add_column('picture', sa.Column('stored_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'received_photo',
        sa.Column('update_id', BIG, autoincrement=False, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=True),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('received_photo_person_id_fkey')),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('received_photo_stall_id_fkey')),
        sa.PrimaryKeyConstraint('update_id', name=op.f('received_photo_pkey')),
    )
    op.create_index('received_photo_of_stall', 'received_photo', ['stall_id', 'received_at'])
    op.create_index('received_photo_of_person', 'received_photo', ['person_id', 'received_at'])
    op.create_table(
        'audit_person',
        sa.Column('id', BIG, nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('audit_person_person_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('audit_person_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('audit_person_by_person_id'), 'audit_person', ['person_id'])
    op.create_table(
        'audit_entry',
        sa.Column('id', BIG, nullable=False),
        sa.Column('action', sa.String(length=32), nullable=False),
        sa.Column('actor', BIG, nullable=False),
        sa.Column('subject', BIG, nullable=True),
        sa.Column('about', AutoString(length=32), nullable=False),
        sa.Column('details', AutoString(length=32), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            f"action IN ({', '.join(map(repr, ACTIONS))})", name=op.f('audit_entry_action')
        ),
        sa.ForeignKeyConstraint(['actor'], ['audit_person.id'], name=op.f('audit_entry_actor_fkey')),
        sa.ForeignKeyConstraint(['subject'], ['audit_person.id'], name=op.f('audit_entry_subject_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('audit_entry_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('audit_entry_by_actor'), 'audit_entry', ['actor'])
    op.create_index(op.f('audit_entry_by_subject'), 'audit_entry', ['subject'])
    if op.get_bind().dialect.name == 'sqlite':
        for when in ('UPDATE', 'DELETE'):
            op.execute(SQLITE.format(when=when))
    else:
        for statement in POSTGRESQL:
            op.execute(statement)


def downgrade() -> None:
    op.drop_table('received_photo')
    op.drop_column('picture', 'stored_at')
    op.drop_index('failed_code_attempt_of_stall', 'failed_code_attempt')
    with op.batch_alter_table('failed_code_attempt', table_kwargs=COUNTED) as attempt:
        attempt.drop_constraint('failed_code_attempt_stall_id_fkey', type_='foreignkey')
        attempt.drop_column('stall_id')
    op.drop_table('audit_entry')
    op.drop_table('audit_person')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION refuse_audit_change()')
