"""Queuing the reminders of holds ahead of their due time, and again in the transaction of each change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlmodel import Session, col, select

from market.drop.hold_length import alley_quiet_hours, half_gone
from market.drop.locked_item import LockedItem
from market.notification.kind import NotificationKind
from market.notification.outbox import notify_each
from market.quiet_hours import QuietHours
from market.reminder.moments import ReminderMoment
from market.reminder.notifications import HoldHalfElapsed
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.notification import delete_queued_about, delete_queued_of
from storage.store import mark_changed
from storage.waitlist import Hold, HoldState

HOLD = "hold:"
"""The subject (`about`) of the reminders of a hold, before its id."""
Person = tuple[int, str, NotificationKind]
Ids = Select[int | None]


def remind_hold(session: Session, hold: Hold, now: datetime) -> None:
    """Rewrite the reminder of a hold: one, when half of its counted time is over; none before its clock runs. locks: notification"""
    session.connection().execute(delete_queued_about([_hold_subject(hold.id)]))
    mark_changed(session, "notification")
    _write_holds(session, (hold,), now)


def remind_new_holds(
    session: Session, locked: LockedItem, holds: Mapping[int, int], until: datetime, now: datetime
) -> None:
    """Queue the reminders of new holds on one item that begin now and end together; `holds` is by person. locks: notification"""
    half = half_gone(now, until, locked.starts_at, alley_quiet_hours(locked.alley))
    if half <= now or not holds:
        return
    people = [
        (person, _hold_subject(hold), HoldHalfElapsed(drop_id=locked.drop.id or 0, hold_id=hold))
        for person, hold in holds.items()
    ]
    notify_each(session, people, half, late_after=until)


def rewrite_reminders(session: Session, drop: int | None, now: datetime) -> None:
    """Rewrite the reminders of the holds of a drop after it was published, moved, paused, resumed or cancelled. locks: notification"""
    session.flush()
    row = session.get_one(Drop, drop)
    items = select(col(Item.id)).where(col(Item.drop_id) == drop)
    withdraw_hold_reminders(session, select(col(Hold.id)).where(col(Hold.item_id).in_(items)))
    if row.state != DropState.PUBLISHED:
        return
    holds = select(Hold).where(col(Hold.item_id).in_(items), col(Hold.state) == HoldState.LIVE)
    _write_holds(session, session.exec(holds).all(), now)


def withdraw_hold_reminders(session: Session, holds: Ids) -> None:
    """Delete the queued reminders of these holds, in one statement. locks: notification"""
    session.connection().execute(delete_queued_of(HOLD, holds))
    mark_changed(session, "notification")


@dataclass(frozen=True)
class _ItemTimes:
    drop: Drop
    item: Item
    quiet_hours: QuietHours

    @property
    def starts_at(self) -> datetime:
        return self.item.starts_at or self.drop.starts_at


def _item_times(session: Session, items: Iterable[int | None]) -> dict[int, _ItemTimes]:
    """Return the times of these items, each read once."""
    found = {}
    for item in {item for item in items if item}:
        row = session.get_one(Item, item)
        drop = session.get_one(Drop, row.drop_id)
        found[item] = _ItemTimes(drop, row, alley_quiet_hours(session.get_one(Alley, drop.alley_id)))
    return found


def _write_holds(session: Session, holds: Sequence[Hold], now: datetime) -> None:
    """Queue the reminders of live holds, those of one moment together."""
    times = _item_times(session, (hold.item_id for hold in holds))
    by_moment = defaultdict[ReminderMoment, list[Person]](list)
    for hold in holds:
        found = times[hold.item_id]
        if (
            hold.state != HoldState.LIVE
            or hold.notified_at is None
            or found.drop.state != DropState.PUBLISHED
        ):
            continue
        half = half_gone(hold.notified_at, hold.until, found.starts_at, found.quiet_hours)
        elapsed = HoldHalfElapsed(drop_id=found.drop.id or 0, hold_id=hold.id or 0)
        if hold.person_id is not None:
            moment = ReminderMoment(half, hold.until)
            by_moment[moment].append((hold.person_id, _hold_subject(hold.id), elapsed))
    _write_each(session, by_moment, now)


def _write_each(session: Session, by_moment: Mapping[ReminderMoment, list[Person]], now: datetime) -> None:
    for moment, people in by_moment.items():
        if moment.due_at > now:
            notify_each(session, people, moment.due_at, late_after=moment.late_after)


def _hold_subject(hold: int | None) -> str:
    return f"{HOLD}{hold}"
