"""Settling a line: what every action that touches it does first and last, and what the timetable does for lines nobody touches."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from market.deposit.ending import hold_ended
from market.reminder import remind_hold
from market.waitlist.ground import Ground, tell
from market.waitlist.offer import offer
from market.waitlist.shares import step_out
from storage.store import touch
from storage.waitlist import Entry, Hold


def settle(
    session: Session, at: Ground, now: datetime, quiet_for: Collection[int] = (), drawn: bool = False
) -> None:
    """End the holds that have run out, then offer what is free to those who wait, in their order. While the drop is paused, nothing runs out.

    Lines that share units are settled together. `quiet_for` are told by the answer to their own tap, or by another letter.
    `drawn`: the line has just been drawn.
    locks: hold, entry
    """
    if at.drop.state != "paused":
        for each in at.all:
            _end_holds(session, each, now)
    offer(session, at, now, quiet_for, drawn)
    session.flush()
    touch(session, "drop")


def end_hold(session: Session, at: Ground, hold: Hold, state: str, now: datetime) -> None:
    """The hold and its entry end alike; its units go back. Who did not want a part of what they asked for wants no more of it."""
    hold.state, hold.ended_at = state, now
    at.count(held=-hold.units)
    entry = session.get_one(Entry, hold.entry_id)
    entry.state, entry.ended_at = "closed" if state == "cancelled" else state, now
    if entry.split and state in ("declined", "expired") and entry.person_id is not None:
        session.flush()
        step_out(session, at, entry.person_id, now)
    hold_ended(session, hold, now)
    remind_hold(session, hold, now)


def _end_holds(session: Session, at: Ground, now: datetime) -> None:
    if not at.line.held:
        return
    gone = select(Hold).where(
        col(Hold.line_id) == at.line.id, col(Hold.state) == "live", col(Hold.until) <= now
    )
    for hold in session.exec(gone.with_for_update(key_share=True)).all():
        end_hold(session, at, hold, "expired", now)
        tell(session, hold.person_id, "HoldEnded", at, now, hold=hold.id)
