"""Sessions of the office: links with which a browser signs in, and the browsers that did."""

from datetime import datetime

from sqlalchemy import BigInteger, delete
from sqlmodel import Session, col

from storage.column import AUTOINCREMENT, PERSONAL, column
from storage.row import Row


class OfficeLink(Row, table=True):
    """The link with which a person signs a browser in, one at a time, before `until`. Used, it is deleted.

    Only the hash of its 128 random bits is stored.
    """

    __tablename__ = "office_link"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    code_hash: str = column(PERSONAL, max_length=64, unique=True)
    until: datetime = column(PERSONAL)


class OfficeSession(Row, table=True):
    """A browser that is signed in for a person; only the hash of its cookie is stored. `seen_at` is when it was last here, to the hour."""

    __tablename__ = "office_session"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = column(PERSONAL, default=None, primary_key=True)
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id", index=True)
    cookie_hash: str = column(PERSONAL, max_length=64, unique=True)
    made_at: datetime = column(PERSONAL)
    seen_at: datetime = column(PERSONAL, index=True)


def delete_sessions(session: Session, person: int) -> None:
    """Sign a person out of the office in all browsers, and end their link."""
    for table in (OfficeLink, OfficeSession):
        session.connection().execute(delete(table).where(col(table.person_id) == person))
