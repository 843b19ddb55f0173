"""Run the migrations on the connection that `storage.schema` holds. Alembic executes this module."""

from alembic import context

from storage.migrations.options import OPTIONS

context.configure(connection=context.config.attributes["connection"], **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
