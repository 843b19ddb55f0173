"""What people follow: stalls and tags, and when they were last here, so that what is new can be marked."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, CompoundSelect, Index, select, union_all
from sqlmodel import SQLModel, col

from storage.column import PERSONAL, column
from storage.drop import Drop, DropState, DropTag, is_shown
from storage.stall import Stall


class StallFollow(SQLModel, table=True):
    """A person follows a stall."""

    __tablename__ = "stall_follow"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    stall_id: int = column(PERSONAL, primary_key=True, foreign_key="stall.id", index=True)
    since: datetime = column(PERSONAL)


class TagFollow(SQLModel, table=True):
    """A person follows a tag."""

    __tablename__ = "tag_follow"
    __table_args__ = (Index("tag_follow_by_tag", "tag"),)

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    tag: str = column(PERSONAL, primary_key=True, max_length=24)
    since: datetime = column(PERSONAL)


class Follower(SQLModel, table=True):
    """A person who follows something: when their last visit began, and the one before it. Of nobody else a visit is stored."""

    __tablename__ = "follower"

    person_id: int = column(
        PERSONAL,
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="person.id",
        sa_column_kwargs={"autoincrement": False},
    )
    visited_at: datetime = column(PERSONAL)
    visited_before_at: datetime = column(PERSONAL)


Follow = type[StallFollow] | type[TagFollow]


def followed_drops(
    columns: Callable[[Follow], Sequence[Any]], conditions: Callable[[Follow], Sequence[ColumnElement[bool]]]
) -> CompoundSelect[Any]:
    """Return columns of the visible drops that are followed and not cancelled: a row for each stall or tag by which somebody follows one."""
    seen = is_shown(), col(Drop.state) != DropState.CANCELLED
    by_stall = (
        select(*columns(StallFollow))
        .select_from(StallFollow)
        .join(Drop, col(Drop.stall_id) == col(StallFollow.stall_id))
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(*seen, *conditions(StallFollow))
    )
    by_tag = (
        select(*columns(TagFollow))
        .select_from(TagFollow)
        .join(DropTag, col(DropTag.tag) == col(TagFollow.tag))
        .join(Drop, col(Drop.id) == col(DropTag.drop_id))
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .where(*seen, *conditions(TagFollow))
    )
    return union_all(by_stall, by_tag)
