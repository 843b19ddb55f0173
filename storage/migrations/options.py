"""Alembic's options: how it compares a database with the tables, and how it renders a migration."""

from typing import Any, Literal

from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from storage.column import EnumText
from storage.tables import metadata


def render(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """Plain SQLAlchemy types: a migration must not change with a library that is above it."""
    if kind == "type" and isinstance(thing, AutoString | EnumText):
        return f"sa.String(length={thing.length})"
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


OPTIONS: dict[str, Any] = {
    "target_metadata": metadata,
    "render_as_batch": True,
    "render_item": render,
    "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
}
