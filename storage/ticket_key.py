"""The public halves of the keys that sign tickets."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Select, select
from sqlmodel import col

from storage.column import PUBLIC, column
from storage.row import Row

MAX_KEYS = 255
"""A ticket names its key in one byte; 0 is none."""


class TicketKeyRow(Row, table=True):
    """A key that tickets were signed with: `public_key` is 32 bytes in hexadecimal digits. Tickets of a revoked key are not valid by their signature.

    The private half is never in the database, so that a stolen backup signs nothing. A row stays for ever: tickets that are out name it.
    """

    __tablename__ = "ticket_key"
    __table_args__ = (CheckConstraint(f"id BETWEEN 1 AND {MAX_KEYS}", name="ticket_key_id"),)

    id: int = column(PUBLIC, primary_key=True, sa_column_kwargs={"autoincrement": False})
    public_key: str = column(PUBLIC, max_length=64, unique=True)
    first_used_at: datetime = column(PUBLIC)
    revoked_at: datetime | None = column(PUBLIC, default=None)


def all_keys() -> Select[TicketKeyRow]:
    """Return every key, the oldest first."""
    return select(TicketKeyRow).order_by(col(TicketKeyRow.id))
