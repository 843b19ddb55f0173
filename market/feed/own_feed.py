"""The bookings, holds and places in draws of a person, as their calendar feed shows them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from market.drop.browse import drops_without_items
from market.drop.calendar_file import SlotHours
from market.drop.facts import DropFacts
from market.feed.feed_drops import feed_rows, in_period, period
from market.link_secret import hash_secret
from market.refusal import LinkUnknown
from storage.drop import Drop, Item
from storage.feed import FeedLink
from storage.param import list_param, param
from storage.person import Person
from storage.waitlist import (
    HAD,
    Booking,
    BookingState,
    Entry,
    EntryState,
    Hold,
    HoldState,
    is_running_hold,
)


class MatterState(StrEnum):
    """The kinds of matters that a person has, the most certain first."""

    BOOKED = "booked"
    HELD = "held"
    IN_DRAW = "in draw"


@dataclass(frozen=True, kw_only=True)
class OwnMatter:
    """Units of an item that a person has, since `changed_at`."""

    state: MatterState
    item: str
    units: int
    changed_at: datetime


@dataclass(frozen=True)
class OwnEntry:
    """All that a person has in a drop, or in one of its slots."""

    drop: DropFacts
    slot: SlotHours | None
    matters: tuple[OwnMatter, ...]


@dataclass(frozen=True, kw_only=True)
class OwnFeed:
    """The calendar feed of a person, in their language; `zone` is the one they chose, "" for the market's."""

    language: str
    zone: str
    entries: tuple[OwnEntry, ...]


def _ended_with_drop(
    table: type[Booking] | type[Hold] | type[Entry], state: BookingState | HoldState | EntryState
) -> ColumnElement[bool]:
    """Return the condition that the cancellation of its drop ended it: what its person gave up before ended at another moment."""
    return and_(col(table.state) == state, col(table.ended_at) == col(Drop.cancelled_at))


def _matters_of(
    table: type[Booking] | type[Hold] | type[Entry],
    state: MatterState,
    since: Mapped[datetime],
    condition: ColumnElement[bool],
) -> Select[*tuple[Any, ...]]:
    """Return what a person has of one kind in the drops of a feed's period."""
    item = (Item.drop_id, Item.id, Item.name, Item.starts_at, Item.ends_at)
    changed_at = func.coalesce(col(table.ended_at), since).label("changed_at")
    columns: tuple[Any, ...] = (*map(col, item), col(table.units), changed_at)
    rows: Select[*tuple[Any, ...]] = select(literal(state.value).label("state"), *columns)
    rows = rows.join(table, col(table.item_id) == col(Item.id)).join(Drop, col(Drop.id) == col(Item.drop_id))
    return rows.where(col(table.person_id) == param("person"), in_period(), condition)


LINK = (
    select(col(Person.id), col(Person.language), col(Person.zone))
    .join(FeedLink, col(FeedLink.person_id) == col(Person.id))
    .where(col(FeedLink.code_hash) == param("hash"), col(Person.blocked_at).is_(None))
)
MATTERS = union_all(
    _matters_of(
        Booking,
        MatterState.BOOKED,
        col(Booking.booked_at),
        or_(col(Booking.state).in_(HAD), _ended_with_drop(Booking, BookingState.CANCELLED)),
    ),
    _matters_of(
        Hold,
        MatterState.HELD,
        col(Hold.given_at),
        or_(is_running_hold(param("now")), _ended_with_drop(Hold, HoldState.CANCELLED)),
    ),
    _matters_of(
        Entry,
        MatterState.IN_DRAW,
        col(Entry.joined_at),
        and_(
            col(Entry.number).is_(None),
            or_(col(Entry.state) == EntryState.WAITING, _ended_with_drop(Entry, EntryState.CLOSED)),
        ),
    ),
)
THEIR_DROPS = feed_rows(col(Drop.id).in_(list_param("drops")))


def own_feed(session: Session, secret: str, now: datetime) -> OwnFeed:
    """Return the feed of the person whose link has this secret. Raises LinkUnknown where there is none, and where they are blocked."""
    found = session.connection().execute(LINK, {"hash": hash_secret(secret)}).first()
    person = LinkUnknown.unless(found)
    rows = session.connection().execute(MATTERS, {"person": person.id, **period(now)}).all()
    return OwnFeed(language=person.language, zone=person.zone, entries=_entries(session, rows, now))


def _entries(session: Session, rows: Iterable[Row[*tuple[Any, ...]]], now: datetime) -> tuple[OwnEntry, ...]:
    """Return the entries of the drops that a feed has, each with what is most certain first."""
    matters = defaultdict[tuple[int, SlotHours | None], list[OwnMatter]](list)
    for row in rows:
        matters[row.drop_id, _slot(row)].append(_matter(row))
    if not matters:
        return ()
    ids = sorted({drop for drop, _ in matters})
    drops = {drop.id: drop for drop in drops_without_items(session, THEIR_DROPS, drops=ids, **period(now))}
    order = [*MatterState]
    return tuple(
        OwnEntry(
            drops[drop],
            slot,
            tuple(sorted(found, key=lambda each: (order.index(each.state), each.item, each.units))),
        )
        for (drop, slot), found in matters.items()
        if drop in drops
    )


def _slot(row: Row[*tuple[Any, ...]]) -> SlotHours | None:
    if row.starts_at is None:
        return None
    return SlotHours(id=row.id, name=row.name, starts_at=row.starts_at, ends_at=row.ends_at)


def _matter(row: Row[*tuple[Any, ...]]) -> OwnMatter:
    return OwnMatter(
        state=MatterState(row.state),
        item=row.name,
        units=row.units,
        changed_at=row.changed_at,
    )
