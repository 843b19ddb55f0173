"""The one-time link that makes its opener the first organiser."""

from datetime import datetime

from storage.column import PUBLIC, column
from storage.row import Row


class OrganiserLink(Row, table=True):
    """A link that works once, before `until`; only the hash of its 128 random bits is stored. It is deleted when it is used or replaced."""

    __tablename__ = "organiser_link"

    code_hash: str = column(PUBLIC, primary_key=True, max_length=64)
    until: datetime = column(PUBLIC)
