"""The drops of an alley's and of a stall's calendar feed, and which drops any feed may have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from market.actor import StallUnknown
from market.alley import AlleyUnknown
from market.drop.browse import drops_without_items
from market.drop.facts import DropFacts
from storage.alley import Alley
from storage.drop import Drop, DropState, drop_rows, is_shown
from storage.param import param
from storage.person import Person
from storage.stall import Stall, is_open_stall

KEPT, AHEAD, MOST = timedelta(days=30), timedelta(days=120), 500


@dataclass(frozen=True, kw_only=True)
class DropFeed:
    """The calendar feed of an alley or a stall: its name, the zone it is in, and its drops without their items."""

    name: str
    zone: str
    drops: tuple[DropFacts, ...]


def in_period() -> ColumnElement[bool]:
    """Return the condition that a drop is neither over for long nor far ahead."""
    return and_(col(Drop.ends_at) > param("since"), col(Drop.starts_at) < param("until"))


def in_feed() -> ColumnElement[bool]:
    """Return the condition that a feed has a drop: everybody may see it, its stall's owner is not blocked, and it was not cancelled long ago."""
    owner = aliased(Person)
    blocked = exists().where(col(owner.id) == col(Stall.owner_id), col(owner.blocked_at).is_not(None))
    stands = or_(col(Drop.state) != DropState.CANCELLED, col(Drop.cancelled_at) > param("since"))
    return and_(is_shown(), ~blocked, in_period(), stands)


def feed_rows(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the drops of a feed as `drop_rows` does, at most MOST of them: those that are over are left out first, then those that begin last."""
    is_over = col(Drop.ends_at) <= param("now")
    rows = drop_rows(*conditions, in_feed()).order_by(None)
    return rows.order_by(is_over, col(Drop.starts_at), col(Drop.id)).limit(MOST)


ALLEY = select(col(Alley.name), col(Alley.zone)).where(
    col(Alley.code) == param("code"), col(Alley.closed_at).is_(None)
)
STALL = select(col(Stall.name), col(Alley.zone)).where(col(Stall.code) == param("code"), *is_open_stall())
OF_ALLEY = feed_rows(col(Alley.code) == param("code"))
OF_STALL = feed_rows(col(Stall.code) == param("code"))


def alley_feed(session: Session, code: str, now: datetime) -> DropFeed:
    """Return the feed of an alley, by its code in upper or lower case. Raises AlleyUnknown, also for one that is closed."""
    row = session.connection().execute(ALLEY, {"code": code.upper()}).first()
    return _feed(session, AlleyUnknown.unless(row), OF_ALLEY, code=code.upper(), now=now)


def stall_feed(session: Session, code: str, now: datetime) -> DropFeed:
    """Return the feed of a stall, by its code in upper or lower case. Raises StallUnknown, also for one that is not open to everybody."""
    row = session.connection().execute(STALL, {"code": code.upper()}).first()
    return _feed(session, StallUnknown.unless(row), OF_STALL, code=code.upper(), now=now)


def period(now: datetime) -> dict[str, datetime]:
    """Return the values of the parameters of `feed_rows`."""
    return {"now": now, "since": now - KEPT, "until": now + AHEAD}


def _feed(
    session: Session, row: Row[str, str], statement: Select[*tuple[Any, ...]], *, code: str, now: datetime
) -> DropFeed:
    drops = drops_without_items(session, statement, code=code, **period(now))
    return DropFeed(name=row.name, zone=row.zone, drops=drops)
