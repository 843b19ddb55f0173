"""Stalls and tags that people follow, and when they were last here, so that what is new can be marked."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, CompoundSelect, Index, Select, exists, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.alley import Alley
from storage.column import PERSONAL, column
from storage.drop import Drop, DropState, DropTag, is_shown
from storage.person import Person
from storage.row import Row
from storage.showroom import ShowroomCuration, ShowroomWindow
from storage.stall import Stall, StallApproval


class StallFollow(Row, table=True):
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


class TagFollow(Row, table=True):
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


class Follower(Row, table=True):
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


def followed_shows(
    columns: Sequence[Any], conditions: Sequence[ColumnElement[bool]], now: datetime
) -> Select[Any]:
    """Return columns of what is on show, by now the last, in showrooms of followed stalls that can be visited: a row for each follower."""
    later = aliased(ShowroomCuration)
    over = exists().where(
        col(later.stall_id) == col(ShowroomCuration.stall_id),
        col(later.begins_on) > col(ShowroomCuration.begins_on),
        col(later.starts_at) <= now,
    )
    return (
        select(*columns)
        .select_from(StallFollow)
        .join(ShowroomCuration, col(ShowroomCuration.stall_id) == col(StallFollow.stall_id))
        .join(Stall, col(Stall.id) == col(StallFollow.stall_id))
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
        .join(Person, col(Person.id) == col(Stall.owner_id))
        .where(
            col(Stall.state) == StallApproval.APPROVED,
            col(Alley.closed_at).is_(None),
            col(Person.blocked_at).is_(None),
        )
        .where(
            exists().where(col(ShowroomWindow.stall_id) == col(Stall.id)),
            ~over,
            *conditions,
        )
    )
