"""turns of persons and shares of processes"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'person_turn',
        sa.Column(
            'sender', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False
        ),
        sa.Column('owner', AutoString(length=36), nullable=False),
        sa.Column('until', sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint('sender', name=op.f('person_turn_pkey')),
    )
    op.create_index(op.f('person_turn_by_owner'), 'person_turn', ['owner'])
    op.create_table(
        'process_share',
        sa.Column('process', AutoString(length=36), nullable=False),
        sa.Column('waiting', sa.Integer(), nullable=False),
        sa.Column('seen_at', sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint('process', name=op.f('process_share_pkey')),
    )


def downgrade() -> None:
    op.drop_table('process_share')
    op.drop_table('person_turn')
