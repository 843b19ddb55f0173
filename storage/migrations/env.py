"""Run the migrations on the connection that `storage.schema` holds. Alembic executes this module."""

from functools import partial

from alembic import context, op
from alembic.operations import Operations

from storage.migrations.options import OPTIONS

context.configure(connection=context.config.attributes["connection"], **OPTIONS)
migrations = context.get_context()
with context.begin_transaction(), Operations.context(migrations):
    # A table that is rebuilt needs none of those that it refers to: reading them all takes half of the time.
    op.batch_alter_table = partial(op.batch_alter_table, reflect_kwargs={"resolve_fks": False})
    migrations.run_migrations()
