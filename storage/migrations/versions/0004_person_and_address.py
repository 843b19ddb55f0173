"""person and address

A person's id is ours from now on, and their Telegram id is an address of theirs. The ids of people who are stored already stay as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0002'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
COUNTED = {'sqlite_autoincrement': True}


def upgrade() -> None:
    op.create_table('address',
    sa.Column('id', BIG, nullable=False),
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
    **COUNTED
    )
    op.create_index('address_of_person', 'address', ['person_id', 'unreachable_at', 'written_since'])
    op.create_table('merge_link',
    sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('merge_link_person_id_fkey')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('merge_link_pkey')),
    sa.UniqueConstraint('code_hash', name=op.f('merge_link_code_hash_key'))
    )
    op.execute("""
        INSERT INTO address (channel, external_id, person_id, written_since, unreachable_at)
        SELECT 'telegram', id, id, created_at, unreachable_at FROM person
    """)
    with op.batch_alter_table('person', recreate='auto', table_kwargs=COUNTED) as person:
        person.drop_constraint('person_id_positive', type_='check')
        person.drop_column('unreachable_at')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('CREATE SEQUENCE person_id_seq OWNED BY person.id')
        op.execute("ALTER TABLE person ALTER COLUMN id SET DEFAULT nextval('person_id_seq')")
        op.execute("SELECT setval('person_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM person), false)")
    with op.batch_alter_table('notification', table_kwargs=COUNTED) as notification:
        notification.add_column(sa.Column('address_id', BIG, nullable=True))
        notification.create_foreign_key(op.f('notification_address_id_fkey'), 'address', ['address_id'], ['id'])
    op.execute("""
        UPDATE notification SET address_id = (SELECT id FROM address WHERE address.person_id = notification.person_id)
        WHERE message_id IS NOT NULL
    """)


def downgrade() -> None:
    """Return to people by their Telegram ids. Nothing reaches those whose own id is another one."""
    with op.batch_alter_table('notification', table_kwargs=COUNTED) as notification:
        notification.drop_constraint('notification_address_id_fkey', type_='foreignkey')
        notification.drop_column('address_id')
    with op.batch_alter_table('person') as person:
        person.add_column(sa.Column('unreachable_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("""
        UPDATE person SET unreachable_at = (SELECT max(unreachable_at) FROM address WHERE address.person_id = person.id)
    """)
    op.drop_table('merge_link')
    op.drop_table('address')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE person ALTER COLUMN id DROP DEFAULT')
        op.execute('DROP SEQUENCE person_id_seq')
    with op.batch_alter_table('person', recreate='auto') as person:
        person.create_check_constraint('person_id_positive', 'id > 0')
