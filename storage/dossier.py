"""The link by which a stall's owner releases its dossier."""

from datetime import datetime

from sqlalchemy import CheckConstraint, delete, select
from sqlmodel import Session, col

from storage.column import PUBLIC, RELEASED, column
from storage.row import Row
from storage.stall import Stall


class DossierLink(Row, table=True):
    """The link that opens a stall's dossier before `until`, one at a time; only the hash of its 128 random bits is stored.

    `licence`, `seller` and `photos` are the parts that it releases. It was opened `opened` times, last at `opened_at`; by whom is not known.
    """

    __tablename__ = "dossier_link"
    __table_args__ = (
        CheckConstraint("made_at < until", name="dossier_link_until"),
        CheckConstraint("opened >= 0", name="dossier_link_opened"),
        CheckConstraint("(opened = 0) = (opened_at IS NULL)", name="dossier_link_opened_at"),
    )

    stall_id: int = column(
        PUBLIC, primary_key=True, foreign_key="stall.id", sa_column_kwargs={"autoincrement": False}
    )
    code_hash: str = column(RELEASED, max_length=64, unique=True)
    licence: bool = column(RELEASED)
    seller: bool = column(RELEASED)
    photos: bool = column(RELEASED)
    made_at: datetime = column(RELEASED)
    until: datetime = column(RELEASED)
    opened: int = column(RELEASED, default=0)
    opened_at: datetime | None = column(RELEASED, default=None)


def delete_dossier_link(session: Session, stall: int) -> None:
    """End the link of a stall; without one nothing changes."""
    session.connection().execute(delete(DossierLink).where(col(DossierLink.stall_id) == stall))


def delete_dossier_links_of(session: Session, owner: int) -> None:
    """End the links of all stalls of a person."""
    owned = select(col(Stall.id)).where(col(Stall.owner_id) == owner)
    session.connection().execute(delete(DossierLink).where(col(DossierLink.stall_id).in_(owned)))
