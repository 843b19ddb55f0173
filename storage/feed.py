"""The link of a person's calendar feed."""

from datetime import datetime

from sqlalchemy import BigInteger

from storage.column import PERSONAL, column
from storage.row import Row


class FeedLink(Row, table=True):
    """The link that a person's calendar app reads, one at a time; only the hash of its 128 random bits is stored. It works until it is deleted."""

    __tablename__ = "feed_link"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    code_hash: str = column(PERSONAL, max_length=64, unique=True)
    made_at: datetime = column(PERSONAL)
