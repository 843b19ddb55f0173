"""moves of market days"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

COUNTED_UP = {'sqlite_autoincrement': True}
STOPS = "kind IN ('rain_wait', 'called_off')"
STOPS_AND_MOVES = "kind IN ('rain_wait', 'called_off', 'moved')"
PLACE = "place = '' OR kind = 'moved'"


@contextmanager
def rebuilt() -> Iterator[Any]:
    """Change the table of stops; on SQLite it is made anew, and goes on counting where it was."""
    sqlite = op.get_bind().dialect.name == 'sqlite'
    last = op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'stop'")).scalar() if sqlite else None
    with op.batch_alter_table('stop', table_kwargs=COUNTED_UP) as stop:
        yield stop
    if last is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'stop'")
        op.execute(sa.text("INSERT INTO sqlite_sequence VALUES ('stop', :last)").bindparams(last=last))


def upgrade() -> None:
    with rebuilt() as stop:
        stop.add_column(sa.Column('place', sa.String(length=200), nullable=False, server_default=''))
        stop.drop_constraint('stop_kind', type_='check')
    with rebuilt() as stop:
        stop.alter_column('place', existing_type=sa.String(length=200), server_default=None)
        stop.create_check_constraint('stop_kind', STOPS_AND_MOVES)
        stop.create_check_constraint('stop_place', PLACE)


def downgrade() -> None:
    op.execute("DELETE FROM stop WHERE kind = 'moved'")
    with rebuilt() as stop:
        stop.drop_constraint('stop_place', type_='check')
        stop.drop_constraint('stop_kind', type_='check')
        stop.drop_column('place')
    with rebuilt() as stop:
        stop.create_check_constraint('stop_kind', STOPS)
