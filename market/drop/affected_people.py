"""The people whom a change of a drop affects, and their notifications."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from market.drop.notifications import AffectedByDrop
from market.notification.outbox import notify_selected
from storage.drop import Drop, DropState, Item
from storage.waitlist import Booking, BookingState, Entry, EntryState


@dataclass(frozen=True)
class AffectedPerson:
    """`booking` is the person's booking that is not collected yet; None for a person who waits or holds."""

    person: int
    booking: int | None


def affected_people(session: Session, drop: int) -> tuple[AffectedPerson, ...]:
    """Return everybody who has booked, then who waits or holds, in the sequence they came; without people who asked to be forgotten."""
    connection = session.connection()
    booked = [AffectedPerson(*row) for row in connection.execute(_booked(drop))]
    return (*booked, *(AffectedPerson(person, None) for (person,) in connection.execute(_waiting(drop))))


def count_affected_by_alley(session: Session, drop: int, alley: int) -> int:
    """Return how many people are told when a drop is moved to an alley: none of a draft, or where it is there already."""
    row = session.get(Drop, drop)
    return count_affected_by_move(session, drop) if row is not None and row.alley_id != alley else 0


def count_affected_by_move(session: Session, drop: int) -> int:
    """Return how many people are told when a drop is moved: none of a draft."""
    row = session.get(Drop, drop)
    if row is None or row.state is DropState.DRAFT:
        return 0
    return len(affected_people(session, drop))


def notify_affected(session: Session, notification: AffectedByDrop, now: datetime, about: str) -> int:
    """Notify everyone whom a change of a drop affects; how many. `about` tells this change from others of the same moment."""
    subject = drop_subject(notification.drop_id, about)
    session.flush()
    booked = notify_selected(session, _booked(notification.drop_id), notification, now, about=subject)
    return booked + notify_selected(session, _waiting(notification.drop_id), notification, now, about=subject)


def _booked(drop: int) -> Select[*tuple[Any, ...]]:
    """Select each person with an uncollected booking, and their first one."""
    first = func.min(col(Booking.id)).label("booking_id")
    rows = select(col(Booking.person_id), first).where(*_uncollected(drop))
    return rows.group_by(col(Booking.person_id)).order_by(first)


def _waiting(drop: int) -> Select[*tuple[Any, ...]]:
    """Select each person who waits or holds and has booked nothing."""
    concerned = col(Entry.state).in_((EntryState.WAITING, EntryState.HELD))
    rows = select(col(Entry.person_id)).where(col(Entry.item_id).in_(_items(drop)), concerned)
    others = select(col(Booking.person_id)).where(*_uncollected(drop))
    waiting = rows.where(col(Entry.person_id).not_in(others)).group_by(col(Entry.person_id))
    return waiting.order_by(func.min(col(Entry.id)))


def _uncollected(drop: int) -> tuple[ColumnElement[bool], ...]:
    booked = col(Booking.item_id).in_(_items(drop)), col(Booking.state) == BookingState.BOOKED
    return *booked, col(Booking.person_id).is_not(None)


def _items(drop: int) -> Select[int | None]:
    return select(col(Item.id)).where(col(Item.drop_id) == drop)


def drop_subject(drop: int, about: str) -> str:
    """The subject of a notification about a drop, cut to the width of its column."""
    return f"drop:{drop}/{about}"[:64]
