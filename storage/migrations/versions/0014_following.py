"""what people follow, and when a drop was published"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('drop', table_kwargs={'sqlite_autoincrement': True}) as drop:
        drop.add_column(sa.Column('published_at', sa.DateTime(timezone=True), nullable=True))
        drop.create_index(op.f('drop_by_published_at'), ['published_at'])
    op.execute("UPDATE \"drop\" SET published_at = created_at WHERE state <> 'draft'")
    for name, followed in (
        ('stall_follow', sa.Column('stall_id', sa.Integer(), nullable=False)),
        ('tag_follow', sa.Column('tag', AutoString(length=24), nullable=False)),
    ):
        stall = [sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name=op.f('stall_follow_stall_id_fkey'))]
        op.create_table(
            name,
            sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
            followed,
            sa.Column('since', sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f(f'{name}_person_id_fkey')),
            *(stall if followed.name == 'stall_id' else []),
            sa.PrimaryKeyConstraint('person_id', followed.name, name=op.f(f'{name}_pkey')),
        )
        op.create_index(op.f(f'{name}_by_{followed.name}'), name, [followed.name])
    op.create_table(
        'follower',
        sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('visited_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('visited_before_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('follower_person_id_fkey')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('follower_pkey')),
    )


def downgrade() -> None:
    op.drop_table('follower')
    op.drop_table('tag_follow')
    op.drop_table('stall_follow')
    with op.batch_alter_table('drop', table_kwargs={'sqlite_autoincrement': True}) as drop:
        drop.drop_index(op.f('drop_by_published_at'))
        drop.drop_column('published_at')
