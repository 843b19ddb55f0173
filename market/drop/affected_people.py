"""The people whom a change of a drop, or of all drops of a stall day, affects, and their notifications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from market.drop.notifications import AffectedByDrop, AffectedByStallDay
from market.notification.outbox import notify_selected
from storage.drop import Drop, DropState, Item
from storage.waitlist import Booking, BookingState, Entry, EntryState


@dataclass(frozen=True)
class AffectedPerson:
    """`booking` is the person's booking that is not collected yet; None for a person who waits or holds."""

    person: int
    booking: int | None


def affected_people(session: Session, drops: Sequence[int]) -> tuple[AffectedPerson, ...]:
    """Return everybody who has booked, then who waits or holds, in the sequence they came; without people who asked to be forgotten."""
    connection = session.connection()
    booked = [AffectedPerson(*row) for row in connection.execute(_booked(drops))]
    return (*booked, *(AffectedPerson(person, None) for (person,) in connection.execute(_waiting(drops))))


def count_affected_by_alley(session: Session, drop: int, alley: int) -> int:
    """Return how many people are told when a drop is moved to an alley: none of a draft, or where it is there already."""
    row = session.get(Drop, drop)
    return count_affected_by_move(session, drop) if row is not None and row.alley_id != alley else 0


def count_affected_by_move(session: Session, drop: int) -> int:
    """Return how many people are told when a drop is moved: none of a draft."""
    row = session.get(Drop, drop)
    if row is None or row.state is DropState.DRAFT:
        return 0
    return len(affected_people(session, (drop,)))


def count_booked(session: Session, drops: Sequence[int]) -> int:
    """Return how many people have booked something of these drops that is not collected yet."""
    return (
        session.connection().execute(select(func.count()).select_from(_booked(drops).subquery())).scalar_one()
    )


def notify_affected(session: Session, notification: AffectedByDrop, now: datetime, about: str) -> int:
    """Notify everyone whom a change of a drop affects; how many. `about` tells this change from others of the same moment."""
    drops = (notification.drop_id,)
    return _notify(session, drops, notification, now, about=drop_subject(notification.drop_id, about))


def notify_affected_by_day(
    session: Session, notification: AffectedByStallDay, drops: Sequence[int], now: datetime, *, about: str
) -> int:
    """Notify everyone whom a change of these drops of a stall day affects, each person once; how many."""
    subject = stall_day_subject(notification.stall_day_id, about)
    return _notify(session, drops, notification, now, about=subject)


def notify_booked(
    session: Session, notification: AffectedByStallDay, drops: Sequence[int], now: datetime, *, about: str
) -> int:
    """Notify everyone who has booked something of these drops of a stall day that is not collected, each person once; how many."""
    subject = stall_day_subject(notification.stall_day_id, about)
    return notify_selected(session, _booked(drops), notification, now, about=subject)


def _notify(
    session: Session,
    drops: Sequence[int],
    notification: AffectedByDrop | AffectedByStallDay,
    now: datetime,
    *,
    about: str,
) -> int:
    session.flush()
    booked = notify_selected(session, _booked(drops), notification, now, about=about)
    return booked + notify_selected(session, _waiting(drops), notification, now, about=about)


def _booked(drops: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Select each person with an uncollected booking, and their first one."""
    first = func.min(col(Booking.id)).label("booking_id")
    rows = select(col(Booking.person_id), first).where(*_uncollected(drops))
    return rows.group_by(col(Booking.person_id)).order_by(first)


def _waiting(drops: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Select each person who waits or holds and has booked nothing."""
    concerned = col(Entry.state).in_((EntryState.WAITING, EntryState.HELD))
    rows = select(col(Entry.person_id)).where(col(Entry.item_id).in_(_items(drops)), concerned)
    others = select(col(Booking.person_id)).where(*_uncollected(drops))
    waiting = rows.where(col(Entry.person_id).not_in(others)).group_by(col(Entry.person_id))
    return waiting.order_by(func.min(col(Entry.id)))


def _uncollected(drops: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    booked = col(Booking.item_id).in_(_items(drops)), col(Booking.state) == BookingState.BOOKED
    return *booked, col(Booking.person_id).is_not(None)


def _items(drops: Sequence[int]) -> Select[int | None]:
    return select(col(Item.id)).where(col(Item.drop_id).in_(drops))


def drop_subject(drop: int, about: str) -> str:
    """The subject of a notification about a drop, cut to the width of its column."""
    return f"drop:{drop}/{about}"[:64]


def stall_day_subject(stall_day: int, about: str) -> str:
    """As `drop_subject`, about a stall day."""
    return f"stall_day:{stall_day}/{about}"[:64]
