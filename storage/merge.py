"""The links by which two accounts of one person become one."""

from datetime import datetime

from sqlalchemy import BigInteger

from storage.column import PERSONAL, column
from storage.row import Row


class MergeLink(Row, table=True):
    """A link that a person asked for, one at a time; only the hash of its 128 random bits is stored. It is deleted when it is used."""

    __tablename__ = "merge_link"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    code_hash: str = column(PERSONAL, max_length=64, unique=True)
    until: datetime = column(PERSONAL)
