"""draws of places"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0017'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUNNING = sa.text("state IN ('open', 'closed', 'drawn')")


def upgrade() -> None:
    op.create_table('place_draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alley_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('closes_at', MOMENT, nullable=False),
    sa.Column('secret', sa.String(length=64), nullable=False),
    sa.Column('commitment', sa.String(length=64), nullable=False),
    sa.Column('opened_at', MOMENT, nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('closed_at', MOMENT, nullable=True),
    sa.Column('places', sa.String(length=3000), nullable=False),
    sa.Column('root', sa.String(length=64), nullable=True),
    sa.Column('beacon', sa.String(length=8), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=True),
    sa.Column('randomness', sa.String(length=64), nullable=True),
    sa.Column('signature', sa.String(length=192), nullable=False),
    sa.Column('drawn_at', MOMENT, nullable=True),
    sa.CheckConstraint("(closed_at IS NULL) = (state IN ('open', 'called_off')) AND (closed_at IS NULL) = (root IS NULL) AND (closed_at IS NULL) = (round IS NULL)", name='place_draw_closed'),
    sa.CheckConstraint("(drawn_at IS NULL) = (state NOT IN ('drawn', 'placed')) AND (drawn_at IS NULL) = (randomness IS NULL)", name='place_draw_drawn'),
    sa.CheckConstraint("beacon IN ('quicknet', 'local')", name='place_draw_beacon'),
    sa.CheckConstraint("state IN ('open', 'closed', 'drawn', 'placed', 'called_off')", name='place_draw_state'),
    sa.ForeignKeyConstraint(['alley_id'], ['alley.id'], name='place_draw_alley_id_fkey'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name='place_draw_by_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='place_draw_pkey'),
    sa.UniqueConstraint('name', name='place_draw_name_key'),
    sqlite_autoincrement=True
    )
    op.create_index('place_draw_by_by_id', 'place_draw', ['by_id'])
    op.create_index('place_draw_of_alley', 'place_draw', ['alley_id', 'id'])
    op.create_index('place_draw_running', 'place_draw', ['alley_id'], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.create_table('place_draw_day',
    sa.Column('draw_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('placed_at', MOMENT, nullable=True),
    sa.Column('taken', sa.String(length=3000), nullable=False),
    sa.ForeignKeyConstraint(['draw_id'], ['place_draw.id'], name='place_draw_day_draw_id_fkey'),
    sa.PrimaryKeyConstraint('draw_id', 'day', name='place_draw_day_pkey')
    )
    op.create_table('place_wish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draw_id', sa.Integer(), nullable=False),
    sa.Column('stall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('wished_at', MOMENT, nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=16), nullable=True),
    sa.Column('pitch_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(pitch_id IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'placed')", name='place_wish_placed'),
    sa.CheckConstraint("outcome IN ('placed', 'full', 'has_place', 'nothing_there', 'no_permit', 'stall_closed')", name='place_wish_outcome'),
    sa.CheckConstraint('(outcome IS NULL) = (number IS NULL)', name='place_wish_decided'),
    sa.CheckConstraint('weight BETWEEN 1 AND 4', name='place_wish_weight'),
    sa.ForeignKeyConstraint(['draw_id', 'day'], ['place_draw_day.draw_id', 'place_draw_day.day'], name='place_wish_day_fkey'),
    sa.ForeignKeyConstraint(['pitch_id'], ['pitch.id'], name='place_wish_pitch_id_fkey'),
    sa.ForeignKeyConstraint(['stall_id'], ['stall.id'], name='place_wish_stall_id_fkey'),
    sa.PrimaryKeyConstraint('id', name='place_wish_pkey'),
    sa.UniqueConstraint('draw_id', 'day', 'number', name='place_wish_in_order'),
    sa.UniqueConstraint('draw_id', 'stall_id', 'day', name='place_wish_once'),
    sqlite_autoincrement=True
    )
    op.create_index('place_wish_of_stall', 'place_wish', ['stall_id', 'draw_id'])


def downgrade() -> None:
    op.drop_table('place_wish')
    op.drop_table('place_draw_day')
    op.drop_table('place_draw')
