"""Offering units: a hold for one at a time; in the last two hours a call to everyone who waits."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.draw_state import is_drawn
from market.drop.hold_length import hold_until
from market.drop.locked_item import LockedItem, notify_about
from market.notification.outbox import Priority
from market.reminder import remind_hold
from market.waitlist.allocation_pass import AllocationPass
from storage.notification import delete_queued_about, notify_waiting
from storage.store import mark_changed
from storage.waitlist import Entry, Hold


def offer(
    session: Session, locked: LockedItem, now: datetime, answered: Collection[int], drawn: bool = False
) -> None:
    """What is free is held for those who wait, in their turn. `answered` are told by the answer to their own tap.

    `drawn`: just now, so that the numbers count in the last two hours too. locks: entry
    """
    giving = [each for each in locked.all if each.gives_units(now)]
    for allocation in AllocationPass(
        session=session, locked_items=[each for each in giving if drawn or not each.is_last_call(now)]
    ):
        if allocation.units:
            give_hold(
                session, allocation.locked, allocation.entry, allocation.units, now=now, answered=answered
            )
    for each in giving:
        if each.is_last_call(now) and _has_numbers(session, each):
            announce_last_call(session, each, now, answered)
        else:
            each.item.announced_units = 0


def give_hold(
    session: Session,
    locked: LockedItem,
    entry: Entry,
    units: int,
    now: datetime,
    answered: Collection[int] = (),
) -> Hold:
    """Hold units for a party; what it asked for beyond them waits on by its number."""
    until = hold_until(now, locked.starts_at, locked.cut_off, locked.alley.zone)
    locked.item.waiting -= units
    locked.change_counts(held=units)
    hold = _live(session, locked, entry) if entry.remainder else None
    if hold:
        _grow(session, hold, entry, units, until=until, now=now)
    else:
        hold = _new_hold(session, entry, units, until, now=now)
    session.flush()
    remind_hold(session, hold, now)
    if entry.person_id not in answered:
        notify_about(
            session, entry.person_id, "UnitsHeld", locked, now=now, hold=hold.id, late_after=hold.until
        )
    return hold


def announce_last_call(
    session: Session, locked: LockedItem, now: datetime, answered: Collection[int]
) -> None:
    """Tell everyone who waits, once for units that came free."""
    free = max(0, locked.free) if locked.item.waiting > 0 else 0
    if free > locked.item.announced_units:
        about = f"drop:{locked.drop.id}/line:{locked.item.id}/free"
        session.connection().execute(delete_queued_about((about,)))
        payload = {"drop": locked.drop.id, "item": locked.item.id, "free": free}
        notify_waiting(
            session,
            locked.item.id or 0,
            answered,
            kind="UnitsAvailable",
            about=about,
            payload=payload,
            priority=int(Priority.BOOKING),
            due_at=now,
            late_after=locked.cut_off,
        )
        mark_changed(session, "notification")
    locked.item.announced_units = free


def _has_numbers(session: Session, locked: LockedItem) -> bool:
    """Before a draw nobody is told that the first tap has it."""
    return locked.drop.policy == "queue" or is_drawn(session, locked.item.id or 0)


def _new_hold(session: Session, entry: Entry, units: int, until: datetime, now: datetime) -> Hold:
    beyond, entry.state, entry.units = entry.units - units, "held", units
    session.flush()
    if beyond:
        session.add(_remainder(entry, beyond))
    assert entry.id is not None
    hold = Hold(
        entry_id=entry.id,
        item_id=entry.item_id,
        person_id=entry.person_id,
        units=units,
        given_at=now,
        until=until,
    )
    session.add(hold)
    return hold


def _remainder(entry: Entry, units: int) -> Entry:
    return Entry(
        item_id=entry.item_id,
        person_id=entry.person_id,
        number=entry.number,
        remainder=entry.remainder + 1,
        units=units,
        split=True,
        joined_at=entry.joined_at,
    )


def _grow(session: Session, hold: Hold, entry: Entry, units: int, until: datetime, now: datetime) -> None:
    """The first of a parted party has not been answered yet: it becomes more."""
    hold.units, hold.until = hold.units + units, max(hold.until, until)
    session.get_one(Entry, hold.entry_id).units += units
    if units == entry.units:
        entry.state, entry.ended_at = "closed", now
    else:
        entry.units -= units


def _live(session: Session, locked: LockedItem, entry: Entry) -> Hold | None:
    live = select(Hold).where(
        col(Hold.item_id) == locked.item.id, col(Hold.person_id) == entry.person_id, col(Hold.state) == "live"
    )
    return session.exec(live.with_for_update(key_share=True)).first()
