"""Allocating an item: what every action on it does first and last, and what the schedule does for items nobody acts on."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem, notify_about
from market.ledger.deposit_end import hold_ended
from market.reminder import remind_hold
from market.waitlist.given_up import expire_kept_hold
from market.waitlist.notifications import HoldEnded
from market.waitlist.offer import offer
from market.waitlist.person_units import leave_waitlist
from storage.shown import mark_place
from storage.store import mark_changed
from storage.waitlist import Entry, EntryState, Hold, HoldState


def allocate(
    session: Session, locked: LockedItem, now: datetime, answered: Collection[int] = (), drawn: bool = False
) -> None:
    """End the holds that have expired, then offer what is available to those who wait, in their order. While their clocks stand still, no hold expires.

    Items that share units are allocated together. People in `answered` get no notification about `locked`, because an answer or another notification
    says it; about the others they do.
    `drawn`: the item has just been drawn.
    locks: hold, entry
    """
    for each in locked.all:
        _end_holds(session, each, now)
    offer(session, locked, now, answered, drawn=drawn)
    session.flush()
    mark_changed(session, "units")


def end_hold(session: Session, locked: LockedItem, hold: Hold, state: HoldState, now: datetime) -> None:
    """End a hold and its entry; its units are available again. One that expired ended at its deadline, whenever that is noticed.

    Declining a partial hold, or letting it expire, ends the rest of the entry too.
    """
    ended_at = min(now, hold.until) if state == HoldState.EXPIRED else now
    hold.state, hold.ended_at = state, ended_at
    locked.change_counts(held=-hold.units)
    mark_place(session, hold.item_id, hold.person_id, now)
    entry = session.get_one(Entry, hold.entry_id)
    entry.state, entry.ended_at = (
        EntryState.CLOSED if state == HoldState.CANCELLED else EntryState(state),
        ended_at,
    )
    if entry.split and state in (HoldState.DECLINED, HoldState.EXPIRED) and entry.person_id is not None:
        session.flush()
        leave_waitlist(session, locked, entry.person_id, now)
    hold_ended(session, hold, now)
    remind_hold(session, hold, now)


def _end_holds(session: Session, locked: LockedItem, now: datetime) -> None:
    if not locked.item.held:
        return
    gone = select(Hold).where(
        col(Hold.item_id) == locked.item.id, col(Hold.state) == HoldState.LIVE, col(Hold.until) <= now
    )
    expired = session.exec(gone.with_for_update(key_share=True)).all()
    for hold in expired if expired and not locked.clock_stands_still else ():
        if hold.person_id is None:
            expire_kept_hold(session, locked, hold, now)
            continue
        end_hold(session, locked, hold, HoldState.EXPIRED, now=now)
        ended = HoldEnded(drop_id=locked.drop.id or 0, item_id=hold.item_id, hold_id=hold.id or 0)
        notify_about(session, hold.person_id, ended, locked, due_at=now, about=f"hold:{hold.id}")
