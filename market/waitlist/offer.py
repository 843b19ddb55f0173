"""Offering available units: holds in the order of the waitlist; in the last call a notification to everyone who waits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.draw_state import is_drawn
from market.drop.locked_item import LockedItem, notify_about
from market.ledger.deposit_marks import mark_deposit_of_hold
from market.notification.outbox import row_values
from market.reminder import remind_hold
from market.waitlist.allocation_pass import Allocation, AllocationPass
from market.waitlist.notifications import UnitsAvailable, UnitsHeld
from storage.drop import DropPolicy
from storage.notification import delete_queued_about, notify_waiting
from storage.shown import mark_item, mark_line, mark_place
from storage.store import mark_changed
from storage.waitlist import Entry, EntryState, Hold, HoldState


def offer(
    session: Session, locked: LockedItem, now: datetime, answered: Collection[int], drawn: bool = False
) -> None:
    """Hold the available units for those who wait, in their order; in the last call notify them instead.

    People in `answered` get no notification about this item, because the answer to what they did says it.
    `drawn`: the numbers were given just now and count in the last call too; the draw's message says a number or a hold, so in the last call
    `answered` are notified of what is left. locks: entry
    """
    answered_of = {locked.item.id: answered}
    giving = [each for each in locked.all if each.gives_units(now)]
    in_order = [each for each in giving if drawn or not each.is_last_call(now)]
    _hold_in_order(session, in_order, now, answered_of, drawn=drawn)
    for each in giving:
        if each.is_last_call(now) and _has_numbers(session, each):
            announce_last_call(session, each, now, () if drawn else answered_of.get(each.item.id, ()))
        elif each.item.announced_units:
            each.item.announced_units = 0
            mark_item(session, each.item.id or 0, now)


def _hold_in_order(
    session: Session,
    items: Sequence[LockedItem],
    now: datetime,
    answered_of: Mapping[int | None, Collection[int]],
    drawn: bool,
) -> None:
    def hold(allocation: Allocation) -> None:
        give_hold(
            session,
            allocation.locked,
            allocation.entry,
            allocation.units,
            now=now,
            answered=answered_of.get(allocation.entry.item_id, ()),
            drawn=drawn,
        )

    allocation_pass = AllocationPass(session=session, locked_items=items, apply=hold)
    allocation_pass.run()
    for each in allocation_pass.passed_over:
        each.entry.skipped = each.skipped


def give_hold(
    session: Session,
    locked: LockedItem,
    entry: Entry,
    units: int,
    now: datetime,
    answered: Collection[int] = (),
    drawn: bool = False,
) -> Hold:
    """Hold units for an entry; what it asks for beyond them keeps waiting with its number.

    The clock of a new hold runs at once for people in `answered`, for others when they were told; for those who were `drawn`, by the draw's own message.
    """
    until = locked.hold_until(now)
    told = (entry.person_id in answered and not drawn) or entry.person_id is None
    locked.item.waiting -= units
    locked.change_counts(held=units)
    mark_place(session, entry.item_id, entry.person_id, now)
    mark_line(session, entry.item_id, now)
    hold = _live(session, locked, entry) if entry.remainder else None
    if hold:
        _grow(session, hold, entry, units, until=until, now=now)
    else:
        hold = _new_hold(session, entry, units, until if told else locked.cut_off, now=now)
        hold.notified_at = now if told else None
    session.flush()
    remind_hold(session, hold, now)
    if entry.person_id not in answered:
        held = UnitsHeld(drop_id=locked.drop.id or 0, item_id=entry.item_id, hold_id=hold.id or 0)
        about = f"hold:{hold.id}"
        notify_about(
            session, entry.person_id, held, locked, due_at=now, about=about, late_after=locked.cut_off
        )
    return hold


def announce_last_call(
    session: Session, locked: LockedItem, now: datetime, answered: Collection[int]
) -> None:
    """Notify everyone who waits, once for the same available units."""
    free = max(0, locked.free) if locked.item.waiting > 0 else 0
    if free > locked.item.announced_units:
        about = f"drop:{locked.drop.id}/item:{locked.item.id}/available"
        session.connection().execute(delete_queued_about((about,)))
        item = locked.item.id or 0
        available = UnitsAvailable(drop_id=locked.drop.id or 0, item_id=item, available=free)
        values = row_values(available, now, about=about, late_after=locked.cut_off)
        notify_waiting(session, item, answered, **values)
        mark_changed(session, "notification")
    if free != locked.item.announced_units:
        locked.item.announced_units = free
        mark_item(session, locked.item.id or 0, now)


def withdraw_announced(session: Session, locked: LockedItem, now: datetime) -> None:
    """Note that units of items that share them were taken: announced again are those that come back."""
    for each in locked.all:
        free = max(0, each.free)
        if each.item.announced_units > free:
            each.item.announced_units = free
            mark_item(session, each.item.id or 0, now)


def _has_numbers(session: Session, locked: LockedItem) -> bool:
    """Return whether entries have numbers. Before a draw there is no last call."""
    return locked.drop.policy == DropPolicy.QUEUE or is_drawn(session, locked.item.id or 0)


def _new_hold(session: Session, entry: Entry, units: int, until: datetime, now: datetime) -> Hold:
    beyond, entry.state, entry.units = entry.units - units, EntryState.HELD, units
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
    """Add units to the unanswered hold of a split entry, from the entry of its remainder."""
    hold.units = hold.units + units
    hold.until = max(hold.until, until)
    mark_deposit_of_hold(session, hold.id or 0, now)
    session.get_one(Entry, hold.entry_id).units += units
    if units == entry.units:
        entry.state, entry.ended_at = EntryState.CLOSED, now
    else:
        entry.units -= units


def _live(session: Session, locked: LockedItem, entry: Entry) -> Hold | None:
    live = select(Hold).where(
        col(Hold.item_id) == locked.item.id,
        col(Hold.person_id) == entry.person_id,
        col(Hold.state) == HoldState.LIVE,
    )
    return session.exec(live.with_for_update(key_share=True)).first()
