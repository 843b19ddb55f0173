"""limits of a mix that block"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

COUNTED_UP = {'sqlite_autoincrement': True}


def upgrade() -> None:
    op.add_column('mix_limit', sa.Column('blocks', sa.Boolean(), nullable=False, server_default=sa.false()))
    without_default()


def downgrade() -> None:
    with op.batch_alter_table('mix_limit', table_kwargs=COUNTED_UP) as mix_limit:
        mix_limit.drop_column('blocks')


def without_default() -> None:
    """Let the rows that there are warn; on SQLite the table is made anew, and goes on counting where it was."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    last = op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'mix_limit'")).scalar() if sqlite else None
    with op.batch_alter_table('mix_limit', table_kwargs=COUNTED_UP) as mix_limit:
        mix_limit.alter_column('blocks', existing_type=sa.Boolean(), server_default=None)
    if last is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'mix_limit'")
        op.execute(sa.text("INSERT INTO sqlite_sequence VALUES ('mix_limit', :last)").bindparams(last=last))
