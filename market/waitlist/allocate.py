"""Settling a line: what every action that touches it does first and last, and what the timetable does for lines nobody touches."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem, notify_about
from market.ledger.deposit_end import hold_ended
from market.reminder import remind_hold
from market.waitlist.offer import offer
from market.waitlist.person_units import leave_waitlist
from storage.store import mark_changed
from storage.waitlist import Entry, Hold


def allocate(
    session: Session, locked: LockedItem, now: datetime, answered: Collection[int] = (), drawn: bool = False
) -> None:
    """End the holds that have run out, then offer what is free to those who wait, in their order. While the drop is paused, nothing runs out.

    Lines that share units are settled together. `answered` are told by the answer to their own tap, or by another letter.
    `drawn`: the line has just been drawn.
    locks: hold, entry
    """
    if locked.drop.state != "paused":
        for each in locked.all:
            _end_holds(session, each, now)
    offer(session, locked, now, answered, drawn=drawn)
    session.flush()
    mark_changed(session, "drop")


def end_hold(session: Session, locked: LockedItem, hold: Hold, state: str, now: datetime) -> None:
    """The hold and its entry end alike; its units go back. Who did not want a part of what they asked for wants no more of it."""
    hold.state, hold.ended_at = state, now
    locked.change_counts(held=-hold.units)
    entry = session.get_one(Entry, hold.entry_id)
    entry.state, entry.ended_at = "closed" if state == "cancelled" else state, now
    if entry.split and state in ("declined", "expired") and entry.person_id is not None:
        session.flush()
        leave_waitlist(session, locked, entry.person_id, now)
    hold_ended(session, hold, now)
    remind_hold(session, hold, now)


def _end_holds(session: Session, locked: LockedItem, now: datetime) -> None:
    if not locked.item.held:
        return
    gone = select(Hold).where(
        col(Hold.item_id) == locked.item.id, col(Hold.state) == "live", col(Hold.until) <= now
    )
    for hold in session.exec(gone.with_for_update(key_share=True)).all():
        end_hold(session, locked, hold, "expired", now=now)
        notify_about(session, hold.person_id, "HoldEnded", locked, now=now, hold=hold.id)
