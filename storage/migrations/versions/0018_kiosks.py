"""kiosks: links, devices, what they sent, and scans that a person decides about"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}
OUT = sa.text('returned < units')
OPEN = sa.text('settled_at IS NULL')


def upgrade() -> None:
    with op.batch_alter_table('scan', table_kwargs=COUNTED) as scan:
        scan.add_column(sa.Column('decision', sa.String(length=8), nullable=True))
    op.execute("UPDATE scan SET decision = 'undone' WHERE undone_at IS NOT NULL")
    with op.batch_alter_table('scan', table_kwargs=COUNTED) as scan:
        scan.create_check_constraint(
            'scan_decision', "decision IN ('undone', 'right', 'wrong', 'extra')"
        )
        scan.create_check_constraint(
            'scan_that_counts', "decision IS NULL OR decision = 'right' OR undone_at IS NOT NULL"
        )
    op.create_index('loan_out', 'loan', ['id'], sqlite_where=OUT, postgresql_where=OUT)
    _create_links_and_devices()
    _create_scans()
    _create_conflicts()


def _create_links_and_devices() -> None:
    op.create_table(
        'kiosk_link',
        sa.Column('code_hash', AutoString(length=64), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('kiosk_link_stall_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('kiosk_link_person_id_fkey')),
        sa.PrimaryKeyConstraint('code_hash', name=op.f('kiosk_link_pkey')),
    )
    op.create_index(op.f('kiosk_link_by_stall_id'), 'kiosk_link', ['stall_id'])
    op.create_index(op.f('kiosk_link_by_person_id'), 'kiosk_link', ['person_id'])
    op.create_table(
        'kiosk_device',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=True),
        sa.Column('name', AutoString(length=40), nullable=False),
        sa.Column('public_key', AutoString(length=64), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('kiosk_device_stall_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('kiosk_device_person_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('kiosk_device_pkey')),
        sa.UniqueConstraint('public_key', name=op.f('kiosk_device_public_key_key')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('kiosk_device_by_stall_id'), 'kiosk_device', ['stall_id'])
    op.create_index(op.f('kiosk_device_by_person_id'), 'kiosk_device', ['person_id'])


def _create_scans() -> None:
    op.create_table(
        'kiosk_scan',
        sa.Column('id', BIG, nullable=False),
        sa.Column('uuid', AutoString(length=36), nullable=False),
        sa.Column('device_id', sa.Integer(), nullable=False),
        sa.Column('seq', sa.BigInteger(), nullable=False),
        sa.Column('body', AutoString(length=1000), nullable=False),
        sa.Column('signature', AutoString(length=86), nullable=False),
        sa.Column('action', sa.String(length=12), nullable=False),
        sa.Column('ticket_id', BIG, nullable=True),
        sa.Column('units', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('undoes', AutoString(length=36), nullable=True),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('why', sa.String(length=16), nullable=True),
        sa.Column('scan_id', BIG, nullable=True),
        sa.Column('other_body', AutoString(length=1000), nullable=True),
        sa.CheckConstraint(
            "action IN ('hand_over', 'admit', 'take_back', 'undo', 'refused')", name='kiosk_scan_action'
        ),
        sa.CheckConstraint(
            "why IN ('unknown', 'forged', 'other_stall', 'other_action', 'own_packaging', "
            "'units', 'ended', 'clock', 'too_late', 'signature')",
            name='kiosk_scan_why',
        ),
        sa.CheckConstraint('why IS NULL OR scan_id IS NULL', name='kiosk_scan_refused'),
        sa.CheckConstraint("(action = 'undo') = (undoes IS NOT NULL)", name='kiosk_scan_undoes'),
        sa.ForeignKeyConstraint(
            ['device_id'], ['kiosk_device.id'], name=op.f('kiosk_scan_device_id_fkey')
        ),
        sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('kiosk_scan_ticket_id_fkey')),
        sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name=op.f('kiosk_scan_scan_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('kiosk_scan_pkey')),
        sa.UniqueConstraint('uuid', name=op.f('kiosk_scan_uuid_key')),
        sa.UniqueConstraint('scan_id', name=op.f('kiosk_scan_scan_id_key')),
        sa.UniqueConstraint('device_id', 'seq', name='kiosk_scan_seq'),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('kiosk_scan_by_ticket_id'), 'kiosk_scan', ['ticket_id'])
    op.create_index(op.f('kiosk_scan_by_undoes'), 'kiosk_scan', ['undoes'])


def _create_conflicts() -> None:
    op.create_table(
        'scan_conflict',
        sa.Column('id', BIG, nullable=False),
        sa.Column('stall_id', sa.Integer(), nullable=False),
        sa.Column('scan_id', BIG, nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settled_by', sa.BigInteger(), nullable=True),
        sa.Column('decision', sa.String(length=12), nullable=True),
        sa.CheckConstraint(
            "decision IN ('both', 'only_this', 'only_others')",
            name='scan_conflict_decision',
        ),
        sa.CheckConstraint(
            '(settled_at IS NULL) = (decision IS NULL)', name='scan_conflict_settled'
        ),
        sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('scan_conflict_stall_id_fkey')),
        sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name=op.f('scan_conflict_scan_id_fkey')),
        sa.ForeignKeyConstraint(
            ['settled_by'], ['person.id'], name=op.f('scan_conflict_settled_by_fkey')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('scan_conflict_pkey')),
        sqlite_autoincrement=True,
    )
    for name, column in (('open', 'scan_id'), ('of_stall', 'stall_id')):
        columns = [column] if name == 'open' else [column, 'id']
        op.create_index(
            f'scan_conflict_{name}', 'scan_conflict', columns, unique=name == 'open',
            sqlite_where=OPEN, postgresql_where=OPEN,
        )


def downgrade() -> None:
    """A scan that was decided against, or is in conflict, counts no more than one that was undone."""
    for table in ('scan_conflict', 'kiosk_scan', 'kiosk_device', 'kiosk_link'):
        op.drop_table(table)
    op.drop_index('loan_out', 'loan')
    with op.batch_alter_table('scan', table_kwargs=COUNTED) as scan:
        scan.drop_constraint('scan_that_counts', type_='check')
        scan.drop_constraint('scan_decision', type_='check')
        scan.drop_column('decision')
