"""shares of drops: proposals, and the parts of creators and hosts"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

OPEN = sa.text('agreed_at IS NULL AND ended_at IS NULL')
AGREED = sa.text('agreed_at IS NOT NULL AND ended_at IS NULL')
TERMS = 'split_id, role, share'


def upgrade() -> None:
    op.create_table(
        'split',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('drop_id', sa.Integer(), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['drop_id'], ['drop.id'], name=op.f('split_drop_id_fkey')),
        sa.PrimaryKeyConstraint('id', name=op.f('split_pkey')),
        sqlite_autoincrement=True,
    )
    op.create_index('split_open', 'split', ['drop_id'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        'split_agreed', 'split', ['drop_id'], unique=True, sqlite_where=AGREED, postgresql_where=AGREED
    )
    op.create_index('split_of_drop', 'split', ['drop_id'])
    op.create_table(
        'split_party',
        sa.Column('split_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('role', sa.String(length=8), nullable=False),
        sa.Column('share', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), nullable=True),
        sa.Column('code_hash', AutoString(length=64), nullable=True),
        sa.Column('until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('creator', 'host')", name='split_party_role'),
        sa.CheckConstraint('share BETWEEN 1 AND 10000', name='split_party_share'),
        sa.CheckConstraint('(code_hash IS NULL) = (until IS NULL)', name='split_party_link'),
        sa.CheckConstraint('code_hash IS NULL OR agreed_at IS NULL', name='split_party_taken'),
        sa.ForeignKeyConstraint(['split_id'], ['split.id'], name=op.f('split_party_split_id_fkey')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('split_party_person_id_fkey')),
        sa.PrimaryKeyConstraint('split_id', 'role', name=op.f('split_party_pkey')),
        sa.UniqueConstraint('code_hash', name=op.f('split_party_code_hash_key')),
    )
    op.create_index(op.f('split_party_by_person_id'), 'split_party', ['person_id'])
    _fix_terms()


def _fix_terms() -> None:
    """Refuse to change the parts of a proposal."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(
            f'CREATE TRIGGER split_party_fixed BEFORE UPDATE OF {TERMS} ON split_party '
            "BEGIN SELECT RAISE(ABORT, 'the parts of a proposal are fixed'); END"
        )
        return
    op.execute(
        'CREATE FUNCTION split_party_fixed() RETURNS trigger LANGUAGE plpgsql AS '
        "$$ BEGIN RAISE EXCEPTION 'the parts of a proposal are fixed'; END $$"
    )
    op.execute(
        f'CREATE TRIGGER split_party_fixed BEFORE UPDATE OF {TERMS} ON split_party '
        'FOR EACH ROW EXECUTE FUNCTION split_party_fixed()'
    )


def downgrade() -> None:
    """Forget what was agreed: what was sold is all the stall's again."""
    for table in ('split_party', 'split'):
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION split_party_fixed')
