"""The clock of a hold: it starts when its person is told, and stands still while the drop is stopped."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, func, literal, or_, text
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from market.drop.locked_item import LockedItem, lock_item, lock_items
from market.notification.outbox import HELD_BACK
from market.reminder import remind_hold
from market.waitlist.allocate import allocate
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.notification import Notification, NotificationState
from storage.shown import mark_drop, mark_place
from storage.waitlist import UNTOLD, Hold, HoldState

UNREACHABLE = "unreachable"
"""The reason of a notification that was dropped because its reader has blocked the bot."""


def start_clock(session: Session, locked: LockedItem, hold: Hold, now: datetime) -> None:
    """Start the clock of a hold whose person was told at `now`, unless it runs already. locks: notification"""
    if hold.notified_at is not None:
        return
    hold.notified_at, hold.until = now, locked.hold_until(now)
    mark_place(session, hold.item_id, hold.person_id, now)
    session.flush()
    remind_hold(session, hold, now)


def notified_holds(session: Session) -> tuple[tuple[int, datetime], ...]:
    """Return the holds whose clock has yet to start though their person was told, and when they first were.

    A message about the hold tells; so does one about its drawn entry, if it was sent since the hold was given. One that was held back after a
    restore was sent before it.
    """
    drop = literal("drop:") + cast(col(Item.drop_id), String)
    about_hold = drop + literal("/hold:") + cast(col(Hold.id), String)
    about_entry = drop + literal("/entry:") + cast(col(Hold.entry_id), String)
    is_of_hold = or_(col(Notification.about) == about_hold, col(Notification.ended_at) >= col(Hold.given_at))
    sent = col(Notification.state).in_((NotificationState.SENT, NotificationState.UNREACHABLE))
    dropped = col(Notification.state) == NotificationState.DROPPED
    rows = (
        select(Hold.id, func.min(Notification.ended_at))
        .join(Item, col(Item.id) == col(Hold.item_id))
        .join(
            Notification,
            col(Notification.about).in_((about_hold, about_entry))
            & (col(Notification.person_id) == col(Hold.person_id)),
        )
        .where(text(UNTOLD.replace("state", "hold.state")), col(Notification.ended_at).is_not(None))
        .where(or_(sent, dropped & (col(Notification.reason).in_((UNREACHABLE, HELD_BACK)))), is_of_hold)
        .group_by(col(Hold.id))
    )
    return tuple((hold, notified_at) for hold, notified_at in session.exec(rows) if hold and notified_at)


def untold_holds() -> SelectOfScalar[int | None]:
    """Return the holds whose clock has yet to start, whether their person was told or not."""
    return select(col(Hold.id)).where(text(UNTOLD.replace("state", "hold.state")))


def start_notified_clock(session: Session, hold: int, notified_at: datetime) -> None:
    """Start the clock of a hold whose message was sent. A second call finds nothing to do. locks: drop, item, hold"""
    item = session.exec(select(Hold.item_id).where(col(Hold.id) == hold)).one()
    locked = lock_item(session, item)
    assert locked is not None, "an item with holds stays"
    row = session.get_one(Hold, hold, with_for_update=True, populate_existing=True)
    if row.state == HoldState.LIVE:
        start_clock(session, locked, row, notified_at)


def stop_clocks(drop: Drop, now: datetime) -> None:
    """Stop the clocks of a drop's holds, if they run. The caller has locked the drop."""
    drop.stopped_at = drop.stopped_at or now


def run_clocks(session: Session, locked_items: tuple[LockedItem, ...], now: datetime) -> None:
    """Let the clocks of a drop go on, once no reason to stop them is left: each live hold gets back the time since they stopped. locks: hold"""
    if not locked_items:
        return
    drop, still = locked_items[0].drop, not locked_items[0].open_to_public
    if drop.stopped_at is None or drop.state == DropState.PAUSED or still or drop.stop_id is not None:
        return
    for locked in locked_items:
        give_back(session, locked, drop.stopped_at, now)
    drop.stopped_at = None


def give_back(session: Session, locked: LockedItem, since: datetime, now: datetime) -> Sequence[Hold]:
    """Add the time since then to each live hold that had not run out by then, and return these holds; one told later gets the time since it was told.

    locks: hold
    """
    live = select(Hold).where(
        col(Hold.item_id) == locked.item.id,
        col(Hold.state) == HoldState.LIVE,
        col(Hold.notified_at).is_not(None),
        col(Hold.until) > since,
    )
    holds = session.exec(live.order_by(col(Hold.id)).with_for_update(key_share=True)).all()
    for hold in holds:
        stood = max(timedelta(0), now - max(since, hold.notified_at or now))
        hold.until = max(hold.until, min(hold.until + stood, locked.cut_off))
        mark_place(session, hold.item_id, hold.person_id, now)
    return holds


def stop_drops(session: Session, drops: ColumnElement[bool], now: datetime) -> None:
    """Stop the clocks of these drops, those that are not over. locks: drop"""
    for drop in _open_drops(session, drops, now):
        stop_clocks(drop, now)
        mark_drop(session, drop.id or 0, now)


def run_drops(session: Session, drops: ColumnElement[bool], now: datetime) -> None:
    """Let these drops go on: their clocks, and giving out what is available. Those that are not over. locks: drop, item, hold, entry"""
    for drop in _open_drops(session, drops, now):
        mark_drop(session, drop.id or 0, now)
        locked_items = lock_items(session, drop, session.get_one(Alley, drop.alley_id))
        run_clocks(session, locked_items, now)
        for locked in locked_items:
            allocate(session, locked, now)


def run_moved(session: Session, drops: Sequence[Drop], now: datetime) -> None:
    """Let moved drops go on that stood still where they were and are open where they are now. locks: drop, item, hold, entry"""
    stood_still = [drop.id for drop in drops if drop.stopped_at]
    if stood_still:
        run_drops(session, col(Drop.id).in_(stood_still), now)


def _open_drops(session: Session, drops: ColumnElement[bool], now: datetime) -> Sequence[Drop]:
    """Lock the drops that are published or paused and not over, by id. locks: drop"""
    session.flush()
    states = col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED))
    rows = select(Drop).where(drops, states, col(Drop.ends_at) > now).order_by(col(Drop.id))
    return session.exec(rows.with_for_update(key_share=True)).all()
