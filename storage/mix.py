"""The mix of an alley's stalls: what organisers want it to be, and where each stall is from. A row never changes: the newest counts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index

from storage.column import AUTOINCREMENT, OWNER, PUBLIC, column, enum_column, one_of
from storage.row import Row

TAG_LENGTH = 24


class Origin(StrEnum):
    """The origin of a stall: of people from here, of people from elsewhere, or a branch of a chain."""

    LOCAL = "local"
    ELSEWHERE = "elsewhere"
    CHAIN = "chain"


class MixLimit(Row, table=True):
    """The limits that organisers set for the stalls of an alley on a market day, in percent; None: no limit. `most_tag` is for stalls with the tag `tag`.

    `blocks`: what breaks a limit is refused.
    """

    __tablename__ = "mix_limit"
    __table_args__ = (
        CheckConstraint("least_local BETWEEN 0 AND 100", name="mix_limit_local"),
        CheckConstraint("most_chain BETWEEN 0 AND 100", name="mix_limit_chain"),
        CheckConstraint(
            "most_tag BETWEEN 0 AND 100 AND (most_tag IS NULL) = (tag = '')", name="mix_limit_tag"
        ),
        Index("mix_limit_of_alley", "alley_id", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    alley_id: int = column(PUBLIC, foreign_key="alley.id")
    least_local: int | None = column(PUBLIC, default=None)
    most_chain: int | None = column(PUBLIC, default=None)
    most_tag: int | None = column(PUBLIC, default=None)
    tag: str = column(PUBLIC, default="", max_length=TAG_LENGTH)
    blocks: bool = column(PUBLIC, default=False)
    set_at: datetime = column(PUBLIC)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)


class StallOrigin(Row, table=True):
    """Where a stall is from, as an organiser recorded it; None: not known any more."""

    __tablename__ = "stall_origin"
    __table_args__ = (
        CheckConstraint(one_of("origin", Origin), name="stall_origin_origin"),
        Index("stall_origin_of_stall", "stall_id", "id"),
        AUTOINCREMENT,
    )

    id: int | None = column(PUBLIC, default=None, primary_key=True)
    stall_id: int = column(PUBLIC, foreign_key="stall.id")
    origin: Origin | None = enum_column(PUBLIC, Origin, 12, default=None)
    set_at: datetime = column(PUBLIC)
    by_id: int | None = column(OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True)
